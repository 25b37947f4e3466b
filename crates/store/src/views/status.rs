//! Figures of the status bar.

use super::{Timeline, first_since};
use crate::StoreError;
use crate::tables::{events, runs};
use prama_model::time::Millis;
use rusqlite::Connection;

/// Figures of the store as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Runs queued.
    pub queued: i64,
    /// Runs at work.
    pub running: i64,
    /// Runs between two attempts.
    pub waiting: i64,
    /// Events accepted, ever.
    pub events_total: i64,
    /// When the newest event was received.
    pub last_event_ms: Option<Millis>,
    /// Events received since an instant.
    pub events_since: i64,
}

/// Reads them; `since_ms` begins the interval of `events_since`.
pub fn figures(conn: &Connection, since_ms: Millis) -> Result<Figures, StoreError> {
    let (queued, running, waiting) = runs::active(conn)?;
    let events_total = conn
        .prepare_cached("SELECT value FROM counters WHERE name = 'events_accepted'")?
        .query_row([], |r| r.get(0))?;
    let since = first_since(conn, Timeline::Events, since_ms)?;
    let events_since =
        conn.prepare_cached("SELECT count(*) FROM events WHERE n >= ?1")?.query_row([since], |r| r.get(0))?;
    Ok(Figures {
        queued,
        running,
        waiting,
        events_total,
        last_event_ms: events::last_received_ms(conn)?,
        events_since,
    })
}
