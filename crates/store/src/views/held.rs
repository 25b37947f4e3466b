//! Matches that wait: for a person to look at them, or for an instant.

use crate::StoreError;
use crate::tables::options;
use prama_model::ids::EventId;
use prama_model::time::Millis;
use prama_model::trigger::{Reason, ReasonCode};
use rusqlite::Connection;
use uuid::Uuid;

/// Events listed of one group, at most.
const LISTED: u32 = 50;

/// Held matches of one trigger, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Row number of the trigger.
    pub trigger_n: i64,
    /// The trigger.
    pub trigger_id: String,
    /// Its name.
    pub trigger_name: String,
    /// Why, as the newest one says.
    pub reason: Reason,
    /// How many.
    pub count: i64,
    /// When the oldest one came.
    pub since_ms: Millis,
    /// When the newest one came.
    pub latest_ms: Millis,
    /// The newest ones.
    pub events: Vec<HeldEvent>,
    /// Of a flood: when it began, when its last event came, and how many of its events have run.
    pub flood: Option<(Millis, Millis, i64)>,
    /// Of a flood: events that came, held or not.
    pub arrived: i64,
    /// Whether its events tell of files.
    pub files: bool,
}

/// One event that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldEvent {
    /// The event.
    pub id: EventId,
    /// What a person calls it.
    pub subject: String,
    /// When it happened.
    pub time_ms: Millis,
}

/// All but those that go on by themselves in a moment, grouped; the group with the newest event first.
pub fn groups(conn: &Connection) -> Result<Vec<Group>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT g.trigger_n, g.code, g.n, a.received_ms, b.received_ms, d.detail, t.id, r.name
         FROM (SELECT trigger_n, detail ->> '$.code' AS code, count(*) AS n, min(event_n) AS first, max(event_n) AS last
               FROM decisions INDEXED BY decisions_held
               WHERE outcome = 5 AND detail ->> '$.code' NOT IN ('debounced', 'batched') GROUP BY trigger_n, detail ->> '$.code') g
         JOIN events a ON a.n = g.first JOIN events b ON b.n = g.last
         JOIN decisions d ON d.event_n = g.last AND d.trigger_n = g.trigger_n
         JOIN triggers t ON t.n = g.trigger_n
         JOIN trigger_revisions r ON r.trigger_n = t.n AND r.revision = t.revision
         ORDER BY g.last DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let (trigger_n, code): (i64, String) = (r.get(0)?, r.get(1)?);
        out.push(Group {
            count: r.get(2)?,
            since_ms: r.get(3)?,
            latest_ms: r.get(4)?,
            reason: serde_json::from_str(r.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?)?,
            trigger_id: r.get(6)?,
            trigger_name: r.get(7)?,
            events: newest(conn, trigger_n, &code)?,
            flood: None,
            arrived: 0,
            files: false,
            trigger_n,
        });
    }
    for group in out.iter_mut().filter(|g| g.reason.code == ReasonCode::Flood) {
        of_flood(conn, group)?;
    }
    Ok(out)
}

/// How a flood stands: what of those that were let through has begun to run.
fn of_flood(conn: &Connection, group: &mut Group) -> Result<(), StoreError> {
    let Some(flood) = options::flood(conn, group.trigger_n)? else { return Ok(()) };
    let ran = conn
        .prepare_cached(
            "SELECT count(*) FROM option_marks m JOIN runs r ON r.event_n = m.event_n AND r.trigger_n = m.trigger_n
             WHERE m.trigger_n = ?1 AND m.kind = 1 AND m.at_ms >= ?2 AND r.status <> 0 AND r.rerun_of IS NULL",
        )?
        .query_row((group.trigger_n, flood.first), |r| r.get(0))?;
    group.flood = Some((flood.first, flood.last, ran));
    group.arrived = i64::from(flood.let_through) + i64::from(flood.held);
    group.files = conn
        .prepare_cached(
            "SELECT data ->> '$.file_path' IS NOT NULL FROM events
             WHERE n = (SELECT max(event_n) FROM decisions INDEXED BY decisions_held WHERE outcome = 5 AND trigger_n = ?1)",
        )?
        .query_row([group.trigger_n], |r| r.get(0))?;
    Ok(())
}

fn newest(conn: &Connection, trigger_n: i64, code: &str) -> Result<Vec<HeldEvent>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT e.uid, e.subject, e.time_ms FROM decisions d INDEXED BY decisions_held JOIN events e ON e.n = d.event_n
         WHERE d.outcome = 5 AND d.trigger_n = ?1 AND d.detail ->> '$.code' = ?2 ORDER BY d.event_n DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((trigger_n, code, LISTED), |r| {
        Ok(HeldEvent { id: EventId(Uuid::from_bytes(r.get(0)?)), subject: r.get(1)?, time_ms: r.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Events that a trigger holds, for one reason or for any, oldest first, after row `after`.
pub fn of_trigger(
    conn: &Connection,
    trigger_n: i64,
    code: Option<&str>,
    after: i64,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT event_n FROM decisions INDEXED BY decisions_held WHERE outcome = 5 AND trigger_n = ?1 AND event_n > ?2
           AND (detail ->> '$.code' = ?4 OR (?4 IS NULL AND detail ->> '$.code' NOT IN ('debounced', 'batched')))
         ORDER BY event_n LIMIT ?3",
    )?;
    let rows = statement.query_map((trigger_n, after, limit, code), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
