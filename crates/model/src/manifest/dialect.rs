//! The older dialect of manifests: `id`/`name`/`outputs[]` event types, `display_name`, `author` as an object.

use super::reader::{Place, Reader, as_text};
use super::tree::{Node, Value};
use serde_json::{Map, json};

/// Id and display name as far as they can be read, for listing a broken manifest.
pub(super) fn identity(root: &Node) -> (Option<String>, Option<String>) {
    let text = |name| root.get(name).and_then(as_text).filter(|t| !t.trim().is_empty());
    let display = text("display_name");
    let id = text("id").or_else(|| display.as_ref().and_then(|_| text("name")));
    (id, display.or_else(|| text("name")))
}

/// `author` as a text, or the `name` of an author object.
pub(super) fn author(place: &Place<'_>) -> Option<String> {
    let node = place.get("author")?;
    as_text(node).or_else(|| node.get("name").and_then(as_text))
}

/// `outputs` (a list of names, a list of {name, type, description, required}, or an object of types) as a JSON Schema.
pub(super) fn outputs(reader: &mut Reader<'_>, place: &Place<'_>, node: &Node) -> Option<serde_json::Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut add = |name: String, node: &Node| {
        let kind = as_text(node).or_else(|| node.get("type").and_then(as_text));
        let mut property = property(kind.as_deref());
        if let Some(text) = node.get("description").and_then(as_text) {
            property.insert("description".into(), text.into());
        }
        if matches!(node.get("required").map(|n| &n.value), Some(Value::Bool(true))) {
            required.push(json!(name));
        }
        properties.insert(name, property.into());
    };
    match &node.value {
        Value::Object(members) => members.iter().for_each(|m| add(m.name.clone(), &m.node)),
        Value::Array(items) => {
            for item in items {
                let field = ["name", "id"].iter().find_map(|f| item.get(f).and_then(as_text));
                match (as_text(item), field) {
                    (Some(name), _) => add(name, &Node { start: 0, value: Value::Null }),
                    (None, Some(name)) => add(name, item),
                    (None, None) => {
                        reader.mistyped(place, "outputs", item, "a list of {\"name\", \"type\"} objects");
                        return None;
                    }
                }
            }
        }
        _ => {
            reader.mistyped(place, "outputs", node, "a list of {\"name\", \"type\"} objects");
            return None;
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    Some(schema)
}

/// The older type names; an unknown one allows anything.
fn property(kind: Option<&str>) -> Map<String, serde_json::Value> {
    let (kind, format) = match kind.unwrap_or_default().to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "path" | "file" => ("string", None),
        "datetime" | "date-time" | "timestamp" => ("string", Some("date-time")),
        "date" => ("string", Some("date")),
        "number" | "float" | "double" => ("number", None),
        "integer" | "int" => ("integer", None),
        "boolean" | "bool" => ("boolean", None),
        "array" | "list" => ("array", None),
        "object" | "dict" | "json" => ("object", None),
        _ => return Map::new(),
    };
    let mut property = Map::from_iter([("type".to_owned(), json!(kind))]);
    if let Some(format) = format {
        property.insert("format".into(), json!(format));
    }
    property
}
