//! `event.emit`, `notify`, `data.set`.

use super::Bench;
use crate::ingest::Origin;
use serde_json::{Value, json};

#[tokio::test]
async fn emit_carries_the_key_and_where_it_comes_from() {
    let b = Bench::new();
    let input = json!({ "source": "my-timer", "event_type": "timer_fired", "data": { "n": 1 } });
    let out = b.run("event.emit", input).await.unwrap();
    assert_eq!(out["runs"], json!([]));
    let seen = b.sink.0.lock().unwrap();
    let (envelope, origin) = &seen[0];
    assert_eq!(envelope.source.as_deref(), Some("my-timer"));
    assert_eq!(envelope.key, Some(format!("{}-it", b.run)));
    assert_eq!(envelope.data["n"], 1);
    assert_eq!(*origin, Origin::Step { run: b.run, step: 0, depth: 3 });
}

#[tokio::test]
async fn notify_shows_once_over_all_attempts() {
    let b = Bench::new();
    for attempt in 1..=2 {
        b.attempt(attempt, "notify", json!({ "title": "Done", "body": null })).await.0.unwrap();
    }
    let shown = b.store.read(|c| prama_store::notifications::after(c, 0, 10)).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].title.as_str(), shown[0].body.as_str()), ("Done", ""));
    assert_eq!(b.code("notify", json!({ "title": "" })).await, "STEP-001");
}

#[tokio::test]
async fn set_gives_back_its_values() {
    let b = Bench::new();
    let values = json!({ "a": 1, "b": [true, null], "c": { "d": "e" } });
    let out = b.run("data.set", json!({ "values": values })).await.unwrap();
    assert_eq!(Value::Object(out), values);
}
