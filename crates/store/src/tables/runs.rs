//! Runs: one row per run; every change of status goes through the model's transition function.

use super::counters::{self, Counter};
use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::ids::{EventId, RunId};
use prama_model::run::{Change, Status};
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

/// A run on its way in.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its id.
    pub id: RunId,
    /// Row number of its event.
    pub event_n: i64,
    /// Row number of the trigger that started it; none when started by hand.
    pub trigger_n: Option<i64>,
    /// Row number of its workflow.
    pub workflow_n: i64,
    /// The workflow revision it is pinned to.
    pub revision: i64,
    /// What a person calls it.
    pub subject: String,
    /// Depth of its event in the causation chain.
    pub depth: u32,
    /// How many steps it has.
    pub steps_total: u32,
    /// Started by hand to try something.
    pub test: bool,
    /// Row number of the run that it repeats.
    pub rerun_of: Option<i64>,
    /// Edited payload of a re-run, as JSON.
    pub input: Option<String>,
    /// What it counts as, when only so many of that are at work at once.
    pub lane: Option<String>,
    /// It waits until this.
    pub not_before_ms: Option<Millis>,
}

/// A stored run as the runner needs it.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: RunId,
    /// Row number of its event.
    pub event_n: i64,
    /// Row number of its trigger.
    pub trigger_n: Option<i64>,
    /// Row number of its workflow.
    pub workflow_n: i64,
    /// Pinned revision.
    pub revision: i64,
    /// Status.
    pub status: Status,
    /// First unfinished step.
    pub step: u32,
    /// Depth in the causation chain.
    pub depth: u32,
    /// When the next attempt is due, while waiting.
    pub next_attempt_ms: Option<Millis>,
    /// Edited payload, as JSON.
    pub input: Option<String>,
    /// What a person calls it.
    pub subject: String,
    /// When it was made.
    pub created_ms: Millis,
    /// When it began.
    pub started_ms: Option<Millis>,
    /// What it counts as.
    pub lane: Option<String>,
}

pub(super) const COLUMNS: &str = "n, uid, event_n, trigger_n, workflow_n, revision, status, step, depth, next_attempt_ms, input, subject, created_ms, started_ms, lane";

pub(super) fn from_row(r: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        n: r.get(0)?,
        id: RunId(Uuid::from_bytes(r.get(1)?)),
        event_n: r.get(2)?,
        trigger_n: r.get(3)?,
        workflow_n: r.get(4)?,
        revision: r.get(5)?,
        status: Status::from_code(r.get(6)?).unwrap_or(Status::Failed),
        step: r.get(7)?,
        depth: r.get(8)?,
        next_attempt_ms: r.get(9)?,
        input: r.get(10)?,
        subject: r.get(11)?,
        created_ms: r.get(12)?,
        started_ms: r.get(13)?,
        lane: r.get(14)?,
    })
}

/// What else changes with a status.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// Why: `timed_out`, `interrupted`, `step_failed`, `user`.
    pub reason: Option<String>,
    /// The problem, as JSON.
    pub error: Option<String>,
    /// What to group failures by.
    pub cause: Option<String>,
    /// When the next attempt is due.
    pub next_attempt_ms: Option<Millis>,
    /// First unfinished step, when it moved.
    pub step: Option<u32>,
}

/// Stores a queued run.
pub fn insert(tx: &mut Tx<'_>, run: &NewRun, now_ms: Millis) -> Result<i64, StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "INSERT INTO runs (uid, event_n, trigger_n, workflow_n, revision, status, subject, depth, steps_total, created_ms, test, rerun_of, input, lane, next_attempt_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(rusqlite::params![
        run.id.as_bytes(),
        run.event_n,
        run.trigger_n,
        run.workflow_n,
        run.revision,
        run.subject,
        run.depth,
        run.steps_total,
        now_ms,
        run.test,
        run.rerun_of,
        run.input,
        run.lane,
        run.not_before_ms,
    ])?;
    let n = conn.last_insert_rowid();
    let by_trigger = run.trigger_n.is_some() && run.rerun_of.is_none();
    counters::add(conn, if by_trigger { Counter::RunsByTrigger } else { Counter::RunsByHand }, 1)?;
    tx.changed(Kind::Run, run.id);
    Ok(n)
}

/// Changes a run's status, or says that its present one does not allow it.
pub fn change(
    tx: &mut Tx<'_>,
    n: i64,
    id: RunId,
    change: Change,
    details: &Details,
    now_ms: Millis,
) -> Result<Status, StoreError> {
    let conn = tx.conn();
    let code: i64 = conn
        .prepare_cached("SELECT status FROM runs WHERE n = ?1")?
        .query_row([n], |r| r.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound { kind: "run", id: id.to_string() })?;
    let from = Status::from_code(code).unwrap_or(Status::Failed);
    let to = from.after(change).map_err(|e| {
        StoreError::Conflict(format!("This run is {}; it cannot {}.", from.name(), words(e.change)))
    })?;
    conn.prepare_cached(
        "UPDATE runs SET status = ?2, reason = ?3, error = ?4, cause = ?5, next_attempt_ms = ?6, step = coalesce(?7, step),
                started_ms = coalesce(started_ms, CASE WHEN ?8 THEN ?9 END), completed_ms = CASE WHEN ?10 THEN ?9 END,
                stop = CASE WHEN ?11 THEN NULL ELSE stop END
         WHERE n = ?1",
    )?
    .execute(rusqlite::params![
        n,
        to as u8,
        details.reason,
        details.error,
        details.cause,
        details.next_attempt_ms,
        details.step,
        matches!(to, Status::Running | Status::Succeeded),
        now_ms,
        to.is_terminal(),
        // Whom a person lets go on is not to be cancelled for the old reason.
        change == Change::Retry,
    ])?;
    tx.changed(Kind::Run, id);
    Ok(to)
}

fn words(change: Change) -> &'static str {
    match change {
        Change::Start => "start",
        Change::Wait => "wait",
        Change::Succeed => "succeed",
        Change::Fail => "fail",
        Change::Cancel => "be cancelled",
        Change::Interrupt => "be interrupted",
        Change::Retry => "be retried",
    }
}

/// Moves the first unfinished step on.
pub fn advance(tx: &mut Tx<'_>, n: i64, id: RunId, step: u32) -> Result<(), StoreError> {
    tx.conn().prepare_cached("UPDATE runs SET step = ?2 WHERE n = ?1")?.execute((n, step))?;
    tx.changed(Kind::Run, id);
    Ok(())
}

/// A run by id.
pub fn get(conn: &Connection, id: RunId) -> Result<RunRow, StoreError> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE uid = ?1"))?
        .query_row([id.as_bytes()], from_row)
        .optional()?
        .ok_or_else(|| StoreError::NotFound { kind: "run", id: id.to_string() })
}

/// A run by row number.
pub fn by_number(conn: &Connection, n: i64) -> Result<Option<RunRow>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE n = ?1"))?
        .query_row([n], from_row)
        .optional()?)
}

/// Queued runs after row `after` that wait for nothing and stand in no lane, oldest first.
pub fn queued(conn: &Connection, after: i64, limit: u32) -> Result<Vec<RunRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM runs WHERE status = 0 AND n > ?1 AND lane IS NULL AND next_attempt_ms IS NULL ORDER BY n LIMIT ?2"
    ))?;
    Ok(statement.query_map((after, limit), from_row)?.collect::<Result<_, _>>()?)
}

/// Runs that were at work or waiting, for the start after a stop.
pub fn unfinished(conn: &Connection, status: Status) -> Result<Vec<RunRow>, StoreError> {
    let mut statement = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE status = ?1 AND status < 3 ORDER BY n"))?;
    Ok(statement.query_map([status as u8], from_row)?.collect::<Result<_, _>>()?)
}

/// Runs per active status: (queued, running, waiting).
pub fn active(conn: &Connection) -> Result<(i64, i64, i64), StoreError> {
    let mut out = [0_i64; 3];
    let mut statement =
        conn.prepare_cached("SELECT status, count(*) FROM runs WHERE status < 3 GROUP BY status")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(slot) = out.get_mut(usize::from(row.get::<_, u8>(0)?)) {
            *slot = row.get(1)?;
        }
    }
    Ok((out[0], out[1], out[2]))
}

/// The event of a run.
pub fn event_of(conn: &Connection, id: RunId) -> Result<Option<EventId>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT e.uid FROM runs r JOIN events e ON e.n = r.event_n WHERE r.uid = ?1")?
        .query_row([id.as_bytes()], |r| Ok(EventId(Uuid::from_bytes(r.get(0)?))))
        .optional()?)
}

/// How deep in its chain of causes a run stands; `None`: there is no such run.
pub fn depth_of(conn: &Connection, id: RunId) -> Result<Option<u32>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT depth FROM runs WHERE uid = ?1")?
        .query_row([id.as_bytes()], |r| r.get(0))
        .optional()?)
}

/// The run of a trigger on an event.
pub fn of_match(conn: &Connection, event_n: i64, trigger_n: i64) -> Result<Option<RunId>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT uid FROM runs WHERE event_n = ?1 AND trigger_n = ?2 AND rerun_of IS NULL")?
        .query_row((event_n, trigger_n), |r| Ok(RunId(Uuid::from_bytes(r.get(0)?))))
        .optional()?)
}
