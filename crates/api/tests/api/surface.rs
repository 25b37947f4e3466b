//! The surface in process: events with keys and batches, triggers, workflows, runs, documents, lists, the OpenAPI document.

use crate::common::{ask, daily_report, get, open, post, tick};
use http::Request;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tower::ServiceExt;

#[tokio::test]
async fn an_event_that_matches_starts_a_run_and_can_be_explained() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let (status, answer) = post(&app, "/api/events/process", tick("default")).await;
    assert_eq!((status.as_u16(), &answer["triggers_matched"]), (202, &json!(1)));
    let started = &answer["runs"][0];
    assert_eq!(started["trigger_name"], "Daily Report");
    assert_eq!(started["workflow_id"], "generate-report");

    let run = get(&app, &format!("/api/runs/{}", started["execution_id"].as_str().unwrap())).await;
    assert_eq!(
        (&run["status"], &run["trigger_id"], &run["event_id"]),
        (&json!("queued"), &json!("daily-report"), &answer["event_id"])
    );
    assert_eq!((run["steps"].as_array().unwrap().len(), &run["steps"][0]["status"]), (1, &json!("pending")));
    assert_eq!(run["explanation"]["children"][0]["passed"], true);

    let (_, other) = post(&app, "/api/events/process", tick("other")).await;
    let event = get(&app, &format!("/api/events/{}", other["event_id"].as_str().unwrap())).await;
    assert_eq!(event["outcome"], "none_matched");
    let decision = &event["decisions"][0];
    assert_eq!(
        (&decision["outcome"], &decision["passed"], &decision["total"]),
        (&json!("no_match"), &json!(0), &json!(1))
    );
    let leaf = &decision["explanation"]["children"][0];
    assert_eq!((&leaf["expected"], &leaf["actual"]), (&json!("default"), &json!("other")));

    let trigger = get(&app, "/api/triggers/daily-report").await;
    assert_eq!(
        (&trigger["events_24h"], &trigger["matched_24h"], &trigger["runs_24h"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(
        trigger["sentence"],
        "When My Timer reports Timer Fired and timer_id is \"default\" (any case), run Generate report."
    );
}

#[tokio::test]
async fn one_key_stands_for_one_event() {
    let (_dir, app) = open().await;
    let send = async |event: Value, key: &str| {
        let request = Request::post("/api/events/process").header("content-type", "application/json");
        let request = request.header("idempotency-key", key).body(event.to_string()).unwrap();
        app.router().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(send(tick("a"), "k1").await, 202);
    assert_eq!(send(tick("a"), "k1").await, 202);
    assert_eq!(send(tick("b"), "k1").await, 422, "other content under the same key");
    assert_eq!(send(tick("b"), "k2").await, 202);
    assert_eq!(get(&app, "/api/events?outcome=no_listener").await["total"], 2);
    let mut keyed = tick("a");
    keyed["key"] = json!("k1");
    let (_, again) = post(&app, "/api/events/process", keyed.clone()).await;
    assert_eq!(again["duplicate"], true);
    assert_eq!(send(keyed, "other").await, 422, "header and field differ");
}

#[tokio::test]
async fn several_events_stand_each_for_itself() {
    let (_dir, app) = open().await;
    let bad = json!({"event_type": "timer_fired", "source": "nobody", "data": {}});
    let (status, answer) =
        post(&app, "/api/events/process", json!({"events": [tick("a"), bad, {"data": 3}]})).await;
    assert_eq!(status, 202);
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results[0]["success"], true);
    assert_eq!(results[1]["code"], "EVT-001");
    assert!(
        results[2]["status"] == 422 && results[2]["errors"][0]["pointer"] == "/events/2",
        "{}",
        results[2]
    );
}

#[tokio::test]
async fn wrong_requests_get_problem_documents() {
    let (_dir, app) = open().await;
    for (method, path, body, status, code) in [
        ("GET", "/api/nothing", None, 404, "API-404"),
        ("GET", "/api/runs/no-uuid", None, 404, "API-404"),
        ("GET", "/api/events/00000000-0000-7000-8000-000000000000", None, 404, "API-404"),
        ("DELETE", "/api/status", None, 405, "API-405"),
        ("GET", "/api/runs?status=odd", None, 400, "API-400"),
        ("GET", "/api/events?outcome=odd", None, 400, "API-400"),
        ("GET", "/api/events?from=noon", None, 400, "API-400"),
        ("GET", "/api/runs?limit=many", None, 400, "API-400"),
        ("POST", "/api/triggers", Some(json!({"nam": "x"})), 422, "API-422"),
        ("POST", "/api/triggers", Some(json!({"name": "x"})), 422, "TRG-001"),
        ("POST", "/api/workflows", Some(json!({"name": "x", "steps": []})), 422, "WFL-001"),
        (
            "PUT",
            "/api/triggers/none",
            Some(
                json!({"name": "x", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "extract-pdf-text", "active": true}),
            ),
            404,
            "API-404",
        ),
    ] {
        let (got, kind, problem) = ask(&app, method, path, body).await;
        assert_eq!(
            (got.as_u16(), kind.as_str()),
            (status, "application/problem+json"),
            "{method} {path}: {problem}"
        );
        assert_eq!(
            (&problem["code"], &problem["status"]),
            (&json!(code), &json!(status)),
            "{method} {path}: {problem}"
        );
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()));
    }
    let plain = Request::post("/api/events/process").body("hello".to_owned()).unwrap();
    assert_eq!(app.router().oneshot(plain).await.unwrap().status(), 415);
    let broken = Request::post("/api/events/process")
        .header("content-type", "application/json")
        .body("{".to_owned())
        .unwrap();
    assert_eq!(app.router().oneshot(broken).await.unwrap().status(), 400);
    let deep = "[".repeat(70) + &"]".repeat(70);
    let deep =
        Request::post("/api/events/process").header("content-type", "application/json").body(deep).unwrap();
    assert_eq!(app.router().oneshot(deep).await.unwrap().status(), 400);
    let large = format!("{{\"x\": \"{}\"}}", "a".repeat(1 << 20));
    let large =
        Request::post("/api/events/process").header("content-type", "application/json").body(large).unwrap();
    assert_eq!(app.router().oneshot(large).await.unwrap().status(), 413);
}

#[tokio::test]
async fn triggers_are_made_changed_switched_deleted_and_restored() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let mut trigger = get(&app, "/api/triggers/daily-report").await;
    assert_eq!(trigger["revision"], 1);
    let input = json!({"name": "Daily", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "generate-report", "active": true, "conditions": null});
    let (status, _, changed) = ask(&app, "PUT", "/api/triggers/daily-report", Some(input)).await;
    assert_eq!(
        (status.as_u16(), &changed["revision"], &changed["conditions"]),
        (200, &json!(2), &Value::Null)
    );
    (_, trigger) = post(&app, "/api/triggers/daily-report/disable", json!({})).await;
    assert_eq!(trigger["active"], false);
    assert_eq!(get(&app, "/api/status").await["triggers_off"], 1);
    assert_eq!(ask(&app, "DELETE", "/api/triggers/daily-report", None).await.0, 204);
    assert_eq!(ask(&app, "GET", "/api/triggers/daily-report", None).await.0, 404);
    assert_eq!(get(&app, "/api/triggers").await["total"], 0);
    let (status, _, restored) = ask(&app, "POST", "/api/triggers/daily-report/restore", None).await;
    assert_eq!((status.as_u16(), &restored["name"]), (200, &json!("Daily")));
}

#[tokio::test]
async fn a_draft_is_evaluated_without_a_name() {
    let (_dir, app) = open().await;
    for id in ["default", "other", "default"] {
        post(&app, "/api/events/process", tick(id)).await;
    }
    let draft = json!({"source": "my-timer", "event_type": "timer_fired", "conditions": {"all": [{"field": "timer_id", "op": "is", "value": "default"}]}});
    let (status, evaluation) =
        post(&app, "/api/triggers/evaluate", json!({"draft": draft, "last": 100})).await;
    assert_eq!(
        (status.as_u16(), &evaluation["total"], &evaluation["matched"]),
        (200, &json!(3), &json!(2)),
        "{evaluation}"
    );
    assert_eq!(
        evaluation["leaves"][0],
        json!({"path": "0", "text": "timer_id is \"default\" (any case)", "passed": 2, "unknown": 0, "only_blocker": 1})
    );
    assert_eq!(evaluation["problems"], json!([]));
}

#[tokio::test]
async fn workflows_keep_their_revisions() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let steps = json!([{"id": "tell", "type": "data.set", "with": {"values": {"at": "now"}}}]);
    let changed = json!({"name": "Generate report", "steps": steps});
    assert_eq!(ask(&app, "PUT", "/api/workflows/generate-report", Some(changed)).await.2["revision"], 2);
    let revisions = get(&app, "/api/workflows/generate-report/revisions").await;
    assert_eq!(revisions["items"].as_array().unwrap().len(), 2);
    let first = get(&app, "/api/workflows/generate-report/revisions/1").await;
    assert_eq!(first["steps"][0]["with"]["values"]["at"], "${{ event.data.fired_at }}");
    assert_eq!(get(&app, "/api/workflows/generate-report").await["used_by"][0]["id"], "daily-report");
    let (status, _, used) = ask(&app, "DELETE", "/api/workflows/generate-report", None).await;
    assert_eq!((status.as_u16(), &used["code"]), (409, &json!("WFL-002")));
    let kinds: BTreeSet<_> = get(&app, "/api/steps").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["type"].as_str().unwrap().to_owned())
        .collect();
    assert!(kinds.contains("pdf.text") && kinds.contains("http.request"), "{kinds:?}");
}

#[tokio::test]
async fn documents_are_checked_first_and_applied_together() {
    let (_dir, app) = open().await;
    let workflow = json!({"kind": "workflow", "id": "w", "name": "W", "steps": [{"id": "a", "type": "data.set", "with": {"values": {}}}]});
    let trigger = json!({"kind": "trigger", "id": "t", "name": "T", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "w"});
    let wrong = json!({"kind": "trigger", "id": "u", "name": "U", "source": "my-Timer", "event_type": "timer_fired", "workflow_id": "w"});
    let (status, problem) = post(&app, "/api/apply", json!({"documents": [trigger, workflow, wrong]})).await;
    assert_eq!(status, 422);
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["suggestion"]),
        (&json!("/documents/2/source"), &json!("my-timer"))
    );
    assert_eq!(get(&app, "/api/triggers").await["total"], 0, "nothing was changed");
    let (status, done) = post(&app, "/api/apply", json!({"documents": [trigger, workflow]})).await;
    assert_eq!((status.as_u16(), &done["items"][0]["change"]), (200, &json!("created")), "{done}");
    let (_, again) = post(&app, "/api/apply", json!({"documents": [trigger, workflow]})).await;
    assert_eq!(
        (&again["items"][0]["change"], &again["items"][1]["change"]),
        (&json!("unchanged"), &json!("unchanged"))
    );
    assert_eq!(get(&app, "/api/workflows/w").await["revision"], 1);
}

#[tokio::test]
async fn lists_give_pages_that_follow_each_other() {
    let (_dir, app) = open().await;
    let events: Vec<_> = (0..25).map(|i| tick(&format!("t{i}"))).collect();
    post(&app, "/api/events/process", json!({"events": events})).await;
    let (mut seen, mut path) = (BTreeSet::new(), "/api/events?limit=10".to_owned());
    loop {
        let page = get(&app, &path).await;
        assert_eq!((&page["total"], &page["total_is_exact"]), (&json!(25), &json!(true)));
        for event in page["items"].as_array().unwrap() {
            assert!(seen.insert(event["id"].as_str().unwrap().to_owned()), "twice: {event}");
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/events?limit=10&cursor={cursor}");
    }
    assert_eq!(seen.len(), 25);
    let fields = get(&app, "/api/event-sources/my-timer/event-types/timer_fired/fields").await;
    let timer_id = fields["fields"].as_array().unwrap().iter().find(|f| f["path"] == "timer_id").unwrap();
    assert_eq!((&timer_id["seen"], &timer_id["seen_of"]), (&json!(25), &json!(25)));
}

#[tokio::test]
async fn pages_of_a_fresh_folder_answer() {
    let (_dir, app) = open().await;
    let home = get(&app, "/api/home").await;
    assert_eq!((&home["first_run"], home["bars"].as_array().unwrap().len()), (&json!(true), 48));
    assert_eq!(get(&app, "/api/doctor").await["ok"], true);
    assert!(get(&app, "/api/sync").await["seq"].is_i64());
    assert_eq!(get(&app, "/api/runs/causes?status=failed").await["items"], json!([]));
    let folder = get(&app, "/api/folders?path=/").await;
    assert_eq!(
        (&folder["path"], &folder["parent"], &folder["exists"]),
        (&json!("/"), &Value::Null, &json!(true))
    );
    let (status, done) = post(&app, "/api/runs/bulk", json!({"action": "retry", "ids": ["x"]})).await;
    assert_eq!(
        (status.as_u16(), &done["done"], &done["failed"][0]["code"]),
        (200, &json!(0), &json!("API-404"))
    );
}

#[tokio::test]
async fn the_openapi_document_names_every_wire_type() {
    let (_dir, app) = open().await;
    let document = get(&app, "/api/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in [
        "Problem",
        "FieldProblem",
        "Status",
        "Home",
        "Attention",
        "RecentFile",
        "Source",
        "EventType",
        "Field",
        "FolderHealth",
        "ManifestError",
        "SourceLogLine",
        "Envelope",
        "ProcessAnswer",
        "EventSummary",
        "EventDetail",
        "Decision",
        "Explained",
        "Condition",
        "Leaf",
        "Op",
        "TriggerInput",
        "Trigger",
        "Evaluation",
        "WorkflowInput",
        "Step",
        "Workflow",
        "StepType",
        "RunStatus",
        "RunError",
        "RunSummary",
        "RunDetail",
        "StepRun",
        "Attempt",
        "LogLine",
        "ChangeBatch",
    ] {
        assert!(schemas.contains_key(name), "{name} is missing");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is referred to but not there");
    }
    // Optional means absent, not null.
    let problem = &schemas["Problem"];
    assert_eq!(problem["properties"]["fix"]["type"], "string");
    let required = problem["required"].as_array().unwrap();
    assert!(!required.contains(&json!("fix")) && required.contains(&json!("code")));
    let run = &schemas["RunSummary"];
    assert!(run["required"].as_array().unwrap().contains(&json!("trigger_id")));
    assert_eq!(run["properties"]["trigger_id"]["type"], json!(["string", "null"]));
}
