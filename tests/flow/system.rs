//! Events of the app itself: every way in which a run ends, and starts in order and after a crash.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

async fn listen(server: &Server, event_type: &str, not: &str) {
    let steps = json!([{"id": "note", "type": "data.set", "with": {"values": {"x": 1}}}]);
    server
        .client
        .send("POST", "/api/workflows", Some(&json!({"id": "note", "name": "Note", "steps": steps})))
        .await
        .unwrap();
    let conditions = if not.is_empty() {
        json!({})
    } else {
        json!({"none": [{"field": "workflow_id", "op": "is", "value": not}]})
    };
    let trigger = json!({"id": event_type.replace('_', "-"), "name": event_type, "source": "system", "event_type": event_type, "workflow_id": "note", "conditions": conditions, "active": true});
    server.client.post("/api/triggers", trigger).await;
}

async fn told(server: &Server, event_type: &str) -> Vec<Value> {
    let list = server.client.get(&format!("/api/events?source=system&type={event_type}&limit=1000")).await;
    let mut data = Vec::new();
    for event in list["items"].as_array().unwrap() {
        data.push(
            server.client.get(&format!("/api/events/{}", event["id"].as_str().unwrap())).await["data"]
                .clone(),
        );
    }
    data
}

async fn run(server: &Server, id: &str, steps: Value) -> String {
    server.client.post("/api/workflows", json!({"id": id, "name": id, "steps": steps})).await;
    let started = server.client.post(&format!("/api/workflows/{id}/run"), json!({})).await;
    let run = started["run_id"].as_str().or(started["execution_id"].as_str()).unwrap().to_owned();
    let shown = server.client.get(&format!("/api/runs/{run}")).await;
    assert_eq!(shown["subject"], id, "without data it is called as its workflow");
    run
}

async fn status(server: &Server, run: &str, wanted: &str) {
    eventually(&format!("{run} is {wanted}"), async || {
        (server.client.get(&format!("/api/runs/{run}")).await["status"] == wanted).then_some(())
    })
    .await;
}

#[test]
fn every_end_of_a_run_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        listen(&server, "workflow_completed", "note").await;
        let cancel =
            async |run: &str| server.client.post(&format!("/api/runs/{run}/cancel"), json!({})).await;
        let good =
            run(&server, "good", json!([{"id": "a", "type": "data.set", "with": {"values": {"x": 1}}}]))
                .await;
        let bad = run(
            &server,
            "bad",
            json!([{"id": "a", "type": "file.copy", "with": {"from": "/nowhere/a", "to": "/nowhere/b"}}]),
        )
        .await;
        let sleeping = run(
            &server,
            "sleeping",
            json!([{"id": "a", "type": "command.run", "with": {"argv": ["sleep", "600"]}}]),
        )
        .await;
        status(&server, &sleeping, "running").await;
        cancel(&sleeping).await;
        let retry = json!({"max_attempts": 5, "delay_s": 600});
        let waiting = run(
            &server,
            "waiting",
            json!([{"id": "a", "type": "command.run", "with": {"argv": ["false"]}, "retry": retry}]),
        )
        .await;
        status(&server, &waiting, "waiting").await;
        cancel(&waiting).await;
        server.client.post("/api/status/pause", json!({})).await;
        let queued =
            run(&server, "queued", json!([{"id": "a", "type": "data.set", "with": {"values": {"x": 1}}}]))
                .await;
        status(&server, &queued, "queued").await;
        cancel(&queued).await;
        server.client.post("/api/status/resume", json!({})).await;
        let wanted: BTreeSet<_> = [
            (&good, "succeeded"),
            (&bad, "failed"),
            (&sleeping, "cancelled"),
            (&waiting, "cancelled"),
            (&queued, "cancelled"),
        ]
        .map(|(run, status)| (run.clone(), status.to_owned()))
        .into();
        let ends = eventually("all ends are told", async || {
            let ends = told(&server, "workflow_completed").await;
            let mine: Vec<_> = ends.into_iter().filter(|d| d["workflow_id"] != "note").collect();
            (mine.len() >= wanted.len()).then_some(mine)
        })
        .await;
        let said: BTreeSet<_> = ends
            .iter()
            .map(|d| {
                (d["execution_id"].as_str().unwrap().to_owned(), d["status"].as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!((said, ends.len()), (wanted, 5));
        let failed = ends.iter().find(|d| d["status"] == "failed").unwrap();
        assert_eq!((&failed["failed_step"], &failed["workflow_name"]), (&json!("a"), &json!("bad")));
        assert!(failed["error"].is_string());
    });
}

#[test]
fn ends_are_told_over_kills() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        listen(&server, "workflow_completed", "note").await;
        let steps = json!([{"id": "a", "type": "data.set", "with": {"values": {"x": 1}}}]);
        server.client.post("/api/workflows", json!({"id": "many", "name": "Many", "steps": steps})).await;
        let trigger = json!({"id": "many", "name": "Many", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "many", "active": true});
        server.client.post("/api/triggers", trigger).await;
        let mut sent = 0;
        for _ in 0..10 {
            let events: Vec<_> = (0..30).map(|n| json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": format!("{n}")}})).collect();
            server.client.post("/api/events/process", json!({ "events": events })).await;
            sent += 30;
            server.kill();
            server = start(dir.path(), &[]).await;
        }
        let ended = eventually("every run's end is told", async || {
            let list = server.client.get("/api/events?source=system&type=workflow_completed&limit=1000").await;
            let open = server.client.get("/api/runs?trigger=workflow-completed&limit=1").await["total"].as_i64()?;
            (list["total"].as_i64()? >= sent * 2 && open >= sent).then(|| list["items"].clone())
        })
        .await;
        // `many` and the `note` that listens to it: each has one end.
        assert_eq!(ended.as_array().unwrap().len() as i64, sent * 2);
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn a_start_says_whether_the_last_stop_was_in_order() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        assert_eq!(told(&server, "app_started").await, [] as [Value; 0], "nobody listens yet");
        listen(&server, "app_started", "").await;
        assert_eq!(server.stop(), Some(0));
        server = restarted(dir.path(), 1).await;
        server.kill();
        server = restarted(dir.path(), 2).await;
        let starts = told(&server, "app_started").await;
        let crashes: Vec<_> = starts
            .iter()
            .map(|d| (d["after_crash"].as_bool().unwrap(), d["host"].as_str().unwrap()))
            .collect();
        assert_eq!(crashes, [(true, "headless"), (false, "headless")]);
    });
}

async fn restarted(data: &Path, wanted: usize) -> Server {
    let server = start(data, &[]).await;
    eventually("the start is told", async || {
        (told(&server, "app_started").await.len() >= wanted).then_some(())
    })
    .await;
    server
}
