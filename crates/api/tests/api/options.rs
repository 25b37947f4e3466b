//! Options of triggers from outside: saved, shown, refused with the place, applied from documents.

use crate::common::{ask, daily_report, get, open, post};
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
