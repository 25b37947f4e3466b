//! Triggers that somebody means harm with, or that are odd: what the real program answers, in API and on the command line, and that
//! it goes on.

use prama_tests::{Server, runtime, start};
use serde_json::{Value, json};
use std::path::Path;

const MANIFEST: &str = r#"{"type": "event-source", "id": "src", "name": "Src", "description": "d", "version": "1.0.0",
  "eventTypes": [{"type": "tick", "label": "Tick", "description": "d"}]}"#;

async fn with_workflow(data: &Path) -> Server {
    let folder = data.join("event-sources/src");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("plugin.json"), MANIFEST).unwrap();
    let server = start(data, &[]).await;
    for id in ["w", "gone"] {
        let steps = json!([{"id": "set", "type": "data.set", "with": {"values": {"a": 1}}}]);
        server.client.post("/api/workflows", json!({"id": id, "name": id, "steps": steps})).await;
    }
    server
}

fn trigger(id: &str, conditions: Value) -> Value {
    json!({"id": id, "name": id, "source": "src", "event_type": "tick", "workflow_id": "w", "conditions": conditions, "active": true})
}

async fn sent(server: &Server, data: Value) -> Value {
    let event = json!({"source": "src", "event_type": "tick", "data": data});
    server.client.post("/api/events/process", event).await
}

/// What is said of a trigger that can't be saved: code, place, message; the command line says the same.
async fn refused(server: &Server, trigger: &Value) -> (String, String, String) {
    let (status, said) = server.client.send("POST", "/api/triggers", Some(trigger)).await.unwrap();
    assert_eq!(status, 422, "{said}");
    let file = server.data.join("refused.json");
    let mut document = trigger.clone();
    document["kind"] = json!("trigger");
    std::fs::write(&file, document.to_string()).unwrap();
    let (code, _, error) = server.cli(&["triggers", "apply", file.to_str().unwrap()]);
    assert_eq!(code, 1, "{error}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (what, place) = (text(&said["errors"][0]["message"]), text(&said["errors"][0]["pointer"]));
    assert!(error.contains(&what) && error.contains(&place), "{what} {place}: {error}");
    (text(&said["code"]), place, what)
}

#[test]
fn hostile_conditions_are_refused_and_the_program_goes_on() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let server = with_workflow(dir.path()).await;
        let brackets = format!("{}{} == []", "[".repeat(1_000), "]".repeat(1_000));
        let chain = format!("1{} > 0", "+1".repeat(1_500));
        let doubled = format!("['a']{}[0] == event.data.x", ".map(x, x + x)".repeat(40));
        for (expression, what) in [
            (&brackets, "Brackets can be nested 32 deep at most in an expression."),
            (&chain, "An expression can chain 100 operations at most."),
            (&"event.data.x.matches('a')".to_owned(), "There is no function `matches` in expressions."),
        ] {
            let (code, place, said) =
                refused(&server, &trigger("bad", json!({"expression": expression}))).await;
            assert_eq!(
                (code.as_str(), place.as_str(), said.as_str()),
                ("TRG-001", "/conditions/expression", what)
            );
        }
        let (_, place, _) = refused(&server, &trigger("bad", json!({"amount": ">1,000"}))).await;
        assert_eq!(place, "/conditions/amount");
        // What is large only at work is stopped at work, for that trigger alone.
        server
            .client
            .post("/api/triggers", trigger("large", json!({"expression": doubled, "if_unknown": "error"})))
            .await;
        server
            .client
            .post(
                "/api/triggers",
                trigger("exact", json!({"field": "x", "op": "eq", "value": 9_007_199_254_740_993_i64})),
            )
            .await;
        let near = sent(&server, json!({"x": 9_007_199_254_740_992_i64})).await;
        assert_eq!(near["runs"], json!([]));
        let there = sent(&server, json!({"x": 9_007_199_254_740_993_i64})).await;
        assert_eq!(there["runs"][0]["trigger_id"], "exact");
        let event = server.client.get(&format!("/api/events/{}", there["event_id"].as_str().unwrap())).await;
        let large = event["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|d| d["trigger_id"] == "large")
            .unwrap()
            .clone();
        assert_eq!(large["outcome"], "error");
        let why = large["explanation"]["error"].as_str().unwrap();
        assert!(why.ends_with("builds or searches more than an expression may and was stopped."), "{why}");
    });
}

#[test]
fn a_dry_replay_says_what_a_real_one_does_with_options_too() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let server = with_workflow(dir.path()).await;
        for (id, options) in [
            ("once", json!({"once": {"per": "key", "key": "k"}})),
            ("later", json!({"debounce": {"wait_s": 3600}})),
            ("flood", json!({"flood": {"limit": 1, "per_s": 3600}})),
        ] {
            let mut trigger = trigger(id, Value::Null);
            trigger["options"] = options;
            server.client.post("/api/triggers", trigger).await;
        }
        let mut ids = Vec::new();
        for n in 0..3 {
            ids.push(sent(&server, json!({"k": 1, "n": n})).await["event_id"].clone());
        }
        let dry = server.client.post("/api/events/replay", json!({"event_ids": ids, "mode": "dry"})).await;
        let real = json!({"event_ids": ids, "mode": "real", "max_runs": 8});
        let (status, said) = server.client.send("POST", "/api/events/replay", Some(&real)).await.unwrap();
        assert_eq!((status, said["code"].as_str()), (409, Some("RPL-004")), "{said}");
        let real = json!({"event_ids": ids, "mode": "real", "max_runs": 9});
        let real = server.client.post("/api/events/replay", real).await;
        let outcomes = |answer: &Value| -> Vec<(Value, Value)> {
            let results = answer["results"].as_array().unwrap().iter();
            results.map(|r| (r["trigger_id"].clone(), r["outcome"].clone())).collect()
        };
        assert_eq!((&dry["runs"], outcomes(&dry)), (&real["runs"], outcomes(&real)));
        assert_eq!(dry["runs"], 9);
    });
}

#[test]
fn of_many_that_make_one_trigger_at_once_one_does() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let server = with_workflow(dir.path()).await;
        for round in 0..5 {
            let made = (0..12).map(|n| {
                let (client, trigger) =
                    (server.client.clone(), trigger(&format!("same-{round}"), json!({"n": n})));
                tokio::spawn(
                    async move { client.send("POST", "/api/triggers", Some(&trigger)).await.unwrap().0 },
                )
            });
            let mut answers = Vec::new();
            for made in made.collect::<Vec<_>>() {
                answers.push(made.await.unwrap());
            }
            assert_eq!(answers.iter().filter(|s| **s == 201).count(), 1, "{answers:?}");
            assert!(answers.iter().all(|s| [201, 409].contains(s)), "{answers:?}");
        }
    });
}

#[test]
fn a_workflow_that_is_gone_is_named_where_it_was_missed() {
    runtime().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let server = with_workflow(dir.path()).await;
        let mut lost = trigger("lost", Value::Null);
        lost["workflow_id"] = json!("gone");
        server.client.post("/api/triggers", lost).await;
        assert_eq!(server.client.send("DELETE", "/api/triggers/lost", None).await.unwrap().0, 204);
        assert_eq!(server.client.send("DELETE", "/api/workflows/gone", None).await.unwrap().0, 204);
        server.client.post("/api/triggers/lost/restore", json!({})).await;
        server.client.post("/api/triggers/lost/enable", json!({})).await;
        let event = sent(&server, json!({})).await["event_id"].as_str().unwrap().to_owned();
        let said = "There was no workflow `gone` any more, so nothing was started.";
        let decisions = server.client.get(&format!("/api/events/{event}/decisions?trigger=lost")).await;
        assert_eq!(decisions["items"][0]["reason"], json!({"code": "no_workflow", "text": said}));
        let (code, out, _) = server.cli(&["events", "why", &event]);
        assert!(code == 0 && out.contains(&format!("\nlost: {said}\n")), "{out}");
        // Odd addresses and bodies are answered like anything else that is wrong.
        let (status, odd) = server
            .client
            .send("GET", "/api/triggers/lost/revisions/99999999999999999999", None)
            .await
            .unwrap();
        assert_eq!((status, odd["code"].as_str()), (400, Some("API-400")));
        let (code, _, said) = server.cli(&["runs", "list", "--status", "faild"]);
        assert!(code == 2 && said.contains("[API-400]") && said.contains("Did you mean: failed"), "{said}");
        let (code, _, said) = server.cli(&["events", "list", "--outcome", "hold"]);
        assert!(
            code == 2 && said.contains("[API-400]") && said.contains("/outcome: unknown variant"),
            "{said}"
        );
        let (code, _, said) = server.cli(&["events", "replay", "--source", "my-timer", "--from", "noon"]);
        assert!(code == 2 && said.contains("not a date and time"), "{said}");
        let document = dir.path().join("odd.yaml");
        std::fs::write(&document, "name: x\n").unwrap();
        let (code, _, said) = server.cli(&["triggers", "apply", document.to_str().unwrap()]);
        assert!(code == 1 && said.contains("[API-422]") && said.contains("document 1"), "{said}");
        let mut odd = trigger("odd", Value::Null);
        odd["activ"] = json!(true);
        let (_, said) = server.client.send("POST", "/api/triggers", Some(&odd)).await.unwrap();
        assert_eq!(
            (said["place"].as_str(), said["errors"][0]["suggestion"].as_str()),
            (Some("/activ"), Some("active")),
            "{said}"
        );
    });
}
