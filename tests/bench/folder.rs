//! From a file renamed into a watched folder to the first step of its run.

use crate::stats::{Row, median, percentile};
use prama_tests::{eventually, start};
use serde_json::json;
use std::time::{Duration, SystemTime};

pub(crate) async fn latency(files: usize) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, aside) = (dir.path().join("inbox"), dir.path().join("aside"));
    std::fs::create_dir(&inbox).unwrap();
    std::fs::create_dir(&aside).unwrap();
    let server = start(&dir.path().join("data"), &[]).await;
    let workflow = json!({"id": "bench", "name": "Bench",
        "steps": [{"id": "name", "type": "data.set", "with": {"values": {"name": "${{ event.data.filename }}"}}}]});
    server.client.post("/api/workflows", workflow).await;
    let trigger = json!({"id": "bench", "name": "Bench", "source": "pdf-monitor-event-source", "event_type": "pdf_file_added",
        "workflow_id": "bench", "active": true});
    server.client.post("/api/triggers", trigger).await;
    let config = json!({"folders": [{"path": inbox, "recursive": false, "include_existing": true}]});
    server.client.put("/api/event-sources/pdf-monitor-event-source/config", config).await;
    eventually("the folder is watched", async || {
        let source = server.client.get("/api/event-sources/pdf-monitor-event-source").await;
        (source["folders"][0]["state"] == "watching").then_some(())
    })
    .await;
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let mut moved = Vec::new();
    for i in 0..files {
        let from = aside.join(format!("{i}.pdf"));
        std::fs::write(&from, [pdf.as_slice(), i.to_string().as_bytes(), b"\n%%EOF\n"].concat()).unwrap();
        let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        std::fs::rename(&from, inbox.join(format!("{i}.pdf"))).unwrap();
        moved.push(at.as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let runs = eventually("a run per file", async || {
        let list = server.client.get(&format!("/api/runs?limit={}&status=succeeded", files.min(500))).await;
        let items = list["items"].as_array().unwrap().clone();
        (items.len() == files).then_some(items)
    })
    .await;
    let mut delays = Vec::new();
    for run in runs {
        let detail = server.client.get(&format!("/api/runs/{}", run["id"].as_str().unwrap())).await;
        let index: usize = run["subject"].as_str().unwrap().trim_end_matches(".pdf").parse().unwrap();
        let started = millis(detail["steps"][0]["started_at"].as_str().unwrap());
        delays.push(started - moved[index].floor());
    }
    vec![
        Row::new(
            "file renamed in → first step, p50",
            median(&delays),
            "ms",
            "goal 5 · chokidar 0.8 (acts on half-written files) or 2,008",
        ),
        Row::new("file renamed in → first step, p99", percentile(&delays, 99.0), "ms", "goal 20"),
    ]
}

/// `2026-05-03T10:00:00.123Z` in milliseconds since the epoch, through SQLite's calendar.
fn millis(text: &str) -> f64 {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    db.query_row("SELECT CAST((julianday(?1) - 2440587.5) * 86400000.0 + 0.5 AS INTEGER)", [text], |r| {
        r.get::<_, i64>(0)
    })
    .unwrap() as f64
}
