//! Events in, runs out: one run per (event, trigger), outputs passed on, failures, retries, cancel, resume.

#![allow(clippy::unwrap_used, clippy::panic)]

use prama_engine::ingest::{Ack, Incoming, Origin, Refused, Sink};
use prama_engine::{Engine, EngineOptions, SaveMode};
use prama_model::event::Envelope;
use prama_model::ids::RunId;
use prama_model::run::Status;
use prama_store::runs;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(16 << 20)
        .enable_all()
        .build()
        .unwrap()
}

async fn engine(dir: &Path) -> Arc<Engine> {
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

async fn workflow(engine: &Engine, id: &str, steps: Value) {
    let d = serde_json::from_value(json!({"id": id, "name": id, "steps": steps})).unwrap();
    engine.workflows().save(d, SaveMode::Upsert).await.unwrap();
}

async fn trigger(engine: &Engine, id: &str, workflow: &str, conditions: Value) {
    let d = serde_json::from_value(json!({
        "id": id, "name": id, "source": "my-timer", "event_type": "timer_fired", "workflow_id": workflow,
        "conditions": if conditions.is_null() { None } else { Some(conditions) }, "active": true
    }))
    .unwrap();
    engine.triggers().save(d, SaveMode::Upsert).await.unwrap();
}

async fn emit(engine: &Engine, data: Value, key: Option<&str>) -> Result<Ack, Refused> {
    let envelope: Envelope = serde_json::from_value(
        json!({"event_type": "timer_fired", "source": "my-timer", "data": data, "key": key}),
    )
    .unwrap();
    engine.ingest().ingest(Incoming::new(envelope, Origin::Api)).await
}

async fn settled(engine: &Engine, id: RunId, wanted: fn(Status) -> bool) -> Status {
    for _ in 0..3000 {
        let status = engine.store().read(move |c| Ok(runs::get(c, id)?.status)).await.unwrap();
        if wanted(status) {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the run did not get there");
}

async fn outputs(engine: &Engine, id: RunId) -> Vec<Value> {
    engine
        .store()
        .read(move |c| {
            let row = runs::get(c, id)?;
            Ok(prama_store::steps::of_run(c, row.n)?
                .into_iter()
                .map(|s| s.output.map_or(Value::Null, |o| serde_json::from_str(&o).unwrap()))
                .collect())
        })
        .await
        .unwrap()
}

async fn books_balance(engine: &Engine) {
    let books = engine.store().read(prama_store::books).await.unwrap();
    assert_eq!(books.findings, vec![], "{books:?}");
}

#[test]
fn a_matching_event_runs_its_workflow_and_passes_outputs_on() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        workflow(
            &engine,
            "w",
            json!([
                {"id": "a", "type": "data.set", "with": {"values": {"n": "${{ event.data.count + 1 }}"}}},
                {"id": "skipped", "type": "data.set", "with": {"values": {"x": 1}}, "if": "steps.a.n > 100"},
                {"id": "b", "type": "data.set", "with": {"values": {"text": "n is ${{ steps.a.n }}"}}}
            ]),
        )
        .await;
        trigger(&engine, "t", "w", json!({"all": [{"field": "timer_id", "op": "is", "value": "DEFAULT"}]}))
            .await;
        let ack = emit(&engine, json!({"timer_id": "default", "count": 41}), None).await.unwrap();
        assert_eq!(ack.runs.len(), 1);
        assert_eq!(settled(&engine, ack.runs[0].run_id, Status::is_terminal).await, Status::Succeeded);
        let out = outputs(&engine, ack.runs[0].run_id).await;
        assert_eq!(out, [json!({"n": 42}), Value::Null, json!({"text": "n is 42"})]);
        let why = engine.triggers().explain_run(ack.runs[0].run_id).await.unwrap().unwrap();
        assert!(why.passed());

        let ack = emit(&engine, json!({"timer_id": "other", "count": 1}), None).await.unwrap();
        assert_eq!(ack.runs, vec![]);
        let judged = engine.triggers().decisions(ack.event_id, None).await.unwrap();
        assert_eq!(judged[0].decision.leaf.as_deref(), Some("0"));
        books_balance(&engine).await;
        engine.shutdown().await;
    });
}

#[test]
fn the_gotchas_of_the_quick_start_are_refused_with_their_texts() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        let refuse = async |v: Value| {
            let envelope: Envelope = serde_json::from_value(v).unwrap();
            let refused = engine.ingest().ingest(Incoming::new(envelope, Origin::Api)).await.unwrap_err();
            let p = refused.problem().clone();
            assert!(matches!(refused, Refused::Rejected { event_id: Some(_), .. }));
            (p.code, p.title, p.suggestion)
        };
        assert_eq!(
            refuse(json!({"event_type": "random_event", "source": "my-timer", "data": {}})).await,
            ("EVT-002".into(), "\"random_event\" isn't an event type of My Timer.".into(), None)
        );
        assert_eq!(
            refuse(json!({"event_type": "timer_fire", "source": "my-timer", "data": {}})).await.2.as_deref(),
            Some("timer_fired")
        );
        assert_eq!(
            refuse(json!({"event_type": "timer_fired", "source": "my-Timer", "data": {}})).await,
            (
                "EVT-001".into(),
                "No source has the id `my-Timer`. Did you mean `my-timer`?".into(),
                Some("my-timer".into())
            )
        );
        let (code, title, _) =
            refuse(json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": 7}})).await;
        assert_eq!(
            (code.as_str(), title.as_str()),
            ("EVT-004", "`timer_id` should be a text; got the number 7.")
        );
        let (code, title, _) =
            refuse(json!({"event_type": "file_upload", "source": "web-client-upload", "data": {}})).await;
        assert_eq!(code, "EVT-003", "{title}");
        assert_eq!(
            refuse(json!({"event_type": "t", "source": "a", "metadata": {"source": "b"}})).await.0,
            "EVT-007"
        );
        let books = engine.store().read(prama_store::books).await.unwrap();
        assert_eq!((books.accepted, books.rejected), (0, 6));
        engine.shutdown().await;
    });
}

#[test]
fn one_key_is_one_event_and_one_run() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        workflow(&engine, "w", json!([{"id": "a", "type": "data.set", "with": {"values": {"x": 1}}}])).await;
        trigger(&engine, "t", "w", Value::Null).await;
        let first = emit(&engine, json!({"timer_id": "a"}), Some("k")).await.unwrap();
        let again = emit(&engine, json!({"timer_id": "a"}), Some("k")).await.unwrap();
        assert!(again.duplicate && again.runs.is_empty() && again.event_id == first.event_id);
        let other = emit(&engine, json!({"timer_id": "b"}), Some("k")).await.unwrap_err();
        assert_eq!(other.problem().code, "EVT-006");
        settled(&engine, first.runs[0].run_id, Status::is_terminal).await;
        books_balance(&engine).await;
        engine.shutdown().await;
    });
}

#[test]
fn a_failed_step_says_why_can_be_mended_and_retried() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        let target = dir.path().join("out/report.txt");
        workflow(
            &engine,
            "w",
            json!([
                {"id": "a", "type": "data.set", "with": {"values": {"x": 1}}},
                {"id": "write", "type": "file.write", "with": {"path": target, "text": "hello"}}
            ]),
        )
        .await;
        trigger(&engine, "t", "w", Value::Null).await;
        std::fs::write(dir.path().join("out"), "a file where a folder should be").unwrap();
        let run = emit(&engine, json!({}), None).await.unwrap().runs[0].run_id;
        assert_eq!(settled(&engine, run, Status::is_terminal).await, Status::Failed);
        std::fs::remove_file(dir.path().join("out")).unwrap();
        std::fs::create_dir(dir.path().join("out")).unwrap();
        engine.runs().retry(run).await.unwrap();
        assert_eq!(settled(&engine, run, |s| s == Status::Succeeded).await, Status::Succeeded);
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "hello");
        assert!(engine.runs().retry(run).await.is_err(), "a succeeded run cannot be retried");
        books_balance(&engine).await;
        engine.shutdown().await;
    });
}

#[test]
fn a_run_at_work_can_be_cancelled_and_its_child_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        let mark = dir.path().join("pid");
        workflow(
            &engine,
            "w",
            json!([{"id": "sleep", "type": "command.run",
            "with": {"argv": ["sh", "-c", format!("echo $$ > {}; sleep 600", mark.display())]}}]),
        )
        .await;
        trigger(&engine, "t", "w", Value::Null).await;
        let run = emit(&engine, json!({}), None).await.unwrap().runs[0].run_id;
        let pid = loop {
            match std::fs::read_to_string(&mark) {
                Ok(text) if text.ends_with('\n') => break text.trim().to_owned(),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        engine.runs().cancel(run).await.unwrap();
        assert_eq!(settled(&engine, run, Status::is_terminal).await, Status::Cancelled);
        assert!(!Path::new(&format!("/proc/{pid}")).exists(), "the child lives on");
        engine.shutdown().await;
    });
}

#[test]
fn an_orderly_stop_leaves_a_run_that_goes_on_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let go = dir.path().join("go");
        let count = dir.path().join("count");
        let second_step = dir.path().join("second");
        let first = engine(dir.path()).await;
        workflow(&first, "w", json!([
            {"id": "once", "type": "command.run", "with": {"argv": ["sh", "-c", format!("echo x >> {}", count.display())]}},
            {"id": "wait", "type": "command.run", "with": {"argv": ["sh", "-c", format!("touch {}; while [ ! -e {} ]; do sleep 0.02; done", second_step.display(), go.display())]}}
        ])).await;
        trigger(&first, "t", "w", Value::Null).await;
        let run = emit(&first, json!({}), None).await.unwrap().runs[0].run_id;
        // The second step begins only after the first one's outcome is on record.
        while !second_step.exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        first.shutdown().await;
        std::fs::write(&go, "").unwrap();
        let second = engine(dir.path()).await;
        assert_eq!(settled(&second, run, Status::is_terminal).await, Status::Succeeded);
        assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\n", "a finished step ran again");
        books_balance(&second).await;
        second.shutdown().await;
    });
}

#[test]
fn a_workflow_that_triggers_itself_is_stopped_and_named() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let engine = engine(dir.path()).await;
        workflow(
            &engine,
            "w",
            json!([{"id": "again", "type": "event.emit",
            "with": {"source": "my-timer", "event_type": "timer_fired", "data": {"timer_id": "x"}}}]),
        )
        .await;
        trigger(&engine, "t", "w", Value::Null).await;
        emit(&engine, json!({}), None).await.unwrap();
        for _ in 0..3000 {
            let books = engine.store().read(prama_store::books).await.unwrap();
            if books.accepted == 6 && books.active == 0 {
                // Five times in its own chain; the sixth event is kept, and its decision names the loop.
                assert_eq!((books.runs, books.matched, books.rejected), (5, 5, 0));
                assert!(books.findings.is_empty(), "{:?}", books.findings);
                engine.shutdown().await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the loop was not stopped");
    });
}
