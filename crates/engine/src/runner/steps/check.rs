//! Checking a step's inputs against its schema, with a word for every wrong field.
//!
//! Schemas of steps use a small part of JSON Schema (`KEYWORDS`), so that each finding can be said in plain words.

use super::template;
use crate::runner::step::{Spec, StepError};
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem, suggest};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a step's input schema may use.
#[cfg(test)]
const KEYWORDS: [&str; 20] = [
    "type",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minLength",
    "minimum",
    "maximum",
    "enum",
    "enumNames",
    "anyOf",
    "x-order",
    "x-fixed-host",
    "x-fixed-program",
];

/// What is wrong with the inputs of a step of a workflow that is being saved: values that hold `${{` are taken on trust.
#[must_use]
pub fn check_inputs(spec: &Spec, inputs: &Object) -> Vec<FieldProblem> {
    Check { spec, templates: true, found: Vec::new() }.run(inputs)
}

/// The inputs at run time, checked in full and typed. Numbers and booleans are accepted where a text is wanted;
/// `null` counts as absent.
pub(super) fn typed<T: DeserializeOwned>(spec: &Spec, mut inputs: Object) -> Result<T, StepError> {
    inputs.retain(|_, v| !v.is_null());
    for (name, value) in &mut inputs {
        if spec.inputs["properties"][name.as_str()]["type"] == "string"
            && let Value::Number(_) | Value::Bool(_) = value
        {
            *value = Value::String(value.to_string());
        }
    }
    let found = Check { spec, templates: false, found: Vec::new() }.run(&inputs);
    if !found.is_empty() {
        return Err(wrong(spec, found));
    }
    serde_json::from_value(Value::Object(inputs))
        .map_err(|e| wrong(spec, vec![FieldProblem::at("", format!("The inputs could not be read: {e}."))]))
}

/// The error of inputs that do not fit.
pub(super) fn wrong(spec: &Spec, found: Vec<FieldProblem>) -> StepError {
    let first = found.first().cloned().unwrap_or_else(|| FieldProblem::at("", ""));
    let more = match found.len() {
        0 | 1 => String::new(),
        n => format!(" {} more fields need a look.", n - 1),
    };
    let fix = match (&first.suggestion, &first.expected) {
        (Some(s), _) => format!("Did you mean \"{s}\"?"),
        (None, Some(e)) => format!("Expected: {e}."),
        (None, None) => "Correct it in the workflow's step.".to_owned(),
    };
    StepError::fatal(
        Problem::new("STEP-001", first.message, format!("\"{}\" did not start.{more}", spec.title))
            .fix(fix)
            .place(first.pointer)
            .suggestion(first.suggestion)
            .errors(found),
    )
}

/// One wrong field, for a rule that the schema cannot say.
pub(super) fn field(spec: &Spec, pointer: &str, message: impl Into<String>) -> StepError {
    wrong(spec, vec![FieldProblem::at(pointer, message)])
}

struct Check<'a> {
    spec: &'a Spec,
    templates: bool,
    found: Vec<FieldProblem>,
}

impl Check<'_> {
    fn run(mut self, inputs: &Object) -> Vec<FieldProblem> {
        let schema = &self.spec.inputs;
        self.object(schema, inputs, "", "");
        self.found
    }

    fn object(&mut self, schema: &Value, object: &Object, pointer: &str, name: &str) {
        let properties = schema["properties"].as_object();
        let owner = if name.is_empty() { self.spec.title.to_owned() } else { format!("\"{name}\"") };
        for wanted in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(wanted) {
                let of = &schema["properties"][wanted];
                self.add(
                    format!("{pointer}/{wanted}"),
                    format!("{owner} needs \"{wanted}\"."),
                    expected(of),
                    None,
                );
            }
        }
        if let Some(ways) = schema["anyOf"].as_array() {
            let keys: Vec<&str> = ways.iter().filter_map(|w| w["required"][0].as_str()).collect();
            if !keys.iter().any(|k| object.contains_key(*k)) {
                let list = keys.iter().map(|k| format!("\"{k}\"")).collect::<Vec<_>>().join(" or ");
                self.add(pointer.to_owned(), format!("{owner} needs {list}."), None, None);
            }
        }
        for (key, value) in object {
            let at = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            match (properties.and_then(|p| p.get(key)), &schema["additionalProperties"]) {
                (Some(of), _) => self.value(of, value, &at, key),
                (None, Value::Bool(false)) => {
                    let known: Vec<&str> =
                        properties.into_iter().flat_map(|p| p.keys()).map(String::as_str).collect();
                    let near = suggest::nearest(key, known.iter().copied()).map(ToOwned::to_owned);
                    let list = format!("one of {}", known.join(", "));
                    self.add(at, format!("\"{key}\" isn't an input of {owner}."), Some(list), near);
                }
                (None, of @ Value::Object(_)) => self.value(of, value, &at, key),
                (None, _) => {}
            }
        }
    }

    fn value(&mut self, schema: &Value, value: &Value, pointer: &str, name: &str) {
        if self.templates
            && let Some(problem) = template::unsafe_use(schema, value, name)
        {
            self.add(pointer.to_owned(), problem, expected(schema), None);
            return;
        }
        if self.templates && value.as_str().is_some_and(template::is) {
            return;
        }
        if !fits(&schema["type"], value) {
            let wanted = type_words(&schema["type"]);
            self.add(
                pointer.to_owned(),
                format!("\"{name}\" should be {wanted}; got {}.", told(value)),
                expected(schema).or(Some(wanted)),
                None,
            );
            return;
        }
        if let Some(choices) = schema["enum"].as_array()
            && !choices.contains(value)
        {
            let known: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
            let near = value
                .as_str()
                .and_then(|v| suggest::nearest(v, known.iter().copied()))
                .map(ToOwned::to_owned);
            let list = format!("one of {}", known.join(", "));
            self.add(pointer.to_owned(), format!("\"{name}\" can't be {}.", told(value)), Some(list), near);
        }
        match value {
            Value::Object(o) => self.object(schema, o, pointer, name),
            Value::Array(items) => {
                if (items.len() as u64) < schema["minItems"].as_u64().unwrap_or(0) {
                    self.add(
                        pointer.to_owned(),
                        format!("\"{name}\" needs at least one entry."),
                        expected(schema),
                        None,
                    );
                }
                if schema["items"].is_object() {
                    for (i, item) in items.iter().enumerate() {
                        self.value(
                            &schema["items"],
                            item,
                            &format!("{pointer}/{i}"),
                            &format!("{name}[{i}]"),
                        );
                    }
                }
            }
            Value::String(s) if (s.chars().count() as u64) < schema["minLength"].as_u64().unwrap_or(0) => {
                self.add(pointer.to_owned(), format!("\"{name}\" is empty."), expected(schema), None);
            }
            Value::Number(n) => {
                let n = n.as_f64().unwrap_or(0.0);
                let (low, high) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
                if low.is_some_and(|l| n < l) || high.is_some_and(|h| n > h) {
                    let range = match (low, high) {
                        (Some(l), Some(h)) => format!("between {l} and {h}"),
                        (Some(l), None) => format!("at least {l}"),
                        (_, h) => format!("at most {}", h.unwrap_or(0.0)),
                    };
                    self.add(
                        pointer.to_owned(),
                        format!("\"{name}\" should be {range}; got {n}."),
                        Some(range),
                        None,
                    );
                }
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        pointer: String,
        message: String,
        expected: Option<String>,
        suggestion: Option<String>,
    ) {
        self.found.push(FieldProblem { pointer, message, expected, suggestion });
    }
}

fn expected(schema: &Value) -> Option<String> {
    schema["description"].as_str().map(|d| d.trim_end_matches('.').to_owned())
}

fn fits(types: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "string" => value.is_string(),
        "integer" => value.as_i64().is_some() || value.as_f64().is_some_and(|f| f.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    };
    match types {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(one),
        _ => true,
    }
}

fn type_words(types: &Value) -> String {
    let one = |name: &str| match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => "a value",
    };
    match types {
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(" or ")
        }
        other => one(other.as_str().unwrap_or_default()).to_owned(),
    }
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => format!("the number {n}"),
        Value::String(s) => format!("the text \"{}\"", s.chars().take(60).collect::<String>()),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::steps::catalogue;

    fn walk(schema: &Value, kind: &str) {
        let Some(object) = schema.as_object() else { return };
        for (key, value) in object {
            assert!(KEYWORDS.contains(&key.as_str()), "{kind}: the check does not know \"{key}\"");
            match key.as_str() {
                "properties" => value.as_object().unwrap().values().for_each(|v| walk(v, kind)),
                "items" | "additionalProperties" => walk(value, kind),
                _ => {}
            }
        }
    }

    #[test]
    fn every_schema_uses_only_what_is_checked() {
        for step in catalogue() {
            walk(&step.spec().inputs, step.spec().kind);
        }
    }

    #[test]
    fn every_example_fits_its_own_schema() {
        for step in catalogue() {
            let spec = step.spec();
            assert_eq!(check_inputs(spec, spec.example.as_object().unwrap()), vec![], "{}", spec.kind);
        }
    }
}
