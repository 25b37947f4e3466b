//! What makes an event acceptable, and the texts that say why one is not (ux.md section 7).

use super::Origin;
use crate::registry::{EventTypeSpec, Snapshot, SourceSpec};
use crate::uploads;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use prama_model::event::{Cause, Envelope, Object};
use prama_model::{FieldProblem, Problem, suggest};
use serde_json::Value;

/// The largest payload, in bytes of JSON.
pub const MAX_DATA_BYTES: usize = 256 * 1024;
/// The longest causation chain of events and runs.
pub const MAX_DEPTH: u32 = 32;
/// Validation errors listed at most.
const MAX_ERRORS: usize = 20;

/// Which source the envelope names; wrong when none, two different ones, or not the sender's own.
pub(crate) fn source_id(envelope: &Envelope, origin: &Origin) -> Result<String, Box<Problem>> {
    let named = envelope.source_id().map_err(|(top, inner)| {
        Problem::new(
            "EVT-007",
            format!("The event names two sources: `{top}` on top and `{inner}` in metadata."),
            "The event was kept but can't start anything.",
        )
        .place("/metadata/source")
        .fix("Send one source, or the same in both places.")
    })?;
    if let Origin::Source(own) = origin {
        if named.is_some_and(|n| n != own) {
            return Err(Box::new(
                Problem::new(
                    "EVT-009",
                    format!("The source `{own}` can't send events as `{}`.", named.unwrap_or_default()),
                    "A plug-in sends events under its own id only. The event was kept but can't start anything.",
                )
                .place("/source")
                .fix(format!("Leave \"source\" out, or set it to \"{own}\"."))
                .suggestion(Some(own.clone())),
            ));
        }
        return Ok(own.clone());
    }
    named.filter(|n| !n.is_empty()).map(ToOwned::to_owned).ok_or_else(|| {
        Box::new(
            Problem::new(
                "EVT-008",
                "The event names no source.",
                "The event was kept but can't start anything.",
            )
            .place("/source")
            .fix("Add \"source\": the id of an event source."),
        )
    })
}

/// A file's place and hash are said by the app that stored it: what is sent as JSON imitates no upload.
fn imitates_upload(envelope: &Envelope, source: &str, origin: &Origin) -> Option<Problem> {
    if source != uploads::SOURCE || matches!(origin, Origin::Source(_)) {
        return None;
    }
    let field = ["file_path", "file_hash"].into_iter().find(|field| envelope.data.contains_key(*field))?;
    let detail = "Only POST /api/uploads can say where an uploaded file lies. The event was kept but can't start anything.";
    let fix = format!("Leave \"{field}\" out, or send the file itself.");
    Some(
        Problem::new("UPL-003", format!("An event can't bring `{field}` along."), detail)
            .place(format!("/data/{field}"))
            .fix(fix),
    )
}

/// Checks an event against the registry.
pub(crate) fn check(
    envelope: &Envelope,
    source: &str,
    origin: &Origin,
    depth: u32,
    registry: &Snapshot,
) -> Result<(), Box<Problem>> {
    if let Some(problem) = imitates_upload(envelope, source, origin) {
        return Err(Box::new(problem));
    }
    if envelope.caused_by.as_deref().is_some_and(|text| text.parse::<Cause>().is_err()) {
        return Err(Box::new(
            Problem::new(
                "EVT-011",
                "`caused_by` names no run.",
                "It is the id of a run, a slash and the position of its step, as a step's program finds it in PRAMA_CAUSED_BY. The event was kept but can't start anything.",
            )
            .place("/caused_by")
            .fix("Send it as it stands in PRAMA_CAUSED_BY, or leave it out."),
        ));
    }
    if depth > MAX_DEPTH {
        return Err(Box::new(
            Problem::new(
                "EVT-010",
                "Stopped: this workflow keeps triggering itself.",
                format!("The event stands at the end of a chain of {MAX_DEPTH} events and runs, each caused by the one before."),
            )
            .fix("Look at the chain's trigger and make its conditions leave out what the workflow itself causes."),
        ));
    }
    let bytes = serde_json::to_vec(&envelope.data).map_or(usize::MAX, |v| v.len());
    if bytes > MAX_DATA_BYTES {
        return Err(Box::new(
            Problem::new(
                "EVT-005",
                format!("The event's data has {bytes} bytes; {MAX_DATA_BYTES} are allowed."),
                "The event was set aside without its data.",
            )
            .place("/data")
            .fix("Send a path or an id instead of the content."),
        ));
    }
    let Some(spec) = registry.source(source) else { return Err(Box::new(unknown_source(source, registry))) };
    let Some(event_type) = spec.types.get(&envelope.event_type) else {
        return Err(Box::new(unknown_type(&envelope.event_type, spec)));
    };
    if let Some(validator) = &event_type.validator {
        let data = Value::Object(envelope.data.clone());
        if !validator.is_valid(&data) {
            return Err(Box::new(invalid_data(validator, &data, &envelope.data, event_type)));
        }
    }
    Ok(())
}

fn unknown_source(source: &str, registry: &Snapshot) -> Problem {
    let ids: Vec<&str> = registry.ids().collect();
    let near = suggest::nearest(source, ids.iter().copied()).map(ToOwned::to_owned);
    match near {
        Some(id) => Problem::new(
            "EVT-001",
            format!("No source has the id `{source}`. Did you mean `{id}`?"),
            "Ids must match exactly, including capitals. The event was set aside.",
        )
        .place("/source")
        .fix(format!("Send it with \"source\": \"{id}\"."))
        .suggestion(Some(id)),
        None => Problem::new(
            "EVT-001",
            format!("No source has the id `{source}`."),
            format!("Known ids: {}. The event was set aside.", listed(&ids)),
        )
        .place("/source")
        .fix("Use a known id, or add a folder with a plugin.json for this source."),
    }
}

fn listed(ids: &[&str]) -> String {
    match ids {
        [] => "none".to_owned(),
        [a, b, rest @ ..] if !rest.is_empty() => format!("{a}, {b}, {} more", rest.len()),
        ids => ids.join(", "),
    }
}

fn unknown_type(event_type: &str, spec: &SourceSpec) -> Problem {
    let name = &spec.manifest.name;
    let mut types: Vec<&str> = spec.manifest.event_types.iter().map(|t| t.name.as_str()).collect();
    types.dedup();
    let declared = types.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ");
    let near = suggest::nearest(event_type, types.iter().copied()).map(ToOwned::to_owned);
    let title = match &near {
        Some(t) => format!("\"{event_type}\" isn't an event type of {name}. Did you mean `{t}`?"),
        None => format!("\"{event_type}\" isn't an event type of {name}."),
    };
    let fix = match &near {
        Some(t) => format!("Send it with \"event_type\": \"{t}\"."),
        None => format!("Use a declared type, or add \"{event_type}\" to eventTypes in plugin.json."),
    };
    Problem::new(
        "EVT-002",
        title,
        format!("The event was kept but can't start anything. {name} declares: {declared}."),
    )
    .place("/event_type")
    .fix(fix)
    .suggestion(near)
}

fn invalid_data(
    validator: &jsonschema::Validator,
    data: &Value,
    object: &Object,
    event_type: &EventTypeSpec,
) -> Problem {
    let label = &event_type.def.label;
    let mut missing = None;
    let mut errors = Vec::new();
    for error in validator.iter_errors(data).take(MAX_ERRORS) {
        let at = error.instance_path().to_string();
        let field = field_name(&at);
        let problem = match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let what = described(event_type, name);
                missing = missing.or_else(|| Some((name.to_owned(), what.clone())));
                FieldProblem::at(format!("{at}/{name}"), format!("`{name}` ({what}) is missing."))
            }
            ValidationErrorKind::Type { kind } => FieldProblem::at(
                &at,
                format!("`{field}` should be {}; got {}.", type_words(kind), value_words(error.instance())),
            ),
            ValidationErrorKind::Format { format } => FieldProblem::at(
                &at,
                format!(
                    "`{field}` should be a {}; got {}.",
                    format_words(format),
                    value_words(error.instance())
                ),
            ),
            _ => FieldProblem::at(&at, format!("`{field}`: {error}.")),
        };
        errors.push(problem);
    }
    let has = if object.is_empty() {
        "It has no fields.".to_owned()
    } else {
        format!("It has: {}.", object.keys().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "))
    };
    let place = errors.first().map(|e| format!("/data{}", e.pointer)).unwrap_or_default();
    let problem = match missing {
        Some((name, what)) => Problem::new(
            "EVT-003",
            format!("{label} needs `{name}` ({what}), and this event has none."),
            format!("{has} Nothing was run."),
        )
        .fix(format!("Add \"{name}\" to the event's data.")),
        None => Problem::new(
            "EVT-004",
            errors.first().map_or_else(|| format!("The data does not fit {label}."), |e| e.message.clone()),
            format!("{label} declares other types in plugin.json. Nothing was run."),
        )
        .fix("Send the type that the schema asks for, or change the schema in plugin.json."),
    };
    problem.place(place).errors(errors)
}

fn field_name(pointer: &str) -> String {
    let name = pointer.trim_start_matches('/').replace('/', ".");
    if name.is_empty() { "data".to_owned() } else { name }
}

fn described(event_type: &EventTypeSpec, field: &str) -> String {
    let schema = event_type.def.schema.as_ref().and_then(|s| s.pointer(&format!("/properties/{field}")));
    let text = |key: &str| schema.and_then(|s| s.get(key)).and_then(Value::as_str);
    match (text("format"), text("type")) {
        (Some(format), _) => format_words(format).to_owned(),
        (None, Some(kind)) => kind_words(kind).to_owned(),
        _ => "any value".to_owned(),
    }
}

fn format_words(format: &str) -> &str {
    match format {
        "date-time" => "date and time",
        "uri" => "web address",
        other => other,
    }
}

fn kind_words(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "yes or no",
        "array" => "list",
        other => other,
    }
}

fn type_words(kind: &TypeKind) -> String {
    let one = |name: &str| match name {
        "string" => "a text".to_owned(),
        "number" => "a number".to_owned(),
        "integer" => "a whole number".to_owned(),
        "boolean" => "yes or no".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "an object".to_owned(),
        "null" => "empty".to_owned(),
        other => other.to_owned(),
    };
    match kind {
        TypeKind::Single(t) => one(&t.to_string()),
        TypeKind::Multiple(set) => set.iter().map(|t| one(&t.to_string())).collect::<Vec<_>>().join(" or "),
    }
}

fn value_words(value: &Value) -> String {
    let short = |s: &str| s.chars().take(60).collect::<String>();
    match value {
        Value::String(s) => format!("the text \"{}\"", short(s)),
        Value::Number(n) => format!("the number {n}"),
        Value::Bool(b) => format!("{b}"),
        Value::Null => "nothing".to_owned(),
        Value::Array(a) => format!("a list of {}", a.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
