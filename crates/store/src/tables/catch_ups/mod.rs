//! What was found after nobody watched for a while: reports, their items, and until when each folder was watched.

mod report;

pub use report::{all, get, items};

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::ids::EventId;
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

/// Reports kept, those that wait for a person aside.
const KEEP: i64 = 50;

/// Why nobody watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Cause {
    /// The app was off.
    App = 0,
    /// The source was off while the app was on.
    Source = 1,
    /// The folder was away.
    Folder = 2,
}

/// What became of a file in the meantime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Found {
    /// It came.
    New = 0,
    /// It has other content.
    Changed = 1,
    /// It has another name.
    Renamed = 2,
    /// It is gone.
    Deleted = 3,
    /// An event that is sent beside another one of the same file.
    Beside = 4,
}

impl Found {
    fn from_code(code: i64) -> Self {
        match code {
            0 => Self::New,
            1 => Self::Changed,
            2 => Self::Renamed,
            3 => Self::Deleted,
            _ => Self::Beside,
        }
    }
}

/// One look-round after an absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The source.
    pub source: String,
    /// When the look-round began: names it, together with the source.
    pub began_ms: Millis,
    /// Last known to be watched.
    pub from_ms: Option<Millis>,
    /// Watched again.
    pub to_ms: Millis,
    /// Why nobody watched.
    pub cause: Cause,
    /// The folder that was away, its own bytes.
    pub folder: Option<Vec<u8>>,
    /// Whether its matches are held until a person says.
    pub ask: bool,
}

/// A report with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its number.
    pub n: i64,
    /// What it is about.
    pub absence: Absence,
    /// The look-round goes on.
    pub open: bool,
    /// New files.
    pub new: i64,
    /// Files with other content.
    pub changed: i64,
    /// Files with another name.
    pub renamed: i64,
    /// Files that are gone.
    pub deleted: i64,
    /// Runs that its events started.
    pub runs: i64,
    /// Matches that still wait for a person.
    pub held: i64,
    /// Held matches that a person dropped.
    pub skipped: i64,
}

/// One found file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Row number of its event.
    pub event_n: i64,
    /// Its event.
    pub event_id: EventId,
    /// What a person calls it.
    pub subject: String,
    /// Its path.
    pub path: String,
    /// What became of it.
    pub kind: Found,
    /// Matches that wait for a person.
    pub held: i64,
}

/// Puts an event that was just stored under this source and key on the report of the absence, which is made if it is
/// the first one. An event that was set aside has no key and is on no report.
pub fn add(tx: &mut Tx<'_>, absence: &Absence, key: &str, kind: Found) -> Result<(), StoreError> {
    let conn = tx.conn();
    let event: Option<i64> = conn
        .prepare_cached("SELECT n FROM events WHERE source = ?1 AND key = ?2")?
        .query_row((&absence.source, key), |r| r.get(0))
        .optional()?;
    let Some(event_n) = event else { return Ok(()) };
    let known: Option<i64> = conn
        .prepare_cached("SELECT n FROM catch_ups WHERE source = ?1 AND began_ms = ?2")?
        .query_row((&absence.source, absence.began_ms), |r| r.get(0))
        .optional()?;
    let n = match known {
        Some(n) => n,
        None => {
            conn.prepare_cached(
                "INSERT INTO catch_ups (source, began_ms, from_ms, to_ms, cause, folder, ask, open) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)",
            )?
            .execute(params![
                absence.source,
                absence.began_ms,
                absence.from_ms,
                absence.to_ms,
                absence.cause as u8,
                absence.folder,
                absence.ask
            ])?;
            let n = conn.last_insert_rowid();
            trim(conn)?;
            n
        }
    };
    conn.prepare_cached(
        "INSERT OR IGNORE INTO catch_up_items (catch_up_n, event_n, kind) VALUES (?1, ?2, ?3)",
    )?
    .execute((n, event_n, kind as u8))?;
    tx.changed(Kind::Source, absence.source.clone());
    Ok(())
}

/// The oldest reports go when there are too many; never one that waits for a person.
fn trim(conn: &Connection) -> Result<(), StoreError> {
    let old: Vec<i64> = conn
        .prepare_cached("SELECT n FROM catch_ups ORDER BY n DESC LIMIT -1 OFFSET ?1")?
        .query_map([KEEP], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for n in old {
        if held(conn, n)? == 0 {
            delete(conn, n)?;
        }
    }
    Ok(())
}

fn delete(conn: &Connection, n: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM catch_up_items WHERE catch_up_n = ?1")?.execute([n])?;
    conn.prepare_cached("DELETE FROM catch_ups WHERE n = ?1")?.execute([n])?;
    Ok(())
}

/// How many matches of a report wait for a person.
fn held(conn: &Connection, n: i64) -> Result<i64, StoreError> {
    let sql = format!("SELECT count(*) {WAITING}");
    Ok(conn.prepare_cached(&sql)?.query_row([n], |r| r.get(0))?)
}

const WAITING: &str = "FROM catch_up_items i JOIN decisions d ON d.event_n = i.event_n
    WHERE i.catch_up_n = ?1 AND d.outcome = 5 AND d.detail ->> '$.code' = 'catch_up'";

/// Matches of a report that wait for a person, by trigger id.
pub fn waiting(conn: &Connection, n: i64) -> Result<Vec<(String, Vec<EventId>)>, StoreError> {
    let sql = format!(
        "SELECT t.id, e.uid FROM (SELECT d.trigger_n, d.event_n {WAITING}) w
         JOIN triggers t ON t.n = w.trigger_n JOIN events e ON e.n = w.event_n ORDER BY t.n, e.n"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([n])?;
    let mut out: Vec<(String, Vec<EventId>)> = Vec::new();
    while let Some(r) = rows.next()? {
        let (trigger, event): (String, _) = (r.get(0)?, EventId(Uuid::from_bytes(r.get(1)?)));
        match out.last_mut().filter(|(last, _)| *last == trigger) {
            Some((_, events)) => events.push(event),
            None => out.push((trigger, vec![event])),
        }
    }
    Ok(out)
}

/// The look-round is over.
pub fn close(tx: &mut Tx<'_>, source: &str, began_ms: Millis) -> Result<(), StoreError> {
    let closed = tx
        .conn()
        .prepare_cached("UPDATE catch_ups SET open = 0 WHERE source = ?1 AND began_ms = ?2 AND open = 1")?
        .execute((source, began_ms))?;
    if closed > 0 {
        tx.changed(Kind::Source, source);
    }
    Ok(())
}

/// A look-round that a crash cut short: the next one goes on with its report.
pub fn reopen(
    tx: &mut Tx<'_>,
    source: &str,
    to_ms: Millis,
    ask: bool,
) -> Result<Option<Absence>, StoreError> {
    let conn = tx.conn();
    conn.prepare_cached("UPDATE catch_ups SET to_ms = ?2, ask = ?3 WHERE source = ?1 AND open = 1")?
        .execute((source, to_ms, ask))?;
    let mut query = conn.prepare_cached(&format!(
        "SELECT {ABSENCE} FROM catch_ups WHERE source = ?1 AND open = 1 ORDER BY n DESC LIMIT 1"
    ))?;
    Ok(query.query_row([source], |r| absence(r, 0)).optional()?)
}

const ABSENCE: &str = "source, began_ms, from_ms, to_ms, cause, folder, ask";

fn absence(r: &Row<'_>, at: usize) -> rusqlite::Result<Absence> {
    Ok(Absence {
        source: r.get(at)?,
        began_ms: r.get(at + 1)?,
        from_ms: r.get(at + 2)?,
        to_ms: r.get(at + 3)?,
        cause: match r.get::<_, i64>(at + 4)? {
            0 => Cause::App,
            1 => Cause::Source,
            _ => Cause::Folder,
        },
        folder: r.get(at + 5)?,
        ask: r.get(at + 6)?,
    })
}

/// Removes a report; its events stay.
pub fn dismiss(tx: &mut Tx<'_>, n: i64) -> Result<(), StoreError> {
    let source: Option<String> =
        tx.conn().query_row("SELECT source FROM catch_ups WHERE n = ?1", [n], |r| r.get(0)).optional()?;
    let Some(source) = source else { return Err(unknown(n)) };
    delete(tx.conn(), n)?;
    tx.changed(Kind::Source, source);
    Ok(())
}

fn unknown(n: i64) -> StoreError {
    StoreError::NotFound { kind: "catch-up report", id: n.to_string() }
}

/// Until when the folders of a source were watched, by the folder's own bytes.
pub fn watched_until(conn: &Connection, source: &str) -> Result<Vec<(Vec<u8>, Millis)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT path, at_ms FROM watched_until WHERE source = ?1")?;
    let rows = statement.query_map([source], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Says until when folders of a source were watched.
pub fn watched(tx: &mut Tx<'_>, source: &str, paths: &[Vec<u8>], at_ms: Millis) -> Result<(), StoreError> {
    for path in paths {
        tx.conn()
            .prepare_cached("INSERT OR REPLACE INTO watched_until (source, path, at_ms) VALUES (?1, ?2, ?3)")?
            .execute((source, path, at_ms))?;
    }
    Ok(())
}
