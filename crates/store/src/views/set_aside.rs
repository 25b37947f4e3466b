//! Events that were set aside and not sent again, by the id that they named.

use crate::StoreError;
use prama_model::ids::EventId;
use prama_model::time::Millis;
use rusqlite::Connection;
use uuid::Uuid;

/// Events that are counted; more are told as this many.
pub const MAX_COUNTED: u32 = 1_000;
/// Rows that are looked at for it.
const MAX_LOOKED_AT: u32 = 20_000;

/// How many events, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// How many, at most [`MAX_COUNTED`].
    pub events: u64,
    /// When the first of them came.
    pub first_ms: Millis,
    /// When the last of them came.
    pub last_ms: Millis,
}

/// The rows of an id, and of one event type of it when `?2` names one.
const ROWS: &str = "(SELECT n, uid, received_ms, rejection FROM events INDEXED BY events_type
      WHERE source = ?1 AND (?2 IS NULL OR event_type = ?2) LIMIT ?3) e
 WHERE e.rejection IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events r WHERE r.replay_of = e.uid)";

/// Those under an id; `None`: there are none.
pub fn of_source(
    conn: &Connection,
    source: &str,
    event_type: Option<&str>,
) -> Result<Option<SetAside>, StoreError> {
    let sql = format!(
        "SELECT count(*), min(received_ms), max(received_ms) FROM (SELECT e.received_ms FROM {ROWS} LIMIT {MAX_COUNTED})"
    );
    let found = conn.prepare_cached(&sql)?.query_row((source, event_type, MAX_LOOKED_AT), |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, Option<Millis>>(1)?, r.get::<_, Option<Millis>>(2)?))
    })?;
    Ok(match found {
        (events, Some(first_ms), Some(last_ms)) => {
            Some(SetAside { events: events.unsigned_abs(), first_ms, last_ms })
        }
        _ => None,
    })
}

/// The events themselves, oldest first, at most [`MAX_COUNTED`].
pub fn ids_of_source(conn: &Connection, source: &str) -> Result<Vec<EventId>, StoreError> {
    let sql = format!("SELECT e.uid FROM {ROWS} ORDER BY e.n LIMIT {MAX_COUNTED}");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map((source, None::<&str>, MAX_LOOKED_AT), |r| Ok(EventId(Uuid::from_bytes(r.get(0)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The ids that events came under, `limit` at most; one step of the index for each.
pub fn sources(conn: &Connection, limit: u32) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE named (id) AS (
           SELECT min(source) FROM events
           UNION ALL
           SELECT (SELECT min(source) FROM events WHERE source > named.id) FROM named WHERE named.id IS NOT NULL
         )
         SELECT id FROM named WHERE id IS NOT NULL LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the last event of a type came that was accepted.
pub fn last_accepted_ms(
    conn: &Connection,
    source: &str,
    event_type: &str,
) -> Result<Option<Millis>, StoreError> {
    let sql = "SELECT max(received_ms) FROM (SELECT received_ms, rejection FROM events
               WHERE source = ?1 AND event_type = ?2 ORDER BY n DESC LIMIT 100) WHERE rejection IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row((source, event_type), |r| r.get(0))?)
}

/// How many events of a type were set aside from row `since_n` on.
pub fn of_type(conn: &Connection, source: &str, event_type: &str, since_n: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM events INDEXED BY events_rejected
               WHERE rejection IS NOT NULL AND n >= ?3 AND source = ?1 AND event_type = ?2";
    Ok(conn.prepare_cached(sql)?.query_row((source, event_type, since_n), |r| r.get(0))?)
}
