//! Events and conditions for the tests of the rules.
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use prama_model::condition::{Compiled, Condition};
use prama_model::event::Event;
use prama_model::ids::EventId;
use serde_json::Value;

/// An event with that payload, received at 2026-05-03T10:00:30Z.
pub(crate) fn event_of(data: Value) -> Event {
    let received_ms = prama_model::time::parse("2026-05-03T10:00:30Z").unwrap();
    let Value::Object(data) = data else { panic!("a payload is an object") };
    Event {
        id: EventId(uuid::Uuid::nil()),
        source: "pdf-monitor".to_owned(),
        event_type: "pdf_file_added".to_owned(),
        subject: String::new(),
        time_ms: received_ms,
        received_ms,
        user_id: None,
        key: None,
        data,
        additional_data: None,
        depth: 0,
        replay_of: None,
        caused_by: None,
        rejection: None,
    }
}

/// A condition, compiled.
pub(crate) fn compiled(condition: &Value) -> Compiled {
    let parsed = Condition::from_value(condition).unwrap_or_else(|p| panic!("{condition}: {p:?}"));
    Compiled::new(parsed.as_ref()).unwrap_or_else(|e| panic!("{condition}: {e:?}"))
}
