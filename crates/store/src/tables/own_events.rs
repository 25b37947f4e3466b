//! Events of the app itself on their way: what they tell of is stored, they are not yet.

use crate::{StoreError, Tx};
use prama_model::event::Object;
use prama_model::ids::RunId;
use rusqlite::{Connection, params};
use uuid::Uuid;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnEvent {
    /// Its key as an event.
    pub key: String,
    /// Its type.
    pub event_type: String,
    /// Its payload.
    pub data: Object,
    /// How many events and runs stand before it in its causation chain.
    pub depth: u32,
    /// The run that it tells of.
    pub run: Option<RunId>,
}

/// Puts one on record.
pub fn put(tx: &mut Tx<'_>, event: &OwnEvent) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO own_events (key, event_type, data, depth, run) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            event.key,
            event.event_type,
            serde_json::to_string(&event.data)?,
            event.depth,
            event.run.as_ref().map(RunId::as_bytes),
        ])?;
    Ok(())
}

/// Takes one off: its event is stored by now.
pub fn remove(tx: &mut Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.conn().prepare_cached("DELETE FROM own_events WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// What an earlier stop left on its way.
pub fn all(conn: &Connection) -> Result<Vec<OwnEvent>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT key, event_type, data, depth, run FROM own_events ORDER BY key")?;
    let rows = statement.query_map([], |r| {
        Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?, r.get(3)?, r.get::<_, Option<[u8; 16]>>(4)?))
    })?;
    rows.map(|row| {
        let (key, event_type, data, depth, run) = row?;
        let run = run.map(|b| RunId(Uuid::from_bytes(b)));
        Ok(OwnEvent { key, event_type, data: serde_json::from_str(&data)?, depth, run })
    })
    .collect()
}
