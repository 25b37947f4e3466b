//! Further configured copies of a source: sources of their own id that run its program.

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{Connection, params};

/// A configured copy of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its own id.
    pub id: String,
    /// The source whose folder it shares.
    pub base: String,
    /// Its display name.
    pub name: String,
}

/// All of them, oldest first.
pub fn all(conn: &Connection) -> Result<Vec<Instance>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT id, base, name FROM source_instances ORDER BY created_ms, id")?;
    let rows =
        statement.query_map([], |r| Ok(Instance { id: r.get(0)?, base: r.get(1)?, name: r.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds one; what an earlier source of that id left behind is forgotten first.
pub fn insert(tx: &mut Tx<'_>, instance: &Instance, now: Millis) -> Result<(), StoreError> {
    forget(tx, &instance.id)?;
    tx.conn()
        .prepare_cached("INSERT INTO source_instances (id, base, name, created_ms) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![instance.id, instance.base, instance.name, now])?;
    tx.changed(Kind::Source, instance.id.as_str());
    Ok(())
}

/// Removes one with its settings, checkpoint and index of files. Its events stay.
pub fn remove(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    forget(tx, id)?;
    tx.conn().prepare_cached("DELETE FROM source_instances WHERE id = ?1")?.execute([id])?;
    tx.changed(Kind::Source, id);
    Ok(())
}

fn forget(tx: &Tx<'_>, id: &str) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM source_settings WHERE source_id = ?1",
        "DELETE FROM watched_folders WHERE source = ?1",
        "DELETE FROM watched_before WHERE source = ?1",
        "DELETE FROM files WHERE source = ?1",
    ] {
        tx.conn().prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}
