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
    // Events whose every decision has a row, and those that follow from having listened; of a paused source none was judged.
    let (with_row, matched) = conn
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE d.outcome NOT IN (2, 6) AND e.implied = 0),
                    count(*) FILTER (WHERE d.outcome = 1)
             FROM decisions d INDEXED BY decisions_trigger JOIN events e ON e.n = d.event_n
             WHERE d.trigger_n = ?1 AND d.event_n >= ?2",
        )?
        .query_row((trigger_n, since.event_n), |r| Ok((r.get::<_, i64>(0)?, r.get(1)?)))?;
    let listened: i64 = conn
        .prepare_cached(
            "SELECT coalesce(sum((SELECT count(*) FROM events e INDEXED BY events_implied
                                  WHERE e.source = s.source AND e.event_type = s.event_type AND e.implied = 1
                                    AND e.n >= max(s.since_n, ?2) AND e.n < coalesce(s.until_n, 9223372036854775807))), 0)
             FROM trigger_spans s WHERE s.trigger_n = ?1 AND s.active = 1 AND coalesce(s.until_n > ?2, 1)",
        )?
        .query_row((trigger_n, since.event_n), |r| r.get(0))?;
    let events = with_row + listened;
    let (runs, failed) = conn
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE status = 4) FROM runs INDEXED BY runs_trigger WHERE trigger_n = ?1 AND n >= ?2",
        )?
        .query_row((trigger_n, since.run_n), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(Activity { events, matched, runs, failed })
}
