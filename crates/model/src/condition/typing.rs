//! What an event type's schema says about a condition: a comparison that can never be true is refused when it is saved.

use super::value::kind_of;
use super::{Condition, Leaf, Op};
use crate::{FieldProblem, suggest};
use serde_json::{Map, Value};

/// Kinds of values, as a schema names them.
const NUMBERS: &[&str] = &["number", "integer"];
const SCALARS: &[&str] = &["string", "number", "integer", "boolean"];

/// What in a condition can never hold for events of that schema.
#[must_use]
pub fn impossible(condition: &Condition, schema: &Value) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    walk(condition, schema, "", &mut problems);
    problems
}

fn walk(condition: &Condition, schema: &Value, pointer: &str, problems: &mut Vec<FieldProblem>) {
    if let Some((op, children)) = condition.group() {
        for (i, child) in children.iter().enumerate() {
            walk(child, schema, &format!("{pointer}/{}/{i}", op.key()), problems);
        }
    } else if let Condition::Leaf(l) = condition {
        problems.extend(leaf(l, schema, pointer));
    }
}

fn leaf(leaf: &Leaf, schema: &Value, pointer: &str) -> Option<FieldProblem> {
    let field = match find(schema, &leaf.field) {
        Found::Field(field) => field,
        Found::Open => return None,
        Found::Nowhere(known) => {
            let near = suggest::nearest(&leaf.field, known.iter().map(String::as_str));
            let hint = near.map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
            return Some(FieldProblem {
                suggestion: near.map(ToOwned::to_owned),
                ..FieldProblem::at(
                    format!("{pointer}/field"),
                    format!("Events of this type have no `{}`.{hint}", leaf.field),
                )
            });
        }
    };
    let kinds = kinds(field)?;
    let (op, _) = leaf.op.base();
    if let Some(wanted) = wanted(op)
        && !kinds.iter().any(|k| wanted.contains(k))
    {
        return Some(FieldProblem::at(
            format!("{pointer}/op"),
            format!("{} is {}; \"{}\" can never match.", leaf.field, said(&kinds), leaf.op.words()),
        ));
    }
    let at = |message: String, near: Option<&str>| FieldProblem {
        suggestion: near.map(ToOwned::to_owned),
        ..FieldProblem::at(format!("{pointer}/value"), message)
    };
    let values = match (op, &leaf.value) {
        (Op::Is | Op::Eq | Op::Lt | Op::Le, value) => std::slice::from_ref(value),
        (Op::IsOneOf | Op::Between, Value::Array(values)) => values.as_slice(),
        _ => return None,
    };
    if let Some(choices) =
        field.get("enum").and_then(Value::as_array).filter(|_| op != Op::Lt && op != Op::Le)
    {
        let texts: Vec<String> = choices.iter().map(plain).collect();
        let known = |v: &Value| {
            let v = plain(v);
            texts
                .iter()
                .any(|t| if leaf.case_sensitive { *t == v } else { t.to_lowercase() == v.to_lowercase() })
        };
        if let Some(odd) = values.iter().find(|v| !known(v)) {
            let near = suggest::nearest(&plain(odd), texts.iter().map(String::as_str));
            let message = format!("{} can only be {}; {odd} can never match.", leaf.field, texts.join(", "));
            return Some(at(message, near));
        }
        return None;
    }
    // A whole number can be smaller than 1.5, though never equal to it.
    let ordered = matches!(op, Op::Lt | Op::Le | Op::Between);
    let compared: Vec<&str> =
        kinds.iter().map(|k| if ordered && *k == "integer" { "number" } else { *k }).collect();
    let odd = values.iter().find(|v| !fits(v, &compared))?;
    let text = plain(odd);
    let quoted = (kinds.contains(&"string") && !odd.is_string()).then_some(text.as_str());
    Some(at(format!("{} is {}; {odd} can never match.", leaf.field, said(&kinds)), quoted))
}

/// Whether a value of one of these kinds can equal it.
fn fits(value: &Value, kinds: &[&str]) -> bool {
    let kind = |k: &&str| match (*k, value) {
        ("string", Value::String(_)) | ("boolean", Value::Bool(_)) | ("null", Value::Null) => true,
        ("array", Value::Array(_)) | ("object", Value::Object(_)) | ("number", Value::Number(_)) => true,
        ("integer", Value::Number(n)) => n.as_f64().is_some_and(|n| n.fract().abs() < f64::EPSILON),
        // A number or yes/no is compared with a text as it is written.
        ("number", Value::String(s)) => s.trim().parse::<f64>().is_ok(),
        ("integer", Value::String(s)) => {
            s.trim().parse::<f64>().is_ok_and(|n| n.fract().abs() < f64::EPSILON)
        }
        ("boolean", Value::String(s)) => ["true", "false"].contains(&s.to_lowercase().as_str()),
        _ => false,
    };
    kinds.iter().any(kind)
}

/// The kinds of value that an operator can compare; `None`: any.
fn wanted(op: Op) -> Option<&'static [&'static str]> {
    Some(match op {
        Op::Eq | Op::Lt | Op::Le | Op::Between => NUMBERS,
        Op::IsTrue => &["boolean"],
        Op::Before | Op::After | Op::InLastSeconds | Op::WeekdayIs | Op::TimeBetween => &["string"],
        Op::HasItem | Op::CountEq | Op::CountGe | Op::CountGt | Op::AnyItem | Op::AllItems => &["array"],
        Op::HasField => &["object"],
        Op::Contains => &["string", "number", "integer", "boolean", "array"],
        Op::StartsWith | Op::EndsWith | Op::MatchesGlob | Op::MatchesRegex => SCALARS,
        Op::ExtensionIs | Op::InsideFolder | Op::FileNameMatches => &["string"],
        _ => return None,
    })
}

enum Found<'s> {
    Field(&'s Value),
    /// The schema says nothing of it.
    Open,
    /// The schema says that there is no such field; these there are.
    Nowhere(Vec<String>),
}

/// What a schema says of a dotted path.
fn find<'s>(schema: &'s Value, path: &str) -> Found<'s> {
    if let Some(field) = schema.pointer("/properties").and_then(|p| p.get(path)) {
        return Found::Field(field);
    }
    let mut at = schema;
    let mut parts = path.split('.').peekable();
    let mut walked = String::new();
    while let Some(part) = parts.next() {
        let properties = at.get("properties").and_then(Value::as_object);
        let item = part.parse::<usize>().ok().and_then(|_| at.get("items"));
        match properties.and_then(|p| p.get(part)).or(item) {
            Some(next) if parts.peek().is_none() => return Found::Field(next),
            Some(next) => at = next,
            None if is_closed(at, properties) => {
                let known = properties.into_iter().flat_map(Map::keys);
                return Found::Nowhere(known.map(|k| format!("{walked}{k}")).collect());
            }
            None => return Found::Open,
        }
        walked.push_str(part);
        walked.push('.');
    }
    Found::Open
}

fn is_closed(schema: &Value, properties: Option<&Map<String, Value>>) -> bool {
    let plain =
        ["patternProperties", "allOf", "anyOf", "oneOf", "$ref"].iter().all(|k| schema.get(*k).is_none());
    properties.is_some() && plain && schema.get("additionalProperties") == Some(&Value::Bool(false))
}

/// The kinds a field's schema allows; `None` when it says nothing simple.
fn kinds(field: &Value) -> Option<Vec<&str>> {
    let kinds: Vec<&str> = match field.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => match field.get("enum").and_then(Value::as_array) {
            Some(choices) if choices.iter().all(Value::is_string) => vec!["string"],
            Some(choices) if choices.iter().all(Value::is_number) => vec!["number"],
            _ => return None,
        },
    };
    (!kinds.is_empty()).then_some(kinds)
}

fn said(kinds: &[&str]) -> String {
    let words = |kind: &&str| match *kind {
        "string" => kind_of(&Value::String(String::new())),
        "number" | "integer" => "a number",
        "boolean" => "yes or no",
        "array" => "a list",
        "object" => "an object",
        _ => "empty",
    };
    let mut all: Vec<_> = kinds.iter().map(words).collect();
    all.dedup();
    all.join(" or ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
