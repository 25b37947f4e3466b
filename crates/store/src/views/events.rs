//! Events in lists: filters by source, type, outcome, subject and time.

use super::page::{Filter, List, Page, Query, Timeline, contains, first_since};
use crate::StoreError;
use prama_model::Problem;
use prama_model::ids::EventId;
use prama_model::time::Millis;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// At least one trigger matched.
    Matched,
    /// One matched and waits; none ran.
    Held,
    /// One matched and was suppressed; none ran, none waits.
    Suppressed,
    /// Triggers listened, and its source was paused.
    Paused,
    /// Triggers listened, none matched.
    NoneMatched,
    /// No trigger listened.
    NoListener,
    /// It was set aside.
    Rejected,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Text in the subject, ignoring case.
    pub q: Option<String>,
    /// Source id.
    pub source: Option<String>,
    /// Event type.
    pub event_type: Option<String>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// Only those that were accepted although something is wrong with them.
    pub flagged: bool,
    /// Received from then on.
    pub from_ms: Option<Millis>,
    /// Received before.
    pub to_ms: Option<Millis>,
}

/// An event in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: EventId,
    /// Source id.
    pub source: String,
    /// Event type.
    pub event_type: String,
    /// What a person calls it.
    pub subject: String,
    /// When it happened.
    pub time_ms: Millis,
    /// When it was received.
    pub received_ms: Millis,
    /// Who caused it.
    pub user_id: Option<String>,
    /// Triggers that matched.
    pub matched: i64,
    /// Triggers that did not.
    pub not_matched: i64,
    /// Triggers that were off.
    pub off: i64,
    /// Its source was paused since then.
    pub paused_ms: Option<Millis>,
    /// Triggers that matched and do not run.
    pub suppressed: i64,
    /// Triggers that matched and wait.
    pub held: i64,
    /// Its runs, re-runs included.
    pub runs_total: i64,
    /// The event that it repeats.
    pub replay_of: Option<EventId>,
    /// Why it was set aside.
    pub rejection: Option<Problem>,
    /// What is wrong with one that was accepted all the same.
    pub flag: Option<Problem>,
}

impl EventRow {
    /// What became of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.rejection.is_some() {
            Outcome::Rejected
        } else if self.matched > 0 {
            Outcome::Matched
        } else if self.held > 0 {
            Outcome::Held
        } else if self.suppressed > 0 {
            Outcome::Suppressed
        } else if self.paused_ms.is_some() {
            Outcome::Paused
        } else if self.not_matched + self.off > 0 {
            Outcome::NoneMatched
        } else {
            Outcome::NoListener
        }
    }
}

const SELECT: &str = "e.uid, e.source, e.event_type, e.subject, e.time_ms, e.received_ms, e.user_id, e.matched, e.not_matched, e.off, \
     e.rejection, (SELECT count(*) FROM runs r WHERE r.event_n = e.n AND r.trigger_n IS NOT NULL AND r.rerun_of IS NULL) \
     + (SELECT count(*) FROM runs r WHERE r.event_n = e.n AND (r.trigger_n IS NULL OR r.rerun_of IS NOT NULL)), e.replay_of, e.suppressed, e.held, e.paused_ms, e.flag";
const EVENTS: Query<'_> = Query { select: SELECT, table: "events e", joined: "", n: "e.n" };

fn from_row(r: &Row<'_>) -> Result<EventRow, StoreError> {
    let problem = |text: Option<String>| text.map(|t| serde_json::from_str(&t)).transpose();
    Ok(EventRow {
        n: r.get(0)?,
        id: EventId(Uuid::from_bytes(r.get(1)?)),
        source: r.get(2)?,
        event_type: r.get(3)?,
        subject: r.get(4)?,
        time_ms: r.get(5)?,
        received_ms: r.get(6)?,
        user_id: r.get(7)?,
        matched: r.get(8)?,
        not_matched: r.get(9)?,
        off: r.get(10)?,
        rejection: problem(r.get(11)?)?,
        flag: problem(r.get(17)?)?,
        runs_total: r.get(12)?,
        replay_of: r.get::<_, Option<[u8; 16]>>(13)?.map(|b| EventId(Uuid::from_bytes(b))),
        suppressed: r.get(14)?,
        held: r.get(15)?,
        paused_ms: r.get(16)?,
    })
}

/// Row numbers between which the events of the time asked for lie.
#[derive(Default)]
struct Span {
    from: Option<i64>,
    to: Option<i64>,
}

impl Span {
    fn of(conn: &Connection, f: &EventFilter) -> Result<Self, StoreError> {
        let edge = |at: Option<Millis>| at.map(|at| first_since(conn, Timeline::Events, at)).transpose();
        Ok(Self { from: edge(f.from_ms)?, to: edge(f.to_ms)? })
    }
}

fn filter(f: &EventFilter, span: &Span) -> Filter {
    let mut out = Filter::default();
    for (clause, n) in [("e.n >= ?", span.from), ("e.n < ?", span.to)] {
        if let Some(n) = n {
            out.with(clause, [Value::Integer(n)]);
        }
    }
    out.text("e.source = ?", f.source.as_deref());
    out.text("e.event_type = ?", f.event_type.as_deref());
    if let Some(q) = f.q.as_deref().filter(|q| !q.is_empty()) {
        out.with("e.subject LIKE ? ESCAPE '\\'", [contains(q)]);
    }
    if f.flagged {
        out.plain("e.flag IS NOT NULL");
    }
    match f.outcome {
        Some(Outcome::Rejected) => out.plain("e.rejection IS NOT NULL"),
        Some(Outcome::Matched) => out.plain("e.matched > 0"),
        Some(Outcome::Held) => out.plain("e.held > 0"),
        Some(Outcome::Suppressed) => out.plain("e.suppressed > 0"),
        Some(Outcome::Paused) => out.plain("e.paused_ms IS NOT NULL"),
        Some(Outcome::NoneMatched) => out.plain(
            "e.rejection IS NULL AND e.matched = 0 AND e.held = 0 AND e.suppressed = 0 AND e.not_matched + e.off > 0 AND e.paused_ms IS NULL",
        ),
        Some(Outcome::NoListener) => out.plain(
            "e.rejection IS NULL AND e.matched = 0 AND e.held = 0 AND e.suppressed = 0 AND e.not_matched + e.off = 0",
        ),
        None => {}
    }
    out
}

/// Events that match, newest first.
pub fn list(conn: &Connection, f: &EventFilter, page: Page) -> Result<List<EventRow>, StoreError> {
    EVENTS.list(conn, &filter(f, &Span::of(conn, f)?), page, from_row)
}

/// One event.
pub fn get(conn: &Connection, id: EventId) -> Result<Option<EventRow>, StoreError> {
    one(conn, "e.uid = ?1", id.as_bytes().as_slice())
}

/// One event by row number.
pub fn by_number(conn: &Connection, n: i64) -> Result<Option<EventRow>, StoreError> {
    one(conn, "e.n = ?1", n)
}

fn one(conn: &Connection, clause: &str, value: impl rusqlite::ToSql) -> Result<Option<EventRow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("SELECT e.n, {SELECT} FROM events e WHERE {clause}"))?;
    let mut rows = statement.query([value])?;
    rows.next()?.map(from_row).transpose()
}

/// What an event type did lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TypeActivity {
    /// Events from a row number on.
    pub events: i64,
    /// When the newest was received.
    pub last_ms: Option<Millis>,
}

/// Events of a type from row `since_n` on, and when the newest came.
pub fn type_activity(
    conn: &Connection,
    source: &str,
    event_type: &str,
    since_n: i64,
) -> Result<TypeActivity, StoreError> {
    let events = conn
        .prepare_cached("SELECT count(*) FROM events WHERE source = ?1 AND event_type = ?2 AND n >= ?3")?
        .query_row((source, event_type, since_n), |r| r.get(0))?;
    let last_ms = conn
        .prepare_cached(
            "SELECT received_ms FROM events WHERE source = ?1 AND event_type = ?2 ORDER BY n DESC LIMIT 1",
        )?
        .query_row((source, event_type), |r| r.get(0))
        .optional()?;
    Ok(TypeActivity { events, last_ms })
}

#[cfg(test)]
pub(super) fn plan_sql(f: &EventFilter, page: Page) -> String {
    let span = Span { from: f.from_ms.map(|_| 1), to: f.to_ms.map(|_| 9) };
    EVENTS.page_sql(&filter(f, &span), page).0
}
