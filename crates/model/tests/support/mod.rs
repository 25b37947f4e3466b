//! Events and conditions for the tests of the rules.
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use prama_model::condition::{Compiled, Condition};
use prama_model::event::Event;
use serde_json::Value;

/// An event with that payload, received at 2026-05-03T10:00:30Z.
pub(crate) fn event_of(data: Value) -> Event {
    let Value::Object(data) = data else { panic!("a payload is an object") };
    prama_testkit::events::event("pdf-monitor", "pdf_file_added", data)
}

/// A condition, compiled.
pub(crate) fn compiled(condition: &Value) -> Compiled {
    let parsed = Condition::from_value(condition).unwrap_or_else(|p| panic!("{condition}: {p:?}"));
    Compiled::new(parsed.as_ref()).unwrap_or_else(|e| panic!("{condition}: {e:?}"))
}
