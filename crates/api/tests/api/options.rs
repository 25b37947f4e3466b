//! Options of triggers from outside: saved, shown, refused with the place, applied from documents.

use crate::common::{ask, daily_report, get, open, post, tick};
use serde_json::json;

#[tokio::test]
async fn options_are_saved_shown_and_make_a_revision() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let options = json!({"debounce": {"wait_s": 2.5}, "flood": {"limit": 100, "per_s": 60}});
    let mut trigger = get(&app, "/api/triggers/daily-report").await;
    assert!(trigger.get("options").is_none(), "{trigger}");
    let mut input = json!({"name": "Daily Report", "source": "my-timer", "event_type": "timer_fired",
        "workflow_id": "generate-report", "conditions": trigger["conditions"], "options": options, "active": true});
    let (status, _, body) = ask(&app, "PUT", "/api/triggers/daily-report", Some(input.clone())).await;
    assert_eq!((status.as_u16(), &body["options"], &body["revision"]), (200, &options, &json!(2)), "{body}");

    input["options"]["flood"]["limit"] = json!("many");
    input["options"]["debounse"] = json!({});
    let (status, _, body) = ask(&app, "PUT", "/api/triggers/daily-report", Some(input.clone())).await;
    assert_eq!(status, 422, "{body}");
    let places: Vec<_> = body["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert_eq!(places, ["/options/flood/limit", "/options/debounse"]);
    assert_eq!(body["errors"][1]["suggestion"], "debounce");

    // As a document, as `prama triggers export` writes it: nothing changes.
    trigger = get(&app, "/api/triggers/daily-report").await;
    let fields = ["id", "name", "source", "event_type", "workflow_id", "conditions", "options", "active"];
    let mut document = json!({"kind": "trigger"});
    for field in fields {
        document[field] = trigger[field].clone();
    }
    let (_, applied) = post(&app, "/api/apply", json!({"documents": [document.clone()]})).await;
    assert_eq!(applied["items"][0]["change"], "unchanged", "{applied}");
    document["options"] = json!({"rate": {"limit": 1, "per_s": 1, "overflow": "drops"}});
    let (status, refused) = post(&app, "/api/apply", json!({"documents": [document]})).await;
    assert_eq!(status, 422, "{refused}");
    assert_eq!(refused["errors"][0]["pointer"], "/documents/0/options/rate/overflow", "{refused}");
}

#[tokio::test]
async fn what_is_held_is_listed_and_run_or_dismissed() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let input = json!({"name": "Daily Report", "source": "my-timer", "event_type": "timer_fired",
        "workflow_id": "generate-report", "options": {"flood": {"limit": 1, "per_s": 60}}, "active": true});
    let (status, _, body) = ask(&app, "PUT", "/api/triggers/daily-report", Some(input)).await;
    assert_eq!(status, 200, "{body}");
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        let (_, answer) = post(&app, "/api/events/process", tick(name)).await;
        ids.push(answer["event_id"].clone());
    }
    let held = get(&app, "/api/held").await;
    let group = &held["groups"][0];
    assert_eq!((&group["trigger_id"], &group["count"]), (&json!("daily-report"), &json!(2)), "{held}");
    let text = group["reason"]["text"].as_str().unwrap();
    assert!(
        text.starts_with("3 events arrived in ")
            && text.ends_with(", more than your limit of 1. None has run yet."),
        "{text}"
    );
    let event = get(&app, &format!("/api/events/{}", ids[1].as_str().unwrap())).await;
    assert_eq!((&event["outcome"], &event["held"]), (&json!("held"), &json!(1)));
    assert_eq!(event["decisions"][0]["reason"]["code"], "flood");
    let (_, done) = post(&app, "/api/held/daily-report/run", json!({"event_ids": [ids[1]]})).await;
    assert_eq!(done["count"], 1);
    let (_, done) = post(&app, "/api/held/daily-report/dismiss", json!({"reason": "flood"})).await;
    assert_eq!(done["count"], 1);
    assert_eq!(get(&app, "/api/held").await["groups"], json!([]));
    let event = get(&app, &format!("/api/events/{}", ids[2].as_str().unwrap())).await;
    assert_eq!(event["outcome"], "suppressed");
    let (_, done) = post(&app, "/api/held/daily-report/run", json!({"event_ids": [ids[2]]})).await;
    assert_eq!(done["count"], 1, "run anyway");
    let (status, body) = post(&app, "/api/held/nobody/run", json!({})).await;
    assert_eq!(status, 404, "{body}");
    assert_eq!(get(&app, "/api/doctor").await["ok"], true);
}
