//! Events sent again: marked, linked, and judged by the triggers that were chosen.

use crate::common::{daily_report, get, open, post, tick};
use serde_json::json;

#[tokio::test]
async fn an_event_sent_again_is_marked_and_linked_and_judged_by_the_chosen_triggers() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let second = json!({"name": "All", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "generate-report"});
    assert_eq!(post(&app, "/api/triggers", second).await.0, 201);
    let (_, first) = post(&app, "/api/events/process", tick("default")).await;
    assert_eq!(first["triggers_matched"], 2);
    let id = first["event_id"].as_str().unwrap();

    let (status, again) = post(&app, &format!("/api/events/{id}/resend"), json!({"triggers": ["all"]})).await;
    assert_eq!((status.as_u16(), &again["triggers_matched"]), (202, &json!(1)), "{again}");
    assert_eq!(again["runs"][0]["trigger_id"], "all");
    let replay = get(&app, &format!("/api/events/{}", again["event_id"].as_str().unwrap())).await;
    assert_eq!((&replay["replay_of"], replay["decisions"].as_array().unwrap().len()), (&json!(id), 1));
    assert_eq!(replay["metadata"]["additional_data"], json!({}), "what the sender wrote stays as it was");
    let original = get(&app, &format!("/api/events/{id}")).await;
    assert_eq!((&original["replays"], original.get("replay_of")), (&json!([again["event_id"]]), None));
    assert_eq!(get(&app, "/api/events").await["items"][0]["replay_of"], id);
}
