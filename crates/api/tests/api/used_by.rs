//! Answers stay small, however many triggers use a workflow or a field.

use crate::common::{ask, get, open, post, tick};
use prama_api::App;
use serde_json::{Value, json};

const USERS: usize = 60;

fn workflow(name: &str) -> Value {
    json!({"id": "w", "name": name, "steps": [{"id": "a", "type": "data.set", "with": {"values": {}}}]})
}

/// Triggers that ask for a number in `amount`.
async fn many(app: &App) {
    post(app, "/api/workflows", workflow("W")).await;
    let asks = json!({"all": [{"field": "amount", "op": "gt", "value": 10}]});
    let documents: Vec<_> = (0..USERS)
        .map(|i| {
            json!({"kind": "trigger", "id": format!("t{i:02}"), "name": format!("T{i:02}"), "source": "my-timer",
                "event_type": "timer_fired", "workflow_id": "w", "conditions": asks})
        })
        .collect();
    let (status, applied) = post(app, "/api/apply", json!({"documents": documents})).await;
    assert_eq!(status, 200, "{applied}");
}

#[tokio::test]
async fn of_many_triggers_the_first_are_named_and_the_rest_counted() {
    let (_dir, app) = open().await;
    many(&app).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn of_many_triggers_that_ask_for_a_changed_field_too() {
    let (_dir, app) = open().await;
    many(&app).await;
    let amounts = (0..30).map(|n| json!(n)).chain([json!("12,50")]);
    for amount in amounts {
        let mut event = tick("default");
        event["data"]["amount"] = amount;
        assert_eq!(post(&app, "/api/events/process", event).await.0, 202);
    }
    let fields = get(&app, "/api/event-sources/my-timer/event-types/timer_fired/fields").await;
    let drift =
        fields["fields"].as_array().unwrap().iter().find(|f| f["path"] == "amount").unwrap()["drift"].clone();
    let listed = |of: &Value| of.as_array().map(Vec::len);
    assert_eq!((listed(&drift["triggers"]), &drift["triggers_total"]), (Some(50), &json!(USERS)), "{drift}");
    let home = get(&app, "/api/home").await;
    let item = home["attention"].as_array().unwrap().iter().find(|a| a["kind"] == "drift").unwrap().clone();
    assert_eq!((listed(&item["trigger_ids"]), &item["count"]), (Some(50), &json!(USERS)));
    let detail = item["detail"].as_str().unwrap();
    assert!(detail.ends_with("\"T09\" and 50 more ask for it and may no longer match."), "{detail}");
}
