//! Triggers and workflows as files: YAML or JSON, one object a document, read and written without loss.

use crate::failure::Failure;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::Path;

/// The largest file, in bytes.
const MAX_BYTES: u64 = 1 << 20;
/// Fields of a trigger's document, in their order.
const TRIGGER: &[&str] =
    &["id", "name", "source", "event_type", "workflow_id", "conditions", "options", "active"];
/// Fields of a workflow's document, in their order.
const WORKFLOW: &[&str] = &["id", "name", "description", "steps"];

/// A document and where it stands.
pub(crate) struct Document {
    /// File and number, for messages.
    pub(crate) place: String,
    /// Its object.
    pub(crate) object: Value,
}

/// Reads all documents of a file; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<Document>, Failure> {
    let name = if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
    let text =
        text(path).map_err(|e| Failure::usage(format!("{name} can't be read: {e}."), "Check the path."))?;
    let values = parse(&text, path.extension().is_some_and(|e| e == "json")).map_err(|what| {
        Failure::usage(format!("{name} isn't valid: {what}."), "Correct the file and apply it again.")
    })?;
    let mut out = Vec::new();
    for value in values {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                for object in items {
                    out.push(Document { place: format!("{name}, document {}", out.len() + 1), object });
                }
            }
            object => out.push(Document { place: format!("{name}, document {}", out.len() + 1), object }),
        }
    }
    if let Some(odd) = out.iter().find(|d| !d.object.is_object()) {
        return Err(Failure::usage(
            format!("{} isn't an object.", odd.place),
            "A document begins with kind: workflow or kind: trigger.",
        ));
    }
    Ok(out)
}

fn text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().take(MAX_BYTES + 1).read_to_string(&mut text)?;
    } else {
        std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    }
    if text.len() as u64 > MAX_BYTES {
        return Err(std::io::Error::other("it is larger than 1 MiB"));
    }
    Ok(text)
}

fn parse(text: &str, is_json: bool) -> Result<Vec<Value>, String> {
    if is_json {
        return serde_json::Deserializer::from_str(text)
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|e| e.to_string());
    }
    serde_yaml_ng::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).map_err(|e| e.to_string()))
        .collect()
}

/// The document form of a trigger as the surface shows it.
pub(crate) fn of_trigger(trigger: &Value) -> Value {
    document("trigger", trigger, TRIGGER)
}

/// The trigger that a document defines, for judging it without saving it.
pub(crate) fn draft(document: &Value) -> Value {
    let mut draft = document.clone();
    if let Some(object) = draft.as_object_mut() {
        object.remove("kind");
    }
    draft
}

/// The document form of a workflow as the surface shows it.
pub(crate) fn of_workflow(workflow: &Value) -> Value {
    let mut document = document("workflow", workflow, WORKFLOW);
    for step in document.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
        for value in
            step.get_mut("retry").and_then(Value::as_object_mut).into_iter().flat_map(|r| r.values_mut())
        {
            whole(value);
        }
    }
    document
}

fn document(kind: &str, from: &Value, fields: &[&str]) -> Value {
    let mut out = Map::new();
    out.insert("kind".into(), kind.into());
    for field in fields {
        if let Some(value) = from.get(*field).filter(|v| !v.is_null()) {
            out.insert((*field).into(), value.clone());
        }
    }
    Value::Object(out)
}

/// Seconds are written as people write them: 10, not 10.0.
fn whole(value: &mut Value) {
    if let Some(n) = value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15) {
        *value = Value::from(n as i64);
    }
}

/// Documents as one YAML text.
pub(crate) fn yaml(documents: &[Value]) -> Result<String, Failure> {
    let mut out = String::new();
    for (i, document) in documents.iter().enumerate() {
        if i > 0 {
            out.push_str("---\n");
        }
        let text = serde_yaml_ng::to_string(document);
        out.push_str(
            &text
                .map_err(|e| Failure::usage(format!("This can't be written as YAML: {e}."), "Use --json."))?,
        );
    }
    Ok(out)
}

/// A payload given on the command line: JSON, `@file`, or `-` for standard input.
pub(crate) fn payload(given: Option<&str>) -> Result<Value, Failure> {
    let Some(written) = given else { return Ok(Value::Object(Map::new())) };
    let read = self::given(written)?;
    let value: Value = serde_json::from_str(&read).map_err(|e| {
        Failure::usage(
            format!("The data isn't valid JSON: {e}."),
            "Quote it for the shell: '{\"name\": \"value\"}'",
        )
    })?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Failure::usage("The data must be a JSON object.", "Use '{\"name\": \"value\"}'"))
    }
}

/// A text given as it stands, as @FILE, or as - for standard input.
pub(crate) fn given(written: &str) -> Result<String, Failure> {
    let path = if written == "-" { Some("-") } else { written.strip_prefix('@') };
    match path {
        Some(path) => text(Path::new(path))
            .map_err(|e| Failure::usage(format!("{path} can't be read: {e}."), "Check the path.")),
        None => Ok(written.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yaml_and_json_hold_several_documents() {
        let yaml = "kind: trigger\nid: a\n---\nkind: workflow\nid: b\nsteps: []\n";
        assert_eq!(parse(yaml, false).unwrap().len(), 2);
        assert_eq!(parse(r#"{"kind":"a"} {"kind":"b"}"#, true).unwrap().len(), 2);
        assert!(parse("a: [", false).is_err());
    }

    #[test]
    fn export_reads_back_as_it_was() {
        let workflow = json!({
            "id": "w", "name": "W: \"q\"", "description": null, "revision": 7,
            "steps": [{"id": "s", "type": "command.run", "with": {"command": ["echo", "${{ event.data.name }}", "yes", "1e3"], "n": 1.0, "text": "a\nb\n"},
                       "retry": {"max_attempts": 3, "delay_s": 10.0}}],
        });
        let document = of_workflow(&workflow);
        assert_eq!(document["steps"][0]["retry"]["delay_s"], json!(10));
        assert!(document.get("revision").is_none() && document.get("description").is_none());
        let text = yaml(std::slice::from_ref(&document)).unwrap();
        assert_eq!(parse(&text, false).unwrap(), [document]);
    }
}
