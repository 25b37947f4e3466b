//! What the events of a type held lately, in bounded memory: per field presence, types, commonest values, numbers.
//! Fed with the same events in the same order, two sketches are equal.

mod drift;
mod field;
mod numbers;
mod values;

pub use drift::{Drift, DriftKind};
pub use field::Kind;

use crate::event::Object;
use crate::time::Millis;
use field::FieldSketch;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Events of one generation. Statistics are about the running generation and the one before it.
pub const GENERATION: u64 = 5_000;
/// Fields that are kept.
pub const MAX_FIELDS: usize = 200;
/// How deep objects are entered.
const MAX_DEPTH: usize = 4;
/// Longer paths are left out, in bytes.
const MAX_PATH: usize = 200;
/// Commonest values that are told.
const OFFERED: usize = 20;

/// The events of one type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeSketch {
    /// Events ever.
    events: u64,
    /// Of these, in the running generation.
    current: u64,
    /// In the generation before.
    previous: u64,
    fields: Vec<FieldSketch>,
}

/// What a field was in the events that the statistics are about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldStatistics {
    /// Dotted path.
    pub path: String,
    /// JSON types seen, by name, with the events that had them.
    pub types: Vec<(&'static str, i64)>,
    /// Value in the newest event that has it, clipped; null for one that may be secret.
    pub sample: Value,
    /// Events that have it.
    pub seen: i64,
    /// Commonest values. Counts are exact while there are few different ones, and lower bounds beyond.
    pub values: Vec<(Value, i64)>,
    /// Smallest, middle and largest number.
    pub numbers: Option<(f64, f64, f64)>,
    /// When the newest event that has it came in.
    pub last_seen_ms: Millis,
}

impl TypeSketch {
    /// Takes an event in.
    pub fn add(&mut self, data: &Object, received_ms: Millis) {
        if self.current >= GENERATION {
            self.begin_generation();
        }
        self.events += 1;
        self.current += 1;
        self.enter("", data, 0, received_ms);
    }

    fn begin_generation(&mut self) {
        self.previous = std::mem::take(&mut self.current);
        self.fields.iter_mut().for_each(FieldSketch::begin_generation);
        // What was in neither generation makes room.
        self.fields.retain(|f| f.seen() > 0);
    }

    fn enter(&mut self, prefix: &str, data: &Object, depth: usize, received_ms: Millis) {
        for (key, value) in data {
            let joined;
            let path = if prefix.is_empty() {
                key.as_str()
            } else {
                joined = format!("{prefix}.{key}");
                joined.as_str()
            };
            if path.len() > MAX_PATH {
                continue;
            }
            let known = self.fields.iter().position(|f| f.path == path);
            let place = match known {
                Some(i) => i,
                None if self.fields.len() < MAX_FIELDS => {
                    self.fields.push(FieldSketch::new(path, self.events, received_ms));
                    self.fields.len() - 1
                }
                None => continue,
            };
            self.fields[place].add(value, self.events, received_ms);
            if let Value::Object(inner) = value
                && depth + 1 < MAX_DEPTH
            {
                self.enter(path, inner, depth + 1, received_ms);
            }
        }
    }

    /// Statistics of the fields in the order in which they were first seen, and how many events they are about.
    #[must_use]
    pub fn statistics(&self) -> (Vec<FieldStatistics>, i64) {
        let fields = self.fields.iter().filter(|f| f.seen() > 0).map(FieldSketch::statistics).collect();
        (fields, whole(self.current + self.previous))
    }

    /// What changed about the fields.
    #[must_use]
    pub fn drifts(&self) -> Vec<Drift> {
        drift::drifts(self.events, &self.fields)
    }
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
