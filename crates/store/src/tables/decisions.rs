//! Decisions: what each listening trigger said of an event.

use super::counters::{self, Counter};
use crate::{StoreError, Tx};
use rusqlite::Connection;

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
}

impl Outcome {
    /// Its name outside.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::Matched => "matched",
            Self::Off => "trigger_off",
            Self::Error => "error",
        }
    }

    fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Matched,
            2 => Self::Off,
            3 => Self::Error,
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
}

/// Stores an event's decisions and counts them at their triggers.
pub fn insert(tx: &mut Tx<'_>, event_n: i64, decisions: &[Decision], now_ms: i64) -> Result<(), StoreError> {
    let conn = tx.conn();
    for d in decisions {
        conn.prepare_cached(
            "INSERT INTO decisions (event_n, trigger_n, revision, outcome, leaf) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((event_n, d.trigger_n, d.revision, d.outcome as u8, &d.leaf))?;
        match d.outcome {
            Outcome::Matched => {
                counters::add(conn, Counter::DecisionsMatched, 1)?;
                conn.prepare_cached(
                    "UPDATE triggers SET events_ever = events_ever + 1, matched_ever = matched_ever + 1, last_fired_ms = ?2 WHERE n = ?1",
                )?
                .execute((d.trigger_n, now_ms))?;
            }
            Outcome::NoMatch | Outcome::Error => {
                conn.prepare_cached("UPDATE triggers SET events_ever = events_ever + 1 WHERE n = ?1")?
                    .execute([d.trigger_n])?;
            }
            Outcome::Off => {}
        }
    }
    Ok(())
}

/// The decisions on an event.
pub fn of_event(conn: &Connection, event_n: i64) -> Result<Vec<Decision>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT trigger_n, revision, outcome, leaf FROM decisions WHERE event_n = ?1 ORDER BY outcome = 1 DESC, trigger_n")?;
    let rows = statement.query_map([event_n], |r| {
        Ok(Decision {
            trigger_n: r.get(0)?,
            revision: r.get(1)?,
            outcome: Outcome::from_code(r.get(2)?),
            leaf: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
