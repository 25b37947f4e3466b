//! Log lines of runs, numbered from 1.

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::ids::RunId;
use prama_model::time::Millis;
use rusqlite::Connection;

/// Level of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Level {
    /// For the curious.
    Debug = 0,
    /// What happens.
    Info = 1,
    /// What may matter.
    Warn = 2,
    /// What failed.
    Error = 3,
    /// A child's standard output.
    Out = 4,
    /// A child's standard error.
    Err = 5,
}

impl Level {
    /// Its name outside.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["debug", "info", "warn", "error", "out", "err"][self as usize]
    }

    fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Debug,
            2 => Self::Warn,
            3 => Self::Error,
            4 => Self::Out,
            5 => Self::Err,
            _ => Self::Info,
        }
    }
}

/// A line on its way in.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// Number in the run.
    pub line: i64,
    /// When.
    pub at_ms: Millis,
    /// Level.
    pub level: Level,
    /// Step position, if of a step.
    pub step: Option<u32>,
    /// Attempt, if of one.
    pub attempt: Option<u32>,
    /// The text, one line.
    pub text: String,
}

/// Stores lines of a run.
pub fn append(tx: &mut Tx<'_>, run_n: i64, run: RunId, lines: &[NewLine]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut insert = tx
        .conn()
        .prepare_cached("INSERT OR IGNORE INTO run_log (run_n, line, at_ms, level, step, attempt, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for l in lines {
        insert.execute((run_n, l.line, l.at_ms, l.level as u8, l.step, l.attempt, &l.text))?;
    }
    drop(insert);
    tx.changed(Kind::Log, run);
    Ok(())
}

/// The number of the last line, 0 when there is none.
pub fn last_line(conn: &Connection, run_n: i64) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(line), 0) FROM run_log WHERE run_n = ?1")?
        .query_row([run_n], |r| r.get(0))?)
}

/// Lines after `after`, oldest first; `find` keeps those that contain it, ignoring case.
pub fn read(
    conn: &Connection,
    run_n: i64,
    after: i64,
    limit: u32,
    find: Option<&str>,
) -> Result<Vec<NewLine>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT line, at_ms, level, step, attempt, text FROM run_log
         WHERE run_n = ?1 AND line > ?2 AND (?4 IS NULL OR instr(lower(text), lower(?4)) > 0) ORDER BY line LIMIT ?3",
    )?;
    let rows = statement.query_map((run_n, after, limit, find), |r| {
        Ok(NewLine {
            line: r.get(0)?,
            at_ms: r.get(1)?,
            level: Level::from_code(r.get(2)?),
            step: r.get(3)?,
            attempt: r.get(4)?,
            text: r.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
