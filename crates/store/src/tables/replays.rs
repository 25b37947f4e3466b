//! Events being sent again: what was asked for, and how far it got.

use super::events;
use crate::views::{Timeline, first_since};
use crate::{StoreError, Tx};
use prama_model::event::Event;
use prama_model::ids::{EventId, RunId};
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

/// Events of replays kept on record together; the oldest ended replays beyond go.
const KEPT_EVENTS: i64 = 100_000;

/// A replay on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: String,
    /// What was asked for, as JSON.
    pub request: String,
    /// Whether new events are made; otherwise it is only judged.
    pub real: bool,
    /// Events in it.
    pub events: i64,
    /// Whether more events fitted than were taken.
    pub truncated: bool,
    /// When it ended; `None`: it is at work.
    pub ended_ms: Option<Millis>,
}

/// How far one event of a replay got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The event that is sent again.
    pub event: EventId,
    /// Whether it was taken; `None`: not yet, `Some(false)`: refused.
    pub taken: Option<bool>,
    /// The new event, with its row number.
    pub again: Option<(i64, EventId)>,
    /// What each trigger would have said, as JSON, when it was only judged.
    pub results: Option<String>,
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<Replay> {
    Ok(Replay {
        n: r.get(0)?,
        id: r.get(1)?,
        request: r.get(2)?,
        real: r.get::<_, i64>(3)? == 2,
        events: r.get(4)?,
        truncated: r.get(5)?,
        ended_ms: r.get(6)?,
    })
}

const COLUMNS: &str = "n, id, request, mode, events, truncated, ended_ms";

/// A replay by id.
pub fn find(conn: &Connection, id: &str) -> Result<Option<Replay>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM replays WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?)
}

/// Replays that a stop cut off.
pub fn open(conn: &Connection) -> Result<Vec<Replay>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM replays WHERE ended_ms IS NULL ORDER BY n"))?;
    Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Puts a replay with its events on record.
pub fn insert(tx: &mut Tx<'_>, replay: &Replay, events: &[i64], now_ms: Millis) -> Result<i64, StoreError> {
    let conn = tx.conn();
    conn.prepare_cached(
        "INSERT INTO replays (id, request, mode, events, truncated, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        &replay.id,
        &replay.request,
        if replay.real { 2 } else { 1 },
        replay.events,
        replay.truncated,
        now_ms,
    ))?;
    let n = conn.last_insert_rowid();
    let mut put =
        conn.prepare_cached("INSERT INTO replay_events (replay_n, position, event_n) VALUES (?1, ?2, ?3)")?;
    for (position, event_n) in events.iter().enumerate() {
        put.execute((n, i64::try_from(position).unwrap_or(i64::MAX), event_n))?;
    }
    forget_old(conn)?;
    Ok(n)
}

/// Forgets ended replays that stand behind enough newer ones. Asked for again under its id, such a one is done anew, and what it had
/// sent is not sent twice: the new events' keys are still there.
fn forget_old(conn: &Connection) -> Result<(), StoreError> {
    let mut old = conn.prepare_cached(
        "SELECT n FROM (SELECT n, ended_ms, sum(events + 1) OVER (ORDER BY n DESC) AS kept FROM replays)
         WHERE kept > ?1 AND ended_ms IS NOT NULL",
    )?;
    let old: Vec<i64> = old.query_map([KEPT_EVENTS], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for n in old {
        conn.prepare_cached("DELETE FROM replay_events WHERE replay_n = ?1")?.execute([n])?;
        conn.prepare_cached("DELETE FROM replays WHERE n = ?1")?.execute([n])?;
    }
    Ok(())
}

/// The next events of a replay, with their positions.
pub fn waiting(conn: &Connection, n: i64, limit: u32) -> Result<Vec<(i64, Event)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT position, event_n FROM replay_events WHERE replay_n = ?1 AND state = 0 ORDER BY position LIMIT ?2",
    )?;
    let rows = statement.query_map((n, limit), |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (position, event_n): (i64, i64) = row?;
        if let Some(event) = events::by_number(conn, event_n)? {
            out.push((position, event));
        }
    }
    Ok(out)
}

/// Notes that an event was sent again under this key, in the new event's own transaction.
pub fn taken(tx: &mut Tx<'_>, n: i64, position: i64, source: &str, key: &str) -> Result<(), StoreError> {
    let again = tx
        .conn()
        .prepare_cached("SELECT uid FROM events WHERE source = ?1 AND key = ?2")?
        .query_row((source, key), |r| r.get::<_, [u8; 16]>(0))
        .optional()?;
    tx.conn()
        .prepare_cached(
            "UPDATE replay_events SET state = ?3, again = ?4 WHERE replay_n = ?1 AND position = ?2",
        )?
        .execute((n, position, if again.is_some() { 1 } else { 2 }, again))?;
    Ok(())
}

/// Notes what each trigger would have said.
pub fn judged(tx: &mut Tx<'_>, n: i64, position: i64, results: &str) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "UPDATE replay_events SET state = 1, results = ?3 WHERE replay_n = ?1 AND position = ?2",
        )?
        .execute((n, position, results))?;
    Ok(())
}

/// Notes that nothing of it waits any more.
pub fn end(tx: &mut Tx<'_>, n: i64, now_ms: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE replays SET ended_ms = ?2 WHERE n = ?1 AND ended_ms IS NULL")?
        .execute((n, now_ms))?;
    Ok(())
}

/// The events of a replay in their order.
pub fn items(conn: &Connection, n: i64) -> Result<Vec<Item>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT e.uid, i.state, i.again, i.results, a.n FROM replay_events i JOIN events e ON e.n = i.event_n
         LEFT JOIN events a ON a.uid = i.again WHERE i.replay_n = ?1 ORDER BY i.position",
    )?;
    let rows = statement.query_map([n], |r| {
        let again: Option<[u8; 16]> = r.get(2)?;
        let again_n: Option<i64> = r.get(4)?;
        Ok(Item {
            event: EventId(Uuid::from_bytes(r.get(0)?)),
            taken: match r.get::<_, i64>(1)? {
                0 => None,
                state => Some(state == 1),
            },
            again: again_n.zip(again.map(|b| EventId(Uuid::from_bytes(b)))),
            results: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The run that a trigger started for an event.
pub fn run_of(conn: &Connection, event_n: i64, trigger_n: i64) -> Result<Option<RunId>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT uid FROM runs WHERE event_n = ?1 AND trigger_n = ?2 AND rerun_of IS NULL")?
        .query_row((event_n, trigger_n), |r| Ok(RunId(Uuid::from_bytes(r.get(0)?))))
        .optional()?)
}

/// Accepted events of a source that came in a time and are no replays themselves, oldest first, `limit` at most.
pub fn window(
    conn: &Connection,
    source: &str,
    event_type: Option<&str>,
    time: (Option<Millis>, Option<Millis>),
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let at = |time: Option<Millis>, otherwise| {
        time.map_or(Ok(otherwise), |ms| first_since(conn, Timeline::Events, ms))
    };
    let (from, to) = (at(time.0, 0)?, at(time.1, i64::MAX)?);
    let mut statement = conn.prepare_cached(
        "SELECT n FROM events WHERE source = ?1 AND (?2 IS NULL OR event_type = ?2) AND n >= ?3 AND n < ?4
         AND rejection IS NULL AND replay_of IS NULL ORDER BY n LIMIT ?5",
    )?;
    let rows = statement.query_map((source, event_type, from, to, limit), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
