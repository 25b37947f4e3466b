//! The books: what was accepted is there, what matched has its run, nothing stands twice (contract C16).

use crate::StoreError;
use rusqlite::Connection;
use serde::Serialize;

/// One account that does not balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the account.
    pub account: &'static str,
    /// What does not balance, with the numbers.
    pub message: String,
}

/// The accounts of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Books {
    /// Events accepted.
    pub accepted: i64,
    /// Events set aside.
    pub rejected: i64,
    /// Events sent again with a known key.
    pub duplicates: i64,
    /// Decisions that matched.
    pub matched: i64,
    /// Runs in all.
    pub runs: i64,
    /// Runs that are not terminal.
    pub active: i64,
    /// Accounts that do not balance; empty when all is well.
    pub findings: Vec<Finding>,
}

/// Account, the sentence when it does not balance, and the query that counts offenders.
const CHECKS: &[(&str, &str, &str)] = &[
    (
        "match_without_run",
        "matches without a run",
        "SELECT count(*) FROM decisions d WHERE d.outcome = 1 AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.event_n = d.event_n AND r.trigger_n = d.trigger_n)",
    ),
    (
        "run_without_match",
        "runs of a trigger without a matching decision",
        "SELECT count(*) FROM runs r WHERE r.trigger_n IS NOT NULL AND r.rerun_of IS NULL AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.event_n = r.event_n AND d.trigger_n = r.trigger_n AND d.outcome = 1)",
    ),
    (
        "run_without_event",
        "runs without their event",
        "SELECT count(*) FROM runs r WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.n = r.event_n)",
    ),
    (
        "run_without_revision",
        "runs whose workflow revision is gone",
        "SELECT count(*) FROM runs r WHERE NOT EXISTS (SELECT 1 FROM workflow_revisions w WHERE w.workflow_n = r.workflow_n AND w.revision = r.revision)",
    ),
    (
        "step_finished_twice",
        "steps with more than one successful attempt",
        "SELECT count(*) FROM (SELECT 1 FROM attempts WHERE status = 3 GROUP BY run_n, step HAVING count(*) > 1)",
    ),
    (
        "succeeded_with_open_steps",
        "succeeded runs with unfinished steps",
        "SELECT count(*) FROM runs r WHERE r.status = 3 AND (SELECT count(*) FROM steps s WHERE s.run_n = r.n AND s.status IN (3, 4, 6)) < r.steps_total",
    ),
    (
        "attempt_open_in_finished_run",
        "finished runs with an attempt at work",
        "SELECT count(*) FROM runs r JOIN attempts a ON a.run_n = r.n AND a.status = 1 WHERE r.status >= 3",
    ),
    (
        "listening_differs",
        "triggers that are said to listen otherwise than they do",
        "SELECT count(*) FROM triggers t WHERE (t.deleted_ms IS NULL) <> EXISTS (SELECT 1 FROM trigger_spans s WHERE s.trigger_n = t.n AND s.until_n IS NULL AND s.revision = t.revision AND s.active = t.active)",
    ),
    (
        "tally_differs",
        "events whose counters differ from their decisions",
        "SELECT count(*) FROM events e WHERE (e.matched, e.suppressed, e.held, e.not_matched, e.off) <>
           (SELECT count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome IN (4, 7)), count(*) FILTER (WHERE outcome = 5),
                   iif(e.implied, e.not_matched, count(*) FILTER (WHERE outcome IN (0, 3))),
                   iif(e.implied, e.off, count(*) FILTER (WHERE outcome IN (2, 6))) FROM decisions d WHERE d.event_n = e.n)",
    ),
];

/// Adds up the books of a store.
pub fn books(conn: &Connection) -> Result<Books, StoreError> {
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0));
    let counter = |name: &str| {
        conn.query_row("SELECT value FROM counters WHERE name = ?1", [name], |r| r.get::<_, i64>(0))
    };
    let mut findings = Vec::new();
    let integrity: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
    if integrity != "ok" {
        findings.push(Finding { account: "integrity", message: integrity });
    }
    for (account, sentence, sql) in CHECKS {
        let n = count(sql)?;
        if n > 0 {
            findings.push(Finding { account, message: format!("{n} {sentence}") });
        }
    }
    let books = Books {
        accepted: count("SELECT count(*) FROM events WHERE rejection IS NULL")?,
        rejected: count("SELECT count(*) FROM events WHERE rejection IS NOT NULL")?,
        duplicates: counter("events_duplicate")?,
        matched: count("SELECT count(*) FROM decisions WHERE outcome = 1")?,
        runs: count("SELECT count(*) FROM runs")?,
        active: count("SELECT count(*) FROM runs WHERE status < 3")?,
        findings,
    };
    let mut books = books;
    for (account, counted, kept) in [
        ("events_accepted", books.accepted, counter("events_accepted")?),
        ("events_rejected", books.rejected, counter("events_rejected")?),
        ("decisions_matched", books.matched, counter("decisions_matched")?),
        ("runs", books.runs, counter("runs_by_trigger")? + counter("runs_by_hand")?),
    ] {
        if counted != kept {
            books.findings.push(Finding {
                account,
                message: format!("{counted} rows, but {kept} were counted as they came"),
            });
        }
    }
    Ok(books)
}
