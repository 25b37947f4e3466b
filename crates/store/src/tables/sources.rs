//! Per source: whether it should run, its configuration, its checkpoint.

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::event::Object;
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

/// What is kept for a source besides its manifest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceSettings {
    /// Turned on or off by a person; `None`: as the manifest says.
    pub enabled: Option<bool>,
    /// When that was said.
    pub switched_ms: Option<Millis>,
    /// Its configuration.
    pub config: Object,
    /// When it was stored; `None`: never, or before this was kept.
    pub config_ms: Option<Millis>,
    /// Events are accepted, flagged, whose data does not fit what it declares.
    pub accept_unfit: bool,
}

/// The settings of every source that has some, by id.
pub fn all(conn: &Connection) -> Result<Vec<(String, SourceSettings)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT source_id, enabled, switched_ms, config, accept_unfit, config_ms FROM source_settings",
    )?;
    let rows = statement
        .query_map([], |r| {
            let config: Option<String> = r.get(3)?;
            Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?, config, r.get(4)?, r.get(5)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, enabled, switched_ms, config, accept_unfit, config_ms)| {
            let config = read_config(config)?;
            Ok((id, SourceSettings { enabled, switched_ms, config, config_ms, accept_unfit }))
        })
        .collect()
}

fn read_config(text: Option<String>) -> Result<Object, StoreError> {
    Ok(text.map_or_else(|| Ok(Object::new()), |text| serde_json::from_str(&text))?)
}

/// A source's configuration, and when it was stored.
pub fn config(conn: &Connection, id: &str) -> Result<(Object, Option<Millis>), StoreError> {
    let found: Option<(Option<String>, Option<Millis>)> = conn
        .prepare_cached("SELECT config, config_ms FROM source_settings WHERE source_id = ?1")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (text, since) = found.unwrap_or_default();
    Ok((read_config(text)?, since))
}

/// Turns a source on or off. Saying the same again does not change since when.
pub fn set_enabled(tx: &mut Tx<'_>, id: &str, enabled: bool, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO source_settings (source_id, enabled, switched_ms, updated_ms) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (source_id) DO UPDATE
             SET switched_ms = iif(enabled IS ?2, switched_ms, ?3), enabled = ?2, updated_ms = ?3",
        )?
        .execute(params![id, enabled, now])?;
    tx.changed(Kind::Source, id);
    Ok(())
}

/// Replaces a source's configuration.
pub fn set_config(tx: &mut Tx<'_>, id: &str, config: &Object, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO source_settings (source_id, config, config_ms, updated_ms) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (source_id) DO UPDATE SET config = ?2, config_ms = ?3, updated_ms = ?3",
        )?
        .execute(params![id, serde_json::to_string(config)?, now])?;
    tx.changed(Kind::Source, id);
    Ok(())
}

/// Whether events of a source are accepted whose data does not fit what it declares.
pub fn set_accept_unfit(tx: &mut Tx<'_>, id: &str, accept: bool, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO source_settings (source_id, accept_unfit, updated_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (source_id) DO UPDATE SET accept_unfit = ?2, updated_ms = ?3",
        )?
        .execute(params![id, accept, now])?;
    tx.changed(Kind::Source, id);
    Ok(())
}

/// What a source last said it had reached.
pub fn checkpoint(conn: &Connection, id: &str) -> Result<Option<Value>, StoreError> {
    let text: Option<Option<String>> = conn
        .prepare_cached("SELECT checkpoint FROM source_settings WHERE source_id = ?1")?
        .query_row([id], |r| r.get(0))
        .optional()?;
    Ok(text.flatten().map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Keeps what a source has reached. Part of an event's own transaction when it comes with one.
pub fn set_checkpoint(tx: &mut Tx<'_>, id: &str, checkpoint: &Value, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO source_settings (source_id, checkpoint, updated_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (source_id) DO UPDATE SET checkpoint = ?2, updated_ms = ?3",
        )?
        .execute(params![id, serde_json::to_string(checkpoint)?, now])?;
    Ok(())
}

/// Puts a source's program on record, or takes it off.
pub fn set_child(
    tx: &mut Tx<'_>,
    id: &str,
    child: Option<(u32, &str)>,
    now: Millis,
) -> Result<(), StoreError> {
    let (pid, start) = child.unzip();
    tx.conn()
        .prepare_cached(
            "INSERT INTO source_settings (source_id, child_pid, child_start, updated_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (source_id) DO UPDATE SET child_pid = ?2, child_start = ?3",
        )?
        .execute(params![id, pid, start, now])?;
    Ok(())
}

/// Programs on record: source, process group, when it began.
pub fn children(conn: &Connection) -> Result<Vec<(String, u32, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT source_id, child_pid, child_start FROM source_settings
         WHERE child_pid IS NOT NULL AND child_start IS NOT NULL",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
