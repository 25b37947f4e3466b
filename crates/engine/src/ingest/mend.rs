//! A set-aside event as it should have been sent, and what its source would have to declare for it.

use super::check;
use super::sink::Origin;
use super::take::{Ingest, again};
use crate::registry::{EventTypeSpec, Snapshot};
use prama_model::event::{Envelope, Event, Object};
use prama_model::{Problem, time};
use serde_json::{Value, json};

/// Faults of one event that are mended, one after the other.
const MAX_FAULTS: usize = 20;
/// Levels of a payload whose types are declared.
const MAX_DEPTH: usize = 4;

/// What helps the sender, or the author of the source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mended {
    /// The corrected call.
    pub call: Option<Value>,
    /// The entry for `eventTypes` in plugin.json.
    pub declaration: Option<Value>,
}

impl Ingest {
    /// Of an event that nothing is wrong with there is nothing to mend.
    #[must_use]
    pub fn mended(&self, event: &Event) -> Mended {
        let Some(problem) = event.rejection.as_ref().or(event.flag.as_ref()) else {
            return Mended::default();
        };
        let registry = self.registry.snapshot();
        let declaration = (problem.code == "EVT-002" && problem.suggestion.is_none())
            .then(|| declaration(&event.event_type, &event.data));
        Mended { call: call(event, problem, &registry), declaration }
    }
}

fn call(event: &Event, problem: &Problem, registry: &Snapshot) -> Option<Value> {
    let mut envelope = again(event.clone());
    let mut problem = problem.clone();
    let mut mended = false;
    for _ in 0..MAX_FAULTS {
        let wrong_name = matches!(problem.code.as_str(), "EVT-001" | "EVT-002");
        if !mend(&mut envelope, &problem, event, registry) {
            // A right name is a help even where the data is still wrong; half-mended data is none.
            return (mended && !wrong_name).then(|| sent(&envelope));
        }
        let source = envelope.source.clone().unwrap_or_default();
        match check::check(&envelope, &source, &Origin::Api, 0, registry) {
            Ok(()) => return Some(sent(&envelope)),
            Err(next) if wrong_name => (mended, problem) = (true, *next),
            Err(next) => problem = *next,
        }
    }
    None
}

fn sent(envelope: &Envelope) -> Value {
    json!({ "event_type": envelope.event_type, "source": envelope.source, "data": envelope.data })
}

/// Puts one fault right, if there is one way only.
fn mend(envelope: &mut Envelope, problem: &Problem, event: &Event, registry: &Snapshot) -> bool {
    let source = envelope.source.clone().unwrap_or_default();
    let spec = registry.source(&source);
    let named = |of: &Option<String>| of.clone();
    match problem.code.as_str() {
        "EVT-001" => match named(&problem.suggestion) {
            Some(id) if registry.source(&id).is_some() && id != source => envelope.source = Some(id),
            _ => return false,
        },
        "EVT-002" => {
            let only = spec.filter(|s| s.types.len() == 1).and_then(|s| s.types.keys().next().cloned());
            match named(&problem.suggestion).or(only) {
                Some(name) if spec.is_some_and(|s| s.types.contains_key(&name)) => envelope.event_type = name,
                _ => return false,
            }
        }
        "EVT-003" | "EVT-004" => {
            let Some(known) = spec.and_then(|s| s.types.get(&envelope.event_type)) else { return false };
            return fill(&mut envelope.data, problem, event, known);
        }
        _ => return false,
    }
    true
}

/// Adds the fields that are missing, and turns values into the type that they should have.
fn fill(data: &mut Object, problem: &Problem, event: &Event, known: &EventTypeSpec) -> bool {
    let Some(schema) = known.def.schema.as_ref() else { return false };
    let mut whole = Value::Object(std::mem::take(data));
    let mut changed = false;
    for error in &problem.errors {
        let Some(wanted) = declared(schema, &error.pointer) else { continue };
        let (parent, name) = error.pointer.rsplit_once('/').unwrap_or_default();
        match whole.pointer(&error.pointer).map(|value| turned(value, wanted)) {
            Some(Some(value)) => {
                changed |= whole.pointer_mut(&error.pointer).map(|place| *place = value).is_some();
            }
            Some(None) => {}
            None => {
                if let Some(Value::Object(object)) = whole.pointer_mut(parent) {
                    object.insert(unescaped(name), example(wanted, event));
                    changed = true;
                }
            }
        }
    }
    if let Value::Object(object) = whole {
        *data = object;
    }
    changed
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// The schema of the value that a pointer into the data names.
fn declared<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    pointer.split('/').skip(1).try_fold(schema, |at, name| match name.parse::<usize>() {
        Ok(_) if at.get("items").is_some() => at.get("items"),
        _ => at.get("properties")?.get(unescaped(name)),
    })
}

/// The value as the type that it should have, when nothing has to be made up.
fn turned(value: &Value, wanted: &Value) -> Option<Value> {
    match (wanted.get("type").and_then(Value::as_str)?, value) {
        ("integer", Value::String(s)) => s.trim().parse::<i64>().ok().map(Into::into),
        ("number", Value::String(s)) => {
            let whole = s.trim().parse::<i64>().ok().map(Value::from);
            whole.or_else(|| s.trim().parse::<f64>().ok().map(Value::from))
        }
        ("integer", Value::Number(n)) => n.as_f64().filter(|f| f.fract() == 0.0).map(|f| json!(f as i64)),
        ("boolean", Value::String(s)) => s.trim().to_lowercase().parse::<bool>().ok().map(Into::into),
        ("string", Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        ("array", other) if !other.is_array() => Some(json!([other])),
        _ => None,
    }
}

/// A value that shows what belongs there.
fn example(wanted: &Value, event: &Event) -> Value {
    let given = ["default", "const"].iter().find_map(|key| wanted.get(*key));
    let listed = ["examples", "enum"].iter().find_map(|key| wanted.get(*key)?.get(0));
    if let Some(value) = given.or(listed) {
        return value.clone();
    }
    let at = time::rfc3339(event.time_ms);
    match (wanted.get("type").and_then(Value::as_str), wanted.get("format").and_then(Value::as_str)) {
        (_, Some("date-time")) => at.into(),
        (_, Some("date")) => at.chars().take(10).collect::<String>().into(),
        (Some("integer" | "number"), _) => wanted.get("minimum").cloned().unwrap_or_else(|| 0.into()),
        (Some("boolean"), _) => false.into(),
        (Some("array"), _) => json!([]),
        (Some("object"), _) => json!({}),
        _ => "…".into(),
    }
}

/// What plugin.json would have to say of such an event.
fn declaration(event_type: &str, data: &Object) -> Value {
    let mut words = event_type.replace(['_', '-', '.'], " ");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    let mut entry = json!({ "type": event_type, "label": words, "description": "…" });
    if !data.is_empty() {
        entry["schema"] = of_object(data, MAX_DEPTH);
    }
    entry
}

fn of_object(data: &Object, depth: usize) -> Value {
    let properties: Object =
        data.iter().map(|(name, value)| (name.clone(), of_value(value, depth))).collect();
    json!({ "type": "object", "properties": properties })
}

fn of_value(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(s) if time::parse(s).is_some() => json!({ "type": "string", "format": "date-time" }),
        Value::String(_) => json!({ "type": "string" }),
        Value::Number(n) if n.is_i64() || n.is_u64() => json!({ "type": "integer" }),
        Value::Number(_) => json!({ "type": "number" }),
        Value::Bool(_) => json!({ "type": "boolean" }),
        Value::Array(_) => json!({ "type": "array" }),
        Value::Object(inner) if depth > 0 => of_object(inner, depth - 1),
        Value::Object(_) => json!({ "type": "object" }),
        Value::Null => json!({}),
    }
}
