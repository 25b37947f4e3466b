//! An event that is not stored asked of a draft, triggers that match the same events, and events of a time.

use crate::common::{ask, daily_report, get, open, post, tick};
use prama_api::App;
use serde_json::{Value, json};

async fn judge(app: &App, given: Value) -> Value {
    let condition = json!({"field": "timer_id", "op": "is", "value": "default"});
    let draft = json!({"source": "my-timer", "event_type": "timer_fired", "conditions": condition});
    let mut body = json!({ "draft": draft });
    body.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let (status, answer) = post(app, "/api/triggers/judge", body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn an_event_that_is_not_stored_is_judged_in_the_words_of_its_refusal() {
    let (_dir, app) = open().await;
    let good = json!({"fired_at": "2025-11-19T10:30:00Z", "timer_id": "default", "name": "Noon"});
    let said = judge(&app, json!({ "event": good })).await;
    assert_eq!((&said["matched"], &said["subject"]), (&json!(true), &json!("Noon")), "{said}");
    let said =
        judge(&app, json!({"text": "{\"fired_at\": \"2025-11-19T10:30:00Z\", \"timer_id\": \"x\"}"})).await;
    assert_eq!((&said["matched"], &said["failed_leaf"]), (&json!(false), &json!("0")), "{said}");
    assert_eq!(said["explanation"]["actual"], "x");
    assert!(said.get("problem").is_none());
    for data in [json!({"timer_id": "default"}), json!({"fired_at": 5}), json!({"fired_at": "soon"})] {
        let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": data});
        let (_, refused) = post(&app, "/api/events/process", event).await;
        let said = judge(&app, json!({ "event": data })).await;
        for key in ["code", "title", "detail", "fix", "place", "errors"] {
            assert_eq!(said["problem"][key], refused[key], "{key}: {said}");
        }
        assert_eq!(said["matched"], false);
    }
    let said = judge(&app, json!({"text": "{\n  \"fired_at\": \"x\"\n  \"timer_id\": 1\n}"})).await;
    let title = "The JSON stops being valid at line 2, column 18: a comma is missing after \"x\".";
    assert_eq!((&said["problem"]["title"], &said["problem"]["place"]), (&json!(title), &json!("2:18")));
    assert_eq!((&said["data"], &said["explanation"]), (&Value::Null, &Value::Null));
    // A whole envelope, as the raw view of an event shows it.
    let envelope = json!({"event_type": "timer_fired", "source": "my-timer", "data": good});
    assert_eq!(judge(&app, json!({ "event": envelope })).await["matched"], true);
    let other = json!({"event_type": "timer_fire", "source": "my-timer", "data": good});
    assert_eq!(judge(&app, json!({ "event": other })).await["problem"]["code"], "EVT-002");
    let other = json!({"event_type": "app_started", "source": "system", "data": {"version": "1", "app_version": "1"}});
    let said = judge(&app, json!({ "event": other })).await;
    assert_eq!(said["problem"]["title"], "Waiting for `timer_fired` from `my-timer`.", "{said}");
    // Nothing of all that was kept but what was sent.
    assert_eq!(get(&app, "/api/events").await["total"], 3);
    let (status, wrong) = post(
        &app,
        "/api/triggers/judge",
        json!({"draft": {"source": "my-timer", "event_type": "timer_fired"}, "text": "{}", "event": {}}),
    )
    .await;
    assert_eq!((status.as_u16(), &wrong["code"]), (422, &json!("API-422")));
}

#[tokio::test]
async fn a_file_is_judged_as_its_source_would_tell_of_it() {
    let (dir, app) = open().await;
    let file = dir.path().join("invoice-1.pdf");
    std::fs::write(&file, "%PDF-1.4").unwrap();
    let body = |source: &str, event_type: &str, file: &str| {
        let condition = json!({"field": "filename", "op": "contains", "value": "invoice"});
        json!({"draft": {"source": source, "event_type": event_type, "conditions": condition}, "file": file})
    };
    let pdf = "pdf-monitor-event-source";
    let ask = |body: Value| post(&app, "/api/triggers/judge", body);
    let (_, said) = ask(body(pdf, "pdf_file_added", file.to_str().unwrap())).await;
    assert_eq!((&said["problem"]["code"], &said["matched"]), (&json!("FIL-012"), &json!(false)), "{said}");
    assert_eq!((&said["explanation"]["passed"], &said["data"]["file_size"]), (&json!(true), &json!(8)));
    let config = json!({"folders": [{"path": dir.path()}]});
    let (status, _, saved) =
        crate::common::ask(&app, "PUT", &format!("/api/event-sources/{pdf}/config"), Some(config)).await;
    assert_eq!(status, 200, "{saved}");
    let (_, said) = ask(body(pdf, "pdf_file_added", file.to_str().unwrap())).await;
    assert_eq!(said["matched"], true, "{said}");
    let (_, said) = ask(body(pdf, "pdf_file_added", "/no/such.pdf")).await;
    assert_eq!(said["problem"]["code"], "FIL-010");
    let (_, said) = ask(body("my-timer", "timer_fired", file.to_str().unwrap())).await;
    assert_eq!(said["problem"]["title"], "My Timer sends no `timer_fired` for a file.");
}

#[tokio::test]
async fn triggers_that_match_the_same_events_are_named() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let every = json!({"id": "every", "name": "Every tick", "source": "my-timer", "event_type": "timer_fired",
        "workflow_id": "generate-report", "active": true});
    assert_eq!(post(&app, "/api/triggers", every.clone()).await.0, 201);
    for id in ["default", "other", "default"] {
        assert_eq!(post(&app, "/api/events/process", tick(id)).await.0, 202);
    }
    let app = &app;
    let also = |draft: Value| async move {
        let (status, said) = post(app, "/api/triggers/evaluate", json!({ "draft": draft })).await;
        assert_eq!(status, 200, "{said}");
        said["also_matched_by"].clone()
    };
    let report = json!({"trigger_id": "daily-report", "name": "Daily Report", "count": 2});
    assert_eq!(also(every.clone()).await, json!([report]), "the draft's own trigger is left out");
    let draft = json!({"source": "my-timer", "event_type": "timer_fired",
        "conditions": {"field": "timer_id", "op": "is", "value": "other"}});
    assert_eq!(also(draft).await, json!([{"trigger_id": "every", "name": "Every tick", "count": 1}]));
    let shared = get(app, "/api/triggers/overlaps").await;
    let expected = json!([
        {"trigger_id": "daily-report", "also_matched_by": [{"trigger_id": "every", "name": "Every tick", "count": 2}]},
        {"trigger_id": "every", "also_matched_by": [report]},
    ]);
    assert_eq!(shared["items"], expected);
}

#[tokio::test]
async fn events_of_a_time_are_listed_and_a_workflow_runs_on_one_of_them() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let mut times = Vec::new();
    for id in ["a", "b", "c"] {
        let data = json!({"fired_at": "2025-11-19T10:30:00Z", "name": id});
        let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": data});
        assert_eq!(post(&app, "/api/events/process", event).await.0, 202);
        let newest = get(&app, "/api/events?limit=1").await["items"][0].clone();
        times.push(newest["received_at"].as_str().unwrap().to_owned());
        // Received in another millisecond than the next.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let subjects = |list: Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|e| e["subject"].as_str().unwrap().to_owned()).collect()
    };
    let app = &app;
    let list = |query: String| async move { get(app, &format!("/api/events?{query}")).await };
    assert_eq!(subjects(list(format!("from={}", times[1])).await), ["c", "b"]);
    let middle = list(format!("from={}&to={}&source=my-timer", times[1], times[2])).await;
    assert_eq!((middle["total"].clone(), subjects(middle)), (json!(1), vec!["b".to_owned()]));
    let (status, _, wrong) = ask(app, "GET", "/api/events?from=yesterday", None).await;
    assert_eq!((status.as_u16(), &wrong["place"]), (400, &json!("/from")), "{wrong}");

    let event = list(String::new()).await["items"][0]["id"].clone();
    let (status, started) =
        post(app, "/api/workflows/generate-report/run", json!({ "event_id": event })).await;
    assert_eq!(status, 200, "{started}");
    let run = get(app, &format!("/api/runs/{}", started["run_id"].as_str().unwrap())).await;
    assert_eq!((&run["event_id"], &run["test"], &run["subject"]), (&event, &json!(true), &json!("c")));
    assert_eq!(get(app, "/api/events").await["total"], 3, "no event was made for it");
}
