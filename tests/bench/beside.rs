//! A healthy source beside misbehaving ones: how long its events take to be acknowledged, against the same alone.

use crate::stats::{Row, median, percentile};
use prama_tests::sources::{listed, misbehaving, rss_mb};
use prama_tests::{Server, eventually, start};
use std::time::Duration;

/// Ways to misbehave, all at once.
const MODES: [&str; 10] = [
    "flood_stdout",
    "flood_stderr",
    "million_logs",
    "deaf",
    "deaf_checkpoints",
    "endless_line",
    "stubborn",
    "crash",
    "closed_stdout",
    "memory",
];

/// Those that `BESIDE` names, such as `crash,memory`; all of them when it is not set.
fn modes() -> Vec<&'static str> {
    let asked = std::env::var("BESIDE").ok();
    MODES.into_iter().filter(|m| asked.as_ref().is_none_or(|a| a.split(',').any(|a| a == *m))).collect()
}

pub(crate) async fn beside(rounds: usize, events: usize) -> Vec<Row> {
    let modes = modes();
    let mut ratios = (Vec::new(), Vec::new());
    let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    let mut grown = Vec::new();
    for _ in 0..rounds {
        let dir = tempfile::tempdir().unwrap();
        let server = start(&dir.path().join("data"), &[]).await;
        misbehaving(&server, "healthy", "healthy").await;
        // What the first events cost is not what they cost later.
        let _ = next(&server, 50).await;
        let alone = next(&server, events).await;
        let before = rss_mb(server.pid());
        for mode in &modes {
            misbehaving(&server, &mode.replace('_', "-"), mode).await;
        }
        for flood in MODES[..3].iter().filter(|m| modes.contains(m)) {
            eventually("a flood is slowed down", async || {
                listed(&server, &flood.replace('_', "-")).await?["state_detail"].as_str().map(|_| ())
            })
            .await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        let _ = next(&server, 1).await;
        let beside = next(&server, events).await;
        grown.push(rss_mb(server.pid()) - before);
        let at = |p: f64| (percentile(&alone, p), percentile(&beside, p));
        let (p50, p99) = (at(50.0), at(99.0));
        ratios.0.push(p50.1 / p50.0);
        ratios.1.push(p99.1 / p99.0);
        for (to, value) in times.iter_mut().zip([p50.0, p50.1, p99.0, p99.1]) {
            to.push(value);
        }
    }
    let what = |text: &str| format!("healthy source beside {}: {text}", modes.len());
    let [p50_alone, p50, p99_alone, p99] = times.map(|t| median(&t));
    vec![
        Row::new("healthy source alone: ack p50", p50_alone, "ms", ""),
        Row::new("healthy source alone: ack p99", p99_alone, "ms", ""),
        Row::new(&what("ack p50"), p50, "ms", ""),
        Row::new(&what("ack p99"), p99, "ms", ""),
        Row::new(&what("p50, ratio"), median(&ratios.0), "×", "goal 1"),
        Row::new(&what("p99, ratio"), median(&ratios.1), "×", "goal 1"),
        Row::new(&what("core grew by"), median(&grown), "MB", ""),
    ]
}

/// How long the next so many events took, in milliseconds, by the source's own clock.
async fn next(server: &Server, count: usize) -> Vec<f64> {
    let file = server.data.join("took");
    let read = || -> Vec<f64> {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.lines().filter_map(|l| l.parse().ok()).collect()
    };
    let from = read().len();
    eventually("events of the healthy source", async || {
        let times = read();
        (times.len() >= from + count).then(|| times[from..].to_vec())
    })
    .await
}
