//! Steps of runs and the attempts at them.

use crate::{StoreError, Tx};
use prama_model::run::StepStatus;
use prama_model::time::Millis;
use rusqlite::Connection;

/// How an attempt, and with it perhaps its step, ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Status of the attempt.
    pub attempt_status: StepStatus,
    /// Status of the step.
    pub step_status: StepStatus,
    /// Output as JSON.
    pub output: Option<String>,
    /// Whether the output was cut.
    pub truncated: bool,
    /// Problem as JSON.
    pub error: Option<String>,
}

/// An attempt's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Row number of the run.
    pub run_n: i64,
    /// Position of the step.
    pub step: u32,
    /// Attempt, from 1.
    pub attempt: u32,
}

/// Records that an attempt begins. This row stands before the side effect.
pub fn begin(tx: &mut Tx<'_>, at: At, input: &str, now_ms: Millis) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "INSERT INTO steps (run_n, step, status, started_ms, input) VALUES (?1, ?2, 1, ?3, ?4)
         ON CONFLICT (run_n, step) DO UPDATE SET status = 1, started_ms = coalesce(started_ms, excluded.started_ms), ended_ms = NULL, input = excluded.input, error = NULL",
    )?
    .execute((at.run_n, at.step, now_ms, input))?;
    conn.prepare_cached(
        "INSERT INTO attempts (run_n, step, attempt, status, started_ms) VALUES (?1, ?2, ?3, 1, ?4)",
    )?
    .execute((at.run_n, at.step, at.attempt, now_ms))?;
    Ok(())
}

/// Records how an attempt ended.
pub fn end(tx: &mut Tx<'_>, at: At, ended: &Ended, now_ms: Millis) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "UPDATE attempts SET status = ?4, ended_ms = ?5, error = ?6, child_pid = NULL, child_start = NULL WHERE run_n = ?1 AND step = ?2 AND attempt = ?3",
    )?
    .execute((at.run_n, at.step, at.attempt, ended.attempt_status as u8, now_ms, &ended.error))?;
    conn.prepare_cached("UPDATE steps SET status = ?3, ended_ms = ?4, output = ?5, truncated = ?6, error = ?7 WHERE run_n = ?1 AND step = ?2")?
        .execute((at.run_n, at.step, ended.step_status as u8, now_ms, &ended.output, ended.truncated, &ended.error))?;
    Ok(())
}

/// Records a step that took no noticeable time, begin and end in one.
pub fn instant(
    tx: &mut Tx<'_>,
    at: At,
    input: &str,
    ended: &Ended,
    started_ms: Millis,
    now_ms: Millis,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "INSERT INTO steps (run_n, step, status, started_ms, ended_ms, input, output, truncated, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (run_n, step) DO UPDATE SET status = excluded.status, ended_ms = excluded.ended_ms, input = excluded.input,
           output = excluded.output, truncated = excluded.truncated, error = excluded.error",
    )?
    .execute((at.run_n, at.step, ended.step_status as u8, started_ms, now_ms, input, &ended.output, ended.truncated, &ended.error))?;
    if ended.attempt_status != StepStatus::Skipped {
        conn.prepare_cached("INSERT INTO attempts (run_n, step, attempt, status, started_ms, ended_ms, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute((at.run_n, at.step, at.attempt, ended.attempt_status as u8, started_ms, now_ms, &ended.error))?;
    }
    Ok(())
}

/// Records or clears an attempt's child process: leader of its group, and its start time.
pub fn set_child(tx: &mut Tx<'_>, at: At, child: Option<(u32, &str)>) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE attempts SET child_pid = ?4, child_start = ?5 WHERE run_n = ?1 AND step = ?2 AND attempt = ?3")?
        .execute((at.run_n, at.step, at.attempt, child.map(|c| c.0), child.map(|c| c.1)))?;
    Ok(())
}

/// An attempt that was at work when the app stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAttempt {
    /// Where.
    pub at: At,
    /// Its child, if it had one: leader of the group and start time.
    pub child: Option<(u32, String)>,
}

/// Attempts at work, of runs that are not terminal.
pub fn open_attempts(conn: &Connection, run_n: i64) -> Result<Vec<OpenAttempt>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT step, attempt, child_pid, child_start FROM attempts WHERE run_n = ?1 AND status = 1",
    )?;
    let rows = statement.query_map([run_n], |r| {
        let pid: Option<u32> = r.get(2)?;
        let start: Option<String> = r.get(3)?;
        Ok(OpenAttempt { at: At { run_n, step: r.get(0)?, attempt: r.get(1)? }, child: pid.zip(start) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Marks an attempt as interrupted and its step as not begun.
pub fn interrupt(tx: &mut Tx<'_>, at: At, now_ms: Millis) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "UPDATE attempts SET status = 7, ended_ms = ?4, child_pid = NULL, child_start = NULL WHERE run_n = ?1 AND step = ?2 AND attempt = ?3",
    )?
    .execute((at.run_n, at.step, at.attempt, now_ms))?;
    conn.prepare_cached("UPDATE steps SET status = 0 WHERE run_n = ?1 AND step = ?2 AND status IN (1, 2)")?
        .execute((at.run_n, at.step))?;
    Ok(())
}

/// Closes what a cancelled or failed run left open at its current step.
pub fn close_open(tx: &mut Tx<'_>, run_n: i64, status: StepStatus, now_ms: Millis) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached("UPDATE attempts SET status = ?2, ended_ms = ?3, child_pid = NULL, child_start = NULL WHERE run_n = ?1 AND status = 1")?
        .execute((run_n, status as u8, now_ms))?;
    conn.prepare_cached("UPDATE steps SET status = ?2, ended_ms = ?3 WHERE run_n = ?1 AND status IN (1, 2)")?
        .execute((run_n, status as u8, now_ms))?;
    Ok(())
}

/// A step's record.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// Position.
    pub step: u32,
    /// Status.
    pub status: StepStatus,
    /// When its first attempt began.
    pub started_ms: Option<Millis>,
    /// When it ended.
    pub ended_ms: Option<Millis>,
    /// Input as JSON.
    pub input: Option<String>,
    /// Output as JSON.
    pub output: Option<String>,
    /// Whether the output was cut.
    pub truncated: bool,
    /// Problem as JSON.
    pub error: Option<String>,
}

/// The steps of a run that have begun, in order.
pub fn of_run(conn: &Connection, run_n: i64) -> Result<Vec<StepRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT step, status, started_ms, ended_ms, input, output, truncated, error FROM steps WHERE run_n = ?1 ORDER BY step",
    )?;
    let rows = statement.query_map([run_n], |r| {
        Ok(StepRow {
            step: r.get(0)?,
            status: StepStatus::from_code(r.get(1)?).unwrap_or(StepStatus::Failed),
            started_ms: r.get(2)?,
            ended_ms: r.get(3)?,
            input: r.get(4)?,
            output: r.get(5)?,
            truncated: r.get(6)?,
            error: r.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An attempt's record.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// Position of the step.
    pub step: u32,
    /// Number, from 1.
    pub attempt: u32,
    /// Status.
    pub status: StepStatus,
    /// When it began.
    pub started_ms: Millis,
    /// When it ended.
    pub ended_ms: Option<Millis>,
    /// Problem as JSON.
    pub error: Option<String>,
}

/// All attempts of a run, in order.
pub fn attempts(conn: &Connection, run_n: i64) -> Result<Vec<AttemptRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT step, attempt, status, started_ms, ended_ms, error FROM attempts WHERE run_n = ?1 ORDER BY step, attempt",
    )?;
    let rows = statement.query_map([run_n], |r| {
        Ok(AttemptRow {
            step: r.get(0)?,
            attempt: r.get(1)?,
            status: StepStatus::from_code(r.get(2)?).unwrap_or(StepStatus::Failed),
            started_ms: r.get(3)?,
            ended_ms: r.get(4)?,
            error: r.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
