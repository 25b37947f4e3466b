//! The quick start, followed to the letter: drop the source in, make the trigger, see one run a minute, ask as it says.

use prama_tests::{eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

fn shell(folder: &Path, script: &str) -> String {
    let out = Command::new("bash").arg("-c").arg(script).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "{script}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn my_timer_as_printed_runs_a_workflow_every_minute() {
    let dir = tempfile::tempdir().unwrap();
    let sources = dir.path().join("PramaIA-PDK/event-sources");
    std::fs::create_dir_all(sources.join("my-timer")).unwrap();
    let printed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../event-sources/my-timer");
    for file in ["plugin.json", "timer.py"] {
        std::fs::copy(printed.join(file), sources.join("my-timer").join(file)).unwrap();
    }
    let data = dir.path().join("data");
    runtime().block_on(async {
        let server = start(&data, &["--sources", sources.to_str().unwrap()]).await;
        let url = &server.client.url;
        // "Check Event Source is Registered", "Check Event Types Available", "Verified via GET": curl as printed, no token.
        let source: Value = serde_json::from_str(&shell(&data, &format!("curl -s {url}/api/event-sources/my-timer"))).unwrap();
        assert_eq!((&source["id"], &source["name"]), (&json!("my-timer"), &json!("My Timer")));
        assert_eq!(source["eventTypes"][0]["type"], "timer_fired");
        let types = shell(&data, &format!("curl -s {url}/api/event-sources/my-timer/events"));
        assert!(types.contains("timer_fired"), "{types}");
        assert!(shell(&data, &format!("curl -s {url}/api/event-sources/")).contains("my-timer"));

        let steps = json!([{"id": "tell", "type": "data.set", "with": {"values": {"at": "${{ event.data.fired_at }}"}}}]);
        server.client.post("/api/workflows", json!({"id": "generate-report", "name": "generate-report", "steps": steps})).await;
        let trigger = json!({"id": "trigger-id", "name": "Daily Report", "source": "my-timer", "event_type": "timer_fired",
            "workflow_id": "generate-report", "active": true});
        server.client.post("/api/triggers", trigger).await;
        let mut runs = Vec::new();
        for wanted in 1..=2 {
            runs = eventually("another minute", async || {
                let list = server.client.get("/api/runs?trigger=trigger-id&status=succeeded").await;
                let items = list["items"].as_array().unwrap().clone();
                (items.len() >= wanted).then_some(items)
            })
            .await;
        }
        assert_eq!(runs[0]["trigger_name"], "Daily Report");

        // "Check Trigger Matches" and "Check Workflow Executed", as printed, from the data folder.
        let triggers = shell(&data, "sqlite3 backend/db/database.db << EOF\nSELECT * FROM workflow_triggers \nWHERE event_type='timer_fired' \nAND source='my-timer';\nEOF");
        assert!(triggers.contains("Daily Report") && triggers.contains("generate-report"), "{triggers}");
        let executions = shell(&data, "sqlite3 backend/db/database.db << EOF\nSELECT id, workflow_id, status, created_at \nFROM workflow_executions \nWHERE trigger_id='trigger-id' \nORDER BY created_at DESC;\nEOF");
        let lines: Vec<&str> = executions.lines().collect();
        assert!(lines.len() >= 2, "{executions}");
        assert!(lines[0].contains("|generate-report|succeeded|20"), "{executions}");
    });
}

#[test]
fn every_gotcha_gives_its_clear_error() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        let refused = async |event: Value| {
            let (status, problem) =
                server.client.send("POST", "/api/events/process", Some(&event)).await.unwrap();
            assert_eq!(status, 422, "{problem}");
            let kept =
                server.client.get(&format!("/api/events/{}", problem["event_id"].as_str().unwrap())).await;
            assert_eq!(kept["status"], "rejected");
            problem
        };
        let p = refused(json!({"event_type": "random_event", "source": "my-timer", "data": {}})).await;
        assert_eq!(
            (&p["code"], &p["title"]),
            (&json!("EVT-002"), &json!("\"random_event\" isn't an event type of My Timer."))
        );
        let p = refused(json!({"event_type": "timer_fired", "source": "my-Timer", "data": {}})).await;
        assert_eq!((&p["code"], &p["suggestion"]), (&json!("EVT-001"), &json!("my-timer")));
        let p = refused(
            json!({"event_type": "file_upload", "source": "web-client-upload", "data": {"user_id": "u"}}),
        )
        .await;
        assert_eq!(p["code"], "EVT-003", "{p}");
        let p = refused(json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": 5}}))
            .await;
        assert_eq!(p["code"], "EVT-004");
    });
}
