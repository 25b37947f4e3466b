//! The manifest's `eventTypes`: each declaration, in either dialect.

use super::reader::{Place, Reader};
use super::text::child;
use super::tree::{Node, Value};
use super::{EventType, dialect, read, schema};

const FIELDS: [&str; 9] = ["type", "label", "description", "schema", "icon", "tags", "id", "name", "outputs"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Place<'_>) -> Option<Vec<EventType>> {
    let Some(node) = root.get("eventTypes") else {
        reader.missing(root, "eventTypes", &read::FIELDS, "the list of what it can emit, at least one");
        return None;
    };
    let pointer = root.pointer_to("eventTypes");
    let Value::Array(items) = &node.value else {
        reader.mistyped(root, "eventTypes", node, "a list of objects");
        return None;
    };
    if items.is_empty() {
        reader.wrong("PLG-003", node, &pointer, "eventTypes is empty".into()).expected =
            Some("needs at least one event type".into());
        return None;
    }
    let mut types: Vec<EventType> = Vec::new();
    let mut whole = true;
    for (i, item) in items.iter().enumerate() {
        let place =
            Place { node: item, pointer: child(&pointer, &i.to_string()), path: format!("eventTypes[{i}]") };
        match one(reader, &place) {
            Some(event_type) if types.iter().any(|t| t.name == event_type.name) => {
                let message = format!("The event type \"{}\" is declared twice", event_type.name);
                reader.wrong("PLG-009", item, &place.pointer, message).expected =
                    Some("each type needs its own name".into());
            }
            Some(event_type) => types.push(event_type),
            None => whole = false,
        }
    }
    whole.then_some(types)
}

fn one(reader: &mut Reader<'_>, place: &Place<'_>) -> Option<EventType> {
    if !matches!(place.node.value, Value::Object(_)) {
        let message = format!("{} is {}", place.path, place.node.kind());
        reader.wrong("PLG-003", place.node, &place.pointer, message).expected =
            Some("must be an object with \"type\", \"label\" and \"description\"".into());
        return None;
    }
    reader.repeated_names(place);
    let older = place.get("type").is_none() && place.get("id").is_some();
    let (type_field, label_field) = if older { ("id", "name") } else { ("type", "label") };
    let name = reader.required(place, type_field, &FIELDS, "the identifier, e.g. \"timer_fired\"");
    let name = name.filter(|n| fits(reader, place, type_field, n));
    let label = label(reader, place, label_field, name.as_deref());
    let description = if older {
        Some(reader.text(place, "description").or_else(|| label.clone()).unwrap_or_default())
    } else {
        reader.required(place, "description", &FIELDS, "what this event means")
    };
    let declared = reader.object(place, "schema").map(Node::to_json);
    if let Some(declared) = declared.as_ref() {
        schema::check(reader, declared, &place.pointer_to("schema"), &place.path_to("schema"));
    }
    let schema = declared.or_else(|| place.get("outputs").and_then(|o| dialect::outputs(reader, place, o)));
    let icon = reader.text(place, "icon");
    let tags = reader.texts(place, "tags");
    Some(EventType { name: name?, label: label?, description: description?, schema, icon, tags })
}

fn fits(reader: &mut Reader<'_>, place: &Place<'_>, field: &str, name: &str) -> bool {
    let fits = name.len() <= 128
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':'));
    if let (false, Some(node)) = (fits, place.get(field)) {
        let message = format!("{} \"{name}\" is not an identifier", place.path_to(field));
        reader.wrong("PLG-003", node, &place.pointer_to(field), message).expected =
            Some("must be letters, digits, \"_\", \"-\", \".\" or \":\", at most 128".into());
    }
    fits
}

/// The label; when it is missing, the type's words are offered.
fn label(reader: &mut Reader<'_>, place: &Place<'_>, field: &str, name: Option<&str>) -> Option<String> {
    let words = name.map(title);
    if place.get(field).is_none() {
        let example = words.clone().unwrap_or_else(|| "Timer Fired".into());
        reader.missing(place, field, &FIELDS, &format!("the text shown in the app, e.g. \"{example}\""));
        if let Some(last) = reader.errors.last_mut().filter(|e| e.suggestion.is_none()) {
            last.suggestion = words;
        }
    }
    reader.text(place, field)
}

/// "timer_fired" → "Timer Fired".
fn title(name: &str) -> String {
    name.split(['_', '-', '.', ':'])
        .filter(|w| !w.is_empty())
        .map(|w| {
            let mut chars = w.chars();
            chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
        })
        .collect::<Vec<String>>()
        .join(" ")
}
