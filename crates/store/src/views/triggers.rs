//! Counters of triggers over the last hours.

use super::page::{Timeline, first_since};
use crate::StoreError;
use prama_model::time::Millis;
use rusqlite::Connection;

/// What a trigger did since an instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Activity {
    /// Events it judged while on.
    pub events: i64,
    /// Of those, matched.
    pub matched: i64,
    /// Runs it started.
    pub runs: i64,
    /// Of those, failed.
    pub failed: i64,
}

/// Where an interval begins, in row numbers.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    event_n: i64,
    run_n: i64,
}

impl Since {
    /// From an instant on.
    pub fn at(conn: &Connection, since_ms: Millis) -> Result<Self, StoreError> {
        Ok(Self {
            event_n: first_since(conn, Timeline::Events, since_ms)?,
            run_n: first_since(conn, Timeline::Runs, since_ms)?,
        })
    }

    /// First event in the interval.
    #[must_use]
    pub fn event_n(self) -> i64 {
        self.event_n
    }

    /// First run in the interval.
    #[must_use]
    pub fn run_n(self) -> i64 {
        self.run_n
    }
}

/// What a trigger, by row number, did in the interval.
pub fn activity(conn: &Connection, trigger_n: i64, since: Since) -> Result<Activity, StoreError> {
    let (events, matched) = conn
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE outcome NOT IN (2, 6)), count(*) FILTER (WHERE outcome = 1)
             FROM decisions INDEXED BY decisions_trigger WHERE trigger_n = ?1 AND event_n >= ?2",
        )?
        .query_row((trigger_n, since.event_n), |r| Ok((r.get(0)?, r.get(1)?)))?;
    let (runs, failed) = conn
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE status = 4) FROM runs INDEXED BY runs_trigger WHERE trigger_n = ?1 AND n >= ?2",
        )?
        .query_row((trigger_n, since.run_n), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(Activity { events, matched, runs, failed })
}
