//! JSON Schemas in manifests: checked when the manifest is read, compiled without reaching network or files.

use super::reader::Reader;
use crate::time;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

/// Compiles a schema. Formats are checked; `date-time` also takes a time without offset, read as UTC.
///
/// # Errors
/// What is wrong with the schema; a `$ref` to anything outside it is an error.
pub fn compile(schema: &Value) -> Result<Validator, Box<ValidationError<'static>>> {
    jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_format("date-time", |text: &str| time::parse(text).is_some())
        .build(schema)
        .map_err(Box::new)
}

/// Adds an error for each thing wrong with a schema that stands at `pointer`.
pub(super) fn check(reader: &mut Reader<'_>, schema: &Value, pointer: &str, path: &str) {
    let mut found: Vec<(String, String)> = Vec::new();
    if schema.get("$schema").is_none() {
        let meta = jsonschema::draft202012::meta::validator();
        found
            .extend(meta.iter_errors(schema).map(|e| (e.instance_path().as_str().to_owned(), e.to_string())));
    }
    if found.is_empty()
        && let Err(e) = compile(schema)
    {
        found.push((e.instance_path().as_str().to_owned(), e.to_string()));
    }
    for (inner, what) in found {
        let what: String = what.chars().take(300).collect();
        let message = format!("{path} is not a valid JSON Schema: {what}");
        let error = reader.text.error("PLG-007", &format!("{pointer}{inner}"), message);
        reader.errors.push(error.expected("must be a JSON Schema without outside references"));
    }
}
