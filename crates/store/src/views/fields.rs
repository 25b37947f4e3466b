//! Statistics of payload fields from the last events of a type: presence, values, numbers.

use crate::StoreError;
use prama_model::event::Object;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::HashMap;

/// Events that are looked at.
pub const SAMPLE: u32 = 1_000;
/// Fields that are kept.
const MAX_FIELDS: usize = 200;
/// How deep objects are entered.
const MAX_DEPTH: usize = 4;
/// Distinct values that are counted for one field.
const MAX_VALUES: usize = 1_000;
/// The longest text that is offered as a value, in bytes.
const MAX_TEXT: usize = 200;
/// Values that are offered.
const OFFERED: usize = 20;

/// What a field was in the events looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldStatistics {
    /// Dotted path.
    pub path: String,
    /// JSON types seen, by name (`string`, `number`, `integer`, `boolean`, `array`, `object`, `null`), without repeats.
    pub types: Vec<&'static str>,
    /// Value in the newest event that has it.
    pub sample: Value,
    /// Events that have it.
    pub seen: i64,
    /// Commonest values with their counts; empty when nearly all differ.
    pub values: Vec<(Value, i64)>,
    /// Smallest, middle and largest number.
    pub numbers: Option<(f64, f64, f64)>,
}

#[derive(Default)]
struct Gathered {
    order: usize,
    statistics: FieldStatistics,
    counts: HashMap<String, (Value, i64)>,
    numbers: Vec<f64>,
}

/// Statistics of the last `sample` accepted events of a type, at most [`SAMPLE`], in the fields' first-seen order, and how many events there were.
pub fn statistics(
    conn: &Connection,
    source: &str,
    event_type: &str,
    sample: u32,
) -> Result<(Vec<FieldStatistics>, i64), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT data FROM events WHERE source = ?1 AND event_type = ?2 AND rejection IS NULL ORDER BY n DESC LIMIT ?3",
    )?;
    let mut rows = statement.query((source, event_type, sample.min(SAMPLE)))?;
    let mut all: HashMap<String, Gathered> = HashMap::new();
    let mut events = 0;
    while let Some(row) = rows.next()? {
        let data: Object = serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        gather(&mut all, "", &data, 0);
        events += 1;
    }
    let mut fields: Vec<Gathered> = all.into_values().collect();
    fields.sort_by_key(|g| g.order);
    Ok((fields.into_iter().map(finish).collect(), events))
}

fn gather(all: &mut HashMap<String, Gathered>, prefix: &str, data: &Object, depth: usize) {
    for (key, value) in data {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let order = all.len();
        if order >= MAX_FIELDS && !all.contains_key(&path) {
            continue;
        }
        let field = all.entry(path.clone()).or_insert_with(|| Gathered {
            order,
            statistics: FieldStatistics {
                path: path.clone(),
                sample: value.clone(),
                ..FieldStatistics::default()
            },
            ..Gathered::default()
        });
        note(field, value);
        if let Value::Object(inner) = value
            && depth + 1 < MAX_DEPTH
        {
            gather(all, &path, inner, depth + 1);
        }
    }
}

fn note(field: &mut Gathered, value: &Value) {
    field.statistics.seen += 1;
    let kind = kind(value);
    if !field.statistics.types.contains(&kind) {
        field.statistics.types.push(kind);
    }
    if let Some(number) = value.as_f64() {
        field.numbers.push(number);
    }
    let offered = match value {
        Value::String(s) => s.len() <= MAX_TEXT,
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    };
    let key = value.to_string();
    if offered && (field.counts.len() < MAX_VALUES || field.counts.contains_key(&key)) {
        field.counts.entry(key).or_insert_with(|| (value.clone(), 0)).1 += 1;
    }
}

fn finish(mut field: Gathered) -> FieldStatistics {
    let mut values: Vec<(Value, i64)> = field.counts.into_values().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.to_string().cmp(&b.0.to_string())));
    values.truncate(OFFERED);
    field.statistics.values = values;
    field.numbers.sort_by(f64::total_cmp);
    if let (Some(&min), Some(&max)) = (field.numbers.first(), field.numbers.last()) {
        let middle = field.numbers[(field.numbers.len() - 1) / 2];
        field.statistics.numbers = Some((min, middle, max));
    }
    field.statistics
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_i64() || n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
