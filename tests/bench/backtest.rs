//! A draft against stored events, as the editor asks while someone types: over HTTP, with 100 judged events in the answer.

use crate::stats::{Row, median};
use prama_tests::sources::rss_mb;
use prama_tests::start;
use serde_json::{Value, json};
use std::time::Instant;

/// Events sent in one request.
const BATCH: usize = 500;

pub(crate) async fn backtest(rounds: usize, most: usize) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path(), &[]).await;
    for from in (0..most).step_by(BATCH) {
        let events: Vec<Value> = (from..from + BATCH).map(event).collect();
        server.client.post("/api/events/process", json!({ "events": events })).await;
    }
    // The first look at the field statistics brings them up to date.
    let fields = "/api/event-sources/my-timer/event-types/timer_fired/fields";
    let begun = Instant::now();
    server.client.get(fields).await;
    let behind = begun.elapsed().as_secs_f64() * 1000.0;
    let before = rss_mb(server.pid());
    let conditions = json!({"all": [
        {"field": "filename", "op": "contains", "value": "invioce"},
        {"field": "file_size", "op": "lt", "value": 20_000},
        {"field": "source_folder", "op": "inside_folder", "value": "/home/a/Scans"},
    ]});
    let mut rows = Vec::new();
    for (events, goal) in [(1_000, "goal 100"), (most, "goal 3,000")] {
        let mut took = Vec::new();
        for _ in 0..rounds.max(2) {
            let draft = json!({"source": "my-timer", "event_type": "timer_fired", "conditions": conditions});
            let body = json!({"draft": draft, "last": events, "show": "near_misses", "limit": 100});
            let begun = Instant::now();
            let answer = server.client.post("/api/triggers/evaluate", body).await;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(answer["total"], events);
            assert!(answer["near_misses"].as_i64() > Some(0), "{}", answer["near_misses"]);
        }
        let name = format!("backtest of {events} events with fixes");
        rows.push(Row::new(
            &name,
            median(&took),
            "ms",
            if events == most && most < 100_000 { "" } else { goal },
        ));
    }
    rows.push(Row::new("core grew by, during them", rss_mb(server.pid()) - before, "MB", ""));
    rows.push(Row::new(&format!("field statistics, asked right after {most} events"), behind, "ms", ""));
    rows
}

/// Like the event of a folder.
fn event(i: usize) -> Value {
    let word = ["invoice", "scan", "notes", "contract", "photo"][i % 5];
    json!({"event_type": "timer_fired", "source": "my-timer", "data": {"fired_at": "2026-05-03T10:00:00Z", "timer_id": "bench",
        "filename": format!("{word}-{i:06}.pdf"), "file_path": format!("/home/a/Scans/2026/{word}-{i:06}.pdf"),
        "file_size": 1_000 + i * 7919 % 40_000, "content_type": "application/pdf", "file_hash": format!("{i:064x}"),
        "source_folder": "/home/a/Scans", "modified_at": "2026-05-03T09:59:58Z", "detected_at": "2026-05-03T10:00:00Z"}})
}
