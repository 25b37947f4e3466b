//! One field: when it was there, as what, with which values.

use super::numbers::Numbers;
use super::values::TopValues;
use super::{FieldStatistics, OFFERED, whole};
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest text that is kept as a value, in bytes.
const MAX_TEXT: usize = 200;
/// The longest list that is kept as a sample, as JSON in bytes.
const MAX_SAMPLE: usize = 500;
/// Words in a field's name by which its values may be secret, and are not kept.
const SECRET: [&str; 10] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "authorization",
    "cookie",
    "privatekey",
    "credential",
    "signature",
];

/// JSON types, in the order in which they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `integer`.
    Integer,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Number, Self::String, Self::Array, Self::Object];

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(n) if n.is_i64() || n.is_u64() => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Its name in JSON Schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// As a person says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Boolean => "yes or no",
            Self::Integer | Self::Number => "a number",
            Self::String => "a text",
            Self::Array => "a list",
            Self::Object => "an object",
        }
    }
}

/// When a type first came in a field.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct FirstSeen {
    /// How many events had had the field by then.
    pub(super) after: u64,
    /// When.
    pub(super) at_ms: Millis,
}

/// One field of the events of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FieldSketch {
    pub(super) path: String,
    /// Number of the first and the last event that had it, and how many had it ever.
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) ever: u64,
    pub(super) first_ms: Millis,
    pub(super) last_ms: Millis,
    /// Per type, when it first came.
    pub(super) kinds: [Option<FirstSeen>; 7],
    sample: Value,
    current: Part,
    previous: Part,
}

/// What a field was in one generation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Part {
    seen: u64,
    kinds: [u64; 7],
    values: TopValues,
    numbers: Numbers,
}

impl FieldSketch {
    pub(super) fn new(path: &str, event: u64, at_ms: Millis) -> Self {
        Self {
            path: path.to_owned(),
            first: event,
            last: event,
            ever: 0,
            first_ms: at_ms,
            last_ms: at_ms,
            kinds: [None; 7],
            sample: Value::Null,
            current: Part::default(),
            previous: Part::default(),
        }
    }

    pub(super) fn add(&mut self, value: &Value, event: u64, at_ms: Millis) {
        let kind = Kind::of(value) as usize;
        self.kinds[kind].get_or_insert(FirstSeen { after: self.ever, at_ms });
        self.ever += 1;
        (self.last, self.last_ms) = (event, at_ms);
        self.current.seen += 1;
        self.current.kinds[kind] += 1;
        if may_be_secret(&self.path) {
            return;
        }
        self.sample = clipped(value);
        if let Some(number) = value.as_f64() {
            self.current.numbers.add(number);
        }
        match value {
            Value::String(s) if s.len() > MAX_TEXT => {}
            Value::String(_) | Value::Number(_) | Value::Bool(_) => self.current.values.add(value),
            _ => {}
        }
    }

    pub(super) fn begin_generation(&mut self) {
        self.previous = std::mem::take(&mut self.current);
    }

    /// Events of the two generations that have it.
    pub(super) fn seen(&self) -> u64 {
        self.current.seen + self.previous.seen
    }

    /// The types that came in it ever.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (Kind, FirstSeen)> + '_ {
        Kind::ALL.into_iter().zip(self.kinds).filter_map(|(kind, first)| Some((kind, first?)))
    }

    pub(super) fn statistics(&self) -> FieldStatistics {
        let count = |kind: Kind| self.current.kinds[kind as usize] + self.previous.kinds[kind as usize];
        let types = Kind::ALL.into_iter().map(|k| (k.name(), whole(count(k)))).filter(|(_, n)| *n > 0);
        FieldStatistics {
            path: self.path.clone(),
            types: types.collect(),
            sample: self.sample.clone(),
            seen: whole(self.seen()),
            values: TopValues::both(&self.current.values, &self.previous.values, OFFERED),
            numbers: Numbers::both(&self.current.numbers, &self.previous.numbers),
            last_seen_ms: self.last_ms,
        }
    }
}

fn may_be_secret(path: &str) -> bool {
    let name: String = path.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect();
    let name = name.to_lowercase();
    SECRET.iter().any(|word| name.contains(word))
}

fn clipped(value: &Value) -> Value {
    match value {
        Value::String(s) if s.len() > MAX_TEXT => {
            let end = (0..=MAX_TEXT).rev().find(|i| s.is_char_boundary(*i)).unwrap_or_default();
            format!("{}…", &s[..end]).into()
        }
        // What is in an object is told by its own fields, without what may be secret.
        Value::Object(_) => Value::Null,
        Value::Array(items)
            if items.iter().any(|i| i.is_object() || i.is_array())
                || value.to_string().len() > MAX_SAMPLE =>
        {
            Value::Null
        }
        other => other.clone(),
    }
}
