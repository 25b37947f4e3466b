//! Types and values of a payload as people read them.

use serde_json::Value;

/// A JSON Schema format: "date and time".
#[must_use]
pub fn format_words(format: &str) -> &str {
    match format {
        "date-time" => "date and time",
        "uri" => "web address",
        other => other,
    }
}

/// A JSON Schema type: "whole number".
#[must_use]
pub fn kind_words(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "yes or no",
        "array" => "list",
        other => other,
    }
}

/// What a value should be, by its JSON Schema type: "a number".
#[must_use]
pub fn should_be(kind: &str) -> &str {
    match kind {
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "yes or no",
        "array" => "a list",
        "object" => "an object",
        "null" => "empty",
        other => other,
    }
}

/// What a value is: `the text "102400"`.
#[must_use]
pub fn value_words(value: &Value) -> String {
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
