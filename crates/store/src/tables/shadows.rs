//! Drafts of triggers that are judged beside the live ones, and where they differ.

use super::decisions::Outcome;
use super::journal::Kind;
use crate::views::events::{self, EventRow};
use crate::{StoreError, Tx};
use prama_model::time::Millis;
use prama_model::trigger::Definition;
use rusqlite::{Connection, OptionalExtension};

/// Differences kept for each trigger.
const KEPT: u32 = 1_000;

/// A draft on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Shadow {
    /// Row number of the trigger.
    pub trigger_n: i64,
    /// The draft.
    pub draft: Definition,
    /// Since when it is judged.
    pub since_ms: Millis,
    /// Events that either of the two judged.
    pub judged: i64,
    /// Of those, with another verdict.
    pub differed: i64,
}

/// What both said of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Row number of the trigger.
    pub trigger_n: i64,
    /// The live one: matched, no match or error.
    pub live: Outcome,
    /// The draft.
    pub shadow: Outcome,
}

fn rows(conn: &Connection, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Shadow>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT s.trigger_n, s.definition, s.since_ms, s.judged, s.differed FROM trigger_shadows s
         JOIN triggers t ON t.n = s.trigger_n WHERE t.deleted_ms IS NULL {rest}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let draft: String = r.get(1)?;
        out.push(Shadow {
            trigger_n: r.get(0)?,
            draft: serde_json::from_str(&draft)?,
            since_ms: r.get(2)?,
            judged: r.get(3)?,
            differed: r.get(4)?,
        });
    }
    Ok(out)
}

/// All of triggers that are not in the trash.
pub fn all(conn: &Connection) -> Result<Vec<Shadow>, StoreError> {
    rows(conn, "ORDER BY s.trigger_n", [])
}

/// The one of a trigger.
pub fn of(conn: &Connection, trigger_n: i64) -> Result<Option<Shadow>, StoreError> {
    Ok(rows(conn, "AND s.trigger_n = ?1", [trigger_n])?.pop())
}

/// Begins to judge a draft; what an earlier one differed in is forgotten.
pub fn put(tx: &mut Tx<'_>, trigger_n: i64, draft: &Definition, now_ms: Millis) -> Result<(), StoreError> {
    remove(tx, trigger_n, &draft.id)?;
    tx.conn()
        .prepare_cached("INSERT INTO trigger_shadows (trigger_n, definition, since_ms) VALUES (?1, ?2, ?3)")?
        .execute((trigger_n, serde_json::to_string(draft)?, now_ms))?;
    Ok(())
}

/// Ends it; whether there was one.
pub fn remove(tx: &mut Tx<'_>, trigger_n: i64, id: &str) -> Result<bool, StoreError> {
    let conn = tx.conn();
    conn.prepare_cached("DELETE FROM shadow_differences WHERE trigger_n = ?1")?.execute([trigger_n])?;
    let n = conn.prepare_cached("DELETE FROM trigger_shadows WHERE trigger_n = ?1")?.execute([trigger_n])?;
    tx.changed(Kind::Trigger, id);
    Ok(n > 0)
}

/// Notes what both said of an event.
pub fn note(tx: &mut Tx<'_>, event_n: i64, verdicts: &[Verdict]) -> Result<(), StoreError> {
    let conn = tx.conn();
    for v in verdicts {
        let differs = v.live != v.shadow;
        conn.prepare_cached(
            "UPDATE trigger_shadows SET judged = judged + 1, differed = differed + ?2 WHERE trigger_n = ?1",
        )?
        .execute((v.trigger_n, differs))?;
        if !differs {
            continue;
        }
        conn.prepare_cached(
            "INSERT INTO shadow_differences (trigger_n, event_n, live, shadow) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((v.trigger_n, event_n, v.live as u8, v.shadow as u8))?;
        conn.prepare_cached(
            "DELETE FROM shadow_differences WHERE trigger_n = ?1 AND event_n <=
               (SELECT event_n FROM shadow_differences WHERE trigger_n = ?1 ORDER BY event_n DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute((v.trigger_n, KEPT))?;
    }
    Ok(())
}

/// The newest differences: event, what the live one said, what the draft said.
pub fn differences(
    conn: &Connection,
    trigger_n: i64,
    limit: u32,
) -> Result<Vec<(EventRow, Outcome, Outcome)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT event_n, live, shadow FROM shadow_differences WHERE trigger_n = ?1 ORDER BY event_n DESC LIMIT ?2",
    )?;
    let found: Vec<(i64, i64, i64)> = statement
        .query_map((trigger_n, limit), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut out = Vec::with_capacity(found.len());
    for (event_n, live, shadow) in found {
        let event = events::by_number(conn, event_n)?;
        out.extend(event.map(|e| (e, Outcome::from_code(live), Outcome::from_code(shadow))));
    }
    Ok(out)
}

/// Row number of a trigger that is not in the trash.
pub fn trigger_number(conn: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT n FROM triggers WHERE id = ?1 AND deleted_ms IS NULL")?
        .query_row([id], |r| r.get(0))
        .optional()?)
}
