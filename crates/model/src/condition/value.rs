//! Values of a payload: where they are found, when two are equal, and how a person names their kind.

use crate::event::Object;
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The value at a dotted path; at each level a field with that very name wins.
pub(crate) fn lookup<'a>(data: &'a Object, path: &str) -> Option<&'a Value> {
    data.get(path).or_else(|| {
        path.match_indices('.').find_map(|(dot, _)| within(data.get(&path[..dot])?, &path[dot + 1..]))
    })
}

fn within<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => lookup(object, path),
        Value::Array(items) => {
            let (index, rest) = path.split_once('.').map_or((path, None), |(i, rest)| (i, Some(rest)));
            let item = items.get(index.parse::<usize>().ok()?)?;
            rest.map_or(Some(item), |rest| within(item, rest))
        }
        _ => None,
    }
}

/// A scalar as text.
pub(super) fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(s) => Some(Cow::Borrowed(s)),
        Value::Number(n) => Some(Cow::Owned(n.to_string())),
        Value::Bool(b) => Some(Cow::Borrowed(if *b { "true" } else { "false" })),
        _ => None,
    }
}

/// A text with its case as it stands, or folded away.
pub(super) fn fold(text: &str, case_sensitive: bool) -> Cow<'_, str> {
    if case_sensitive { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether a value equals an expected one whose texts are folded already; `None` when their kinds cannot be compared.
pub(super) fn equal(actual: &Value, expected: &Value, case_sensitive: bool) -> Option<bool> {
    match (actual, expected) {
        // A number or yes/no is compared with a text as it is written.
        (_, Value::String(e)) => text_of(actual).map(|a| fold(&a, case_sensitive) == e.as_str()),
        (Value::Number(a), Value::Number(e)) => Some(same_number(a, e)),
        (Value::Bool(a), Value::Bool(e)) => Some(a == e),
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => Some(actual == expected),
        (_, Value::Null) => Some(actual.is_null()),
        _ => None,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    compare(a, b).is_some_and(Ordering::is_eq)
}

/// Which of two numbers is larger. Whole numbers are compared exactly: beyond 2^53 neighbours would be the same as floats.
pub(super) fn compare(a: &Number, b: &Number) -> Option<Ordering> {
    let whole = |n: &Number| n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// Texts inside an expected value folded once, when it is compiled.
pub(super) fn folded(value: &Value, case_sensitive: bool) -> Value {
    match value {
        Value::String(s) => fold(s, case_sensitive).into_owned().into(),
        other => other.clone(),
    }
}

pub(super) fn is_empty(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::String(s) => s.is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    }
}

/// A value's kind as a person says it.
pub(super) fn kind_of(v: &Value) -> &'static str {
    match v {
        Value::Null => "empty",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
