//! A draft against stored events: totals, the funnel, near misses with fixes that do what they say, spans and lists.

use crate::common::{ask, get, open, post};
use prama_api::App;
use prama_model::condition::{Compiled, Condition, Facts};
use prama_model::event::Event;
use serde_json::{Value, json};

const WORDS: [&str; 6] = ["invoice", "Invoice", "invioce", "in_voice", "notes", "scan"];

/// An event whose values follow from its number.
fn event(i: usize) -> Value {
    let mut data = json!({"fired_at": "2025-11-19T10:30:00Z", "name": format!("{}-{i}.pdf", WORDS[i % 6]), "size": i * 7 % 100});
    match i % 10 {
        3 => data["size"] = json!("large"),
        7 => drop(data.as_object_mut().unwrap().remove("size")),
        _ => {}
    }
    json!({"event_type": "timer_fired", "source": "my-timer", "data": data})
}

async fn with_events(count: usize) -> (tempfile::TempDir, App, Vec<Value>) {
    let (dir, app) = open().await;
    let events: Vec<Value> = (0..count).map(event).collect();
    for event in &events {
        // One after the other: those sent together are stored in any order.
        let (status, body) = post(&app, "/api/events/process", event.clone()).await;
        assert_eq!(status, 202, "{body}");
    }
    (dir, app, events)
}

fn draft(conditions: &Value) -> Value {
    json!({"source": "my-timer", "event_type": "timer_fired", "conditions": conditions})
}

async fn evaluate(app: &App, conditions: &Value, more: Value) -> Value {
    let mut body = json!({"draft": draft(conditions), "last": 1000});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, answer) = post(app, "/api/triggers/evaluate", body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

fn matching(conditions: &Value, events: &[Value]) -> usize {
    let condition = Condition::from_value(conditions).unwrap();
    let compiled = Compiled::new(condition.as_ref()).unwrap();
    let judged = |e: &&Value| {
        let event: Event = serde_json::from_value(json!({"id": "018f0000-0000-7000-8000-000000000000",
            "source": "my-timer", "event_type": "timer_fired", "subject": "", "time_ms": 0, "received_ms": 0,
            "data": e["data"], "depth": 0}))
        .unwrap();
        compiled.judge(&Facts::of(&event)).is_ok()
    };
    events.iter().filter(judged).count()
}

fn leaf(op: &str, field: &str, value: Value) -> Value {
    json!({"field": field, "op": op, "value": value})
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_and_funnel_are_those_of_judging_each_event() {
    let (_dir, app, events) = with_events(300).await;
    let invoice = leaf("contains", "name", json!("invoice"));
    let small = leaf("lt", "size", json!(50));
    let missing = json!({"field": "size", "op": "is_missing"});
    let drafts = [
        json!({"all": [{"expression": "event.data.size > 10 && event.source == \"my-timer\""}, invoice]}),
        json!({"none": [{"field": "size", "op": "lt", "value": 50, "if_unknown": "match"}]}),
        Value::Null,
        json!({"all": []}),
        invoice.clone(),
        json!({"all": [invoice, small]}),
        json!({"any": [{"all": [invoice, small]}, missing]}),
        json!({"all": [invoice, {"none": [small, missing]}]}),
    ];
    for conditions in &drafts {
        let found = evaluate(&app, conditions, json!({})).await;
        assert_eq!(found["total"], 300, "{conditions}");
        assert_eq!(found["matched"], matching(conditions, &events), "{conditions}");
        assert_eq!(found["runs"], found["matched"]);
        assert_eq!(found["events"].as_array().unwrap().len(), 200);
    }
    let found = evaluate(&app, &drafts[5], json!({})).await;
    let passes = |c: &Value| matching(c, &events);
    let both = passes(&drafts[5]);
    // 30 sizes are texts, 30 are missing.
    let expected = json!([
        {"path": "0", "text": "name contains \"invoice\" (any case)", "passed": passes(&invoice), "unknown": 0, "only_blocker": passes(&small) - both},
        {"path": "1", "text": "size < 50", "passed": passes(&small), "unknown": 60, "only_blocker": passes(&invoice) - both},
    ]);
    assert_eq!(found["leaves"], expected);
    assert_eq!(found["unknown"], 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fix_matches_as_many_events_as_it_says() {
    let (_dir, app, events) = with_events(120).await;
    let conditions =
        json!({"all": [leaf("starts_with", "name", json!("invioce")), leaf("lt", "size", json!(60))]});
    let found = evaluate(&app, &conditions, json!({"show": "near_misses", "limit": 100})).await;
    let near = found["events"].as_array().unwrap();
    assert_eq!(found["near_misses"], near.len());
    let mut seen = Vec::new();
    for event in near {
        assert!(event["near_miss"] == true && event["matched"] == false, "{event}");
        let fix = &event["fix"];
        let mut changed = conditions.clone();
        let place: usize = fix["path"].as_str().unwrap().parse().unwrap();
        assert_eq!(fix["field"], changed["all"][place]["field"]);
        changed["all"][place] = json!({"field": fix["field"], "op": fix["op"], "value": fix["value"], "case_sensitive": fix["case_sensitive"]});
        assert_eq!(fix["new_matched"], matching(&changed, &events), "{fix}");
        assert!(fix["new_matched"].as_i64() > found["matched"].as_i64(), "{fix}");
        seen.push(fix["text"].as_str().unwrap().to_owned());
    }
    seen.sort();
    seen.dedup();
    assert!(seen.iter().any(|t| t.starts_with("name matches regex")), "{seen:?}");
    assert!(seen.iter().any(|t| t.starts_with("size ≤")), "{seen:?}");
    // What nothing passed was misspelt: the change takes its place.
    let misspelt = json!({"all": [leaf("is", "name", json!("notse-4.pdf"))]});
    let found = evaluate(&app, &misspelt, json!({"show": "near_misses"})).await;
    let fixes: Vec<&Value> = found["events"].as_array().unwrap().iter().map(|e| &e["fix"]["value"]).collect();
    assert!(fixes.contains(&&json!("notes-4.pdf")), "{fixes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_spans_hold_what_was_asked_for() {
    let (_dir, app, events) = with_events(100).await;
    let conditions = leaf("contains", "name", json!("notes"));
    let names = |found: &Value| -> Vec<String> {
        let events = found["events"].as_array().unwrap();
        events.iter().map(|e| e["data"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let newest_matches: Vec<String> =
        (0..100).rev().filter(|i| i % 6 == 4).map(|i| format!("notes-{i}.pdf")).collect();
    let found = evaluate(&app, &conditions, json!({"show": "matches", "limit": 5})).await;
    assert_eq!(names(&found), newest_matches[..5]);
    assert_eq!(found["matched"], newest_matches.len());
    let found = evaluate(&app, &conditions, json!({"last": 10})).await;
    assert_eq!((found["total"].as_i64(), names(&found).len()), (Some(10), 10));
    assert_eq!(found["matched"], matching(&conditions, &events[90..]));
    // A limit of 0 asks for the counts alone.
    assert!(names(&evaluate(&app, &conditions, json!({"limit": 0})).await).is_empty());
    let at = get(&app, "/api/events?limit=40").await["items"][39]["received_at"].as_str().unwrap().to_owned();
    let window = async |more: Value| {
        let mut body = json!({"draft": draft(&conditions)});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        post(&app, "/api/triggers/evaluate", body).await
    };
    let (_, since) = window(json!({ "from": at })).await;
    let (_, before) = window(json!({ "to": at })).await;
    // Events of one millisecond fall on the same side.
    assert!(since["total"].as_i64() >= Some(40), "{}", since["total"]);
    assert_eq!(since["total"].as_i64().unwrap() + before["total"].as_i64().unwrap(), 100);
    let (status, problem) = window(json!({"from": "yesterday"})).await;
    assert_eq!((status.as_u16(), &problem["place"]), (422, &json!("/from")), "{problem}");
    let (status, _, problem) =
        ask(&app, "POST", "/api/triggers/evaluate", Some(json!({"draft": draft(&conditions), "lasst": 3})))
            .await;
    assert_eq!(status, 422, "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn options_say_how_many_matches_would_have_run() {
    let (_dir, app, _) = with_events(60).await;
    let conditions = leaf("contains", "name", json!("notes"));
    let mut draft = draft(&conditions);
    let matched = evaluate(&app, &conditions, json!({})).await["matched"].clone();
    assert_eq!(matched, 10);
    // All of them were fired at the same time.
    draft["options"] = json!({"once": {"per": "key", "key": "fired_at"}});
    let (status, once) = post(&app, "/api/triggers/evaluate", json!({"draft": draft, "last": 1000})).await;
    assert_eq!((status.as_u16(), &once["matched"], &once["runs"]), (200, &json!(10), &json!(1)), "{once}");
    assert_eq!(once["suppressed"], json!([{"code": "once", "count": 9}]));
    draft["options"] = json!({"rate": {"limit": 4, "per_s": 86400, "overflow": "drop"}});
    let (_, rate) = post(&app, "/api/triggers/evaluate", json!({"draft": draft, "last": 1000})).await;
    assert_eq!(
        (&rate["runs"], &rate["suppressed"]),
        (&json!(4), &json!([{"code": "rate_limited", "count": 6}])),
        "{rate}"
    );
}
