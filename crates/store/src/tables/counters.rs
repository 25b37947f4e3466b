//! Totals kept as they grow: counting a large table would take seconds.

use crate::StoreError;
use rusqlite::Connection;

/// The names of the totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Events accepted.
    EventsAccepted,
    /// Events set aside.
    EventsRejected,
    /// Events sent again with a known key.
    EventsDuplicate,
    /// Decisions that matched.
    DecisionsMatched,
    /// Runs started by a trigger.
    RunsByTrigger,
    /// Runs started by hand.
    RunsByHand,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Self::EventsAccepted => "events_accepted",
            Self::EventsRejected => "events_rejected",
            Self::EventsDuplicate => "events_duplicate",
            Self::DecisionsMatched => "decisions_matched",
            Self::RunsByTrigger => "runs_by_trigger",
            Self::RunsByHand => "runs_by_hand",
        }
    }
}

pub(crate) fn add(conn: &Connection, counter: Counter, by: i64) -> Result<(), StoreError> {
    if by != 0 {
        conn.prepare_cached("UPDATE counters SET value = value + ?2 WHERE name = ?1")?
            .execute((counter.name(), by))?;
    }
    Ok(())
}

/// A total.
pub fn get(conn: &Connection, counter: Counter) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT value FROM counters WHERE name = ?1")?
        .query_row([counter.name()], |r| r.get(0))?)
}
