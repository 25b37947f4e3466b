//! Which revision of a trigger listened to what, and for which events: what decisions without a row follow from.

use super::decisions::{Decision, Outcome};
use crate::{StoreError, Tx};
use rusqlite::{Connection, OptionalExtension};

/// What a trigger listens to.
#[derive(PartialEq)]
struct Listening {
    revision: i64,
    source: String,
    event_type: String,
    active: bool,
}

/// Notes what a trigger listens to from the next event on. Called after each change of it.
pub(super) fn note(tx: &Tx<'_>, trigger_n: i64) -> Result<(), StoreError> {
    let conn = tx.conn();
    let now = conn
        .prepare_cached(
            "SELECT t.revision, r.source, r.event_type, t.active FROM triggers t
             JOIN trigger_revisions r ON r.trigger_n = t.n AND r.revision = t.revision
             WHERE t.n = ?1 AND t.deleted_ms IS NULL",
        )?
        .query_row([trigger_n], |r| {
            Ok(Listening { revision: r.get(0)?, source: r.get(1)?, event_type: r.get(2)?, active: r.get(3)? })
        })
        .optional()?;
    let open = conn
        .prepare_cached(
            "SELECT revision, source, event_type, active, since_n, events_before FROM trigger_spans
             WHERE trigger_n = ?1 AND until_n IS NULL",
        )?
        .query_row([trigger_n], |r| {
            let listening = Listening {
                revision: r.get(0)?,
                source: r.get(1)?,
                event_type: r.get(2)?,
                active: r.get(3)?,
            };
            Ok((listening, r.get::<_, i64>(4)?, r.get::<_, i64>(5)?))
        })
        .optional()?;
    if open.as_ref().map(|(listening, ..)| listening) == now.as_ref() {
        return Ok(());
    }
    let next: i64 =
        conn.prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM events")?.query_row([], |r| r.get(0))?;
    if let Some((old, since_n, before)) = open {
        if old.active {
            let judged = count(conn, &old.source, &old.event_type)? - before;
            conn.prepare_cached("UPDATE triggers SET events_ever = events_ever + ?2 WHERE n = ?1")?
                .execute((trigger_n, judged))?;
        }
        // A span without events tells nothing.
        let sql = if since_n == next {
            "DELETE FROM trigger_spans WHERE trigger_n = ?1 AND since_n = ?2"
        } else {
            "UPDATE trigger_spans SET until_n = ?2 WHERE trigger_n = ?1 AND until_n IS NULL"
        };
        conn.prepare_cached(sql)?.execute((trigger_n, next))?;
    }
    if let Some(now) = now {
        let before = count(conn, &now.source, &now.event_type)?;
        conn.prepare_cached(
            "INSERT INTO trigger_spans (trigger_n, since_n, revision, source, event_type, active, events_before)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((trigger_n, next, now.revision, now.source, now.event_type, now.active, before))?;
    }
    Ok(())
}

/// Counts an event that everyone who listens has judged.
pub(super) fn judged(conn: &Connection, source: &str, event_type: &str) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO type_counts (source, event_type, events) VALUES (?1, ?2, 1)
         ON CONFLICT DO UPDATE SET events = events + 1",
    )?
    .execute((source, event_type))?;
    Ok(())
}

fn count(conn: &Connection, source: &str, event_type: &str) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT events FROM type_counts WHERE source = ?1 AND event_type = ?2")?
        .query_row((source, event_type), |r| r.get(0))
        .optional()?
        .unwrap_or(0))
}

/// The decisions on an event that follow from who listened, `limit` at most; of one trigger only, if asked.
pub(super) fn implied(
    conn: &Connection,
    event_n: i64,
    trigger_n: Option<i64>,
    limit: u32,
) -> Result<Vec<Decision>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT s.trigger_n, s.revision, s.active, e.implied FROM events e
         JOIN trigger_spans s ON s.source = e.source AND s.event_type = e.event_type
         WHERE e.n = ?1 AND e.implied > 0 AND s.since_n <= ?1 AND coalesce(s.until_n > ?1, 1)
           AND (?2 IS NULL OR s.trigger_n = ?2)
           AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.event_n = ?1 AND d.trigger_n = s.trigger_n)
         ORDER BY s.trigger_n LIMIT ?3",
    )?;
    let rows = statement.query_map((event_n, trigger_n, limit), |r| {
        Ok(Decision {
            trigger_n: r.get(0)?,
            revision: r.get(1)?,
            outcome: match (r.get(2)?, r.get::<_, i64>(3)?) {
                (false, _) => Outcome::Off,
                (true, 1) => Outcome::NoMatch,
                (true, _) => Outcome::Paused,
            },
            leaf: None,
            reason: None,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
