//! Manifests as people write them: what is accepted, and what a broken one is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use prama_model::manifest::{Entry, ManifestError, Parsed, Status, json_schema, parse, schema};
use proptest::prelude::*;
use serde_json::json;

const TIMER: &str = r#"{
  "type": "event-source",
  "id": "my-timer",
  "name": "My Timer",
  "description": "Fires on schedule",
  "version": "1.0.0",
  "eventTypes": [
    {
      "type": "timer_fired",
      "label": "Timer Fired",
      "description": "Every minute, on the minute",
      "schema": {
        "properties": {
          "fired_at": {"type": "string", "format": "date-time"},
          "timer_id": {"type": "string"}
        }
      }
    }
  ]
}
"#;

fn read(text: &str) -> Parsed {
    parse(text, "my-timer/plugin.json", "my-timer")
}

fn errors(text: &str) -> Vec<ManifestError> {
    let parsed = read(text);
    assert!(parsed.manifest.is_none(), "a manifest with errors must not load");
    parsed.errors
}

fn only(text: &str) -> ManifestError {
    let mut all = errors(text);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn codes(errors: &[ManifestError]) -> Vec<&str> {
    errors.iter().map(|e| e.code.as_str()).collect()
}

#[test]
fn the_quick_starts_manifest_loads() {
    let manifest = read(TIMER).manifest.unwrap();
    assert_eq!((manifest.id.as_str(), manifest.name.as_str()), ("my-timer", "My Timer"));
    assert_eq!(manifest.event_type("timer_fired").unwrap().label, "Timer Fired");
    assert_eq!(manifest.status, Status::Active);
}

#[test]
fn comments_and_trailing_commas_are_accepted() {
    let text =
        TIMER.replace(r#""version": "1.0.0","#, "\"version\": \"1.0.0\", // semantic versioning\n /* and */");
    let text = text.replace("    }\n  ]\n}", "    },\n  ],\n}").replace('\n', "\r\n");
    assert!(read(&format!("\u{feff}{text}")).manifest.is_some());
}

#[test]
fn all_errors_come_at_once_with_their_places() {
    let text = TIMER.replace("\"label\": \"Timer Fired\",\n", "\n").replace("\"1.0.0\"", "\"1.0\"");
    let errors = errors(&text);
    assert_eq!(codes(&errors), ["PLG-003", "PLG-002"]);
    let version = &errors[0];
    assert_eq!(version.message, "version \"1.0\" is not semantic versioning");
    assert_eq!((version.line, version.column, version.pointer.as_str()), (6, 14, "/version"));
    assert_eq!(version.suggestion.as_deref(), Some("1.0.0"));
    assert_eq!(version.expected.as_deref(), Some("use \"1.0.0\""));
    let label = &errors[1];
    assert_eq!(label.message, "eventTypes[0].label is missing");
    assert_eq!(
        label.expected.as_deref(),
        Some("needs \"label\": the text shown in the app, e.g. \"Timer Fired\"")
    );
    assert_eq!(label.suggestion.as_deref(), Some("Timer Fired"));
    assert_eq!((label.line, label.column, label.pointer.as_str()), (8, 5, "/eventTypes/0"));
    let excerpt: Vec<_> = label.excerpt.iter().map(|l| (l.line, l.text.as_str())).collect();
    assert_eq!(excerpt, [(7, "  \"eventTypes\": ["), (8, "    {")]);
}

#[test]
fn an_empty_object_is_told_everything_it_needs() {
    let errors = errors("{}");
    assert_eq!(codes(&errors), ["PLG-002"; 6]);
    for field in ["type", "id", "name", "description", "version", "eventTypes"] {
        assert!(errors.iter().any(|e| e.message == format!("{field} is missing")), "{field}: {errors:#?}");
    }
}

#[test]
fn broken_json_says_where_it_stops_being_valid() {
    let error = only("{\n  \"version\": \"1.0.0\"\n  \"id\": \"x\"\n}");
    assert_eq!(error.code, "PLG-001");
    assert_eq!(
        error.message,
        "plugin.json stops being valid at line 2, column 21: a comma is missing after \"1.0.0\""
    );
    for (text, what) in [
        ("", "it is empty"),
        ("{ \"a\": 1", "this object is never closed: a } is missing"),
        ("{ \"a\": [1, 2 }", "there is a } where a value should be"),
        ("{ \"a\" 1 }", "a colon is missing after the field name"),
        ("{ 'a': 1 }", "texts need double quotes, not single ones"),
        ("{ a: 1 }", "the field name needs double quotes"),
        ("{} {}", "there is more text after the end of the object"),
    ] {
        let error = only(text);
        assert_eq!(error.code, "PLG-001");
        assert!(error.message.ends_with(what), "{text}: {}", error.message);
    }
    assert_eq!(only("[]").message, "plugin.json holds a list");
}

#[test]
fn a_misspelt_field_is_named() {
    let error = only(&TIMER.replace("\"eventTypes\"", "\"event_types\""));
    assert_eq!(error.message, "eventTypes is missing; \"event_types\" stands in its place");
    assert_eq!(error.suggestion.as_deref(), Some("eventTypes"));
    assert_eq!((error.line, error.column), (7, 3));
}

#[test]
fn wrong_values_say_what_is_expected() {
    let error = only(&TIMER.replace("\"event-source\"", "\"event_source\""));
    assert_eq!((error.code.as_str(), error.suggestion.as_deref()), ("PLG-003", Some("event-source")));
    let error = only(&TIMER.replace("\"my-timer\"", "\"My_Timer\""));
    assert_eq!((error.code.as_str(), error.suggestion.as_deref()), ("PLG-003", Some("my-timer")));
    let error = only(&TIMER.replace("\"My Timer\"", "7"));
    assert_eq!(error.message, "name is a number");
    assert_eq!(error.expected.as_deref(), Some("must be a text in double quotes"));
    let error = only(&TIMER.replace("  \"eventTypes\"", "  \"status\": \"of\", \"eventTypes\""));
    assert_eq!(error.expected.as_deref(), Some("must be \"active\" or \"inactive\""));
    let error = only(&TIMER.replace("  \"eventTypes\"", "  \"entry\": \"../x.py\", \"eventTypes\""));
    assert_eq!(error.pointer, "/entry");
    assert_eq!(
        codes(&errors(&TIMER.replace("\"type\": \"timer_fired\"", "\"type\": \"timer fired\""))),
        ["PLG-003"]
    );
}

#[test]
fn a_bad_schema_is_found_at_its_place() {
    let error = only(&TIMER.replace("{\"type\": \"string\"}", "{\"type\": \"strin\"}"));
    assert_eq!(error.code, "PLG-007");
    assert_eq!(error.pointer, "/eventTypes/0/schema/properties/timer_id/type");
    assert_eq!(error.line, 15);
    let remote = TIMER.replace("{\"type\": \"string\"}", "{\"$ref\": \"https://example.com/s.json\"}");
    assert_eq!(only(&remote).code, "PLG-007");
}

#[test]
fn two_event_types_of_one_name_are_refused() {
    let twice = r#"{"type": "timer_fired", "label": "Again", "description": "Again"},"#;
    let error = only(&TIMER.replace("  \"eventTypes\": [", &format!("  \"eventTypes\": [{twice}")));
    assert_eq!((error.code.as_str(), error.pointer.as_str()), ("PLG-009", "/eventTypes/1"));
}

#[test]
fn an_id_unlike_its_folder_is_only_a_warning() {
    let parsed = parse(TIMER, "timer/plugin.json", "timer");
    assert!(parsed.manifest.is_some());
    assert_eq!(codes(&parsed.warnings), ["PLG-005"]);
    let twice = read(&TIMER.replacen('{', "{\"version\": \"2.0.0\",", 1));
    assert_eq!(codes(&twice.warnings), ["PLG-009"]);
    assert_eq!(twice.manifest.unwrap().version, "2.0.0");
}

#[test]
fn the_older_dialect_is_normalised() {
    let parsed = read(
        r#"{
        "type": "event-source", "name": "my-timer", "display_name": "My Timer", "description": "d",
        "version": "1.0.0", "entryPoint": "src/event_source.py", "author": {"name": "Ada"},
        "eventTypes": [{
            "id": "pdf_file_added", "name": "PDF Added", "description": "A PDF was added",
            "outputs": [
                {"name": "file_path", "type": "string", "description": "Where", "required": true},
                {"name": "at", "type": "datetime"}, {"name": "thing", "type": "blob"}, "note"
            ]
        }]
    }"#,
    );
    let manifest = parsed.manifest.expect("loads");
    assert_eq!((manifest.id.as_str(), manifest.name.as_str()), ("my-timer", "My Timer"));
    assert_eq!(manifest.entry, Some(Entry::File("src/event_source.py".into())));
    assert_eq!(manifest.author.as_deref(), Some("Ada"));
    let event = manifest.event_type("pdf_file_added").unwrap();
    assert_eq!(event.label, "PDF Added");
    assert_eq!(
        event.schema,
        Some(json!({
            "type": "object",
            "properties": {
                "file_path": {"type": "string", "description": "Where"},
                "at": {"type": "string", "format": "date-time"},
                "thing": {},
                "note": {}
            },
            "required": ["file_path"]
        }))
    );
}

#[test]
fn a_command_entry_keeps_its_arguments() {
    let text = r#""entry": {"command": ["node", "main.js"], "env": {"A": "1"}}, "eventTypes""#;
    let manifest = read(&TIMER.replace("\"eventTypes\"", text)).manifest.unwrap();
    let env = [("A".to_owned(), "1".to_owned())].into();
    assert_eq!(manifest.entry, Some(Entry::Command { command: vec!["node".into(), "main.js".into()], env }));
    let empty = only(&TIMER.replace("\"eventTypes\"", r#""entry": {"command": []}, "eventTypes""#));
    assert_eq!(empty.pointer, "/entry/command");
}

#[test]
fn date_time_takes_a_time_without_offset() {
    let validator =
        schema::compile(&json!({"properties": {"at": {"type": "string", "format": "date-time"}}})).unwrap();
    assert!(validator.is_valid(&json!({"at": "2025-11-19T10:30:00.123456"})));
    assert!(validator.is_valid(&json!({"at": "2025-11-19T10:30:00Z"})));
    assert!(!validator.is_valid(&json!({"at": "yesterday"})));
}

#[test]
fn huge_and_deep_manifests_are_refused() {
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(40), "]".repeat(40));
    assert_eq!(only(&deep).code, "PLG-006");
    assert_eq!(only(&format!("{{\"a\": \"{}\"}}", "x".repeat(1 << 20))).code, "PLG-006");
    let abyss = "[".repeat(100_000);
    assert_eq!(only(&abyss).code, "PLG-001");
}

#[test]
fn the_published_schema_accepts_what_we_accept() {
    let schema = json_schema();
    let validator = jsonschema::options().offline().build(&schema).unwrap();
    let timer: serde_json::Value = serde_json::from_str(TIMER).unwrap();
    assert!(validator.is_valid(&timer), "{:?}", validator.iter_errors(&timer).next());
    assert!(!validator.is_valid(&json!({"type": "event-source"})));
    let round = serde_json::to_value(read(TIMER).manifest.unwrap()).unwrap();
    assert!(validator.is_valid(&round));
}

/// A manifest with some bytes removed, replaced or doubled.
fn mutated() -> impl Strategy<Value = String> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..5u8, any::<char>()), 1..12).prop_map(|edits| {
        let mut chars: Vec<char> = TIMER.chars().collect();
        for (index, kind, c) in edits {
            if chars.is_empty() {
                break;
            }
            let i = index.index(chars.len());
            match kind {
                0 => drop(chars.remove(i)),
                1 => chars.insert(i, c),
                2 => chars[i] = c,
                3 => chars.insert(i, ['{', '}', '[', ']', ',', '"', ':', '\\', '/', '-', '9'][i % 11]),
                _ => chars.truncate(i.max(1)),
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn mutated_manifests_never_panic_and_never_vanish(text in mutated()) {
        let parsed = read(&text);
        prop_assert_eq!(parsed.manifest.is_some(), parsed.errors.is_empty());
        for error in parsed.errors.iter().chain(&parsed.warnings) {
            prop_assert!(error.line >= 1 && error.column >= 1);
            prop_assert!(error.line as usize <= text.lines().count().max(1) + 1);
        }
    }
}
