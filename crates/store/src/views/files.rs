//! One file over time: the events that name its path, where it went, and known files of the same content.

use super::events::{self, EventRow};
use crate::StoreError;
use crate::tables::decisions::{self, Outcome};
use crate::tables::files::{self, FileRow};
use rusqlite::{Connection, OptionalExtension};

/// An event that tells of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The event.
    pub event: EventRow,
    /// The path in it.
    pub path: String,
    /// The path before, for a renamed file.
    pub previous: Option<String>,
    /// SHA-256 of the content, in hexadecimal.
    pub hash: Option<String>,
    /// Length in bytes.
    pub size: Option<i64>,
    /// The exact path, where it is no text: a `file:` URI.
    pub uri: Option<String>,
    /// Which change an event is that stands for any.
    pub change: Option<String>,
}

/// Which of the two paths of an event is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Where the file is after it.
    At,
    /// Where it was before it.
    Before,
}

/// Accepted events that name a path, newest first, those before row `before` only.
pub fn told(
    conn: &Connection,
    named: Named,
    path: &str,
    before: i64,
    limit: u32,
) -> Result<Vec<Told>, StoreError> {
    let field = match named {
        Named::At => "file_path",
        Named::Before => "previous_path",
    };
    let sql = format!(
        "SELECT n, data ->> '$.file_path', data ->> '$.previous_path', data ->> '$.file_hash', data ->> '$.file_size', data ->> '$.change', data ->> '$.file_uri'
         FROM events WHERE data ->> '$.{field}' = ?1 AND n < ?2 AND rejection IS NULL ORDER BY n DESC LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query((path, before, limit))?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let Some(event) = events::by_number(conn, r.get(0)?)? else { continue };
        // A payload of one's own may hold anything under these names.
        let text = |at: usize| r.get_ref(at).ok().and_then(|v| v.as_str().ok()).map(ToOwned::to_owned);
        out.push(Told {
            event,
            path: text(1).unwrap_or_default(),
            previous: text(2),
            hash: text(3),
            size: r.get_ref(4)?.as_i64().ok(),
            change: text(5),
            uri: text(6),
        });
    }
    Ok(out)
}

/// Decisions on an event that are named.
const DECISIONS: u32 = 50;

/// What a trigger said of an event, with the name that it had then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The trigger.
    pub trigger_id: String,
    /// Its name.
    pub trigger_name: String,
    /// What it said.
    pub outcome: Outcome,
    /// Why a match did not simply start its run.
    pub why: Option<String>,
}

/// The decisions on an event, by name.
pub fn said(conn: &Connection, event_n: i64) -> Result<Vec<Said>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id, r.name FROM triggers t JOIN trigger_revisions r ON r.trigger_n = t.n AND r.revision = ?2 WHERE t.n = ?1",
    )?;
    let mut out = Vec::new();
    for decision in decisions::of_event(conn, event_n, DECISIONS)? {
        let named =
            statement.query_row((decision.trigger_n, decision.revision), |r| Ok((r.get(0)?, r.get(1)?)));
        let Some((trigger_id, trigger_name)) = named.optional()? else { continue };
        out.push(Said {
            trigger_id,
            trigger_name,
            outcome: decision.outcome,
            why: decision.reason.map(|r| r.text),
        });
    }
    Ok(out)
}

/// What is known of a path, by source.
pub fn known(conn: &Connection, path: &[u8]) -> Result<Vec<(String, FileRow)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT source FROM watched_folders ORDER BY source")?;
    let sources: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let mut out = Vec::new();
    for source in sources {
        if let Some(row) = files::get(conn, &source, path)? {
            out.push((source, row));
        }
    }
    Ok(out)
}

/// Known files of a content, at most `limit`, each path once.
pub fn of_content(conn: &Connection, hash: &[u8; 32], limit: u32) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT path FROM files WHERE hash = ?1 ORDER BY path LIMIT ?2")?;
    let rows = statement.query_map((hash, limit), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
