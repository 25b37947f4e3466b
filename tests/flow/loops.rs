//! Workflows that trigger themselves: through a watched folder, by moving to and fro, by their own events. Each is warned of or
//! stopped after five runs of one trigger in a chain, with the chain; what comes from outside goes on. And the brake.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;

const RUNS: usize = 5;

async fn watch(server: &Server, folders: &[&Path]) {
    let folders: Vec<Value> = folders.iter().map(|f| json!({"path": f})).collect();
    let config = json!({"folders": folders, "patterns": ["*.txt"], "settle_ms": 100});
    server.client.put("/api/event-sources/file-monitor/config", config).await;
    server.client.post("/api/event-sources/file-monitor/start", json!({})).await;
    eventually("the folders are watched", async || {
        let source = server.client.get("/api/event-sources/file-monitor").await;
        source["folders"].as_array()?.iter().all(|f| f["state"] == "watching").then_some(())
    })
    .await;
}

async fn workflow(server: &Server, id: &str, kind: &str, with: Value) {
    let steps = json!([{"id": "it", "type": kind, "with": with}]);
    server.client.post("/api/workflows", json!({"id": id, "name": id, "steps": steps})).await;
}

async fn trigger(server: &Server, id: &str, of: (&str, &str), workflow: &str, more: Value) -> Value {
    let mut body = json!({"id": id, "name": id, "source": of.0, "event_type": of.1, "workflow_id": workflow});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    server.client.post("/api/triggers", body).await
}

async fn items(server: &Server, path: &str) -> Vec<Value> {
    server.client.get(path).await["items"].as_array().unwrap().clone()
}

/// The event at which a trigger was stopped, with its decision. `triggers`: what their ids begin with.
async fn stopped(server: &Server, triggers: &[&str]) -> (Value, Value) {
    let wanted =
        |d: &Value| triggers.iter().any(|t| d["trigger_id"].as_str().is_some_and(|id| id.starts_with(t)));
    eventually(&format!("the loop of {triggers:?} is stopped"), async || {
        for event in items(server, "/api/events?limit=500").await {
            let id = event["id"].as_str()?.to_owned();
            let decisions = items(server, &format!("/api/events/{id}/decisions")).await;
            if let Some(d) = decisions.into_iter().find(|d| d["outcome"] == "loop" && wanted(d)) {
                return Some((event, d));
            }
        }
        None
    })
    .await
}

async fn runs_of(server: &Server, trigger: &str) -> usize {
    items(server, &format!("/api/runs?limit=500&trigger={trigger}")).await.len()
}

#[test]
fn a_workflow_that_writes_where_its_trigger_watches_is_warned_of_and_stopped_with_its_chain() {
    let dir = tempfile::tempdir().unwrap();
    let scans = dir.path().join("Scans");
    std::fs::create_dir(&scans).unwrap();
    runtime().block_on(async {
        let mut server = start(&dir.path().join("data"), &[]).await;
        let copy = json!({"from": "${{ event.data.file_path }}", "to_folder": &scans});
        workflow(&server, "copy", "file.copy", copy).await;
        watch(&server, &[&scans]).await;
        let saved = trigger(&server, "Invoices", ("file-monitor", "file_added"), "copy", json!({})).await;
        assert_eq!(saved["problems"][0]["code"], "TRG-044", "{saved}");
        let warned = format!("Its step \"it\" writes to {}, which \"Invoices\" watches.", scans.display());
        assert_eq!(saved["problems"][0]["detail"], warned);

        std::fs::write(scans.join("a.txt"), "first").unwrap();
        let (event, decision) = stopped(&server, &["Invoices"]).await;
        let text = format!(
            "Stopped: this workflow keeps triggering itself. It writes to {}, which \"Invoices\" watches.",
            scans.display()
        );
        assert_eq!(
            (&decision["reason"]["code"], &decision["reason"]["text"]),
            (&json!("loop"), &json!(text))
        );
        assert_eq!(decision["reason"]["chain"].as_array().unwrap().len(), RUNS + 1);
        assert_eq!(runs_of(&server, "Invoices").await, RUNS);
        assert_eq!(std::fs::read_dir(&scans).unwrap().count(), RUNS + 1);

        let chain = server.client.get(&format!("/api/events/{}/chain", event["id"].as_str().unwrap())).await;
        let links = chain["links"].as_array().unwrap();
        assert_eq!((links.len(), &links[0]["subject"]), (RUNS, &json!("a.txt")), "{chain}");
        assert_eq!((&links[0]["trigger_name"], &links[0]["step"]), (&json!("Invoices"), &json!(0)));
        let root = links[0]["event_id"].as_str().unwrap();
        assert_eq!(
            server.client.get(&format!("/api/events/{root}/chain")).await["led_to"][0]["id"],
            links[1]["event_id"]
        );
        let (code, out, err) = server.cli(&["events", "chain", event["id"].as_str().unwrap()]);
        assert_eq!((code, out.lines().count()), (0, RUNS + 1), "{out}{err}");
        let (_, why, _) = server.cli(&["events", "why", event["id"].as_str().unwrap()]);
        assert!(why.contains(&text), "{why}");

        // The app knows its own doing after a restart; what a person puts there is none of it.
        assert_eq!(server.stop(), Some(0));
        let server = start(&dir.path().join("data"), &[]).await;
        std::fs::write(scans.join("b.txt"), "from outside").unwrap();
        eventually("the second loop is stopped as well", async || {
            (runs_of(&server, "Invoices").await == 2 * RUNS).then_some(())
        })
        .await;
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn moving_to_and_fro_and_own_events_are_loops_too() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    std::fs::create_dir(&a).unwrap();
    std::fs::create_dir(&b).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &[&a, &b]).await;
        for (id, from, to) in [("there", &a, &b), ("back", &b, &a)] {
            let name = "x${{ string(size(event.data.filename)) }}${{ event.data.filename }}";
            let with = json!({"from": "${{ event.data.file_path }}", "to_folder": to, "name": name});
            workflow(&server, id, "file.move", with).await;
            let inside = json!({"conditions": {"all": [{"field": "source_folder", "op": "is", "value": from}]}});
            for kind in ["file_added", "file_renamed"] {
                trigger(&server, &format!("{id}-{kind}"), ("file-monitor", kind), id, inside.clone()).await;
            }
        }
        std::fs::write(a.join("file.txt"), "on its way").unwrap();
        let (event, decision) = stopped(&server, &["there", "back"]).await;
        assert_eq!(decision["reason"]["code"], "loop");
        let chain = server.client.get(&format!("/api/events/{}/chain", event["id"].as_str().unwrap())).await;
        assert!(chain["links"].as_array().unwrap().len() >= 2 * RUNS, "{chain}");
        let standing = std::fs::read_dir(&a).unwrap().chain(std::fs::read_dir(&b).unwrap()).count();
        assert_eq!(standing, 1, "the file stands where it was when the loop was stopped");

        // By an event of its own.
        let with = json!({"source": "my-timer", "event_type": "timer_fired", "data": {"timer_id": "again", "fired_at": "2026-01-01T00:00:00Z"}});
        workflow(&server, "emit", "event.emit", with).await;
        trigger(&server, "echo", ("my-timer", "timer_fired"), "emit", json!({})).await;
        let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": "x", "fired_at": "2026-01-01T00:00:00Z"}});
        server.client.post("/api/events/process", event).await;
        // By its own end.
        workflow(&server, "quick", "data.set", json!({"values": {"x": 1}})).await;
        trigger(&server, "after", ("system", "workflow_completed"), "quick", json!({"conditions": {"all": [{"field": "workflow_id", "op": "is", "value": "quick"}]}})).await;
        server.client.post("/api/workflows/quick/run", json!({"data": {}})).await;
        for id in ["echo", "after"] {
            stopped(&server, &[id]).await;
            assert_eq!(runs_of(&server, id).await, RUNS);
        }
    });
}

/// A program that a step starts says what it sends, by the command line or an SDK; the chain is seen through it.
#[test]
fn a_loop_through_a_program_is_stopped_with_its_chain() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let sdk = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdk/python/src");
    runtime().block_on(async {
        let server = start(&data, &[]).await;
        let program = prama_tests::prama();
        let cli = json!([program, "emit", "my-timer", "timer_fired", "--data", r#"{"timer_id": "cli"}"#]);
        let script = "from prama import emit; emit('timer_fired', 'my-timer', {'timer_id': 'sdk'})";
        for (id, argv) in [("cli", cli), ("sdk", json!(["python3", "-c", script]))] {
            let env = json!({"PRAMA_DATA": data, "PYTHONPATH": sdk});
            workflow(&server, id, "command.run", json!({"argv": argv, "env": env})).await;
            let own = json!({"conditions": {"all": [{"field": "timer_id", "op": "is", "value": id}]}});
            trigger(&server, id, ("my-timer", "timer_fired"), id, own).await;
            let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": id}});
            let first = server.client.post("/api/events/process", event).await;
            let (event, decision) = stopped(&server, &[id]).await;
            let text = format!(
                "Stopped: this workflow keeps triggering itself. It leads to timer_fired of my-timer, which \"{id}\" listens to."
            );
            assert_eq!(decision["reason"]["text"], text);
            assert_eq!(decision["reason"]["chain"].as_array().unwrap().len(), RUNS + 1, "{decision}");
            assert_eq!(runs_of(&server, id).await, RUNS);
            let chain = format!("/api/events/{}/chain", event["id"].as_str().unwrap());
            let links = server.client.get(&chain).await["links"].clone();
            assert_eq!((&links[0]["event_id"], &links[0]["step"]), (&first["event_id"], &json!(0)), "{links}");
        }
        // A file that a program was given by name and changed.
        let scans = dir.path().join("Scans");
        std::fs::create_dir(&scans).unwrap();
        watch(&server, &[&scans]).await;
        let append = json!(["sh", "-c", "echo more >> \"$1\"", "sh", "${{ event.data.file_path }}"]);
        workflow(&server, "append", "command.run", json!({"argv": append})).await;
        for (id, kind) in [("first", "file_added"), ("again", "file_modified")] {
            trigger(&server, id, ("file-monitor", kind), "append", json!({})).await;
        }
        std::fs::write(scans.join("a.txt"), "first\n").unwrap();
        let (_, decision) = stopped(&server, &["again"]).await;
        assert_eq!(decision["reason"]["chain"].as_array().unwrap().len(), RUNS + 2, "{decision}");
        assert_eq!(std::fs::read_to_string(scans.join("a.txt")).unwrap().lines().count(), RUNS + 2);

        // By hand, over HTTP: a run that is not there is another engine's, nonsense is said to be nonsense.
        let send = async |cause: &str| {
            let event = json!({"event_type": "timer_fired", "source": "my-timer", "caused_by": cause, "data": {"timer_id": "x"}});
            server.client.send("POST", "/api/events/process", Some(&event)).await.unwrap()
        };
        assert_eq!(send("01980000-0000-7000-8000-000000000000/0").await.0, 202);
        let (status, problem) = send("somebody").await;
        assert_eq!((status, &problem["code"], &problem["place"]), (422, &json!("EVT-011"), &json!("/caused_by")));
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

/// What was touched before a stop counts after it, and so does what waits for a person.
#[test]
fn brake_and_flood_go_on_where_they_stood_after_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        workflow(&server, "quick", "data.set", json!({"values": {"x": 1}})).await;
        for (id, options) in [
            ("brake", json!({"brake": {"files": 3, "per_s": 3600}})),
            ("flood", json!({"flood": {"limit": 3, "per_s": 3600}})),
        ] {
            trigger(&server, id, ("my-timer", "timer_fired"), "quick", json!({"options": options})).await;
        }
        let send = async |server: &Server, n: u32| {
            let payload = json!({"timer_id": "x", "file_path": format!("/scans/{n}.pdf")});
            let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": payload});
            server.client.post("/api/events/process", event).await;
        };
        for n in 0..6 {
            send(&server, n).await;
            if n % 2 == 1 {
                server.kill();
                server = start(&data, &[]).await;
            }
        }
        // The same file again is no further one for the brake; for the flood it is one more event.
        send(&server, 0).await;
        let held = server.client.get("/api/held").await;
        let count = |id: &str| {
            let group = held["groups"].as_array().unwrap().iter().find(|g| g["trigger_id"] == id);
            group.map_or(0, |g| g["count"].as_u64().unwrap())
        };
        assert_eq!((count("brake"), count("flood")), (3, 4), "{held}");
        assert_eq!((runs_of(&server, "brake").await, runs_of(&server, "flood").await), (4, 3));
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn the_brake_holds_what_a_trigger_would_touch_beyond_its_limit() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("in");
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        workflow(&server, "quick", "data.set", json!({"values": {"x": 1}})).await;
        watch(&server, &[&inbox]).await;
        let brake = json!({"options": {"brake": {"files": 5, "per_s": 3600}}});
        let saved = trigger(&server, "Sort", ("file-monitor", "file_added"), "quick", brake).await;
        assert!(
            saved["sentence"].as_str().unwrap().ends_with("Waits for your OK after touching 5 files in 1 h."),
            "{saved}"
        );
        for n in 0..8 {
            std::fs::write(inbox.join(format!("{n}.txt")), n.to_string()).unwrap();
        }
        let group = eventually("three are held", async || {
            let held = server.client.get("/api/held").await;
            let group = held["groups"].as_array()?.first()?.clone();
            (group["count"] == 3).then_some(group)
        })
        .await;
        assert_eq!((&group["trigger_id"], &group["reason"]["code"]), (&json!("Sort"), &json!("brake")));
        assert_eq!(runs_of(&server, "Sort").await, 5);
        server.client.post("/api/held/Sort/run", json!({})).await;
        eventually("all ran", async || (runs_of(&server, "Sort").await == 8).then_some(())).await;
    });
}
