//! What could be said of an event's values: extension, folder, words, equality, ranges.

use crate::condition::{Leaf, Op};
use crate::event::{Event, Object};
use crate::time;
use serde_json::Value;
use std::collections::HashSet;

/// A condition that holds for the event.
pub(super) struct Candidate {
    pub(super) leaf: Leaf,
    /// How well such a condition usually says what a person means.
    pub(super) weight: f64,
}

/// Fields that are looked at, and how deep.
const MAX_FIELDS: usize = 60;
const MAX_DEPTH: usize = 3;
/// The longest text that is taken for a value, in bytes.
const MAX_TEXT: usize = 100;
/// Words of one text.
const MAX_WORDS: usize = 8;
/// A field with at most so many different values among the neighbours stands for a kind of event.
const FEW: usize = 20;

pub(super) fn of(event: &Object, neighbours: &[Event]) -> Vec<Candidate> {
    let mut fields = Vec::new();
    flatten("", event, 0, &mut fields);
    let mut out = Vec::new();
    for (path, value) in fields.into_iter().take(MAX_FIELDS) {
        let mut say = |op: Op, value: Value, weight: f64| {
            out.push(Candidate { leaf: crate::backtest::leaf(&path, op, value), weight });
        };
        match value {
            Value::Bool(yes) => say(if *yes { Op::IsTrue } else { Op::IsFalse }, Value::Null, 1.0),
            Value::Number(n) if is_kind(&path, value, neighbours) => say(Op::Eq, n.clone().into(), 1.0),
            Value::Number(n) => {
                if let Some(range) = n.as_f64().and_then(around) {
                    say(Op::Between, range, 0.6);
                }
            }
            Value::String(s) if s.len() <= MAX_TEXT && is_kind(&path, value, neighbours) => {
                say(Op::Is, s.as_str().into(), 1.0);
            }
            Value::String(s) if !is_name_of_one(s) => text(s, &mut say),
            Value::Array(items) => {
                for item in items.iter().filter_map(Value::as_str).filter(|s| s.len() <= MAX_TEXT).take(3) {
                    say(Op::HasItem, item.into(), 0.9);
                }
            }
            _ => {}
        }
    }
    out
}

fn flatten<'e>(prefix: &str, data: &'e Object, depth: usize, out: &mut Vec<(String, &'e Value)>) {
    for (key, value) in data {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) if depth < MAX_DEPTH => flatten(&path, inner, depth + 1, out),
            _ => out.push((path, value)),
        }
    }
}

/// A time, a hash or an id: says which event it is, not of what kind.
fn is_name_of_one(text: &str) -> bool {
    let hex = text.chars().filter(char::is_ascii_hexdigit).count();
    time::parse(text).is_some() || (text.len() >= 32 && hex + text.matches('-').count() == text.len())
}

/// Whether the value is one of few that the field has, and not the event's alone.
fn is_kind(path: &str, value: &Value, neighbours: &[Event]) -> bool {
    let mut different: HashSet<String> = HashSet::new();
    let mut same = 0;
    for event in neighbours {
        let Some(other) = crate::condition::lookup(&event.data, path) else { continue };
        same += usize::from(other == value);
        different.insert(other.to_string());
        if different.len() > FEW {
            return false;
        }
    }
    same > 1 && different.len() * 2 <= neighbours.len()
}

fn text(s: &str, say: &mut impl FnMut(Op, Value, f64)) {
    let is_path = s.starts_with(['/', '\\']) || s.get(1..3) == Some(":\\");
    let name = s.rsplit(['/', '\\']).next().unwrap_or(s);
    let extension = name.rsplit_once('.').filter(|(stem, ext)| {
        !stem.is_empty()
            && (1..=8).contains(&ext.len())
            && ext.chars().all(char::is_alphanumeric)
            && !s.contains(' ')
    });
    if let Some((_, extension)) = extension {
        say(Op::ExtensionIs, extension.to_lowercase().into(), 1.1);
    }
    if is_path {
        let folder = s[..s.len() - name.len()].trim_end_matches(['/', '\\']);
        if !folder.is_empty() && !name.is_empty() {
            say(Op::InsideFolder, folder.into(), 1.1);
        }
        return;
    }
    let stem = extension.map_or(s, |(stem, _)| stem);
    let words = stem.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 3);
    let mut told = HashSet::new();
    for word in words.map(str::to_lowercase).filter(|w| told.insert(w.clone())).take(MAX_WORDS) {
        say(Op::Contains, word.into(), 1.2);
    }
}

/// From half of the number to its double, in round numbers.
fn around(n: f64) -> Option<Value> {
    if n <= 0.0 || !n.is_finite() {
        return None;
    }
    let step = 10_f64.powf((n / 2.0).log10().floor() - 1.0);
    let round = |x: f64| -> Value {
        let rounded = (x / step).round() * step;
        if step >= 1.0 || rounded.fract() == 0.0 { (rounded as i64).into() } else { rounded.into() }
    };
    Some(Value::Array(vec![round(n / 2.0), round(n * 2.0)]))
}
