//! Runs in lists, and failures grouped by cause.

use super::page::{Filter, List, Page, Query, contains};
use crate::StoreError;
use crate::tables::workflows;
use prama_model::ids::{EventId, RunId};
use prama_model::run::Status;
use prama_model::time::Millis;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Which runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Text in subject or error, ignoring case.
    pub q: Option<String>,
    /// Statuses; empty means any.
    pub status: Vec<Status>,
    /// Workflow id.
    pub workflow: Option<String>,
    /// Trigger id.
    pub trigger: Option<String>,
    /// Event id.
    pub event: Option<EventId>,
    /// Cause of failure.
    pub cause: Option<String>,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: RunId,
    /// What a person calls it.
    pub subject: String,
    /// Workflow id.
    pub workflow_id: String,
    /// Name of the workflow at the run's revision.
    pub workflow_name: String,
    /// Row number of the workflow.
    pub workflow_n: i64,
    /// The revision it is pinned to.
    pub revision: i64,
    /// Trigger id, unless started by hand.
    pub trigger_id: Option<String>,
    /// Name of the trigger now.
    pub trigger_name: Option<String>,
    /// The event.
    pub event_id: EventId,
    /// Row number of the event.
    pub event_n: i64,
    /// Status.
    pub status: Status,
    /// Why it has this status.
    pub reason: Option<String>,
    /// First unfinished step.
    pub step: u32,
    /// Steps in all.
    pub steps_total: u32,
    /// Name of the first unfinished step.
    pub current_step: Option<String>,
    /// When it was made.
    pub created_ms: Millis,
    /// When it began.
    pub started_ms: Option<Millis>,
    /// When it ended.
    pub completed_ms: Option<Millis>,
    /// When the next attempt is due.
    pub next_attempt_ms: Option<Millis>,
    /// Problem as JSON, with its step.
    pub error: Option<String>,
    /// Cause of failure.
    pub cause: Option<String>,
    /// Started to try something.
    pub test: bool,
    /// The run it repeats.
    pub rerun_of: Option<RunId>,
}

const SELECT: &str = "r.uid, r.subject, w.id, v.name, r.workflow_n, r.revision, t.id, tr.name, e.uid, r.event_n, r.status, r.reason, r.step, \
     r.steps_total, coalesce(v.definition ->> ('$.steps[' || r.step || '].name'), v.definition ->> ('$.steps[' || r.step || '].type')), \
     r.created_ms, r.started_ms, r.completed_ms, r.next_attempt_ms, r.error, r.cause, r.test, \
     (SELECT o.uid FROM runs o WHERE o.n = r.rerun_of)";
const JOINED: &str = "CROSS JOIN workflows w ON w.n = r.workflow_n \
     CROSS JOIN workflow_revisions v ON v.workflow_n = r.workflow_n AND v.revision = r.revision \
     CROSS JOIN events e ON e.n = r.event_n \
     LEFT JOIN triggers t ON t.n = r.trigger_n LEFT JOIN trigger_revisions tr ON tr.trigger_n = t.n AND tr.revision = t.revision";
const RUNS: Query<'_> = Query { select: SELECT, table: "runs r", joined: JOINED, n: "r.n" };

fn uuid(bytes: Option<[u8; 16]>) -> Option<Uuid> {
    bytes.map(Uuid::from_bytes)
}

fn from_row(r: &Row<'_>) -> Result<RunRow, StoreError> {
    Ok(RunRow {
        n: r.get(0)?,
        id: RunId(Uuid::from_bytes(r.get(1)?)),
        subject: r.get(2)?,
        workflow_id: r.get(3)?,
        workflow_name: r.get(4)?,
        workflow_n: r.get(5)?,
        revision: r.get(6)?,
        trigger_id: r.get(7)?,
        trigger_name: r.get(8)?,
        event_id: EventId(Uuid::from_bytes(r.get(9)?)),
        event_n: r.get(10)?,
        status: Status::from_code(r.get(11)?).unwrap_or(Status::Failed),
        reason: r.get(12)?,
        step: r.get(13)?,
        steps_total: r.get(14)?,
        current_step: r.get(15)?,
        created_ms: r.get(16)?,
        started_ms: r.get(17)?,
        completed_ms: r.get(18)?,
        next_attempt_ms: r.get(19)?,
        error: r.get(20)?,
        cause: r.get(21)?,
        test: r.get(22)?,
        rerun_of: uuid(r.get(23)?).map(RunId),
    })
}

fn filter(f: &RunFilter) -> Filter {
    let mut out = Filter::default();
    match f.status.as_slice() {
        [] => {}
        // Failed and active runs have partial indexes, which a parameter could not choose.
        [Status::Failed] => out.plain("r.status = 4"),
        [one] if !one.is_terminal() => {
            out.with("r.status < 3 AND r.status = ?", [Value::Integer(*one as i64)]);
        }
        many if many.iter().all(|s| !s.is_terminal()) && many.len() == 3 => out.plain("r.status < 3"),
        many => {
            let numbers = many.iter().map(|s| (*s as u8).to_string()).collect::<Vec<_>>().join(",");
            out.with("r.status IN (SELECT value FROM json_each(?))", [Value::Text(format!("[{numbers}]"))]);
        }
    }
    out.text("r.workflow_n = (SELECT n FROM workflows WHERE id = ?)", f.workflow.as_deref());
    out.text("r.trigger_n = (SELECT n FROM triggers WHERE id = ?)", f.trigger.as_deref());
    if let Some(event) = f.event {
        // Two partial indexes cover the runs of an event; each half names the terms of one.
        let uid = || Value::Blob(event.as_bytes().to_vec());
        out.with(
            "r.n IN (SELECT n FROM runs WHERE event_n = (SELECT n FROM events WHERE uid = ?) AND trigger_n IS NOT NULL AND rerun_of IS NULL \
             UNION ALL SELECT n FROM runs WHERE event_n = (SELECT n FROM events WHERE uid = ?) AND (trigger_n IS NULL OR rerun_of IS NOT NULL))",
            [uid(), uid()],
        );
    }
    out.text("r.status = 4 AND r.cause = ?", f.cause.as_deref());
    if let Some(q) = f.q.as_deref().filter(|q| !q.is_empty()) {
        out.with("(r.subject LIKE ? ESCAPE '\\' OR r.error LIKE ? ESCAPE '\\')", [contains(q), contains(q)]);
    }
    out
}

/// Runs that match, newest first.
pub fn list(conn: &Connection, f: &RunFilter, page: Page) -> Result<List<RunRow>, StoreError> {
    RUNS.list(conn, &filter(f), page, from_row)
}

/// One run.
pub fn get(conn: &Connection, id: RunId) -> Result<Option<RunRow>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT r.n, {SELECT} FROM runs r {JOINED} WHERE r.uid = ?1"))?;
    let mut rows = statement.query([id.as_bytes().as_slice()])?;
    rows.next()?.map(from_row).transpose()
}

/// The run that an event started by a trigger.
pub fn of_decision(conn: &Connection, event: EventId, trigger: &str) -> Result<Option<RunId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT uid FROM runs WHERE event_n = (SELECT n FROM events WHERE uid = ?1)
           AND trigger_n = (SELECT n FROM triggers WHERE id = ?2) AND rerun_of IS NULL",
    )?;
    let mut rows = statement.query((event.as_bytes().as_slice(), trigger))?;
    Ok(rows.next()?.map(|r| r.get::<_, [u8; 16]>(0)).transpose()?.map(|u| RunId(Uuid::from_bytes(u))))
}

/// Runs that failed for one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseRow {
    /// The cause.
    pub cause: String,
    /// How many.
    pub count: i64,
    /// When the oldest was made.
    pub first_ms: Millis,
    /// The newest one.
    pub newest: RunRow,
    /// Name of the step that failed, where it has one.
    pub step: Option<String>,
    /// The runs, newest first, at most 1,000.
    pub run_ids: Vec<RunId>,
    /// What is said of those, each sentence once.
    pub titles: BTreeSet<String>,
}

/// Which failures are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failures {
    /// Every failed run.
    All,
    /// Those that nobody has run again.
    Open,
}

/// Failed runs from row `since_n` on, grouped by cause, latest cause first.
pub fn causes(
    conn: &Connection,
    which: Failures,
    since_n: i64,
    limit: u32,
) -> Result<Vec<CauseRow>, StoreError> {
    let open = match which {
        Failures::All => "",
        Failures::Open => "AND NOT EXISTS (SELECT 1 FROM runs a WHERE a.rerun_of = r.n)",
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT cause, count(*), min(created_ms), max(n) FROM runs r INDEXED BY runs_failed
         WHERE status = 4 AND cause IS NOT NULL AND n >= ?1 {open} GROUP BY cause ORDER BY max(n) DESC LIMIT ?2",
    ))?;
    let groups: Vec<(String, i64, i64, i64)> = statement
        .query_map((since_n, limit), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
        .collect::<Result<_, _>>()?;
    let mut newest =
        conn.prepare_cached(&format!("SELECT r.n, {SELECT} FROM runs r {JOINED} WHERE r.n = ?1"))?;
    let mut ids = conn.prepare_cached(&format!(
        "SELECT uid, json_extract(error, '$.problem.title') FROM runs r INDEXED BY runs_failed
         WHERE status = 4 AND cause = ?1 AND n >= ?2 {open} ORDER BY n DESC LIMIT 1000",
    ))?;
    let mut out = Vec::with_capacity(groups.len());
    for (cause, count, first_ms, n) in groups {
        let mut rows = newest.query([n])?;
        let Some(row) = rows.next()? else { continue };
        let newest = from_row(row)?;
        let (mut run_ids, mut titles) = (Vec::new(), BTreeSet::new());
        let mut rows = ids.query((&cause, since_n))?;
        while let Some(row) = rows.next()? {
            run_ids.push(RunId(Uuid::from_bytes(row.get(0)?)));
            titles.extend(row.get::<_, Option<String>>(1)?);
        }
        let step = step_name(conn, &newest)?;
        out.push(CauseRow { cause, count, first_ms, newest, step, run_ids, titles });
    }
    Ok(out)
}

/// What the step that failed is called in the workflow as it was.
fn step_name(conn: &Connection, run: &RunRow) -> Result<Option<String>, StoreError> {
    let error = run.error.as_deref().and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok());
    let Some(id) = error.as_ref().and_then(|e| e["step_id"].as_str()) else { return Ok(None) };
    let workflow = workflows::at_revision(conn, run.workflow_n, run.revision)?;
    let step = workflow.and_then(|w| w.definition.steps.into_iter().find(|s| s.id.as_str() == id));
    Ok(step.and_then(|s| s.name))
}

#[cfg(test)]
pub(super) fn plan_sql(f: &RunFilter, page: Page) -> String {
    RUNS.page_sql(&filter(f), page).0
}
