//! A source that a person turned off: what is still sent to it is kept and explained, and starts nothing until it is sent again.

use prama_tests::{Client, Server, eventually, runtime, start};
use serde_json::{Value, json};

const TILL: &str = r#"{"type": "event-source", "id": "till", "name": "Till", "description": "Sends from elsewhere", "version": "1.0.0",
    "eventTypes": [{"type": "paid", "label": "Paid", "description": "Something was paid"}]}"#;

async fn ready(server: &Server) {
    let c = &server.client;
    c.post("/api/workflows", json!({"id": "note", "name": "Note", "steps": [{"id": "set", "type": "data.set", "with": {"values": {"a": 1}}}]})).await;
    for (id, value, active) in [("yes", "paid", true), ("no", "open", true), ("off", "paid", false)] {
        let conditions = json!({"field": "state", "op": "is", "value": value});
        c.post(
            "/api/triggers",
            json!({"id": id, "name": id, "source": "till", "event_type": "paid", "workflow_id": "note",
            "conditions": conditions, "active": active}),
        )
        .await;
    }
    for (id, source, event_type) in
        [("up", "web-client-upload", "file_upload"), ("timer", "my-timer", "timer_fired")]
    {
        c.post("/api/triggers", json!({"id": id, "name": id, "source": source, "event_type": event_type, "workflow_id": "note", "active": true})).await;
    }
}

/// Sends an event as a program outside does; its id, and how many triggers it started.
async fn send(c: &Client) -> (String, i64) {
    let data = json!({"state": "paid"});
    let answer =
        c.post("/api/events/process", json!({"source": "till", "event_type": "paid", "data": data})).await;
    (answer["event_id"].as_str().unwrap().to_owned(), answer["triggers_matched"].as_i64().unwrap())
}

/// The event is kept, and every listening trigger says that its source was paused; the reason's text.
async fn assert_paused(c: &Client, id: &str) -> String {
    let event = c.get(&format!("/api/events/{id}")).await;
    let counts = ["matched", "not_matched", "off", "suppressed", "held", "runs_total"]
        .map(|k| event[k].as_i64().unwrap());
    assert_eq!(
        (&event["outcome"], &event["status"], counts),
        (&json!("paused"), &json!("accepted"), [0, 0, 3, 0, 0, 0]),
        "{event}"
    );
    let said = |trigger: &str| {
        event["decisions"].as_array().unwrap().iter().find(|d| d["trigger_id"] == trigger).unwrap().clone()
    };
    let (yes, no) = (said("yes"), said("no"));
    assert_eq!(
        (&yes["outcome"], &yes["would_match_now"], &yes["reason"]["code"]),
        (&json!("paused"), &json!(true), &json!("paused"))
    );
    assert_eq!((&no["outcome"], &no["would_match_now"]), (&json!("paused"), &json!(false)));
    assert_eq!(said("off")["outcome"], "off");
    let text = yes["reason"]["text"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with("Till has been paused since ") && text.ends_with(". Nothing was run."),
        "{text}"
    );
    text
}

async fn listed(c: &Client, outcome: &str) -> Vec<String> {
    let list = c.get(&format!("/api/events?outcome={outcome}&limit=200")).await;
    list["items"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect()
}

async fn state(c: &Client, id: &str) -> Value {
    c.get(&format!("/api/event-sources/{id}")).await["state"].clone()
}

#[test]
fn what_is_sent_to_a_paused_source_is_kept_and_starts_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = dir.path().join("a.txt");
    std::fs::write(&file, "a").unwrap();
    runtime().block_on(async {
        let sources = dir.path().join("sources");
        std::fs::create_dir_all(sources.join("till")).unwrap();
        std::fs::write(sources.join("till/plugin.json"), TILL).unwrap();
        let arguments = ["--sources", sources.to_str().unwrap()];
        let mut server = start(&data, &arguments).await;
        ready(&server).await;
        let (ran, matched) = send(&server.client).await;
        assert_eq!(matched, 1);

        let (code, out, err) = server.cli(&["sources", "stop", "till"]);
        assert!(code == 0 && out.contains("off"), "{out}{err}");
        // One with a program, too; only the program's end is awaited.
        for source in ["web-client-upload", "my-timer"] {
            assert_eq!(server.cli(&["sources", "stop", source]).0, 0);
        }
        assert_eq!(state(&server.client, "web-client-upload").await, "off");

        // By the API, the command line and the upload form.
        let (id, matched) = send(&server.client).await;
        assert_eq!(matched, 0);
        let text = assert_paused(&server.client, &id).await;
        let (code, out, err) = server.cli(&["emit", "till", "paid", "--json", "--data", r#"{"state": "paid"}"#]);
        assert_eq!(code, 0, "{err}");
        let emitted: Value = serde_json::from_str(&out).unwrap();
        assert_paused(&server.client, emitted["event_id"].as_str().unwrap()).await;
        let (_, out, _) = server.cli(&["events", "why", &id]);
        assert!(out.contains(&format!("yes: {text}")) && out.contains("It would have matched."), "{out}");
        assert!(out.contains("no: ") && out.contains("It would not have matched."), "{out}");
        assert_eq!(server.cli(&["upload", file.to_str().unwrap()]).0, 0);
        let uploads = server.client.get("/api/events?source=web-client-upload").await;
        assert_eq!((&uploads["items"][0]["outcome"], &uploads["items"][0]["runs_total"]), (&json!("paused"), &json!(0)));
        assert_eq!(server.client.get("/api/home").await["recent_files"][0]["outcome"], "paused");

        let fired = json!({"source": "my-timer", "event_type": "timer_fired", "data": {"timer_id": "a", "fired_at": "2026-05-03T10:00:00Z"}});
        assert_eq!(server.client.post("/api/events/process", fired).await["triggers_matched"], 0);

        // It is found by its outcome, and by no other.
        assert_eq!(listed(&server.client, "paused").await.len(), 4);
        assert!(!listed(&server.client, "none_matched").await.contains(&id));
        assert_eq!(listed(&server.client, "matched").await.iter().filter(|e| **e == ran).count(), 1);

        // A draft is tried on them as on any other, and a check says what would happen now.
        let draft = json!({"source": "till", "event_type": "paid", "conditions": {"field": "state", "op": "is", "value": "paid"}});
        assert_eq!(server.client.post("/api/triggers/evaluate", json!({"draft": draft, "last": 100})).await["matched"], 3);
        let check = |mode: &str| json!({"event_ids": [id], "mode": mode, "triggers": ["yes"]});
        let dry = server.client.post("/api/events/replay", check("dry")).await;
        assert_eq!(dry["results"][0]["outcome"], "paused", "{dry}");

        // Off stays off, over a kill and over an orderly end.
        server.kill();
        server = start(&data, &arguments).await;
        let (killed, matched) = send(&server.client).await;
        assert_eq!((matched, assert_paused(&server.client, &killed).await), (0, text.clone()));
        server.stop();
        server = start(&data, &arguments).await;
        assert_eq!(send(&server.client).await.1, 0);
        assert_eq!(assert_paused(&server.client, &id).await, text);
        assert_eq!(state(&server.client, "web-client-upload").await, "off");

        // Turned on, and sent again, it runs.
        for source in ["till", "web-client-upload", "my-timer"] {
            server.client.post(&format!("/api/event-sources/{source}/start"), Value::Null).await;
        }
        assert_eq!(state(&server.client, "web-client-upload").await, "builtin");
        assert_eq!(send(&server.client).await.1, 1);
        let again = server.client.post("/api/events/replay", check("real")).await;
        assert_eq!(again["results"][0]["outcome"], "matched", "{again}");
        let run = again["results"][0]["execution_id"].as_str().unwrap().to_owned();
        eventually("the run of the event sent again", async || {
            (server.client.get(&format!("/api/runs/{run}")).await["status"] == "succeeded").then_some(())
        })
        .await;
        // What was not judged is not counted as judged, and the books balance.
        let trigger = server.client.get("/api/triggers/yes").await;
        assert_eq!((&trigger["events_ever"], &trigger["events_24h"], &trigger["matched_ever"]), (&json!(3), &json!(3), &json!(3)));
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}
