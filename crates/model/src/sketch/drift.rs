//! Drift: a field that stopped coming, comes as another type, or is new.

use super::field::{FieldSketch, Kind};
use crate::time::Millis;

/// Events that must have shown something before its change counts, and that must have shown the change for a vanished field.
const ENOUGH: u64 = 20;
/// A field that so many of the events had, in percent, was expected in each.
const EXPECTED_PERCENT: u64 = 95;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftKind {
    /// It was in nearly every event, and in none of the last ones.
    Vanished,
    /// It came as a type that it had not been before.
    NewType,
    /// Earlier events did not have it.
    NewField,
}

/// A change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Dotted path.
    pub path: String,
    /// What changed.
    pub kind: DriftKind,
    /// In a sentence.
    pub text: String,
    /// When: the last event that had a vanished field, the first that showed another change.
    pub at_ms: Millis,
}

pub(super) fn drifts(events: u64, fields: &[FieldSketch]) -> Vec<Drift> {
    let mut out: Vec<Drift> = Vec::new();
    for field in fields {
        let drift = vanished(events, field).or_else(|| new_type(field)).or_else(|| new_field(field));
        // What is inside a vanished or new object goes without saying; an object stands before what is in it.
        let inside = |outer: &Drift| {
            field.path.strip_prefix(outer.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        if let Some(drift) = drift
            && !out.iter().any(|outer| outer.kind == drift.kind && inside(outer))
        {
            out.push(drift);
        }
    }
    out
}

fn vanished(events: u64, field: &FieldSketch) -> Option<Drift> {
    let (span, without) = (field.last - field.first + 1, events - field.last);
    let expected = field.ever >= ENOUGH && field.ever * 100 >= span * EXPECTED_PERCENT;
    (expected && without >= ENOUGH).then(|| Drift {
        path: field.path.clone(),
        kind: DriftKind::Vanished,
        text: format!("The last {without} events have no `{}`; before, nearly every one had it.", field.path),
        at_ms: field.last_ms,
    })
}

fn new_type(field: &FieldSketch) -> Option<Drift> {
    let told = |kind: &Kind| *kind != Kind::Null;
    let kinds: Vec<_> = field.kinds().filter(|(kind, _)| told(kind)).collect();
    // The latest type that is another one also in words: whole numbers and others are one.
    let (kind, first) = kinds
        .iter()
        .filter(|(kind, first)| {
            let earlier = |(k, f): &&(Kind, super::field::FirstSeen)| {
                f.after < first.after && k.words() == kind.words()
            };
            first.after >= ENOUGH && !kinds.iter().any(|k| earlier(&k))
        })
        .max_by_key(|(_, first)| first.after)?;
    let before: Vec<&str> =
        kinds.iter().filter(|(_, f)| f.after < first.after).map(|(k, _)| k.words()).collect();
    let before = before.first()?;
    Some(Drift {
        path: field.path.clone(),
        kind: DriftKind::NewType,
        text: format!("`{}` came as {}; before, it was {before}.", field.path, kind.words()),
        at_ms: first.at_ms,
    })
}

fn new_field(field: &FieldSketch) -> Option<Drift> {
    (field.first > ENOUGH).then(|| Drift {
        path: field.path.clone(),
        kind: DriftKind::NewField,
        text: format!("`{}` is new: the {} events before had none.", field.path, field.first - 1),
        at_ms: field.first_ms,
    })
}
