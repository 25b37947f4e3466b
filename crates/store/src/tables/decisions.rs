//! Decisions: what each listening trigger said of an event.

use super::counters::{self, Counter};
use super::journal::Kind;
use super::{events, spans, triggers};
use crate::{StoreError, Tx};
use prama_model::event::Event;
use prama_model::trigger::Reason;
use rusqlite::{Connection, Row};

/// What a trigger said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// A condition did not hold.
    NoMatch = 0,
    /// It matched; a run stands for it.
    Matched = 1,
    /// The trigger was off.
    Off = 2,
    /// It could not be judged.
    Error = 3,
    /// It matched; its options or a person say that it does not run.
    Suppressed = 4,
    /// It matched and waits: for a person, or for an instant.
    Held = 5,
    /// Its source was paused.
    Paused = 6,
    /// It would have caused itself.
    Loop = 7,
}

impl Outcome {
    /// Its name outside.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::Matched => "matched",
            Self::Off => "off",
            Self::Error => "error",
            Self::Suppressed => "suppressed",
            Self::Held => "held",
            Self::Paused => "paused",
            Self::Loop => "loop",
        }
    }

    /// Whether it matched and does not run.
    #[must_use]
    pub fn is_suppressed(self) -> bool {
        matches!(self, Self::Suppressed | Self::Loop)
    }

    pub(crate) fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Matched,
            2 => Self::Off,
            3 => Self::Error,
            4 => Self::Suppressed,
            5 => Self::Held,
            6 => Self::Paused,
            7 => Self::Loop,
            _ => Self::NoMatch,
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Row number of the trigger.
    pub trigger_n: i64,
    /// The trigger's revision that judged.
    pub revision: i64,
    /// What it said.
    pub outcome: Outcome,
    /// Path of the leaf that stopped it.
    pub leaf: Option<String>,
    /// Why a match did not simply start its run.
    pub reason: Option<Reason>,
}

/// Stores an event's decisions and counts them at their triggers. With `implied`, every trigger that listens has judged it, and a
/// plain no match or off needs no row: it follows from who listened (`trigger_spans`).
pub fn insert(
    tx: &mut Tx<'_>,
    event_n: i64,
    event: &Event,
    decisions: &[Decision],
    implied: bool,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    if implied {
        spans::judged(conn, &event.source, &event.event_type)?;
    }
    for d in decisions {
        if implied && matches!(d.outcome, Outcome::NoMatch | Outcome::Off) {
            continue;
        }
        let detail = d.reason.as_ref().map(serde_json::to_string).transpose()?;
        conn.prepare_cached(
            "INSERT INTO decisions (event_n, trigger_n, revision, outcome, leaf, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((event_n, d.trigger_n, d.revision, d.outcome as u8, &d.leaf, detail))?;
        if d.outcome == Outcome::Matched {
            counters::add(conn, Counter::DecisionsMatched, 1)?;
            conn.prepare_cached(
                "UPDATE triggers SET matched_ever = matched_ever + 1, last_fired_ms = ?2 WHERE n = ?1",
            )?
            .execute((d.trigger_n, event.received_ms))?;
        }
        // The type's count stands for everyone who was on; the paused did not judge.
        let judged = !matches!(d.outcome, Outcome::Off | Outcome::Paused);
        let uncounted = i64::from(judged) - i64::from(implied);
        if uncounted != 0 {
            conn.prepare_cached("UPDATE triggers SET events_ever = events_ever + ?2 WHERE n = ?1")?
                .execute((d.trigger_n, uncounted))?;
        }
    }
    Ok(())
}

/// The decisions on an event: the stored ones, matches first, then those that follow from who listened, `limit` of them at most.
pub fn of_event(conn: &Connection, event_n: i64, limit: u32) -> Result<Vec<Decision>, StoreError> {
    let mut all = stored(conn, event_n)?;
    all.extend(spans::implied(conn, event_n, None, limit)?);
    Ok(all)
}

/// One trigger's decision on an event, stored or not.
pub fn of_trigger(conn: &Connection, event_n: i64, trigger_n: i64) -> Result<Option<Decision>, StoreError> {
    match get(conn, event_n, trigger_n)? {
        Some(decision) => Ok(Some(decision)),
        None => Ok(spans::implied(conn, event_n, Some(trigger_n), 1)?.pop()),
    }
}

/// The decisions on an event that have a row.
fn stored(conn: &Connection, event_n: i64) -> Result<Vec<Decision>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT trigger_n, revision, outcome, leaf, detail FROM decisions WHERE event_n = ?1 ORDER BY outcome = 1 DESC, trigger_n")?;
    let mut rows = statement.query([event_n])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(from_row(row)?);
    }
    Ok(out)
}

fn from_row(r: &Row<'_>) -> Result<Decision, StoreError> {
    let detail: Option<String> = r.get(4)?;
    Ok(Decision {
        trigger_n: r.get(0)?,
        revision: r.get(1)?,
        outcome: Outcome::from_code(r.get(2)?),
        leaf: r.get(3)?,
        reason: detail.map(|t| serde_json::from_str(&t)).transpose()?,
    })
}

/// One trigger's stored decision on an event.
pub fn get(conn: &Connection, event_n: i64, trigger_n: i64) -> Result<Option<Decision>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT trigger_n, revision, outcome, leaf, detail FROM decisions WHERE event_n = ?1 AND trigger_n = ?2",
    )?;
    let mut rows = statement.query((event_n, trigger_n))?;
    rows.next()?.map(from_row).transpose()
}

/// Changes what became of a match: a held or suppressed one runs after all, or a held one does not. The counters follow.
pub fn change(
    tx: &mut Tx<'_>,
    event_n: i64,
    trigger_n: i64,
    outcome: Outcome,
    reason: Option<&Reason>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    let Some(old) = get(conn, event_n, trigger_n)? else { return Ok(()) };
    let detail = reason.map(serde_json::to_string).transpose()?;
    conn.prepare_cached(
        "UPDATE decisions SET outcome = ?3, detail = ?4 WHERE event_n = ?1 AND trigger_n = ?2",
    )?
    .execute((event_n, trigger_n, outcome as u8, detail))?;
    if outcome == old.outcome {
        return Ok(());
    }
    let step = |wanted: fn(Outcome) -> bool| i64::from(wanted(outcome)) - i64::from(wanted(old.outcome));
    let matched = step(|o| o == Outcome::Matched);
    conn.prepare_cached(
        "UPDATE events SET matched = matched + ?2, suppressed = suppressed + ?3, held = held + ?4,
                not_matched = not_matched + ?5 WHERE n = ?1",
    )?
    .execute((
        event_n,
        matched,
        step(Outcome::is_suppressed),
        step(|o| o == Outcome::Held),
        step(|o| matches!(o, Outcome::NoMatch | Outcome::Error)),
    ))?;
    if matched != 0 {
        counters::add(conn, Counter::DecisionsMatched, matched)?;
        conn.prepare_cached(
            "UPDATE triggers SET matched_ever = matched_ever + ?2, last_fired_ms = CASE WHEN ?2 > 0 THEN ?3 ELSE last_fired_ms END
             WHERE n = ?1",
        )?
        .execute((trigger_n, matched, now_ms))?;
    }
    if let Some(id) = events::id_of(conn, event_n)? {
        tx.changed(Kind::Event, id);
    }
    if let Some(id) = triggers::id_of(conn, trigger_n)? {
        tx.changed(Kind::Trigger, id.as_str());
    }
    Ok(())
}
