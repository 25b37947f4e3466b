//! What the options of triggers remember: what has its run, what waits for an instant, marks in time, floods.

use crate::{StoreError, Tx};
use prama_model::time::Millis;
use prama_model::trigger::gate::{Joined, Kind, Limit, Waiting};
use prama_model::trigger::{Flooding, Handled, OnceKey};
use rusqlite::{Connection, OptionalExtension, Row};

/// What has its run, made at `since` or later.
pub fn handled(
    conn: &Connection,
    trigger_n: i64,
    key: &OnceKey,
    since: Option<Millis>,
) -> Result<Option<Handled>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT at_ms, event, run FROM option_handled WHERE trigger_n = ?1 AND key = ?2 AND part = ?3 AND at_ms >= ?4",
        )?
        .query_row((trigger_n, &key.key, &key.part, since.unwrap_or(Millis::MIN)), |r| {
            Ok(Handled { at: r.get(0)?, event: r.get(1)?, run: r.get(2)? })
        })
        .optional()?)
}

/// It has its run now.
pub fn set_handled(tx: &mut Tx<'_>, trigger_n: i64, key: &OnceKey, by: &Handled) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO option_handled (trigger_n, key, part, at_ms, event, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((trigger_n, &key.key, &key.part, by.at, &by.event, &by.run))?;
    Ok(())
}

/// A path or key may run again, with any content. How many were forgotten.
pub fn forget(tx: &mut Tx<'_>, trigger_n: i64, key: &str) -> Result<usize, StoreError> {
    Ok(tx
        .conn()
        .prepare_cached("DELETE FROM option_handled WHERE trigger_n = ?1 AND key = ?2")?
        .execute((trigger_n, key))?)
}

/// What a run handles may run again: this one, or all that the run took along.
pub fn forget_run(
    tx: &mut Tx<'_>,
    trigger_n: i64,
    run: &str,
    key: Option<&OnceKey>,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    match key {
        Some(key) => conn
            .prepare_cached(
                "DELETE FROM option_handled WHERE trigger_n = ?1 AND key = ?3 AND part = ?4 AND run = ?2",
            )?
            .execute((trigger_n, run, &key.key, &key.part))?,
        None => conn
            .prepare_cached("DELETE FROM option_handled WHERE trigger_n = ?1 AND run = ?2")?
            .execute((trigger_n, run))?,
    };
    Ok(())
}

/// What was handled before an instant may run again.
pub fn forget_before(tx: &mut Tx<'_>, trigger_n: i64, before: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("DELETE FROM option_handled WHERE trigger_n = ?1 AND at_ms < ?2")?
        .execute((trigger_n, before))?;
    Ok(())
}

/// The n-th newest mark, from 1.
pub fn newest(
    conn: &Connection,
    trigger_n: i64,
    limit: Limit,
    nth: u32,
) -> Result<Option<Millis>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT at_ms FROM option_marks WHERE trigger_n = ?1 AND kind = ?2 ORDER BY at_ms DESC, event_n DESC LIMIT 1 OFFSET ?3",
        )?
        .query_row((trigger_n, limit as u8, nth.saturating_sub(1)), |r| r.get(0))
        .optional()?)
}

/// Makes a mark and takes away those before `keep`.
pub fn mark(
    tx: &mut Tx<'_>,
    trigger_n: i64,
    limit: Limit,
    event_n: i64,
    at: Millis,
    keep: Millis,
) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached("DELETE FROM option_marks WHERE trigger_n = ?1 AND kind = ?2 AND at_ms < ?3")?
        .execute((trigger_n, limit as u8, keep))?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO option_marks (trigger_n, kind, at_ms, event_n) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((trigger_n, limit as u8, at, event_n))?;
    Ok(())
}

/// When the newest runs of a trigger began that its rate counts, oldest first; those that wait though their time has come did not.
pub fn begun(conn: &Connection, trigger_n: i64, now: Millis, limit: u32) -> Result<Vec<Millis>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT m.at_ms FROM option_marks m WHERE m.trigger_n = ?1 AND m.kind = ?2 AND m.at_ms <= ?3
           AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.event_n = m.event_n AND r.trigger_n = ?1 AND r.rerun_of IS NULL
             AND r.status = 0 AND r.next_attempt_ms IS NOT NULL)
         ORDER BY m.at_ms DESC LIMIT ?4",
    )?;
    let rows = statement.query_map((trigger_n, Limit::Rate as u8, now, limit), |r| r.get(0))?;
    let mut begun: Vec<Millis> = rows.collect::<Result<_, _>>()?;
    begun.reverse();
    Ok(begun)
}

/// Runs that a rate let go, and that had not begun when the app was stopped, count from now on: now they begin.
pub fn restart_marks(tx: &mut Tx<'_>, now: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "UPDATE OR REPLACE option_marks SET at_ms = ?1 WHERE kind = ?2 AND (trigger_n, event_n) IN
               (SELECT trigger_n, event_n FROM runs WHERE status = 0 AND next_attempt_ms IS NULL AND rerun_of IS NULL)",
        )?
        .execute((now, Limit::Rate as u8))?;
    Ok(())
}

/// A run counts from another instant on.
pub fn move_mark(
    tx: &mut Tx<'_>,
    trigger_n: i64,
    event_n: i64,
    from: Millis,
    to: Millis,
) -> Result<(), StoreError> {
    let (conn, kind) = (tx.conn(), Limit::Rate as u8);
    conn.prepare_cached(
        "DELETE FROM option_marks WHERE trigger_n = ?1 AND kind = ?2 AND at_ms = ?3 AND event_n = ?4",
    )?
    .execute((trigger_n, kind, from, event_n))?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO option_marks (trigger_n, kind, at_ms, event_n) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((trigger_n, kind, to, event_n))?;
    Ok(())
}

/// The flood that goes on.
pub fn flood(conn: &Connection, trigger_n: i64) -> Result<Option<Flooding>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT first_ms, last_ms, ran, held FROM option_floods WHERE trigger_n = ?1")?
        .query_row([trigger_n], |r| {
            Ok(Flooding { first: r.get(0)?, last: r.get(1)?, let_through: r.get(2)?, held: r.get(3)? })
        })
        .optional()?)
}

/// It begins or grows.
pub fn set_flood(tx: &mut Tx<'_>, trigger_n: i64, flood: Flooding) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO option_floods (trigger_n, first_ms, last_ms, ran, held) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((trigger_n, flood.first, flood.last, flood.let_through, flood.held))?;
    Ok(())
}

/// A flood that no event waits in any more is over: counting begins anew.
pub fn end_flood(tx: &mut Tx<'_>, trigger_n: i64) -> Result<(), StoreError> {
    let conn = tx.conn();
    let over = conn
        .prepare_cached(
            "DELETE FROM option_floods WHERE trigger_n = ?1 AND NOT EXISTS (SELECT 1 FROM decisions INDEXED BY decisions_held
               WHERE outcome = 5 AND trigger_n = ?1 AND detail ->> '$.code' = 'flood')",
        )?
        .execute([trigger_n])?;
    if over > 0 {
        conn.prepare_cached("DELETE FROM option_marks WHERE trigger_n = ?1 AND kind = 1")?
            .execute([trigger_n])?;
    }
    Ok(())
}

fn waiting(r: &Row<'_>) -> rusqlite::Result<Waiting> {
    let kind = match r.get::<_, u8>(1)? {
        0 => Kind::Debounce,
        1 => Kind::Batch,
        _ => Kind::Schedule,
    };
    Ok(Waiting { n: r.get(0)?, kind, due: r.get(2)? })
}

/// Joins a window or opens it; a debounce moves its end to `due`.
pub fn join(
    tx: &mut Tx<'_>,
    trigger_n: i64,
    kind: Kind,
    key: &str,
    due: Millis,
    event_n: i64,
) -> Result<Joined, StoreError> {
    let conn = tx.conn();
    let found = conn
        .prepare_cached(
            "SELECT n, kind, due_ms FROM option_windows WHERE trigger_n = ?1 AND kind = ?2 AND key = ?3",
        )?
        .query_row((trigger_n, kind as u8, key), waiting)
        .optional()?;
    let window = match found {
        Some(window) if kind == Kind::Debounce => {
            conn.prepare_cached("UPDATE option_windows SET due_ms = ?2 WHERE n = ?1")?
                .execute((window.n, due))?;
            Waiting { due, ..window }
        }
        Some(window) => window,
        None => {
            conn.prepare_cached(
                "INSERT INTO option_windows (trigger_n, kind, key, due_ms) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((trigger_n, kind as u8, key, due))?;
            Waiting { n: conn.last_insert_rowid(), kind, due }
        }
    };
    let (members, bytes, before) = match kind {
        Kind::Batch => conn
            .prepare_cached("SELECT count(*), coalesce(sum(bytes), 0), max(event_n) FROM option_members WHERE window_n = ?1")?
            .query_row([window.n], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?,
        _ => conn
            .prepare_cached("SELECT 0, 0, max(event_n) FROM option_members WHERE window_n = ?1")?
            .query_row([window.n], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, i64>(1)?, r.get(2)?)))?,
    };
    let size: i64 = conn
        .prepare_cached("SELECT octet_length(data) FROM events WHERE n = ?1")?
        .query_row([event_n], |r| r.get(0))
        .optional()?
        .unwrap_or(0);
    conn.prepare_cached("INSERT INTO option_members (window_n, event_n, bytes) VALUES (?1, ?2, ?3)")?
        .execute((window.n, event_n, size))?;
    Ok(Joined { window, members: members + 1, bytes: bytes + size, before })
}

/// A debounce or batch of a trigger that is over, the first one.
pub fn over(conn: &Connection, trigger_n: i64, now: Millis) -> Result<Option<Waiting>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT n, kind, due_ms FROM option_windows INDEXED BY option_windows_trigger
             WHERE trigger_n = ?1 AND due_ms <= ?2 AND kind < 2 ORDER BY due_ms, n LIMIT 1",
        )?
        .query_row((trigger_n, now), waiting)
        .optional()?)
}

/// The first window that is over, of any trigger, with the trigger's row number.
pub fn first_over(conn: &Connection, now: Millis) -> Result<Option<(i64, Waiting)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT n, kind, due_ms, trigger_n FROM option_windows WHERE due_ms <= ?1 ORDER BY due_ms, n LIMIT 1",
        )?
        .query_row([now], |r| Ok((r.get(3)?, waiting(r)?)))
        .optional()?)
}

/// Windows of matches that wait for their schedule, with the triggers' row numbers.
pub fn scheduled(conn: &Connection) -> Result<Vec<(i64, Waiting)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT n, kind, due_ms, trigger_n FROM option_windows WHERE kind = 2")?;
    let rows = statement.query_map([], |r| Ok((r.get(3)?, waiting(r)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the next thing is over or due: a window, or a queued run that waits.
pub fn next_due(conn: &Connection) -> Result<Option<Millis>, StoreError> {
    let window: Option<Millis> =
        conn.prepare_cached("SELECT min(due_ms) FROM option_windows")?.query_row([], |r| r.get(0))?;
    let run: Option<Millis> = conn
        .prepare_cached(
            "SELECT min(next_attempt_ms) FROM runs INDEXED BY runs_due WHERE status = 0 AND next_attempt_ms IS NOT NULL",
        )?
        .query_row([], |r| r.get(0))?;
    Ok([window, run].into_iter().flatten().min())
}

/// The newest members of a window, oldest first.
pub fn members(conn: &Connection, window_n: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT event_n FROM option_members WHERE window_n = ?1 ORDER BY event_n DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((window_n, limit), |r| r.get(0))?;
    let mut members: Vec<i64> = rows.collect::<Result<_, _>>()?;
    members.reverse();
    Ok(members)
}

/// The oldest members leave a window.
pub fn take(tx: &mut Tx<'_>, window_n: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    let conn = tx.conn();
    let mut statement = conn
        .prepare_cached("SELECT event_n FROM option_members WHERE window_n = ?1 ORDER BY event_n LIMIT ?2")?;
    let members: Vec<i64> =
        statement.query_map((window_n, limit), |r| r.get(0))?.collect::<Result<_, _>>()?;
    if let Some(last) = members.last() {
        conn.prepare_cached("DELETE FROM option_members WHERE window_n = ?1 AND event_n <= ?2")?
            .execute((window_n, last))?;
    }
    Ok(members)
}

/// One event leaves whatever window of a trigger it waits in.
pub fn leave(tx: &mut Tx<'_>, trigger_n: i64, event_n: i64) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "DELETE FROM option_members WHERE event_n = ?2 AND window_n IN (SELECT n FROM option_windows WHERE trigger_n = ?1)",
        )?
        .execute((trigger_n, event_n))?;
    Ok(())
}

/// A window ends at another time.
pub fn postpone(tx: &mut Tx<'_>, window_n: i64, due: Millis) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE option_windows SET due_ms = ?2 WHERE n = ?1")?
        .execute((window_n, due))?;
    Ok(())
}

/// A window ends.
pub fn close(tx: &mut Tx<'_>, window_n: i64) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.prepare_cached("DELETE FROM option_members WHERE window_n = ?1")?.execute([window_n])?;
    conn.prepare_cached("DELETE FROM option_windows WHERE n = ?1")?.execute([window_n])?;
    Ok(())
}
