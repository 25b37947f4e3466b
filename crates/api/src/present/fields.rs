//! Fields of an event type: from its schema, joined with what recent events held; inferred where there is no schema.

use super::MAX_LISTED;
use super::events::wide;
use crate::wire::{Field, FieldDrift, FieldDriftKind, FieldType, FieldTypeCount, FieldValue};
use prama_model::sketch::{Drift, DriftKind, FieldStatistics};
use prama_model::time::rfc3339;
use serde_json::Value;
use std::collections::HashSet;

/// How deep a schema is entered.
const MAX_DEPTH: usize = 4;

/// The fields, and whether they are inferred. `events` is how many events the statistics looked at.
pub(crate) fn of_type(schema: Option<&Value>, seen: Vec<FieldStatistics>, events: i64) -> (Vec<Field>, bool) {
    let mut fields = Vec::new();
    if let Some(schema) = schema {
        declared(schema, "", true, 0, &mut fields);
    }
    let inferred = fields.is_empty();
    for statistics in seen {
        match fields.iter_mut().find(|f| f.path == statistics.path) {
            Some(field) => join(field, statistics, events),
            None => {
                let mut field = blank(&statistics.path, inferred_type(&statistics.types));
                field.inferred = true;
                join(&mut field, statistics, events);
                fields.push(field);
            }
        }
    }
    (fields, inferred)
}

pub(crate) fn drift_kind(kind: DriftKind) -> FieldDriftKind {
    match kind {
        DriftKind::Vanished => FieldDriftKind::Vanished,
        DriftKind::NewType => FieldDriftKind::NewType,
        DriftKind::NewField => FieldDriftKind::NewField,
    }
}

/// The fields of a schema alone.
pub(crate) fn of_schema(schema: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    declared(schema, "", true, 0, &mut fields);
    fields
}

fn declared(schema: &Value, prefix: &str, parents_required: bool, depth: usize, out: &mut Vec<Field>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let required: HashSet<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, property) in properties {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let text = |key: &str| property.get(key).and_then(Value::as_str).map(str::to_owned);
        let is_required = parents_required && required.contains(name.as_str());
        out.push(Field {
            format: text("format"),
            required: is_required,
            description: text("description"),
            choices: property.get("enum").and_then(Value::as_array).cloned(),
            ..blank(&path, declared_type(property))
        });
        if depth + 1 < MAX_DEPTH {
            declared(property, &path, is_required, depth + 1, out);
        }
    }
}

fn blank(path: &str, kind: FieldType) -> Field {
    Field {
        path: path.to_owned(),
        kind,
        format: None,
        required: false,
        description: None,
        choices: None,
        sample: None,
        seen: None,
        seen_of: None,
        suggestions: None,
        min: None,
        median: None,
        max: None,
        types: Vec::new(),
        last_seen_at: None,
        inferred: false,
        drift: None,
    }
}

/// Puts what changed at its fields; a field that vanished and is not declared is listed for it. `users` names the triggers
/// that use a field.
pub(crate) fn with_drifts(fields: &mut Vec<Field>, drifts: Vec<Drift>, users: impl Fn(&str) -> Vec<String>) {
    for drift in drifts {
        let place = match fields.iter().position(|f| f.path == drift.path) {
            Some(place) => place,
            None => {
                fields.push(Field { inferred: true, ..blank(&drift.path, FieldType::Any) });
                fields.len() - 1
            }
        };
        let mut triggers = users(&drift.path);
        let total = triggers.len();
        triggers.truncate(MAX_LISTED);
        fields[place].drift = Some(FieldDrift {
            kind: drift_kind(drift.kind),
            triggers,
            triggers_total: wide(total),
            text: drift.text,
            at: rfc3339(drift.at_ms),
        });
    }
}

fn join(field: &mut Field, s: FieldStatistics, events: i64) {
    field.sample = Some(s.sample).filter(|v| !v.is_null());
    let type_count = |(kind, count): (&str, i64)| FieldTypeCount { kind: kind.to_owned(), count };
    field.types = s.types.into_iter().map(type_count).collect();
    field.last_seen_at = Some(rfc3339(s.last_seen_ms));
    field.seen = Some(s.seen);
    field.seen_of = Some(events);
    if !s.values.is_empty() {
        field.suggestions =
            Some(s.values.into_iter().map(|(value, count)| FieldValue { value, count }).collect());
    }
    if let Some((min, median, max)) = s.numbers {
        (field.min, field.median, field.max) = (Some(min), Some(median), Some(max));
    }
}

fn declared_type(property: &Value) -> FieldType {
    let name = match property.get("type") {
        Some(Value::String(s)) => Some(s.as_str()),
        Some(Value::Array(all)) => {
            let mut kinds = all.iter().filter_map(Value::as_str).filter(|t| *t != "null");
            kinds.next().filter(|_| kinds.next().is_none())
        }
        _ => None,
    };
    name.map_or(FieldType::Any, named)
}

fn inferred_type(seen: &[(&'static str, i64)]) -> FieldType {
    let mut kinds = seen.iter().map(|(kind, _)| *kind).filter(|t| *t != "null");
    match (kinds.next(), kinds.next()) {
        (Some(one), None) => named(one),
        (Some("integer" | "number"), Some("integer" | "number")) if kinds.next().is_none() => {
            FieldType::Number
        }
        _ => FieldType::Any,
    }
}

fn named(name: &str) -> FieldType {
    match name {
        "string" => FieldType::String,
        "number" => FieldType::Number,
        "integer" => FieldType::Integer,
        "boolean" => FieldType::Boolean,
        "array" => FieldType::Array,
        "object" => FieldType::Object,
        _ => FieldType::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schema_fields_are_flattened_and_joined_with_what_was_seen() {
        let schema = json!({"properties": {
            "at": {"type": "string", "format": "date-time"},
            "customer": {"type": ["object", "null"], "properties": {"city": {"type": "string"}}, "required": ["city"]},
        }, "required": ["at"]});
        let seen = vec![FieldStatistics {
            path: "extra".into(),
            types: vec![("integer", 2), ("number", 1)],
            seen: 3,
            ..FieldStatistics::default()
        }];
        let (fields, inferred) = of_type(Some(&schema), seen, 5);
        let paths: Vec<_> = fields.iter().map(|f| (f.path.as_str(), f.kind, f.required)).collect();
        assert_eq!(
            paths,
            [
                ("at", FieldType::String, true),
                ("customer", FieldType::Object, false),
                ("customer.city", FieldType::String, false),
                ("extra", FieldType::Number, false),
            ]
        );
        assert!(!inferred);
        assert_eq!((fields[3].seen, fields[3].seen_of), (Some(3), Some(5)));
    }

    #[test]
    fn without_a_schema_fields_are_inferred() {
        let seen = vec![FieldStatistics {
            path: "x".into(),
            types: vec![("string", 1)],
            ..FieldStatistics::default()
        }];
        let (fields, inferred) = of_type(None, seen, 1);
        assert!(inferred && fields[0].kind == FieldType::String);
    }
}
