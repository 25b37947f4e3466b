//! The journal: what changed, in order. A reader that missed something asks again from its last seq.

use crate::StoreError;
use prama_model::ids::{EventId, RunId};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Journal rows written between two trims.
pub(crate) const TRIM_EVERY: u64 = 10_000;
/// Journal rows kept at least.
const KEEP: i64 = 50_000;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Kind {
    /// An event came in.
    Event = 0,
    /// A run or its steps.
    Run = 1,
    /// A trigger.
    Trigger = 2,
    /// A workflow.
    Workflow = 3,
    /// A source's state, configuration or folders.
    Source = 4,
    /// Log lines of a run.
    Log = 5,
    /// The engine's own state.
    Status = 6,
    /// Something to show the user.
    Notification = 7,
}

impl Kind {
    const ALL: [Kind; 8] = [
        Kind::Event,
        Kind::Run,
        Kind::Trigger,
        Kind::Workflow,
        Kind::Source,
        Kind::Log,
        Kind::Status,
        Kind::Notification,
    ];

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|k| *k as i64 == code)
    }
}

/// Id of a changed thing: 16 bytes for events and runs, a text for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ChangeId {
    /// Event or run.
    Uuid(Uuid),
    /// Anything else.
    Text(String),
}

impl From<EventId> for ChangeId {
    fn from(id: EventId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<RunId> for ChangeId {
    fn from(id: RunId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<&str> for ChangeId {
    fn from(id: &str) -> Self {
        Self::Text(id.to_owned())
    }
}

impl From<String> for ChangeId {
    fn from(id: String) -> Self {
        Self::Text(id)
    }
}

impl rusqlite::ToSql for ChangeId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Uuid(u) => ToSqlOutput::Borrowed(ValueRef::Blob(u.as_bytes())),
            Self::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
        })
    }
}

/// One changed thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// What kind.
    pub kind: Kind,
    /// Its id as seen outside.
    pub id: String,
}

/// Changes up to and including `seq`, each thing once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeBatch {
    /// The last seq in it.
    pub seq: i64,
    /// The asked-for seq is no longer kept: everything must be asked for again.
    pub reset: bool,
    /// The changes.
    pub changes: Vec<Change>,
}

pub(crate) fn last_seq(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |r| r.get(0))?)
}

pub(crate) fn append(conn: &Connection, seq: i64, kind: Kind, id: &ChangeId) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO journal (seq, kind, id) VALUES (?1, ?2, ?3)")?
        .execute((seq, kind as u8, id))?;
    Ok(())
}

pub(crate) fn trim(conn: &Connection, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM journal WHERE seq <= ?1")?.execute([seq - KEEP])?;
    Ok(())
}

/// The changes after `since`, at most `limit` journal rows; duplicates merged.
pub fn since(conn: &Connection, since: i64, limit: u32) -> Result<ChangeBatch, StoreError> {
    let first: i64 = conn.query_row("SELECT coalesce(min(seq), 1) FROM journal", [], |r| r.get(0))?;
    let last = last_seq(conn)?;
    if since + 1 < first || since > last {
        return Ok(ChangeBatch { seq: last, reset: true, changes: Vec::new() });
    }
    let mut statement =
        conn.prepare_cached("SELECT seq, kind, id FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
    let mut rows = statement.query((since, limit))?;
    let mut batch = ChangeBatch { seq: since, reset: false, changes: Vec::new() };
    let mut seen = std::collections::HashSet::new();
    while let Some(row) = rows.next()? {
        batch.seq = row.get(0)?;
        let id = match row.get_ref(2)? {
            ValueRef::Blob(b) => Uuid::from_slice(b).map(|u| u.to_string()).unwrap_or_default(),
            ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned(),
            _ => continue,
        };
        let Some(kind) = Kind::from_code(row.get(1)?) else { continue };
        let change = Change { kind, id };
        if seen.insert(change.clone()) {
            batch.changes.push(change);
        }
    }
    Ok(batch)
}
