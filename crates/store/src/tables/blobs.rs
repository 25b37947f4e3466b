//! Files that were handed to the app: which there must be in `blobs/`.

use crate::{StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{Connection, params};

/// A file in `blobs/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// SHA-256 of its content.
    pub hash: [u8; 32],
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Puts a file on record that is durable already.
pub fn put(tx: &mut Tx<'_>, row: &BlobRow, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("INSERT INTO blobs (hash, name, size, created_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash, name) DO NOTHING")?
        .execute(params![row.hash, row.name, i64::try_from(row.size).unwrap_or(i64::MAX), now])?;
    Ok(())
}

/// All files on record.
pub fn all(conn: &Connection) -> Result<Vec<BlobRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT hash, name, size FROM blobs ORDER BY hash, name")?;
    let rows = statement.query_map([], |r| {
        let size: i64 = r.get(2)?;
        Ok(BlobRow { hash: r.get(0)?, name: r.get(1)?, size: size.unsigned_abs() })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
