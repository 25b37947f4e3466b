//! Lanes: runs that count as one kind of work, of which so many are at work at once. The store is their queue.

use super::journal::Kind;
use super::runs::{COLUMNS, RunRow, from_row};
use crate::{StoreError, Tx};
use prama_model::ids::RunId;
use prama_model::time::Millis;
use rusqlite::Connection;
use uuid::Uuid;

/// What stands in a lane.
#[derive(Debug, Clone, Default)]
pub struct Lane {
    /// Runs that are to be cancelled, and why.
    pub stops: Vec<(RunRow, String)>,
    /// Runs at work or between two attempts.
    pub busy: Vec<i64>,
    /// Queued runs that may start, oldest first.
    pub queued: Vec<RunRow>,
}

/// Looks at a lane; at most `limit` queued runs.
pub fn get(conn: &Connection, lane: &str, limit: u32) -> Result<Lane, StoreError> {
    let mut out = Lane::default();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, stop FROM runs WHERE lane = ?1 AND status < 3 AND stop IS NOT NULL ORDER BY n"
    ))?;
    for row in statement.query_map([lane], |r| Ok((from_row(r)?, r.get("stop")?)))? {
        out.stops.push(row?);
    }
    let mut statement =
        conn.prepare_cached("SELECT n FROM runs WHERE lane = ?1 AND status < 3 AND status IN (1, 2)")?;
    out.busy = statement.query_map([lane], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM runs WHERE lane = ?1 AND status < 3 AND status = 0 AND next_attempt_ms IS NULL AND stop IS NULL
         ORDER BY n LIMIT ?2"
    ))?;
    out.queued = statement.query_map((lane, limit), from_row)?.collect::<Result<_, _>>()?;
    Ok(out)
}

/// All lanes that something stands in.
pub fn all(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT lane FROM runs WHERE lane IS NOT NULL AND status < 3")?;
    Ok(statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
}

/// Runs of a lane that have not ended.
pub fn at_work(conn: &Connection, lane: &str) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM runs WHERE lane = ?1 AND status < 3 AND stop IS NULL")?
        .query_row([lane], |r| r.get(0))?)
}

/// The oldest runs of a lane are to be cancelled; their row numbers.
pub fn stop_oldest(tx: &mut Tx<'_>, lane: &str, count: u32, reason: &str) -> Result<Vec<RunRow>, StoreError> {
    let conn = tx.conn();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM runs WHERE lane = ?1 AND status < 3 AND stop IS NULL ORDER BY n LIMIT ?2"
    ))?;
    let rows: Vec<RunRow> = statement.query_map((lane, count), from_row)?.collect::<Result<_, _>>()?;
    for row in &rows {
        conn.prepare_cached("UPDATE runs SET stop = ?2 WHERE n = ?1")?.execute((row.n, reason))?;
        tx.changed(Kind::Run, row.id);
    }
    Ok(rows)
}

/// A queued run that waits for an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delayed {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: RunId,
    /// Row number of its trigger.
    pub trigger_n: Option<i64>,
    /// Row number of its event.
    pub event_n: i64,
    /// The instant.
    pub at_ms: Millis,
}

/// Queued runs whose time has come, at most `limit`: by their time, then oldest first.
pub fn due(conn: &Connection, now: Millis, limit: u32) -> Result<Vec<Delayed>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT n, uid, trigger_n, event_n, next_attempt_ms FROM runs INDEXED BY runs_due
         WHERE status = 0 AND next_attempt_ms IS NOT NULL AND next_attempt_ms <= ?1 ORDER BY next_attempt_ms, n LIMIT ?2",
    )?;
    let rows = statement.query_map((now, limit), |r| {
        Ok(Delayed {
            n: r.get(0)?,
            id: RunId(Uuid::from_bytes(r.get(1)?)),
            trigger_n: r.get(2)?,
            event_n: r.get(3)?,
            at_ms: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a run of a trigger waits though its time has come.
pub fn is_late(conn: &Connection, trigger_n: i64, now: Millis) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM runs INDEXED BY runs_due
             WHERE status = 0 AND next_attempt_ms IS NOT NULL AND next_attempt_ms <= ?2 AND trigger_n = ?1)",
        )?
        .query_row((trigger_n, now), |r| r.get(0))?)
}

/// A queued run waits until another instant; `None`: for nothing any more.
pub fn delay(tx: &mut Tx<'_>, run: &Delayed, until: Option<Millis>) -> Result<(), StoreError> {
    tx.conn().prepare_cached("UPDATE runs SET next_attempt_ms = ?2 WHERE n = ?1")?.execute((run.n, until))?;
    tx.changed(Kind::Run, run.id);
    Ok(())
}
