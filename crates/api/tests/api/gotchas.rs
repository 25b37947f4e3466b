//! Every gotcha of the quick start gives its clear error, with code, text and fix.

use crate::common::{ask, get, open, post, tick};
use serde_json::{Value, json};

async fn refused(event: Value) -> Value {
    let (_dir, app) = open().await;
    let (status, kind, problem) = ask(&app, "POST", "/api/events/process", Some(event)).await;
    assert_eq!((status.as_u16(), kind.as_str()), (422, "application/problem+json"), "{problem}");
    let code = problem["code"].as_str().unwrap();
    assert_eq!(problem["type"], format!("urn:prama:error:{code}"));
    assert_eq!(problem["status"], 422);
    // Kept, and found in the list with the same problem.
    let kept = get(&app, &format!("/api/events/{}", problem["event_id"].as_str().unwrap())).await;
    assert_eq!((&kept["status"], &kept["outcome"]), (&json!("rejected"), &json!("rejected")));
    assert_eq!(kept["rejection"]["title"], problem["title"]);
    assert_eq!(get(&app, "/api/events?outcome=rejected").await["total"], 1);
    problem
}

#[tokio::test]
async fn hardcoded_event_type() {
    let p = refused(json!({"event_type": "random_event", "source": "my-timer", "data": {}})).await;
    assert_eq!(p["code"], "EVT-002");
    assert_eq!(p["title"], "\"random_event\" isn't an event type of My Timer.");
    assert_eq!(p["detail"], "The event was kept but can't start anything. My Timer declares: `timer_fired`.");
    assert!(p.get("suggestion").is_none());
}

#[tokio::test]
async fn nearly_the_right_event_type() {
    let p = refused(json!({"event_type": "timer_fire", "source": "my-timer", "data": {}})).await;
    assert_eq!(p["title"], "\"timer_fire\" isn't an event type of My Timer. Did you mean `timer_fired`?");
    assert_eq!(p["suggestion"], "timer_fired");
}

#[tokio::test]
async fn wrong_source_id() {
    let p = refused(json!({"event_type": "timer_fired", "source": "my-Timer", "data": {}})).await;
    assert_eq!(p["code"], "EVT-001");
    assert_eq!(p["title"], "No source has the id `my-Timer`. Did you mean `my-timer`?");
    assert_eq!((&p["suggestion"], &p["place"]), (&json!("my-timer"), &json!("/source")));
}

#[tokio::test]
async fn missing_required_field() {
    let p = refused(json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": "123"}}))
        .await;
    assert_eq!(p["code"], "EVT-003");
    let title = p["title"].as_str().unwrap();
    assert!(title.contains("Timer Fired needs `fired_at`"), "{title}");
    assert!(title.contains("date and time"), "{title}");
}

#[tokio::test]
async fn the_right_event_is_accepted_and_the_source_is_there() {
    let (_dir, app) = open().await;
    let (status, answer) = post(&app, "/api/events/process", tick("default")).await;
    assert_eq!(status, 202, "{answer}");
    assert_eq!(
        (&answer["success"], &answer["triggers_matched"], &answer["runs"]),
        (&json!(true), &json!(0), &json!([]))
    );
    for path in ["/api/event-sources/my-timer", "/api/event-sources/my-timer/"] {
        let source = get(&app, path).await;
        assert_eq!((&source["id"], &source["name"]), (&json!("my-timer"), &json!("My Timer")));
        assert_eq!(source["eventTypes"][0]["type"], "timer_fired");
    }
    let types = get(&app, "/api/event-sources/my-timer/events").await;
    assert_eq!(types["eventTypes"][0]["fields"][0]["path"], "fired_at");
    assert_eq!(types["eventTypes"][0]["fields"][0]["required"], true);
    let list = get(&app, "/api/event-sources/").await;
    assert!(list["items"].as_array().unwrap().iter().any(|s| s["id"] == "my-timer"));
}

#[tokio::test]
async fn a_source_id_in_the_wrong_case_is_not_found_but_suggested() {
    let (_dir, app) = open().await;
    let (status, kind, p) = ask(&app, "GET", "/api/event-sources/my-Timer", None).await;
    assert_eq!((status.as_u16(), kind.as_str()), (404, "application/problem+json"));
    assert_eq!(p["suggestion"], "my-timer");
}
