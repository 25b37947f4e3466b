//! Two edit the same thing: who saves second over what the first one saved is told, and nothing of either is lost.

use prama_tests::{Client, Server, runtime, start};
use serde_json::{Value, json};

const TRIGGER: &str = "/api/triggers/invoices";
const WORKFLOW: &str = "/api/workflows/tell";
const CONFIG: &str = "/api/event-sources/scheduler/config";

/// A document of that name.
type Document = fn(&str) -> Value;

fn trigger(name: &str) -> Value {
    json!({"id": "invoices", "name": name, "source": "scheduler", "event_type": "schedule_due", "workflow_id": "tell", "active": true})
}

fn workflow(name: &str) -> Value {
    json!({"id": "tell", "name": name, "steps": [{"id": "tell", "type": "data.set", "with": {"values": {"by": name}}}]})
}

fn config(name: &str) -> Value {
    json!({"schedules": [{"id": "tick", "name": name, "kind": "cron", "cron": "0 0 1 1 *"}]})
}

async fn world(data: &std::path::Path) -> Server {
    let server = start(data, &[]).await;
    server.client.post("/api/workflows", workflow("Tell")).await;
    server.client.post("/api/triggers", trigger("Invoices")).await;
    server.client.put(CONFIG, config("Tick")).await;
    server
}

/// What is there, with its `ETag`.
async fn seen(client: &Client, path: &str) -> (String, Value) {
    let (status, tag, body) = client.send_over("GET", path, None, None).await.unwrap();
    let tag = tag.unwrap_or_else(|| panic!("{path} has no ETag: {status} {body}"));
    assert_eq!(body["etag"], tag.as_str(), "header and body say the same");
    (tag, body)
}

async fn over(client: &Client, method: &str, path: &str, seen: &str, body: Option<&Value>) -> (u16, Value) {
    let (status, _, answer) = client.send_over(method, path, Some(seen), body).await.unwrap();
    (status, answer)
}

/// The name by which the documents of this test differ.
fn name(body: &Value) -> &Value {
    body.pointer("/config/schedules/0/name").unwrap_or(&body["name"])
}

#[test]
fn of_two_at_once_exactly_one_wins_and_the_other_is_told() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = world(dir.path()).await;
        let race: [(&str, Document, usize); 3] =
            [(TRIGGER, trigger, 60), (WORKFLOW, workflow, 60), (CONFIG, config, 20)];
        for (path, document, pairs) in race {
            for pair in 0..pairs {
                let (tag, before) = seen(&server.client, path).await;
                let names = [format!("first {pair}"), format!("second {pair}")];
                let bodies = names.each_ref().map(|n| document(n));
                let (first, second) = tokio::join!(
                    over(&server.client, "PUT", path, &tag, Some(&bodies[0])),
                    over(&server.client, "PUT", path, &tag, Some(&bodies[1])),
                );
                let won = usize::from(first.0 != 200);
                let (winner, loser) = if won == 0 { (first, second) } else { (second, first) };
                assert_eq!((winner.0, loser.0), (200, 412), "{path}: {} {}", winner.1, loser.1);
                let (now, after) = seen(&server.client, path).await;
                assert_eq!(name(&after), names[won].as_str(), "{path}: what won stands there");
                assert_eq!(loser.1["code"], "API-412");
                assert_eq!(loser.1["current"]["etag"], now.as_str(), "{}", loser.1);
                assert!(loser.1["current"]["changed_at"].is_string(), "{}", loser.1);
                if let (Some(old), Some(new)) = (before["revision"].as_i64(), after["revision"].as_i64()) {
                    assert_eq!(new, old + 1, "one of the two made a revision");
                    let detail = loser.1["detail"].as_str().unwrap();
                    assert!(
                        detail.contains(&format!("revision {new}; you edited revision {old}")),
                        "{detail}"
                    );
                }
                // Having seen what stands there, the other one may write over it.
                let again = over(&server.client, "PUT", path, &now, Some(&bodies[1 - won])).await;
                assert_eq!(again.0, 200, "{}", again.1);
            }
        }
    });
}

#[test]
fn only_who_says_what_was_seen_is_held_to_it() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = world(dir.path()).await;
        let client = &server.client;
        for (path, document) in [(TRIGGER, trigger as Document), (WORKFLOW, workflow), (CONFIG, config)] {
            let (first, _) = seen(client, path).await;
            client.put(path, document("without the header")).await;
            let (now, _) = seen(client, path).await;
            assert_ne!(first, now);
            let next = document("with the header");
            for (tag, status) in [(&*first, 412), (&*format!("W/{now}"), 412), ("seven", 400), ("*", 200)] {
                let (answered, body) = over(client, "PUT", path, tag, Some(&next)).await;
                assert_eq!(answered, status, "{path} {tag}: {body}");
            }
            let (now, _) = seen(client, path).await;
            let either = format!("{first}, {now}");
            assert_eq!(over(client, "PUT", path, &either, Some(&document("one of two"))).await.0, 200);
        }
        // What stands there already may be sent again, as when the first answer got lost.
        for (path, document) in [(TRIGGER, trigger as Document), (WORKFLOW, workflow)] {
            assert_eq!(over(client, "PUT", path, "\"1\"", Some(&document("one of two"))).await.0, 200);
        }
    });
}

#[test]
fn nothing_else_that_writes_the_whole_goes_over_what_was_not_seen() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = world(dir.path()).await;
        let client = &server.client;
        let (old, _) = seen(client, TRIGGER).await;
        // Turned off by somebody else: no new revision, and still another state.
        client.post(&format!("{TRIGGER}/disable"), json!({})).await;
        let (status, answer) = over(client, "PUT", TRIGGER, &old, Some(&trigger("Renamed"))).await;
        assert_eq!(status, 412);
        assert!(answer["detail"].as_str().unwrap().starts_with("It was turned off at 2"), "{answer}");
        client.put(&format!("{TRIGGER}/shadow"), trigger("On trial")).await;
        for (method, path) in [
            ("POST", format!("{TRIGGER}/revisions/1/restore")),
            ("POST", format!("{TRIGGER}/shadow/promote")),
            ("DELETE", TRIGGER.to_owned()),
        ] {
            client.put(TRIGGER, trigger(&format!("before {method} {path}"))).await;
            let (status, body) = over(client, method, &path, &old, None).await;
            assert_eq!((status, &body["code"]), (412, &json!("API-412")), "{method} {path}");
            let (_, now) = seen(client, TRIGGER).await;
            assert_eq!(now["name"], format!("before {method} {path}"));
        }
        let (now, _) = seen(client, TRIGGER).await;
        assert_eq!(over(client, "POST", &format!("{TRIGGER}/shadow/promote"), &now, None).await.0, 200);
        let (now, _) = seen(client, TRIGGER).await;
        assert_eq!(over(client, "DELETE", TRIGGER, &now, None).await.0, 204);

        let (old, _) = seen(client, WORKFLOW).await;
        client.put(WORKFLOW, workflow("Changed")).await;
        assert_eq!(over(client, "DELETE", WORKFLOW, &old, None).await.0, 412);
        let (now, _) = seen(client, WORKFLOW).await;
        assert_eq!(over(client, "DELETE", WORKFLOW, &now, None).await.0, 204);
    });
}
