//! Near misses: a number within 2×, a text that differs by case, separators or two letters, a date within a day (ux.md 3.3).

use super::change::{Change, with};
use super::text::{self, Segment};
use super::{FunnelLeaf, change};
use crate::condition::{Compiled, Facts, Leaf, Op, lookup};
use crate::event::Event;
use crate::time::{self, Millis};
use serde_json::Value;

const DAY_MS: i64 = 86_400_000;
const SECOND_MS: i64 = 1000;

/// How a value nearly passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// How far off, to compare near misses of one leaf with each other: letters, or parts of the number or day.
    pub distance: f64,
    /// The part of the value that was near, for a text.
    pub value: Value,
    /// What would let it pass; `None` when no single change says it.
    pub change: Option<Change>,
}

impl FunnelLeaf {
    /// How the event nearly passed this leaf, which stopped it. `keep`: the change must not shut out what passes now.
    #[must_use]
    pub fn near(&self, event: &Event, keep: bool) -> Option<Near> {
        let leaf = self.leaf()?;
        let actual = lookup(&event.data, &leaf.field)?;
        let found =
            if self.wanted { near(leaf, actual, event, keep) } else { near_above_none(leaf, actual) }?;
        let change = found.leaf.and_then(|leaf| Change::checked(self, leaf, &Facts::of(event)));
        Some(Near { distance: found.distance, value: found.value, change })
    }
}

struct Found {
    distance: f64,
    value: Value,
    leaf: Option<Leaf>,
}

fn near(leaf: &Leaf, actual: &Value, event: &Event, keep: bool) -> Option<Found> {
    match (leaf.op, actual) {
        (Op::Eq | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between, Value::Number(_)) => {
            number(leaf, actual, keep)
        }
        (Op::CountGe, Value::Array(items)) => {
            let distance = within_twice(number_of(&leaf.value)?, items.len() as f64)?;
            let leaf = (!items.is_empty()).then(|| with(leaf, Op::CountGe, items.len()));
            Some(Found { distance, value: items.len().into(), leaf })
        }
        (Op::Before | Op::After | Op::InLastSeconds, Value::String(at)) => {
            date(leaf, time::parse(at)?, actual, event.received_ms)
        }
        (Op::HasItem | Op::Contains, Value::Array(items)) => {
            let asked = leaf.value.as_str()?;
            let texts = items.iter().filter_map(Value::as_str);
            let best = texts.filter_map(|t| text::whole(asked, t)).min_by_key(|s| s.edits)?;
            Some(texted(leaf, best, keep))
        }
        (Op::IsOneOf, Value::String(actual)) => {
            let asked = leaf.value.as_array()?.iter().filter_map(Value::as_str);
            let best = asked.filter_map(|e| text::whole(e, actual)).min_by_key(|s| s.edits)?;
            Some(texted(leaf, best, keep))
        }
        (Op::MatchesGlob, Value::String(_)) if leaf.case_sensitive => {
            let any_case = Leaf { case_sensitive: false, ..leaf.clone() };
            let tested = Compiled::new(Some(&any_case.clone().into())).ok()?;
            tested.judge(&Facts::of(event)).ok()?;
            Some(Found { distance: 0.0, value: actual.clone(), leaf: Some(any_case) })
        }
        (op, Value::String(actual)) => {
            let asked = leaf.value.as_str()?;
            let segment = match op {
                Op::Is => text::whole(asked, actual),
                Op::Contains => text::part(asked, actual),
                Op::StartsWith => text::prefix(asked, actual),
                Op::EndsWith => text::suffix(asked, actual),
                Op::ExtensionIs => text::whole(asked, actual.rsplit_once('.').map(|(_, ext)| ext)?),
                Op::InsideFolder => folder(asked, actual),
                _ => None,
            }?;
            Some(texted(leaf, segment, keep))
        }
        _ => None,
    }
}

/// Below a *none* a leaf stops an event by holding: only a limit can be moved so that it does not.
fn near_above_none(leaf: &Leaf, actual: &Value) -> Option<Found> {
    let op = match leaf.op {
        Op::Gt | Op::Ge => Op::Gt,
        Op::Lt | Op::Le => Op::Lt,
        _ => return None,
    };
    let distance = within_twice(number_of(&leaf.value)?, actual.as_f64()?)?;
    Some(Found { distance, value: actual.clone(), leaf: Some(with(leaf, op, actual.clone())) })
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// How far apart two numbers are, 0 to 1, if neither is more than twice the other.
fn within_twice(expected: f64, actual: f64) -> Option<f64> {
    let same_side = expected * actual > 0.0;
    let (low, high) = (expected.abs().min(actual.abs()), expected.abs().max(actual.abs()));
    (same_side && high <= 2.0 * low).then(|| high / low - 1.0)
}

fn number(leaf: &Leaf, actual: &Value, keep: bool) -> Option<Found> {
    let a = actual.as_f64()?;
    let (distance, changed) = match leaf.op {
        Op::Between => {
            let bounds = leaf.value.as_array()?;
            let (low, high) = (bounds.first()?, bounds.get(1)?);
            let (l, h) = (number_of(low)?, number_of(high)?);
            let (distance, bounds) = if a < l {
                (within_twice(l, a)?, vec![actual.clone(), high.clone()])
            } else {
                (within_twice(h, a)?, vec![low.clone(), actual.clone()])
            };
            (distance, Some(with(leaf, Op::Between, bounds)))
        }
        op => {
            let distance = within_twice(number_of(&leaf.value)?, a)?;
            let changed = match op {
                Op::Lt | Op::Le => Some(with(leaf, Op::Le, actual.clone())),
                Op::Gt | Op::Ge => Some(with(leaf, Op::Ge, actual.clone())),
                _ if keep => Some(with(leaf, Op::IsOneOf, vec![leaf.value.clone(), actual.clone()])),
                _ => Some(with(leaf, Op::Eq, actual.clone())),
            };
            (distance, changed)
        }
    };
    Some(Found { distance, value: actual.clone(), leaf: changed })
}

fn date(leaf: &Leaf, at: Millis, actual: &Value, now_ms: Millis) -> Option<Found> {
    let (off, changed) = match leaf.op {
        Op::InLastSeconds => {
            let limit = now_ms - (number_of(&leaf.value)? * SECOND_MS as f64) as i64;
            // A date still to come is not in the last seconds, however many they are.
            let seconds = (now_ms - at + SECOND_MS - 1).div_euclid(SECOND_MS);
            (limit - at, (at <= now_ms).then(|| with(leaf, Op::InLastSeconds, seconds)))
        }
        op => {
            let limit = time::parse(leaf.value.as_str()?)?;
            let next = match op {
                Op::Before => at.div_euclid(SECOND_MS) * SECOND_MS + SECOND_MS,
                _ => (at - 1).div_euclid(SECOND_MS) * SECOND_MS,
            };
            (limit - at, Some(with(leaf, op, time::rfc3339(next))))
        }
    };
    let near = off.abs() <= DAY_MS && changed.is_some();
    near.then(|| Found { distance: off.abs() as f64 / DAY_MS as f64, value: actual.clone(), leaf: changed })
}

fn texted(leaf: &Leaf, segment: Segment<'_>, keep: bool) -> Found {
    let own = leaf.value.as_str().unwrap_or_default();
    let only_case = leaf.case_sensitive && segment.text.to_lowercase() == own.to_lowercase();
    let changed = if only_case {
        Some(Leaf { case_sensitive: false, ..leaf.clone() })
    } else {
        change::letting(leaf, segment.text, keep)
    };
    Found { distance: segment.edits as f64, value: segment.text.into(), leaf: changed }
}

/// The folder of as many parts as were asked for, if it is near.
fn folder<'a>(asked: &str, path: &'a str) -> Option<Segment<'a>> {
    let separators = ['/', '\\'];
    let parts = asked.trim_end_matches(separators).matches(separators).count();
    let end = path.match_indices(separators).nth(parts)?.0;
    text::whole(asked, path.get(..end)?)
}
