//! The home page: today's runs, half-hour bars, files seen lately.

use super::runs::{self, RunFilter, RunRow};
use super::workflows::percentile;
use super::{Page, Timeline, events, first_since};
use crate::StoreError;
use events::EventRow;
use prama_model::time::Millis;
use rusqlite::Connection;

/// Runs since an instant, by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Today {
    /// All.
    pub runs: i64,
    /// Succeeded.
    pub succeeded: i64,
    /// Failed.
    pub failed: i64,
    /// Queued or at work.
    pub active: i64,
    /// Between two attempts.
    pub waiting: i64,
    /// Median time of those that succeeded, in milliseconds.
    pub median_ms: Option<i64>,
    /// 95th percentile of it.
    pub p95_ms: Option<i64>,
}

/// Durations that are looked at, newest first.
const SAMPLE: u32 = 10_000;

/// Runs made since an instant.
pub fn today(conn: &Connection, since_ms: Millis) -> Result<Today, StoreError> {
    let since = first_since(conn, Timeline::Runs, since_ms)?;
    let mut out = conn
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE status = 3), count(*) FILTER (WHERE status = 4),
                    count(*) FILTER (WHERE status < 2), count(*) FILTER (WHERE status = 2) FROM runs WHERE n >= ?1",
        )?
        .query_row([since], |r| {
            Ok(Today {
                runs: r.get(0)?,
                succeeded: r.get(1)?,
                failed: r.get(2)?,
                active: r.get(3)?,
                waiting: r.get(4)?,
                ..Today::default()
            })
        })?;
    let mut durations: Vec<i64> = conn
        .prepare_cached(
            "SELECT completed_ms - started_ms FROM runs WHERE n >= ?1 AND status = 3 AND started_ms IS NOT NULL ORDER BY n DESC LIMIT ?2",
        )?
        .query_map((since, SAMPLE), |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    durations.sort_unstable();
    out.median_ms = percentile(&durations, 50);
    out.p95_ms = percentile(&durations, 95);
    Ok(out)
}

/// Runs made in one slot of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bar {
    /// When it begins.
    pub start_ms: Millis,
    /// Succeeded.
    pub succeeded: i64,
    /// Failed.
    pub failed: i64,
}

/// Runs by slot, oldest slot first; the first begins at `from_ms`.
pub fn bars(conn: &Connection, from_ms: Millis, slot_ms: i64, slots: usize) -> Result<Vec<Bar>, StoreError> {
    let mut out: Vec<Bar> =
        (0_i64..).take(slots).map(|i| Bar { start_ms: from_ms + i * slot_ms, ..Bar::default() }).collect();
    let since = first_since(conn, Timeline::Runs, from_ms)?;
    let mut statement = conn.prepare_cached(
        "SELECT (created_ms - ?2) / ?3, count(*) FILTER (WHERE status = 3), count(*) FILTER (WHERE status = 4)
         FROM runs WHERE n >= ?1 AND created_ms >= ?2 GROUP BY 1",
    )?;
    let mut rows = statement.query((since, from_ms, slot_ms))?;
    while let Some(r) = rows.next()? {
        let slot = usize::try_from(r.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        if let Some(bar) = out.get_mut(slot) {
            (bar.succeeded, bar.failed) = (r.get(1)?, r.get(2)?);
        }
    }
    Ok(out)
}

/// A file that an event reported, and its newest run.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRow {
    /// The event.
    pub event: EventRow,
    /// File name.
    pub name: String,
    /// Path.
    pub path: String,
    /// Its newest run.
    pub run: Option<RunRow>,
}

/// Events that are looked at for files.
const RECENT: u32 = 500;
/// Events that are looked at for files of a name.
const SEARCHED: u32 = 50_000;

/// Files that events reported lately, newest first, each path once; with a text, those that have it in their path.
pub fn recent_files(
    conn: &Connection,
    text_in_path: Option<&str>,
    limit: usize,
) -> Result<Vec<FileRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT n, data ->> '$.filename', data ->> '$.file_path' FROM (SELECT n, data FROM events WHERE rejection IS NULL ORDER BY n DESC LIMIT ?1)
         WHERE data ->> '$.file_path' IS NOT NULL AND (?2 IS NULL OR data ->> '$.file_path' LIKE ?2 ESCAPE '\\')",
    )?;
    let mut rows = statement.query((
        if text_in_path.is_some() { SEARCHED } else { RECENT },
        text_in_path.map(super::page::contains),
    ))?;
    let mut out: Vec<FileRow> = Vec::new();
    while let Some(r) = rows.next()? {
        if out.len() >= limit {
            break;
        }
        let path: String = r.get::<_, rusqlite::types::Value>(2).map(text)?;
        if out.iter().any(|f| f.path == path) {
            continue;
        }
        let Some(event) = events::by_number(conn, r.get(0)?)? else { continue };
        let name = r.get::<_, Option<rusqlite::types::Value>>(1)?.map_or_else(|| event.subject.clone(), text);
        let filter = RunFilter { event: Some(event.id), ..RunFilter::default() };
        let run = runs::list(conn, &filter, Page { limit: 1, before: None })?.items.pop();
        out.push(FileRow { event, name, path, run });
    }
    Ok(out)
}

fn text(value: rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Text(t) => t,
        rusqlite::types::Value::Integer(i) => i.to_string(),
        rusqlite::types::Value::Real(f) => f.to_string(),
        _ => String::new(),
    }
}
