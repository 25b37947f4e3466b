//! What a step wrote down before its side effect, one note per (run, step).

use crate::{StoreError, Tx};
use prama_model::ids::RunId;
use rusqlite::{Connection, OptionalExtension};

/// Writes or replaces the note.
pub fn put(tx: &mut Tx<'_>, run: RunId, step: u32, note: &str) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO step_notes (run, step, note) VALUES (?1, ?2, ?3)
             ON CONFLICT (run, step) DO UPDATE SET note = excluded.note",
        )?
        .execute((run.as_bytes(), step, note))?;
    Ok(())
}

/// The note, if there is one.
pub fn get(conn: &Connection, run: RunId, step: u32) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT note FROM step_notes WHERE run = ?1 AND step = ?2")?
        .query_row((run.as_bytes(), step), |r| r.get(0))
        .optional()?)
}
