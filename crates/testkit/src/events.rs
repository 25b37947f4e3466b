//! Events as they are stored, for tests of the rules.

use prama_model::event::{Event, Object};
use prama_model::ids::EventId;
use prama_model::time::Millis;

/// When they were received: 2026-05-03T10:00:30Z.
pub const RECEIVED_MS: Millis = 1_777_802_430_000;

/// An event with that payload, received at [`RECEIVED_MS`].
#[must_use]
pub fn event(source: &str, event_type: &str, data: Object) -> Event {
    Event {
        id: EventId(uuid::Uuid::nil()),
        source: source.to_owned(),
        event_type: event_type.to_owned(),
        subject: String::new(),
        time_ms: RECEIVED_MS,
        received_ms: RECEIVED_MS,
        user_id: None,
        key: None,
        data,
        additional_data: None,
        depth: 0,
        replay_of: None,
        caused_by: None,
        rejection: None,
        flag: None,
    }
}
