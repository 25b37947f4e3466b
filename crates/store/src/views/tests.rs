//! Views over a small store: lists, cursors, counters, and that every list query uses an index.

use super::events::{EventFilter, Outcome};
use super::runs::RunFilter;
use super::*;
use crate::tables::{
    decisions, events as event_rows, runs as run_rows, triggers as trigger_rows, workflows as workflow_rows,
};
use crate::{OpenOptions, Store, StoreError};
use prama_model::event::Event;
use prama_model::ids::{EventId, RunId};
use prama_model::run::{Change, Status};
use serde_json::json;
use uuid::Uuid;

const EVENTS: i64 = 25;
/// Time of event i is START + i minutes.
const START: i64 = 1_700_000_000_000;
const MINUTE: i64 = 60_000;

fn event(i: i64) -> Event {
    let data = json!({"filename": format!("file-{i:02}.pdf"), "file_path": format!("/in/file-{i:02}.pdf"), "file_size": i * 10, "odd": i % 2 == 1});
    Event {
        id: EventId(Uuid::from_u128(1000 + i as u128)),
        source: "folder".into(),
        event_type: "added".into(),
        subject: format!("file-{i:02}.pdf"),
        time_ms: START + i * MINUTE,
        received_ms: START + i * MINUTE,
        user_id: None,
        key: None,
        data: data.as_object().unwrap().clone(),
        additional_data: None,
        depth: 0,
        replay_of: None,
        caused_by: None,
        flag: None,
        rejection: (i % 10 == 9).then(|| prama_model::Problem::new("EVT-003", "Bad.", "Kept.")),
    }
}

fn run_id(i: i64) -> RunId {
    RunId(Uuid::from_u128(2000 + i as u128))
}

/// Events 0 to 24, 9 and 19 rejected; even ones matched by trigger "t" and run by "w"; runs of 0, 4, 8, … failed, the others succeeded.
async fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&OpenOptions::new(dir.path())).unwrap();
    store
        .write(|tx| {
            let workflow = json!({"id": "w", "name": "Work", "steps": [{"id": "a", "type": "file.copy", "with": {}}]});
            let (w, _) = workflow_rows::save(tx, &serde_json::from_value(workflow).unwrap(), START)?;
            let trigger = json!({"id": "t", "name": "Even", "source": "folder", "event_type": "added", "workflow_id": "w"});
            let (t, _) = trigger_rows::save(tx, &serde_json::from_value(trigger).unwrap(), START)?;
            for i in 0..EVENTS {
                let e = event(i);
                let even = i % 2 == 0;
                let judged = e.rejection.is_none();
                let tally = event_rows::Tally {
                    matched: u32::from(judged && even),
                    not_matched: u32::from(judged && !even),
                    ..event_rows::Tally::default()
                };
                let event_rows::Stored::New(n) = event_rows::insert(tx, &e, None, tally)? else { panic!() };
                if !judged {
                    continue;
                }
                let outcome = if even { decisions::Outcome::Matched } else { decisions::Outcome::NoMatch };
                let decision = decisions::Decision { trigger_n: t, revision: 1, outcome, leaf: None, reason: None };
                decisions::insert(tx, n, &e, &[decision], false)?;
                if !even {
                    continue;
                }
                let new = run_rows::NewRun {
                    id: run_id(i),
                    event_n: n,
                    trigger_n: Some(t),
                    workflow_n: w,
                    revision: 1,
                    subject: e.subject.clone(),
                    depth: 0,
                    steps_total: 1,
                    test: false,
                    rerun_of: None,
                    lane: None,
                    not_before_ms: None,
                    input: None,
                };
                let run_n = run_rows::insert(tx, &new, e.received_ms)?;
                run_rows::change(tx, run_n, run_id(i), Change::Start, &run_rows::Details::default(), e.received_ms)?;
                let failed = i % 4 == 0;
                let details = run_rows::Details {
                    cause: failed.then(|| "w/a/full".to_owned()),
                    error: failed.then(|| json!({"step_id": "a", "problem": {"code": "STP-1", "title": format!("\"{i}\" is full.")}}).to_string()),
                    ..run_rows::Details::default()
                };
                let change = if failed { Change::Fail } else { Change::Succeed };
                run_rows::change(tx, run_n, run_id(i), change, &details, e.received_ms + 100 + i)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    (dir, store)
}

async fn read<T: Send + 'static>(
    store: &Store,
    f: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.read(f).await.unwrap()
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let (_dir, store) = store().await;
    let subjects = read(&store, |c| {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let list = events::list(c, &EventFilter::default(), Page { limit: 7, before })?;
            assert_eq!((list.total, list.total_is_exact), (EVENTS, true));
            seen.extend(list.items.into_iter().map(|e| e.subject));
            match list.next {
                Some(next) => before = Some(next),
                None => return Ok(seen),
            }
        }
    })
    .await;
    let expected: Vec<_> = (0..EVENTS).rev().map(|i| format!("file-{i:02}.pdf")).collect();
    assert_eq!(subjects, expected);
}

#[tokio::test]
async fn event_filters_find_what_they_name() {
    let (_dir, store) = store().await;
    let count = |f: EventFilter| {
        let store = store.clone();
        async move { read(&store, move |c| events::list(c, &f, Page::default())).await.total }
    };
    let outcome = |o| EventFilter { outcome: Some(o), ..EventFilter::default() };
    assert_eq!(count(outcome(Outcome::Rejected)).await, 2);
    assert_eq!(count(outcome(Outcome::Matched)).await, 13);
    assert_eq!(count(outcome(Outcome::NoneMatched)).await, 10);
    assert_eq!(count(outcome(Outcome::NoListener)).await, 0);
    assert_eq!(count(EventFilter { q: Some("FILE-1".into()), ..EventFilter::default() }).await, 10);
    assert_eq!(
        count(EventFilter { q: Some("file_1".into()), ..EventFilter::default() }).await,
        0,
        "_ is no wildcard"
    );
    assert_eq!(count(EventFilter { source: Some("other".into()), ..EventFilter::default() }).await, 0);
    let between = |from: Option<i64>, to: Option<i64>| EventFilter {
        from_ms: from.map(|i| START + i * MINUTE),
        to_ms: to.map(|i| START + i * MINUTE),
        ..EventFilter::default()
    };
    for (from, to, expected) in [
        (Some(20), None, 5),
        (None, Some(5), 5),
        (Some(5), Some(8), 3),
        (Some(99), None, 0),
        (Some(8), Some(5), 0),
    ] {
        assert_eq!(count(between(from, to)).await, expected, "{from:?} {to:?}");
    }
    let odd = EventFilter { outcome: Some(Outcome::NoneMatched), ..between(Some(0), Some(10)) };
    assert_eq!(count(odd).await, 4);
}

#[tokio::test]
async fn triggers_that_matched_the_same_events_are_counted() {
    let (_dir, store) = store().await;
    store
        .write(|tx| {
            let trigger = json!({"id": "all", "name": "All", "source": "folder", "event_type": "added", "workflow_id": "w"});
            let (all, _) = trigger_rows::save(tx, &serde_json::from_value(trigger).unwrap(), START)?;
            // Of the even ones, which the first trigger matched, this one also took 20, 22 and 24; 23 it took alone.
            for (i, outcome) in [
                (20, decisions::Outcome::Matched),
                (22, decisions::Outcome::Suppressed),
                (23, decisions::Outcome::Matched),
                (24, decisions::Outcome::Held),
            ] {
                let decision = decisions::Decision { trigger_n: all, revision: 1, outcome, leaf: None, reason: None };
                decisions::insert(tx, i + 1, &event(i), &[decision], false)?;
                tx.conn().execute("UPDATE events SET matched = matched + 1 WHERE n = ?1", [i + 1])?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let counts = read(&store, |c| overlap::of_events(c, &[21, 22, 23, 24, 25])).await;
    assert_eq!((counts.get(&1), counts.get(&2)), (Some(&3), Some(&4)));
    let pairs = read(&store, |c| overlap::pairs(c, START, 100)).await;
    assert_eq!(pairs.into_iter().collect::<Vec<_>>(), [((1, 2), 3), ((2, 1), 3)]);
    let late = read(&store, |c| overlap::pairs(c, START + 22 * MINUTE, 100)).await;
    assert_eq!(late[&(1, 2)], 2);
    assert_eq!(read(&store, |c| overlap::pairs(c, START, 1)).await[&(2, 1)], 1, "the newest event only");
}

#[tokio::test]
async fn runs_are_found_by_status_trigger_event_cause_and_text() {
    let (_dir, store) = store().await;
    let count = |f: RunFilter| {
        let store = store.clone();
        async move { read(&store, move |c| runs::list(c, &f, Page::default())).await }
    };
    let failed = count(RunFilter { status: vec![Status::Failed], ..RunFilter::default() }).await;
    assert_eq!((failed.total, failed.items[0].subject.as_str()), (7, "file-24.pdf"));
    assert_eq!(failed.items[0].trigger_name.as_deref(), Some("Even"));
    let both = RunFilter { status: vec![Status::Failed, Status::Succeeded], ..RunFilter::default() };
    assert_eq!(count(both).await.total, 13);
    assert_eq!(count(RunFilter { trigger: Some("t".into()), ..RunFilter::default() }).await.total, 13);
    assert_eq!(count(RunFilter { workflow: Some("none".into()), ..RunFilter::default() }).await.total, 0);
    assert_eq!(
        count(RunFilter { event: Some(event(4).id), ..RunFilter::default() }).await.items[0].id,
        run_id(4)
    );
    assert_eq!(count(RunFilter { cause: Some("w/a/full".into()), ..RunFilter::default() }).await.total, 7);
    assert_eq!(count(RunFilter { q: Some("full".into()), ..RunFilter::default() }).await.total, 7);
    let causes = read(&store, |c| runs::causes(c, runs::Failures::All, 0, 10)).await;
    assert_eq!((causes.len(), causes[0].count, causes[0].run_ids.len()), (1, 7, 7));
    assert_eq!(causes[0].newest.id, run_id(24));
    assert_eq!(causes[0].titles.len(), 7, "{:?}", causes[0].titles);
    // A run that was run again is no open failure any more.
    store
        .write(|tx| {
            let old = run_rows::get(tx.conn(), run_id(24))?;
            let new = run_rows::NewRun {
                id: run_id(99),
                event_n: old.event_n,
                trigger_n: old.trigger_n,
                workflow_n: old.workflow_n,
                revision: old.revision,
                subject: old.subject,
                depth: 0,
                steps_total: 1,
                test: false,
                rerun_of: Some(old.n),
                lane: None,
                not_before_ms: None,
                input: None,
            };
            run_rows::insert(tx, &new, START + EVENTS * MINUTE).map(|_| ())
        })
        .await
        .unwrap();
    let open = read(&store, |c| runs::causes(c, runs::Failures::Open, 0, 10)).await;
    assert_eq!((open[0].count, open[0].newest.id), (6, run_id(20)));
    assert_eq!(read(&store, |c| runs::causes(c, runs::Failures::All, 0, 10)).await[0].count, 7);
}

#[tokio::test]
async fn intervals_begin_at_the_first_row_in_them() {
    let (_dir, store) = store().await;
    for (since_ms, expected) in
        [(0, 1), (START + 5 * MINUTE, 6), (START + 5 * MINUTE + 1, 7), (START + 99 * MINUTE, 26)]
    {
        let n = read(&store, move |c| first_since(c, Timeline::Events, since_ms)).await;
        assert_eq!(n, expected, "{since_ms}");
    }
    let activity = read(&store, |c| {
        let since = triggers::Since::at(c, START + 20 * MINUTE)?;
        triggers::activity(c, 1, since)
    })
    .await;
    assert_eq!(activity, triggers::Activity { events: 5, matched: 3, runs: 3, failed: 2 });
}

#[tokio::test]
async fn home_and_workflow_numbers_add_up() {
    let (_dir, store) = store().await;
    let today = read(&store, |c| home::today(c, START)).await;
    assert_eq!((today.runs, today.succeeded, today.failed, today.active), (13, 6, 7, 0));
    assert_eq!((today.median_ms, today.p95_ms), (Some(114), Some(122)));
    let bars = read(&store, |c| home::bars(c, START, 10 * MINUTE, 3)).await;
    assert_eq!(bars.iter().map(|b| b.succeeded + b.failed).sum::<i64>(), 13);
    assert_eq!((bars[2].succeeded, bars[2].failed), (1, 2));
    let files = read(&store, |c| home::recent_files(c, None, 5)).await;
    assert_eq!(files[0].name, "file-24.pdf");
    assert_eq!(files[0].run.as_ref().map(|r| r.status), Some(Status::Failed));
    assert!(files[1].run.is_none());
    let w = read(&store, |c| workflows::statistics(c, 1, "w", START)).await;
    assert_eq!((w.runs, w.succeeded, w.median_ms), (13, 6, Some(114)));
}

#[tokio::test]
async fn list_queries_use_an_index() {
    let (_dir, store) = store().await;
    let page = Page { limit: 50, before: Some(20) };
    let event = |f: EventFilter| events::plan_sql(&f, page);
    let run = |f: RunFilter| runs::plan_sql(&f, page);
    let queries = [
        ("PRIMARY KEY", event(EventFilter::default())),
        (
            "events_type",
            event(EventFilter {
                source: Some("s".into()),
                event_type: Some("t".into()),
                ..EventFilter::default()
            }),
        ),
        (
            "PRIMARY KEY (rowid>? AND rowid<?)",
            events::plan_sql(
                &EventFilter { from_ms: Some(1), to_ms: Some(2), ..EventFilter::default() },
                Page { limit: 50, before: None },
            ),
        ),
        (
            "events_type (source=? AND event_type=? AND n>? AND n<?)",
            events::plan_sql(
                &EventFilter {
                    source: Some("s".into()),
                    event_type: Some("t".into()),
                    from_ms: Some(1),
                    to_ms: Some(2),
                    ..EventFilter::default()
                },
                Page { limit: 50, before: None },
            ),
        ),
        (
            "events_rejected",
            event(EventFilter { outcome: Some(Outcome::Rejected), ..EventFilter::default() }),
        ),
        ("PRIMARY KEY", run(RunFilter::default())),
        ("runs_active", run(RunFilter { status: vec![Status::Running], ..RunFilter::default() })),
        ("runs_failed", run(RunFilter { cause: Some("c".into()), ..RunFilter::default() })),
        ("runs_workflow", run(RunFilter { workflow: Some("w".into()), ..RunFilter::default() })),
        ("runs_trigger", run(RunFilter { trigger: Some("t".into()), ..RunFilter::default() })),
        ("runs_once", run(RunFilter { event: Some(EventId(Uuid::nil())), ..RunFilter::default() })),
    ];
    for (index, sql) in queries {
        let explained = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = read(&store, move |c| {
            let mut statement = c.prepare(&explained)?;
            let parameters = statement.parameter_count();
            let rows = statement
                .query_map(rusqlite::params_from_iter(vec![1; parameters]), |r| r.get::<_, String>(3))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.join("; "))
        })
        .await;
        assert!(plan.contains(index), "{index} expected: {plan}\n{sql}");
        assert!(!plan.replace("SCAN json_each", "").contains("SCAN"), "a scan: {plan}\n{sql}");
    }
}
