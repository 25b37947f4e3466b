//! What file steps are about to leave behind, so that an event of it is known to be their doing.

use crate::views::{Timeline, first_since};
use crate::{StoreError, Tx};
use prama_model::event::Cause;
use prama_model::ids::RunId;
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

/// Rows kept.
const KEPT: i64 = 20_000;

/// One file that a step leaves behind or takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEffect {
    /// Its path as events spell it.
    pub path: String,
    /// Its size; `None`: it goes away from there.
    pub size: Option<u64>,
    /// The run.
    pub run: RunId,
    /// Position of the step.
    pub step: u32,
    /// Depth of the run in its causation chain.
    pub depth: u32,
    /// Row number of the trigger that started the run; set by [`put`].
    pub trigger_n: Option<i64>,
    /// When it was written down: before it happens.
    pub at_ms: Millis,
}

impl FileEffect {
    /// The step whose doing it is.
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause { run: self.run, step: Some(self.step) }
    }
}

/// Writes it down; gives the trigger that started its run.
pub fn put(tx: &mut Tx<'_>, effect: &FileEffect) -> Result<Option<i64>, StoreError> {
    let conn = tx.conn();
    let trigger_n: Option<Option<i64>> = conn
        .prepare_cached("SELECT trigger_n FROM runs WHERE uid = ?1")?
        .query_row([effect.run.as_bytes()], |r| r.get(0))
        .optional()?;
    let size = effect.size.map(|s| i64::try_from(s).unwrap_or(i64::MAX));
    conn.prepare_cached(
        "INSERT INTO file_effects (path, size, run, step, depth, trigger_n, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        &effect.path,
        size,
        effect.run.as_bytes(),
        effect.step,
        effect.depth,
        trigger_n.flatten(),
        effect.at_ms,
    ))?;
    let n = conn.last_insert_rowid();
    if n % 1000 == 0 {
        conn.prepare_cached("DELETE FROM file_effects WHERE n <= ?1")?.execute([n - KEPT])?;
    }
    Ok(trigger_n.flatten())
}

/// What is kept, oldest first.
pub fn all(conn: &Connection) -> Result<Vec<FileEffect>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT path, size, run, step, depth, trigger_n, at_ms FROM file_effects ORDER BY n",
    )?;
    Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Files of the events that a trigger let through since an instant, newest first: those that ran, and those that wait for anything
/// but its brake.
pub fn let_through(
    conn: &Connection,
    trigger_n: i64,
    since: Millis,
    limit: u32,
) -> Result<Vec<(Millis, String)>, StoreError> {
    let from = first_since(conn, Timeline::Events, since)?;
    let mut statement = conn.prepare_cached(
        "SELECT e.received_ms, e.data ->> '$.file_path' FROM decisions d JOIN events e ON e.n = d.event_n
         WHERE d.trigger_n = ?1 AND d.event_n >= ?2 AND e.data ->> '$.file_path' IS NOT NULL
           AND (d.outcome = 1 OR (d.outcome = 4 AND d.detail ->> '$.code' = 'batched')
             OR (d.outcome = 5 AND d.detail ->> '$.code' NOT IN ('brake', 'catch_up', 'paused')))
         ORDER BY d.event_n DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((trigger_n, from, limit), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<FileEffect> {
    Ok(FileEffect {
        path: r.get(0)?,
        size: r.get::<_, Option<i64>>(1)?.and_then(|s| u64::try_from(s).ok()),
        run: RunId(Uuid::from_bytes(r.get(2)?)),
        step: r.get(3)?,
        depth: r.get(4)?,
        trigger_n: r.get(5)?,
        at_ms: r.get(6)?,
    })
}
