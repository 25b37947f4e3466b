//! Conditions from outside: what each operator says, what is unknown, what is refused with its place, and what older forms become.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any_tree;
mod explained;
mod older;
mod operators;
mod refused;
mod schema;
#[path = "../support/mod.rs"]
mod support;
mod unknown;

use prama_model::condition::{Facts, Stop, Truth};
use serde_json::{Value, json};
use support::{compiled, event_of};

/// The payload of most of these.
fn data() -> Value {
    json!({"filename": "Invoice-0142.PDF", "file_size": 102_400, "source_folder": "/home/marta/Scans", "tags": ["urgent", "paid"],
           "at": "2026-05-03T10:00:00", "paid": true, "customer": {"city": "Turin", "lines": [{"qty": 2}, {"qty": 7}, {"note": "x"}]},
           "a.b": "dotted", "deep": {"c.d": {"e.f": [1, 2]}}, "none": null, "empty": "", "path": "/home/marta/Scans/Invoice-0142.PDF", "no_tags": []})
}

/// What a condition says of it; judging and explaining agree.
fn result(condition: &Value) -> Truth {
    let event = event_of(data());
    let facts = Facts::of(&event);
    let compiled = compiled(condition);
    let judged = compiled.judge(&facts);
    let explained = compiled.explain(&facts).unwrap();
    assert_eq!(explained.passed(), judged.is_ok(), "{condition}");
    match (judged, explained) {
        (Err(Stop { unknown: true, .. }), _) => Truth::Unknown,
        (judged, _) => judged.is_ok().into(),
    }
}
