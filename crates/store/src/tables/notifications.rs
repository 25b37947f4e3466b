//! Notifications: what the desktop shell shows; one per (run, step).

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::ids::RunId;
use prama_model::time::Millis;
use rusqlite::Connection;

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Order.
    pub n: i64,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// When.
    pub at_ms: Millis,
}

/// Stores a notification once per key.
pub fn insert(
    tx: &mut Tx<'_>,
    key: &str,
    title: &str,
    body: &str,
    run: RunId,
    now_ms: Millis,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    let rows = conn
        .prepare_cached(
            "INSERT INTO notifications (key, run_n, title, body, at_ms)
             VALUES (?1, (SELECT n FROM runs WHERE uid = ?2), ?3, ?4, ?5) ON CONFLICT (key) DO NOTHING",
        )?
        .execute((key, run.as_bytes(), title, body, now_ms))?;
    if rows > 0 {
        tx.changed(Kind::Notification, conn.last_insert_rowid().to_string());
    }
    Ok(())
}

/// Those after `n`, oldest first.
pub fn after(conn: &Connection, n: i64, limit: u32) -> Result<Vec<Notification>, StoreError> {
    let mut statement = conn
        .prepare_cached("SELECT n, title, body, at_ms FROM notifications WHERE n > ?1 ORDER BY n LIMIT ?2")?;
    let rows = statement.query_map((n, limit), |r| {
        Ok(Notification { n: r.get(0)?, title: r.get(1)?, body: r.get(2)?, at_ms: r.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
