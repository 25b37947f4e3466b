//! Triggers and their immutable revisions.

use super::journal::Kind;
use super::spans;
use crate::{StoreError, Tx};
use prama_model::condition::Condition;
use prama_model::time::Millis;
use prama_model::trigger::{Definition, Options};
use rusqlite::{Connection, OptionalExtension, Row};

/// A stored trigger at one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Row number.
    pub n: i64,
    /// The definition at `revision`.
    pub definition: Definition,
    /// Its revision, from 1.
    pub revision: i64,
    /// When it was made.
    pub created_ms: Millis,
    /// When it was last changed.
    pub updated_ms: Millis,
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// Events it judged while on.
    pub events_ever: i64,
    /// Events it matched.
    pub matched_ever: i64,
    /// When it last matched.
    pub last_fired_ms: Option<Millis>,
}

const COLUMNS: &str = "t.n, t.id, r.name, r.source, r.event_type, r.workflow_id, r.conditions, r.options, t.active, r.revision, t.created_ms, \
     t.updated_ms, t.deleted_ms IS NOT NULL, t.events_ever + coalesce((SELECT c.events - s.events_before FROM trigger_spans s \
     JOIN type_counts c ON c.source = s.source AND c.event_type = s.event_type \
     WHERE s.trigger_n = t.n AND s.until_n IS NULL AND s.active), 0), t.matched_ever, t.last_fired_ms";

fn from_row(r: &Row<'_>) -> Result<Trigger, StoreError> {
    let conditions: Option<String> = r.get(6)?;
    let options: Option<String> = r.get(7)?;
    Ok(Trigger {
        n: r.get(0)?,
        definition: Definition {
            id: r.get(1)?,
            name: r.get(2)?,
            source: r.get(3)?,
            event_type: r.get(4)?,
            workflow_id: r.get(5)?,
            conditions: conditions.map(|t| serde_json::from_str::<Condition>(&t)).transpose()?,
            options: options.map(|t| serde_json::from_str::<Box<Options>>(&t)).transpose()?,
            active: r.get(8)?,
        },
        revision: r.get(9)?,
        created_ms: r.get(10)?,
        updated_ms: r.get(11)?,
        deleted: r.get(12)?,
        events_ever: r.get(13)?,
        matched_ever: r.get(14)?,
        last_fired_ms: r.get(15)?,
    })
}

fn query(conn: &Connection, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Trigger>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM triggers t JOIN trigger_revisions r ON r.trigger_n = t.n {rest}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(from_row(row)?);
    }
    Ok(out)
}

/// Every trigger that is not in the trash, in the order they were made.
pub fn all(conn: &Connection) -> Result<Vec<Trigger>, StoreError> {
    query(conn, "AND r.revision = t.revision WHERE t.deleted_ms IS NULL ORDER BY t.n", [])
}

/// A trigger by id, in the trash or not.
pub fn find(conn: &Connection, id: &str) -> Result<Option<Trigger>, StoreError> {
    Ok(query(conn, "AND r.revision = t.revision WHERE t.id = ?1", [id])?.pop())
}

/// A trigger by row number, in the trash or not.
pub fn by_number(conn: &Connection, n: i64) -> Result<Option<Trigger>, StoreError> {
    Ok(query(conn, "AND r.revision = t.revision WHERE t.n = ?1", [n])?.pop())
}

/// A trigger as it was at a revision.
pub fn at_revision(conn: &Connection, n: i64, revision: i64) -> Result<Option<Trigger>, StoreError> {
    Ok(query(conn, "WHERE t.n = ?1 AND r.revision = ?2", (n, revision))?.pop())
}

/// The triggers in the trash, in the order they were made.
pub fn deleted(conn: &Connection) -> Result<Vec<Trigger>, StoreError> {
    query(conn, "AND r.revision = t.revision WHERE t.deleted_ms IS NOT NULL ORDER BY t.n", [])
}

/// Every revision of a trigger with when it was saved, oldest first.
pub fn revisions(conn: &Connection, n: i64) -> Result<Vec<(Trigger, Millis)>, StoreError> {
    let all = query(conn, "WHERE t.n = ?1 ORDER BY r.revision", [n])?;
    let mut statement = conn
        .prepare_cached("SELECT created_ms FROM trigger_revisions WHERE trigger_n = ?1 ORDER BY revision")?;
    let times = statement.query_map([n], |r| r.get(0))?.collect::<Result<Vec<Millis>, _>>()?;
    Ok(all.into_iter().zip(times).collect())
}

/// Makes a trigger or a new revision of it; `active` and the trash flag are set too. Returns (row, revision).
pub fn save(tx: &mut Tx<'_>, d: &Definition, now_ms: Millis) -> Result<(i64, i64), StoreError> {
    let conn = tx.conn();
    let conditions = d.conditions.as_ref().map(serde_json::to_string).transpose()?;
    let options = d.options.as_ref().map(serde_json::to_string).transpose()?;
    let known = find(conn, &d.id)?;
    let (n, revision) = match known {
        None => {
            conn.prepare_cached("INSERT INTO triggers (id, revision, active, created_ms, updated_ms) VALUES (?1, 1, ?2, ?3, ?3)")?
                .execute((&d.id, d.active, now_ms))?;
            (conn.last_insert_rowid(), 1)
        }
        Some(old) => {
            // Turning on or off, or saving without a change, makes no revision: decisions name what was judged.
            let same = Definition { active: d.active, ..old.definition.clone() } == *d;
            let revision = if same { old.revision } else { old.revision + 1 };
            conn.prepare_cached("UPDATE triggers SET revision = ?2, active = ?3, updated_ms = ?4, deleted_ms = NULL WHERE n = ?1")?
                .execute((old.n, revision, d.active, now_ms))?;
            if same {
                spans::note(tx, old.n)?;
                tx.changed(Kind::Trigger, d.id.as_str());
                return Ok((old.n, revision));
            }
            (old.n, revision)
        }
    };
    conn.prepare_cached(
        "INSERT INTO trigger_revisions (trigger_n, revision, name, source, event_type, workflow_id, conditions, options, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((n, revision, &d.name, &d.source, &d.event_type, &d.workflow_id, conditions, options, now_ms))?;
    spans::note(tx, n)?;
    tx.changed(Kind::Trigger, d.id.as_str());
    Ok((n, revision))
}

/// Puts a trigger in the trash, or takes it out.
pub fn set_deleted(tx: &mut Tx<'_>, id: &str, deleted: bool, now_ms: Millis) -> Result<(), StoreError> {
    let at = deleted.then_some(now_ms);
    let n = tx
        .conn()
        .prepare_cached("UPDATE triggers SET deleted_ms = ?2, updated_ms = ?3 WHERE id = ?1")?
        .execute((id, at, now_ms))?;
    changed(tx, id, n)
}

/// Turns a trigger on or off.
pub fn set_active(tx: &mut Tx<'_>, id: &str, active: bool, now_ms: Millis) -> Result<(), StoreError> {
    let n = tx
        .conn()
        .prepare_cached(
            "UPDATE triggers SET active = ?2, updated_ms = ?3 WHERE id = ?1 AND deleted_ms IS NULL",
        )?
        .execute((id, active, now_ms))?;
    changed(tx, id, n)
}

fn changed(tx: &mut Tx<'_>, id: &str, rows: usize) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound { kind: "trigger", id: id.to_owned() });
    }
    let n =
        tx.conn().prepare_cached("SELECT n FROM triggers WHERE id = ?1")?.query_row([id], |r| r.get(0))?;
    spans::note(tx, n)?;
    tx.changed(Kind::Trigger, id);
    Ok(())
}

/// Id of a trigger by row number.
pub fn id_of(conn: &Connection, n: i64) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT id FROM triggers WHERE n = ?1")?
        .query_row([n], |r| r.get(0))
        .optional()?)
}
