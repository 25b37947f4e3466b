//! What past events say: fields and their changes, a trigger made from an event, and why a trigger never matched.

use crate::common::{ask, daily_report, get, open, options, post};
use prama_api::App;
use serde_json::{Value, json};

const FIELDS: &str = "/api/event-sources/my-timer/event-types/timer_fired/fields";

async fn send(app: &App, data: Value) -> String {
    let mut data = data;
    data["fired_at"] = json!("2025-11-19T10:30:00Z");
    let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": data});
    let (status, body) = post(app, "/api/events/process", event).await;
    assert_eq!(status, 202, "{body}");
    body["event_id"].as_str().unwrap().to_owned()
}

async fn field(app: &App, path: &str) -> Value {
    let fields = get(app, FIELDS).await;
    fields["fields"].as_array().unwrap().iter().find(|f| f["path"] == path).cloned().unwrap_or_default()
}

async fn trigger(app: &App, id: &str, conditions: Value) -> Value {
    let body = json!({"id": id, "name": id, "source": "my-timer", "event_type": "timer_fired",
        "workflow_id": "generate-report", "active": true, "conditions": conditions});
    let (status, body) = post(app, "/api/triggers", body).await;
    assert_eq!(status, 201, "{body}");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_tell_what_every_event_until_now_held() {
    let (_dir, app) = open().await;
    for i in 0..30_u32 {
        let extra = if i.is_multiple_of(3) { json!({"city": "Bern"}) } else { json!({}) };
        send(&app, json!({"timer_id": format!("t{}", i % 4), "n": i, "more": extra, "api_key": "k-1"})).await;
        if i == 9 {
            assert_eq!(field(&app, "n").await["max"], 9.0, "read in between, then further");
        }
    }
    let n = field(&app, "n").await;
    assert_eq!((&n["min"], &n["median"], &n["max"]), (&json!(0.0), &json!(14.0), &json!(29.0)), "{n}");
    assert_eq!((&n["inferred"], &n["type"], &n["seen"]), (&json!(true), &json!("integer"), &json!(30)));
    assert_eq!(n["types"], json!([{"type": "integer", "count": 30}]));
    let id = field(&app, "timer_id").await;
    assert_eq!(id["suggestions"][0], json!({"value": "t0", "count": 8}), "{id}");
    assert!(id["inferred"].is_null() && id["last_seen_at"].is_string(), "declared: {id}");
    let city = field(&app, "more.city").await;
    assert_eq!((&city["seen"], &city["seen_of"]), (&json!(10), &json!(30)));
    let secret = field(&app, "api_key").await;
    assert!(secret["sample"].is_null() && secret["suggestions"].is_null(), "{secret}");
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_go_on_after_a_restart_as_if_there_had_been_none() {
    let dir = tempfile::tempdir().unwrap();
    let plain = |mut fields: Value| {
        for f in fields["fields"].as_array_mut().unwrap() {
            f.as_object_mut().unwrap().remove("last_seen_at");
        }
        fields
    };
    let mut in_parts = Vec::new();
    let mut place = dir.path().join("in-parts");
    for part in 0..3 {
        let app = App::open(options(&place)).await.unwrap();
        for i in 0..15 {
            send(&app, json!({"timer_id": format!("t{}", i % (part + 2)), "n": part * 100 + i})).await;
            if i == 7 {
                get(&app, FIELDS).await;
            }
        }
        in_parts.push(plain(get(&app, FIELDS).await));
        // Once as a kill leaves the files: what was not stored is read again.
        if part == 1 {
            let left = dir.path().join("as-killed");
            std::fs::create_dir_all(left.join("data")).unwrap();
            for name in ["prama.db", "prama.db-wal"] {
                std::fs::copy(place.join("data").join(name), left.join("data").join(name)).unwrap();
            }
            place = left;
        }
        app.shutdown().await;
    }
    let app = App::open(options(&dir.path().join("at-once"))).await.unwrap();
    for part in 0..3 {
        for i in 0..15 {
            send(&app, json!({"timer_id": format!("t{}", i % (part + 2)), "n": part * 100 + i})).await;
        }
    }
    assert_eq!(in_parts.pop(), Some(plain(get(&app, FIELDS).await)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_a_trigger_asks_for_vanishes() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    trigger(&app, "big", json!({"all": [{"field": "amount", "op": "gt", "value": 10}]})).await;
    for i in 0..30_u32 {
        send(&app, json!({"timer_id": "default", "amount": i})).await;
    }
    assert!(get(&app, "/api/triggers/big").await["warnings"].is_null());
    send(&app, json!({"timer_id": "default", "amount": "12,50"})).await;
    let drift = field(&app, "amount").await["drift"].clone();
    assert_eq!((&drift["kind"], &drift["triggers"]), (&json!("new_type"), &json!(["big"])), "{drift}");
    for _ in 0..25 {
        send(&app, json!({"timer_id": "default", "currency": "EUR"})).await;
    }
    let text = "The last 25 events have no `amount`; before, nearly every one had it.";
    let warnings = get(&app, "/api/triggers/big").await["warnings"].clone();
    assert_eq!(warnings, json!([{"field": "amount", "kind": "vanished", "text": text}]));
    assert!(get(&app, "/api/triggers/daily-report").await["warnings"].is_null(), "it asks for another field");
    let drift = field(&app, "currency").await["drift"].clone();
    assert_eq!((&drift["kind"], &drift["triggers"]), (&json!("new_field"), &json!([])), "{drift}");
    let home = get(&app, "/api/home").await;
    let item = home["attention"].as_array().unwrap().iter().find(|a| a["kind"] == "drift").unwrap().clone();
    assert_eq!(item["title"], format!("Timer Fired: {text}"));
    assert_eq!(
        (&item["trigger_ids"], &item["detail"]),
        (&json!(["big"]), &json!("\"big\" asks for it and may no longer match."))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_is_proposed_from_an_event_and_matches_its_like() {
    let (_dir, app) = open().await;
    let mut invoice = String::new();
    for i in 0..40_u32 {
        let name = if i.is_multiple_of(4) { "invoice" } else { "notes" };
        let id = send(&app, json!({"timer_id": "default", "filename": format!("{name}-{i:03}.pdf")})).await;
        if i == 20 {
            invoice = id;
        }
    }
    let body = json!({ "event_id": invoice });
    let (status, proposed) = post(&app, "/api/triggers/propose", body.clone()).await;
    assert_eq!(status, 200, "{proposed}");
    let first = &proposed["proposals"][0];
    assert_eq!(
        (&first["matches_of_last"], &first["in_draft"]),
        (&json!([10, 40]), &json!(true)),
        "{proposed}"
    );
    assert_eq!(first["text"], "filename contains \"invoice\" (any case)");
    assert_eq!(proposed["draft"]["name"], "Timer Fired: invoice");
    let (_, evaluation) =
        post(&app, "/api/triggers/evaluate", json!({"draft": proposed["draft"], "last": 40})).await;
    assert_eq!((&evaluation["matched"], &evaluation["problems"]), (&json!(10), &json!([])), "{evaluation}");
    assert_eq!(post(&app, "/api/triggers/propose", body).await.1, proposed, "the same again");
    let unknown = json!({"event_id": "018f0000-0000-7000-8000-000000000000"});
    assert_eq!(post(&app, "/api/triggers/propose", unknown).await.0, 404);
    assert_eq!(post(&app, "/api/triggers/propose", json!({"event_id": "x"})).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_never_matched_is_told_the_nearest_past_value() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    for i in 0..60 {
        let name = ["invoice", "invoices", "scan"][i % 3];
        send(&app, json!({"timer_id": "default", "filename": format!("{name}-{i}.pdf"), "size": i})).await;
    }
    trigger(&app, "typo", json!({"all": [{"field": "size", "op": "lt", "value": 30}, {"field": "filename", "op": "contains", "value": "invioce"}]})).await;
    let found = get(&app, "/api/triggers/typo/never-matched").await;
    assert_eq!((&found["total"], &found["matched"]), (&json!(60), &json!(0)));
    let blocker = &found["blocker"];
    assert_eq!(
        (&blocker["path"], &blocker["text"]),
        (&json!("1"), &json!("filename contains \"invioce\" (any case)"))
    );
    let nearest = &blocker["nearest"];
    assert_eq!((&nearest["value"], &nearest["seen"]), (&json!("invoice"), &json!(40)), "{found}");
    assert_eq!((&nearest["fix"]["value"], &nearest["fix"]["new_matched"]), (&json!("invoice"), &json!(20)));
    // Nothing is near: what is there instead.
    trigger(&app, "far", json!({"field": "timer_id", "op": "is", "value": "nightly"})).await;
    let blocker = get(&app, "/api/triggers/far/never-matched").await["blocker"].clone();
    assert!(blocker["nearest"].is_null(), "{blocker}");
    assert_eq!(blocker["values"], json!([{"value": "default", "count": 60}]));
    let matching = get(&app, "/api/triggers/daily-report/never-matched").await;
    assert_eq!((&matching["matched"], &matching["blocker"]), (&json!(60), &Value::Null));
    assert_eq!(ask(&app, "GET", "/api/triggers/none/never-matched", None).await.0, 404);
}
