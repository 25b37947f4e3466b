//! The figures of Prama on this machine, as medians, beside the limits and peers measured on a 2-core Debian 12 machine.
// Printing the table is what this program is for.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backtest;
mod beside;
mod folder;
mod folders;
mod load;
mod matching;
mod peers;
mod stats;

use prama_tests::sources::rss_mb;
use prama_tests::{Server, runtime, start};
use serde_json::{Value, json};
use stats::{Row, median, print};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Times each figure is taken.
const ROUNDS: usize = 5;
/// How long each load round lasts.
const ROUND: Duration = Duration::from_secs(3);

/// The parts that can be asked for alone; without one, all but `--folders`, which needs 100,000 files of its own.
const PARTS: [&str; 5] = ["--load", "--backtest", "--matching", "--folders", "--sources"];
const QUICK: &str = "--quick";

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = asked.iter().find(|a| *a != QUICK && !PARTS.contains(&a.as_str())) {
        println!("`{unknown}` is no part of the bench. Known: {} and {QUICK}.", PARTS.join(", "));
        return ExitCode::from(2);
    }
    let quick = asked.iter().any(|a| a == QUICK);
    let none = asked.iter().all(|a| a == QUICK);
    let wants = |part: &str| asked.iter().any(|a| a == part) || none && part != "--folders";
    let (rounds, round) = if quick { (1, Duration::from_millis(700)) } else { (ROUNDS, ROUND) };
    let counts = if quick { [100, 1_000, 10_000] } else { [1_000, 10_000, 100_000] };
    let mut rows = Vec::new();
    runtime().block_on(async {
        if wants("--load") {
            rows.extend(starting(rounds).await);
            for steps in [1, 5] {
                rows.extend(throughput(steps, rounds, round).await);
            }
            rows.extend(folder::latency(if quick { 20 } else { 200 }).await);
        }
        if wants("--backtest") {
            rows.extend(backtest::backtest(rounds, if quick { 10_000 } else { 100_000 }).await);
        }
        if wants("--matching") {
            rows.extend(matching::matching(rounds, round, counts).await);
        }
        if wants("--folders") {
            rows.extend(folders::folders(&amount(quick)).await);
        }
        if wants("--sources") {
            rows.extend(beside::beside(rounds, if quick { 50 } else { 500 }).await);
        }
    });
    print(&rows, if asked == ["--folders"] { 1 } else { rounds });
    ExitCode::SUCCESS
}

fn amount(quick: bool) -> folders::Amount {
    let second = Duration::from_secs(1);
    if quick {
        return folders::Amount { renames: 20, slow: 1, burst: 500, many: 2_000, idle: 3 * second };
    }
    folders::Amount { renames: 200, slow: 6, burst: 10_000, many: 100_000, idle: 60 * second }
}

/// Start to ready on an empty folder, and resident memory at rest.
async fn starting(rounds: usize) -> Vec<Row> {
    let (mut ready, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let dir = tempfile::tempdir().unwrap();
        let begun = Instant::now();
        let server = start(dir.path(), &[]).await;
        ready.push(begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_secs(1)).await;
        idle.push(rss_mb(server.pid()));
    }
    vec![
        Row::new(
            "start → ready, new folder",
            median(&ready),
            "ms",
            "goal 100 · Restate 1,000 · Node-RED 2,300 · n8n 6,300",
        ),
        Row::new(
            "core memory, idle (RSS)",
            median(&idle),
            "MB",
            "goal 30 · DBOS 86 · Node-RED 147 · n8n 590–880",
        ),
    ]
}

/// Acknowledged events and completed runs a second, at 1, 16 and 64 connections.
async fn throughput(steps: usize, rounds: usize, round: Duration) -> Vec<Row> {
    let mut rows = Vec::new();
    for connections in [1, 16, 64] {
        let (mut acked, mut completed, mut p50, mut memory) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let dir = tempfile::tempdir().unwrap();
            let server = start(dir.path(), &[]).await;
            prepare(&server, steps).await;
            let begun = Instant::now();
            let result = load::run(&server.client, connections, round).await;
            acked.push(result.acked as f64 / round.as_secs_f64());
            p50.push(result.p50_ms);
            loop {
                let status = server.client.get("/api/status").await;
                let open: i64 = ["runs_queued", "runs_running", "runs_waiting"]
                    .iter()
                    .map(|k| status[*k].as_i64().unwrap())
                    .sum();
                if open == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            completed.push(result.acked as f64 / begun.elapsed().as_secs_f64());
            memory.push(rss_mb(server.pid()));
        }
        let peers = match (steps, connections) {
            (1, 1) => "prototype 1,510 · Node-RED 920 (no record) · Restate 120–195 · n8n 16–34",
            (1, 16) => "prototype 9,900–10,700 · Node-RED 1,660 · Restate 430–630 · n8n 15–37",
            (1, _) => "goal 9,000 · prototype 12,600–15,700 · Node-RED 1,710 · Restate 540–610 · n8n 11–32",
            (_, 1) => "prototype 1,380 · Restate 44",
            (_, 16) => "prototype 7,900–8,700 · Restate 155",
            _ => "goal 6,200 · prototype 8,800–9,500 · Restate 244",
        };
        let name = |what: &str| {
            format!("{steps} step{}, {connections:>2} conn: {what}", if steps == 1 { "" } else { "s" })
        };
        rows.push(Row::new(&name("completed runs"), median(&completed), "/s", peers));
        rows.push(Row::new(&name("acked events"), median(&acked), "/s", ""));
        rows.push(Row::new(
            &name("ack p50"),
            median(&p50),
            "ms",
            if connections == 1 { "goal ≤ 1.5 × one FULL commit + 0.3" } else { "" },
        ));
        if connections == 64 {
            rows.push(Row::new(
                &name("memory after it (RSS)"),
                median(&memory),
                "MB",
                "goal 80 after 100,000 runs",
            ));
        }
    }
    rows
}

async fn prepare(server: &Server, steps: usize) {
    let steps: Vec<Value> = (0..steps)
        .map(|i| json!({"id": format!("s{i}"), "type": "data.set", "with": {"values": {"n": "${{ event.data.timer_id }}"}}}))
        .collect();
    server.client.post("/api/workflows", json!({"id": "bench", "name": "Bench", "steps": steps})).await;
    let trigger = json!({"id": "bench", "name": "Bench", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "bench",
        "active": true, "conditions": {"all": [{"field": "timer_id", "op": "contains", "value": "bench"}]}});
    server.client.post("/api/triggers", trigger).await;
}
