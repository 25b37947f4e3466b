//! Every event has a decision of every trigger that listened, stored or not, and exactly one run for each match.
#![allow(clippy::unwrap_used, clippy::panic)]

use prama_engine::etag::Seen;
use prama_engine::ingest::{Ack, Incoming, Origin, Sink};
use prama_engine::{Engine, EngineOptions, SaveMode};
use prama_model::event::Envelope;
use prama_model::ids::EventId;
use prama_store::decisions::Outcome;
use prama_store::views::span::{self, Span};
use prama_store::{triggers, views};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

fn with_engine<F: Future<Output = ()>>(test: impl FnOnce(Arc<Engine>) -> F) {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(16 << 20)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let engine = start(dir.path()).await;
        let steps = json!([{"id": "a", "type": "data.set", "with": {"values": {"n": 1}}}]);
        let d = serde_json::from_value(json!({"id": "w", "name": "w", "steps": steps})).unwrap();
        engine.workflows().save(d, SaveMode::Upsert).await.unwrap();
        test(Arc::clone(&engine)).await;
        let books = engine.store().read(prama_store::books).await.unwrap();
        assert_eq!(books.findings, vec![], "{books:?}");
        engine.shutdown().await;
    });
}

async fn start(dir: &Path) -> Arc<Engine> {
    Engine::start(EngineOptions {
        data_dir: dir.into(),
        source_dirs: vec![],
        worker: vec![],
        keyring: false,
        host: Default::default(),
    })
    .await
    .unwrap()
}

async fn trigger(engine: &Engine, id: &str, conditions: Value, active: bool) {
    let d = serde_json::from_value(json!({
        "id": id, "name": id, "source": "my-timer", "event_type": "timer_fired", "workflow_id": "w",
        "conditions": conditions, "active": active
    }))
    .unwrap();
    engine.triggers().save(d, SaveMode::Upsert).await.unwrap();
}

async fn emit(engine: &Engine, data: Value) -> Ack {
    let envelope: Envelope =
        serde_json::from_value(json!({"event_type": "timer_fired", "source": "my-timer", "data": data}))
            .unwrap();
    engine.ingest().ingest(Incoming::new(envelope, Origin::Api)).await.unwrap()
}

fn is(field: &str, value: Value) -> Value {
    json!({"field": field, "op": "is", "value": value})
}

/// Trigger, what it said, of which revision, and the leaf that stopped it; by name.
async fn decided(engine: &Engine, id: EventId) -> Vec<(String, Outcome, i64, Option<String>)> {
    let judged = engine.triggers().decisions(id, None).await.unwrap();
    let mut all: Vec<_> = judged
        .into_iter()
        .map(|j| {
            let d = j.decision;
            (j.trigger.definition.id, d.outcome, d.revision, d.leaf)
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let row = engine.store().read(move |c| views::events::get(c, id)).await.unwrap().unwrap();
    let count = |wanted: Outcome| all.iter().filter(|d| d.1 == wanted).count() as i64;
    let counted = (count(Outcome::Matched), count(Outcome::NoMatch), count(Outcome::Off));
    assert_eq!((row.matched, row.not_matched, row.off), counted, "counts of the event and its decisions");
    all
}

/// Events that a trigger judged: ever, and in the last day.
async fn judged(engine: &Engine, id: &'static str) -> (i64, i64) {
    engine
        .store()
        .read(move |c| {
            let row = triggers::find(c, id)?.unwrap();
            let since = views::triggers::Since::at(c, 0)?;
            Ok((row.events_ever, views::triggers::activity(c, row.n, since)?.events))
        })
        .await
        .unwrap()
}

#[test]
fn a_decision_without_a_row_is_what_was_judged_then() {
    with_engine(|engine| async move {
        trigger(&engine, "a", is("timer_id", json!("one")), true).await;
        trigger(&engine, "b", json!({"all": [is("timer_id", json!("two")), is("n", json!(1))]}), true).await;
        trigger(&engine, "c", is("timer_id", json!("one")), false).await;
        trigger(&engine, "d", json!({"field": "timer_id", "op": "contains", "value": "x"}), true).await;
        let none = |leaf: &str| (Outcome::NoMatch, 1, Some(leaf.to_owned()));
        let first = emit(&engine, json!({"timer_id": "one", "n": 1})).await;
        assert_eq!(first.runs.len(), 1);
        let at_first = [
            ("a".to_owned(), Outcome::Matched, 1, None),
            ("b".to_owned(), Outcome::NoMatch, 1, Some("0".to_owned())),
            ("c".to_owned(), Outcome::Off, 1, None),
            ("d".to_owned(), none("0").0, none("0").1, none("0").2),
        ];
        assert_eq!(decided(&engine, first.event_id).await, at_first);

        // Changed, turned on, deleted: what was said of the first event stays, and the second is judged by what there is now.
        trigger(&engine, "b", is("n", json!(1)), true).await;
        engine.triggers().set_active("c", true).await.unwrap();
        engine.triggers().delete("d", Seen::anything()).await.unwrap();
        engine.triggers().set_active("a", false).await.unwrap();
        let second = emit(&engine, json!({"timer_id": "other", "n": 2})).await;
        assert_eq!(decided(&engine, first.event_id).await, at_first);
        assert_eq!(
            decided(&engine, second.event_id).await,
            [
                ("a".to_owned(), Outcome::Off, 1, Some("0".to_owned())),
                ("b".to_owned(), Outcome::NoMatch, 2, Some("0".to_owned())),
                ("c".to_owned(), none("0").0, none("0").1, none("0").2),
            ]
        );
        let of_b = engine.triggers().decisions(first.event_id, Some("b".to_owned())).await.unwrap();
        assert_eq!((of_b.len(), of_b[0].changed_since, of_b[0].would_match_now), (1, true, Some(true)));
        assert_eq!(of_b[0].blockers, ["0"]);

        engine.triggers().restore("d").await.unwrap();
        let third = emit(&engine, json!({"timer_id": "xx", "n": 1})).await;
        assert_eq!(decided(&engine, third.event_id).await.len(), 4);
        // A replay to chosen triggers is judged by those only.
        let again = engine.ingest().resend(first.event_id, None, Some(vec!["d".to_owned()])).await.unwrap();
        let said = decided(&engine, again.event_id).await;
        assert_eq!(said, [("d".to_owned(), none("0").0, none("0").1, none("0").2)]);
        for (id, counted) in [("a", 1), ("b", 3), ("c", 2), ("d", 3)] {
            assert_eq!(judged(&engine, id).await, (counted, counted), "{id}");
        }
    });
}

#[test]
fn each_match_has_exactly_one_run() {
    // 1 event × 1,000 triggers and 1,000 events × 100 triggers with PRAMA_LONG.
    let long = std::env::var_os("PRAMA_LONG").is_some();
    let (wide, events_n, narrow) = if long { (1_000, 1_000, 100) } else { (200, 50, 20) };
    with_engine(|engine| async move {
        for n in 0..wide {
            let conditions = if n % 2 == 0 {
                is("timer_id", json!("go"))
            } else {
                json!({"field": "n", "op": "ge", "value": 0})
            };
            trigger(&engine, &format!("t{n:04}"), conditions, true).await;
        }
        let ack = emit(&engine, json!({"timer_id": "go", "n": 0})).await;
        assert_eq!(ack.runs.len(), wide);
        for n in narrow..wide {
            engine.triggers().delete(&format!("t{n:04}"), Seen::anything()).await.unwrap();
        }
        let before = engine.store().read(prama_store::books).await.unwrap();
        assert_eq!(before.runs, wide as i64);
        let mut senders = tokio::task::JoinSet::new();
        for n in 0..events_n {
            let engine = Arc::clone(&engine);
            senders.spawn(async move { emit(&engine, json!({"timer_id": "GO", "n": n})).await.runs.len() });
        }
        let started: usize = senders.join_all().await.into_iter().sum();
        assert_eq!(started, events_n * narrow);
        let books = engine.store().read(prama_store::books).await.unwrap();
        assert_eq!(books.runs - before.runs, (events_n * narrow) as i64);
        assert_eq!(books.matched - before.matched, (events_n * narrow) as i64);
        let newest = engine.store().read(|c| {
            let (mut out, five) = (Vec::new(), Span { last: 5, from_ms: None, to_ms: None });
            span::each(c, "my-timer", "timer_fired", five, |seen| {
                out.push(seen.event()?);
                Ok(())
            })?;
            Ok(out)
        });
        for event in newest.await.unwrap() {
            assert_eq!(decided(&engine, event.id).await.len(), narrow);
        }
    });
}

#[test]
fn a_draft_is_promoted_in_one_transaction() {
    with_engine(async |engine| {
        trigger(&engine, "t", is("timer_id", json!("a")), false).await;
        let draft = serde_json::from_value(json!({
            "id": "t", "name": "t", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "w",
            "conditions": is("timer_id", json!("b")), "active": true
        }));
        engine.triggers().put_shadow(draft.unwrap()).await.unwrap();
        let before = engine.rules().fresh().await.version;
        assert_eq!(engine.triggers().promote_shadow("t", Seen::anything()).await.unwrap(), 2);
        let rules = engine.rules().fresh().await;
        assert_eq!((rules.version, rules.beside().len()), (before + 1, 0), "saved and ended at once");
        assert!(!rules.trigger("t").unwrap().row.definition.active, "off as it was");
        assert!(
            engine.triggers().promote_shadow("t", Seen::anything()).await.is_err(),
            "there is none any more"
        );
    });
}
