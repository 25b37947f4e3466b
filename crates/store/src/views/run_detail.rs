//! What the page of one run needs beyond its row: the pinned definition and its log.

use crate::StoreError;
use crate::tables::{logs, steps, workflows};
use prama_model::ids::RunId;
use prama_model::workflow::Definition;
use rusqlite::{Connection, OptionalExtension};

/// Steps, attempts and definition of a run.
#[derive(Debug, Clone)]
pub struct RunSteps {
    /// The workflow at the run's revision.
    pub definition: Definition,
    /// Steps that have begun.
    pub steps: Vec<steps::StepRow>,
    /// Attempts at them.
    pub attempts: Vec<steps::AttemptRow>,
    /// Lines in its log.
    pub log_lines: i64,
}

/// Reads them by the run's row number.
pub fn steps(conn: &Connection, run_n: i64, workflow_n: i64, revision: i64) -> Result<RunSteps, StoreError> {
    let workflow = workflows::at_revision(conn, workflow_n, revision)?
        .ok_or_else(|| StoreError::NotFound { kind: "workflow revision", id: revision.to_string() })?;
    Ok(RunSteps {
        definition: workflow.definition,
        steps: steps::of_run(conn, run_n)?,
        attempts: steps::attempts(conn, run_n)?,
        log_lines: logs::last_line(conn, run_n)?,
    })
}

/// The file that an event tells of, if it tells of one.
pub fn file_path(conn: &Connection, event_n: i64) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT data ->> '$.file_path' FROM events WHERE n = ?1 AND json_type(data, '$.file_path') = 'text'";
    Ok(conn.prepare_cached(sql)?.query_row([event_n], |r| r.get(0)).optional()?)
}

/// Log lines of a run after line `after`, and how many there are in all; `None` when there is no such run.
pub fn log(
    conn: &Connection,
    id: RunId,
    after: i64,
    limit: u32,
    find: Option<&str>,
) -> Result<Option<(Vec<logs::NewLine>, i64)>, StoreError> {
    let n: Option<i64> = conn
        .prepare_cached("SELECT n FROM runs WHERE uid = ?1")?
        .query_row([id.as_bytes().as_slice()], |r| r.get(0))
        .optional()?;
    let Some(n) = n else { return Ok(None) };
    Ok(Some((logs::read(conn, n, after, limit, find)?, logs::last_line(conn, n)?)))
}
