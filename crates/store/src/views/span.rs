//! The events of a type in a span, streamed: what a backtest and the proposal of a trigger look at.

use super::{Timeline, first_since};
use crate::StoreError;
use crate::tables::events;
use prama_model::event::Event;
use prama_model::time::Millis;
use rusqlite::{Connection, Row};

/// Which events of a type: the newest `last` that were received from `from_ms` on and before `to_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Events at most.
    pub last: u32,
    /// Not older than this.
    pub from_ms: Option<Millis>,
    /// Older than this.
    pub to_ms: Option<Millis>,
}

/// One event of a span, as far as judging needs it.
pub struct Seen<'r> {
    row: &'r Row<'r>,
    /// Row number.
    pub n: i64,
    /// When it was received.
    pub received_ms: Millis,
    /// Its data, as stored.
    pub data: &'r str,
}

impl Seen<'_> {
    /// The whole event.
    pub fn event(&self) -> Result<Event, StoreError> {
        Ok(events::from_row(self.row)?.1)
    }
}

/// Hands over the accepted events of a span, newest first, one at a time.
pub fn each(
    conn: &Connection,
    source: &str,
    event_type: &str,
    span: Span,
    mut each: impl FnMut(Seen<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let edge =
        |at: Option<Millis>, open: i64| at.map_or(Ok(open), |at| first_since(conn, Timeline::Events, at));
    let (from, to) = (edge(span.from_ms, 0)?, edge(span.to_ms, i64::MAX)?);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {} FROM events e WHERE e.source = ?1 AND e.event_type = ?2 AND e.n >= ?3 AND e.n < ?4 AND e.rejection IS NULL
         ORDER BY e.n DESC LIMIT ?5",
        events::COLUMNS
    ))?;
    let mut rows = statement.query((source, event_type, from, to, span.last))?;
    while let Some(row) = rows.next()? {
        each(Seen {
            row,
            n: row.get("n")?,
            received_ms: row.get("received_ms")?,
            data: row.get_ref("data")?.as_str().map_err(rusqlite::Error::from)?,
        })?;
    }
    Ok(())
}
