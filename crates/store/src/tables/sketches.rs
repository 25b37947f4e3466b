//! Sketches of the events of each type, and the position in the events up to which they were fed.

use crate::{StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension};

/// Row number of the last event that the stored sketches have seen.
pub fn position(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("SELECT event_n FROM sketched")?.query_row([], |r| r.get(0))?)
}

/// The stored sketch of a type, as JSON.
pub fn load(conn: &Connection, source: &str, event_type: &str) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT sketch FROM sketches WHERE source = ?1 AND event_type = ?2")?
        .query_row((source, event_type), |r| r.get(0))
        .optional()?)
}

/// Stores changed sketches, as (source, type, JSON), and the position that all of them are at.
pub fn save(tx: &mut Tx<'_>, position: i64, changed: &[(String, String, String)]) -> Result<(), StoreError> {
    let conn = tx.conn();
    for (source, event_type, sketch) in changed {
        conn.prepare_cached(
            "INSERT INTO sketches (source, event_type, sketch) VALUES (?1, ?2, ?3)
             ON CONFLICT (source, event_type) DO UPDATE SET sketch = excluded.sketch",
        )?
        .execute((source, event_type, sketch))?;
    }
    conn.prepare_cached("UPDATE sketched SET event_n = ?1")?.execute([position])?;
    Ok(())
}

/// One accepted event, as far as a sketch needs it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'r> {
    /// Source id.
    pub source: &'r str,
    /// Event type.
    pub event_type: &'r str,
    /// When it was received.
    pub received_ms: Millis,
    /// Its data, as stored.
    pub data: &'r str,
}

/// Hands over the accepted ones of the next `limit` events after a position, oldest first; the position of the last one.
pub fn each_after(
    conn: &Connection,
    position: i64,
    limit: u32,
    mut each: impl FnMut(Told<'_>) -> Result<(), StoreError>,
) -> Result<i64, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT n, source, event_type, received_ms, data, rejection IS NULL FROM events WHERE n > ?1 ORDER BY n LIMIT ?2",
    )?;
    let mut rows = statement.query((position, limit))?;
    let mut last = position;
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        if row.get(5)? {
            let text = |i| row.get_ref(i)?.as_str().map_err(rusqlite::Error::from);
            each(Told { source: text(1)?, event_type: text(2)?, received_ms: row.get(3)?, data: text(4)? })?;
        }
    }
    Ok(last)
}
