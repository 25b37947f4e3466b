//! Triggers that are to run for files which were there before they were turned on, and how far that is.

use super::files::{FileRow, after};
use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row};

/// One trigger's wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Row number of the trigger.
    pub trigger_n: i64,
    /// When it was asked for.
    pub asked_ms: Millis,
    /// The last path that was dealt with.
    pub after: Vec<u8>,
    /// Files that matched when it began.
    pub total: i64,
    /// Events stored.
    pub done: i64,
    /// Files that were gone, changed or unreadable by then.
    pub passed: i64,
    /// When all were dealt with.
    pub finished_ms: Option<Millis>,
}

const COLUMNS: &str = "trigger_n, asked_ms, after, total, done, passed, finished_ms";

fn job(r: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        trigger_n: r.get(0)?,
        asked_ms: r.get(1)?,
        after: r.get(2)?,
        total: r.get(3)?,
        done: r.get(4)?,
        passed: r.get(5)?,
        finished_ms: r.get(6)?,
    })
}

/// A trigger's job.
pub fn get(conn: &Connection, trigger_n: i64) -> Result<Option<Job>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM existing_jobs WHERE trigger_n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([trigger_n], job).optional()?)
}

/// Jobs that are not through.
pub fn open(conn: &Connection) -> Result<Vec<Job>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM existing_jobs WHERE finished_ms IS NULL ORDER BY asked_ms");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], job)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Asks for one; a job that is at work goes on as it is.
pub fn ask(
    tx: &mut Tx<'_>,
    trigger_n: i64,
    trigger: &str,
    total: i64,
    now_ms: Millis,
) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO existing_jobs (trigger_n, asked_ms, after, total) VALUES (?1, ?2, x'', ?3)
             ON CONFLICT (trigger_n) DO UPDATE SET asked_ms = excluded.asked_ms, after = x'', total = excluded.total,
               done = 0, passed = 0, finished_ms = NULL WHERE finished_ms IS NOT NULL",
        )?
        .execute((trigger_n, now_ms, total))?;
    tx.changed(Kind::Trigger, trigger);
    Ok(())
}

/// One more event is stored.
pub fn count(tx: &mut Tx<'_>, trigger_n: i64) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "UPDATE existing_jobs SET done = done + 1 WHERE trigger_n = ?1 AND finished_ms IS NULL",
        )?
        .execute([trigger_n])?;
    Ok(())
}

/// Files up to a path are dealt with; `finished_ms` when they were the last ones.
pub fn advance(tx: &mut Tx<'_>, trigger: &str, job: &Job) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "UPDATE existing_jobs SET after = ?2, total = ?3, passed = ?4, finished_ms = ?5
             WHERE trigger_n = ?1 AND finished_ms IS NULL",
        )?
        .execute((job.trigger_n, &job.after, job.total, job.passed, job.finished_ms))?;
    tx.changed(Kind::Trigger, trigger);
    Ok(())
}

/// The next known files of a source that a job has to look at.
pub fn next(conn: &Connection, source: &str, job: &Job, limit: u32) -> Result<Vec<FileRow>, StoreError> {
    after(conn, source, &job.after, limit)
}

/// What tells one version of a file from another.
#[derive(Debug, Clone, Copy)]
pub enum Version<'v> {
    /// SHA-256 of its content, in hexadecimal.
    Hash(&'v str),
    /// When its content last changed, where it was not read.
    ModifiedAt(&'v str),
}

/// Whether a trigger matched this version of a file already: it ran, waits, or an option says that it need not.
pub fn has_matched(
    conn: &Connection,
    trigger_n: i64,
    path: &str,
    version: Version<'_>,
) -> Result<bool, StoreError> {
    let (field, value) = match version {
        Version::Hash(hash) => ("file_hash", hash),
        Version::ModifiedAt(time) => ("modified_at", time),
    };
    let sql = format!(
        "SELECT 1 FROM events e JOIN decisions d ON d.event_n = e.n AND d.trigger_n = ?1
         WHERE e.data ->> '$.file_path' = ?2 AND e.data ->> '$.{field}' = ?3 AND d.outcome IN (1, 4, 5) LIMIT 1"
    );
    let found = conn.prepare_cached(&sql)?.query_row((trigger_n, path, value), |_| Ok(())).optional()?;
    Ok(found.is_some())
}
