//! Workflows and their immutable revisions.

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::time::Millis;
use prama_model::workflow::Definition;
use rusqlite::{Connection, Row};

/// A stored workflow at one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    /// Row number.
    pub n: i64,
    /// The definition at `revision`.
    pub definition: Definition,
    /// Its revision, from 1.
    pub revision: i64,
    /// When it was made.
    pub created_ms: Millis,
    /// When this revision was made.
    pub updated_ms: Millis,
    /// Whether it lies in the trash.
    pub deleted: bool,
}

const COLUMNS: &str = "w.n, r.definition, r.revision, w.created_ms, r.created_ms, w.deleted_ms IS NOT NULL";

fn from_row(r: &Row<'_>) -> Result<Workflow, StoreError> {
    Ok(Workflow {
        n: r.get(0)?,
        definition: serde_json::from_str(r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?,
        revision: r.get(2)?,
        created_ms: r.get(3)?,
        updated_ms: r.get(4)?,
        deleted: r.get(5)?,
    })
}

fn query(conn: &Connection, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Workflow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM workflows w JOIN workflow_revisions r ON r.workflow_n = w.n {rest}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(from_row(row)?);
    }
    Ok(out)
}

/// Every workflow that is not in the trash, newest revision, in the order they were made.
pub fn all(conn: &Connection) -> Result<Vec<Workflow>, StoreError> {
    query(conn, "AND r.revision = w.revision WHERE w.deleted_ms IS NULL ORDER BY w.n", [])
}

/// The newest revision of a workflow, in the trash or not.
pub fn find(conn: &Connection, id: &str) -> Result<Option<Workflow>, StoreError> {
    Ok(query(conn, "AND r.revision = w.revision WHERE w.id = ?1", [id])?.pop())
}

/// A workflow as it was at a revision.
pub fn at_revision(conn: &Connection, n: i64, revision: i64) -> Result<Option<Workflow>, StoreError> {
    Ok(query(conn, "WHERE w.n = ?1 AND r.revision = ?2", (n, revision))?.pop())
}

/// All revisions, newest first.
pub fn revisions(conn: &Connection, id: &str) -> Result<Vec<Workflow>, StoreError> {
    query(conn, "WHERE w.id = ?1 ORDER BY r.revision DESC", [id])
}

/// Makes a workflow or a new revision of it; saving without a change makes none. Returns (row, revision).
pub fn save(tx: &mut Tx<'_>, d: &Definition, now_ms: Millis) -> Result<(i64, i64), StoreError> {
    let conn = tx.conn();
    let (n, revision) = match find(conn, &d.id)? {
        None => {
            conn.prepare_cached(
                "INSERT INTO workflows (id, revision, created_ms, updated_ms) VALUES (?1, 1, ?2, ?2)",
            )?
            .execute((&d.id, now_ms))?;
            (conn.last_insert_rowid(), 1)
        }
        Some(old) if old.definition == *d && !old.deleted => return Ok((old.n, old.revision)),
        Some(old) => {
            conn.prepare_cached(
                "UPDATE workflows SET revision = ?2, updated_ms = ?3, deleted_ms = NULL WHERE n = ?1",
            )?
            .execute((old.n, old.revision + 1, now_ms))?;
            (old.n, old.revision + 1)
        }
    };
    conn.prepare_cached(
        "INSERT INTO workflow_revisions (workflow_n, revision, name, definition, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((n, revision, &d.name, serde_json::to_string(d)?, now_ms))?;
    tx.changed(Kind::Workflow, d.id.as_str());
    Ok((n, revision))
}

/// Puts a workflow in the trash, or takes it out.
pub fn set_deleted(tx: &mut Tx<'_>, id: &str, deleted: bool, now_ms: Millis) -> Result<(), StoreError> {
    let rows = tx
        .conn()
        .prepare_cached("UPDATE workflows SET deleted_ms = ?2, updated_ms = ?3 WHERE id = ?1")?
        .execute((id, deleted.then_some(now_ms), now_ms))?;
    if rows == 0 {
        return Err(StoreError::NotFound { kind: "workflow", id: id.to_owned() });
    }
    tx.changed(Kind::Workflow, id);
    Ok(())
}
