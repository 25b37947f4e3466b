//! Reading reports: each with its counts, and its items.

use super::{Found, Item, Report, absence, held, unknown};
use crate::StoreError;
use prama_model::ids::EventId;
use rusqlite::Connection;
use uuid::Uuid;

/// All reports, newest first.
pub fn all(conn: &Connection) -> Result<Vec<Report>, StoreError> {
    reports(conn, "ORDER BY c.n DESC", [])
}

/// One report.
pub fn get(conn: &Connection, n: i64) -> Result<Report, StoreError> {
    reports(conn, "WHERE c.n = ?1", [n])?.pop().ok_or_else(|| unknown(n))
}

fn reports(conn: &Connection, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Report>, StoreError> {
    let sql = format!(
        "SELECT c.n, c.open, c.source, c.began_ms, c.from_ms, c.to_ms, c.cause, c.folder, c.ask FROM catch_ups c {rest}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let n: i64 = r.get(0)?;
        let mut report = Report {
            n,
            absence: absence(r, 2)?,
            open: r.get(1)?,
            held: held(conn, n)?,
            skipped: 0,
            new: 0,
            changed: 0,
            renamed: 0,
            deleted: 0,
            runs: 0,
        };
        count(conn, &mut report)?;
        out.push(report);
    }
    Ok(out)
}

fn count(conn: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT i.kind, count(*), coalesce(sum(e.matched), 0) FROM catch_up_items i JOIN events e ON e.n = i.event_n
         WHERE i.catch_up_n = ?1 GROUP BY i.kind",
    )?;
    let mut rows = statement.query([report.n])?;
    while let Some(r) = rows.next()? {
        let files: i64 = r.get(1)?;
        report.runs += r.get::<_, i64>(2)?;
        match Found::from_code(r.get(0)?) {
            Found::New => report.new = files,
            Found::Changed => report.changed = files,
            Found::Renamed => report.renamed = files,
            Found::Deleted => report.deleted = files,
            Found::Beside => {}
        }
    }
    if report.absence.ask {
        report.skipped = conn
            .prepare_cached(
                "SELECT count(*) FROM catch_up_items i JOIN decisions d ON d.event_n = i.event_n
                 WHERE i.catch_up_n = ?1 AND d.outcome = 4 AND d.detail ->> '$.code' = 'dismissed'",
            )?
            .query_row([report.n], |r| r.get(0))?;
    }
    Ok(())
}

/// The items of a report in the order in which they were found, at most `limit`.
pub fn items(conn: &Connection, n: i64, limit: u32) -> Result<Vec<Item>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT i.event_n, e.uid, e.subject, coalesce(e.data ->> '$.file_path', e.subject), i.kind,
                CASE WHEN e.held = 0 THEN 0 ELSE (SELECT count(*) FROM decisions d
                  WHERE d.event_n = e.n AND d.outcome = 5 AND d.detail ->> '$.code' = 'catch_up') END
         FROM catch_up_items i JOIN events e ON e.n = i.event_n WHERE i.catch_up_n = ?1 AND i.kind < 4 ORDER BY i.event_n LIMIT ?2",
    )?;
    let rows = statement.query_map((n, limit), |r| {
        Ok(Item {
            event_n: r.get(0)?,
            event_id: EventId(Uuid::from_bytes(r.get(1)?)),
            subject: r.get(2)?,
            path: r.get(3)?,
            kind: Found::from_code(r.get(4)?),
            held: r.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
