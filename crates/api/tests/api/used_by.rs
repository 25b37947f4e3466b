//! Answers about a workflow stay small, however many triggers use it.

use crate::common::{ask, get, open, post};
use serde_json::{Value, json};

const USERS: usize = 60;

fn workflow(name: &str) -> Value {
    json!({"id": "w", "name": name, "steps": [{"id": "a", "type": "data.set", "with": {"values": {}}}]})
}

#[tokio::test]
async fn of_many_triggers_the_first_are_named_and_the_rest_counted() {
    let (_dir, app) = open().await;
    post(&app, "/api/workflows", workflow("W")).await;
    let documents: Vec<_> = (0..USERS)
        .map(|i| {
            json!({"kind": "trigger", "id": format!("t{i:02}"), "name": format!("T{i:02}"), "source": "my-timer",
                "event_type": "timer_fired", "workflow_id": "w"})
        })
        .collect();
    let (status, applied) = post(&app, "/api/apply", json!({"documents": documents})).await;
    assert_eq!(status, 200, "{applied}");
    let (_, _, saved) = ask(&app, "PUT", "/api/workflows/w", Some(workflow("Renamed"))).await;
    let list = get(&app, "/api/workflows").await;
    let listed = list["items"].as_array().unwrap().iter().find(|w| w["id"] == "w").unwrap();
    for answer in [&saved, &get(&app, "/api/workflows/w").await, listed] {
        let named: Vec<_> =
            answer["used_by"].as_array().unwrap().iter().map(|u| u["id"].as_str().unwrap()).collect();
        assert_eq!((named.len(), answer["used_by_total"].as_u64()), (50, Some(USERS as u64)));
        assert_eq!((named[0], named[49]), ("t00", "t49"), "the first that were made");
    }
    let (status, _, used) = ask(&app, "DELETE", "/api/workflows/w", None).await;
    assert_eq!((status.as_u16(), &used["code"]), (409, &json!("WFL-002")));
    let title = used["title"].as_str().unwrap();
    assert!(title.ends_with("\"T08\", \"T09\" and 50 more."), "{title}");
}
