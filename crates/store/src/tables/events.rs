//! Events: accepted ones and those set aside.

use super::counters::{self, Counter};
use super::decisions::{Decision, Outcome};
use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::Problem;
use prama_model::event::{Cause, Event, Object};
use prama_model::ids::{EventId, RunId};
use prama_model::time::Millis;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

/// How an event was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// As a new row.
    New(i64),
    /// Source, key and content are those of this earlier event.
    Duplicate(i64, EventId),
}

/// Decision counters of an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Triggers that matched.
    pub matched: u32,
    /// Triggers that did not.
    pub not_matched: u32,
    /// Triggers that were off, or whose source was paused.
    pub off: u32,
    /// Triggers that matched and do not run.
    pub suppressed: u32,
    /// Triggers that matched and wait.
    pub held: u32,
    /// Every trigger that listens has judged it, or was kept from it: plain decisions need no row.
    pub implied: bool,
    /// Its source was paused since then: no trigger judged it.
    pub paused_ms: Option<Millis>,
}

/// Stores an event unless its (source, key) is known. Other content under the same key is an error.
pub fn insert(
    tx: &mut Tx<'_>,
    event: &Event,
    digest: Option<&[u8; 32]>,
    tally: Tally,
) -> Result<Stored, StoreError> {
    let conn = tx.conn();
    if let Some(key) = &event.key {
        let known = conn
            .prepare_cached("SELECT n, uid, digest FROM events WHERE source = ?1 AND key = ?2")?
            .query_row((&event.source, key), |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, Option<Vec<u8>>>(2)?))
            })
            .optional()?;
        if let Some((n, uid, old)) = known {
            if old.as_deref() != digest.map(|d| d.as_slice()) {
                return Err(StoreError::KeyReused(key.clone()));
            }
            counters::add(conn, Counter::EventsDuplicate, 1)?;
            return Ok(Stored::Duplicate(n, EventId(Uuid::from_bytes(uid))));
        }
    }
    let data = serde_json::to_string(&event.data)?;
    let additional = event.additional_data.as_ref().map(serde_json::to_string).transpose()?;
    let said = |problem: &Option<Problem>| problem.as_ref().map(serde_json::to_string).transpose();
    let (rejection, flag) = (said(&event.rejection)?, said(&event.flag)?);
    conn.prepare_cached(
        "INSERT INTO events (uid, source, event_type, subject, time_ms, received_ms, user_id, key, digest, data, additional, depth,
                             matched, not_matched, off, rejection, replay_of, caused_by, caused_step, suppressed, held, implied, paused_ms, flag)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
    )?
    .execute(rusqlite::params![
        event.id.as_bytes(),
        event.source,
        event.event_type,
        event.subject,
        event.time_ms,
        event.received_ms,
        event.user_id,
        event.key,
        digest.filter(|_| event.key.is_some()).map(|d| d.as_slice()),
        data,
        additional,
        event.depth,
        tally.matched,
        tally.not_matched,
        tally.off,
        rejection,
        event.replay_of.as_ref().map(EventId::as_bytes),
        event.caused_by.as_ref().map(|c| c.run.as_bytes()),
        event.caused_by.and_then(|c| c.step),
        tally.suppressed,
        tally.held,
        u8::from(tally.implied) << u8::from(tally.paused_ms.is_some()),
        tally.paused_ms,
        flag,
    ])?;
    let n = conn.last_insert_rowid();
    let counter = if event.rejection.is_some() { Counter::EventsRejected } else { Counter::EventsAccepted };
    counters::add(conn, counter, 1)?;
    tx.changed(Kind::Event, event.id);
    Ok(Stored::New(n))
}

/// The columns that [`from_row`] reads, in its order.
pub const COLUMNS: &str = "e.n, e.uid, e.source, e.event_type, e.subject, e.time_ms, e.received_ms, e.user_id, e.key, e.data, e.additional, e.depth, e.rejection, e.replay_of, e.caused_by, e.caused_step, e.flag";

/// Reads [`COLUMNS`], with the row number.
pub fn from_row(row: &Row<'_>) -> Result<(i64, Event), StoreError> {
    let problem = |text: Option<String>| text.map(|t| serde_json::from_str(&t)).transpose();
    let additional: Option<String> = row.get(10)?;
    let event = Event {
        id: EventId(Uuid::from_bytes(row.get(1)?)),
        source: row.get(2)?,
        event_type: row.get(3)?,
        subject: row.get(4)?,
        time_ms: row.get(5)?,
        received_ms: row.get(6)?,
        user_id: row.get(7)?,
        key: row.get(8)?,
        data: serde_json::from_str(row.get_ref(9)?.as_str().map_err(rusqlite::Error::from)?)?,
        additional_data: additional.map(|t| serde_json::from_str(&t)).transpose()?,
        depth: row.get(11)?,
        rejection: problem(row.get(12)?)?,
        flag: problem(row.get(16)?)?,
        replay_of: row.get::<_, Option<[u8; 16]>>(13)?.map(|b| EventId(Uuid::from_bytes(b))),
        caused_by: match row.get::<_, Option<[u8; 16]>>(14)? {
            Some(run) => Some(Cause { run: RunId(Uuid::from_bytes(run)), step: row.get(15)? }),
            None => None,
        },
    };
    Ok((row.get(0)?, event))
}

fn one(
    conn: &Connection,
    filter: &str,
    param: impl rusqlite::Params,
) -> Result<Option<(i64, Event)>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM events e WHERE {filter}"))?;
    let mut rows = statement.query(param)?;
    rows.next()?.map(from_row).transpose()
}

/// An event with its row number.
pub fn get(conn: &Connection, id: EventId) -> Result<(i64, Event), StoreError> {
    one(conn, "e.uid = ?1", [id.as_bytes()])?
        .ok_or_else(|| StoreError::NotFound { kind: "event", id: id.to_string() })
}

/// An event by row number.
pub fn by_number(conn: &Connection, n: i64) -> Result<Option<Event>, StoreError> {
    Ok(one(conn, "e.n = ?1", [n])?.map(|(_, e)| e))
}

/// Id of an event by row number.
pub fn id_of(conn: &Connection, n: i64) -> Result<Option<EventId>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT uid FROM events WHERE n = ?1")?
        .query_row([n], |r| Ok(EventId(Uuid::from_bytes(r.get(0)?))))
        .optional()?)
}

impl Tally {
    /// Counts decisions.
    #[must_use]
    pub fn of(decisions: &[Decision]) -> Self {
        let count = |wanted: fn(Outcome) -> bool| {
            u32::try_from(decisions.iter().filter(|d| wanted(d.outcome)).count()).unwrap_or(u32::MAX)
        };
        Self {
            matched: count(|o| o == Outcome::Matched),
            not_matched: count(|o| matches!(o, Outcome::NoMatch | Outcome::Error)),
            off: count(|o| matches!(o, Outcome::Off | Outcome::Paused)),
            suppressed: count(Outcome::is_suppressed),
            held: count(|o| o == Outcome::Held),
            ..Self::default()
        }
    }

    /// Of an event whose source is paused since then, and that so many triggers would else have judged.
    #[must_use]
    pub fn paused(since_ms: Millis, triggers: usize) -> Self {
        let off = u32::try_from(triggers).unwrap_or(u32::MAX);
        Self { off, implied: true, paused_ms: Some(since_ms), ..Self::default() }
    }

    /// The same for an event that `others` more triggers on, and `off` more triggers off, need not have been asked about.
    #[must_use]
    pub fn implying(self, others: usize, off: usize) -> Self {
        let more = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            not_matched: self.not_matched.saturating_add(more(others)),
            off: self.off.saturating_add(more(off)),
            implied: true,
            ..self
        }
    }
}

/// The payload of an event by row number.
pub fn data(conn: &Connection, n: i64) -> Result<Option<Object>, StoreError> {
    Ok(by_number(conn, n)?.map(|e| e.data))
}

/// The events that repeat an event, oldest first, `limit` at most.
pub fn replays(conn: &Connection, of: EventId, limit: u32) -> Result<Vec<EventId>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT uid FROM events WHERE replay_of = ?1 ORDER BY n LIMIT ?2")?;
    let rows = statement.query_map((of.as_bytes(), limit), |r| Ok(EventId(Uuid::from_bytes(r.get(0)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Since when the source of an event was paused that came in nevertheless.
pub fn paused_since(conn: &Connection, n: i64) -> Result<Option<Millis>, StoreError> {
    Ok(conn.prepare_cached("SELECT paused_ms FROM events WHERE n = ?1")?.query_row([n], |r| r.get(0))?)
}

/// When the last event came in.
pub fn last_received_ms(conn: &Connection) -> Result<Option<Millis>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT received_ms FROM events ORDER BY n DESC LIMIT 1")?
        .query_row([], |r| r.get(0))
        .optional()?)
}
