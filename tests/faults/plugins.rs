//! Every way to misbehave at once, beside one healthy source: it costs the others nothing, says what it is, and leaves nothing.

use prama_tests::sources::{drop_in, listed, misbehaving, processes, rss_mb};
use prama_tests::{Server, eventually, runtime, start};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::Instant;

/// What the core may grow by, in MB, with all of them at once.
const GROWTH_MB: f64 = 200.0;

/// A way to misbehave, and what is to be seen of it.
struct Case {
    mode: &'static str,
    /// States that tell the truth about it.
    states: &'static [&'static str],
    /// In its state's detail.
    detail: &'static str,
    /// In its log.
    log: &'static str,
    /// Events of it that are accepted in the end, at least.
    accepted: i64,
}

impl Case {
    fn id(&self) -> String {
        self.mode.replace('_', "-")
    }
}

const fn case(mode: &'static str, states: &'static [&'static str]) -> Case {
    Case { mode, states, detail: "", log: "", accepted: 0 }
}

const RUNS: &[&str] = &["running"];
const CRASHED: &[&str] = &["backing_off", "starting", "running", "crash_loop"];
const TOO_FAST: &str = "It writes more than 8,000 events, 1,000 other lines or 8 MiB a second, so its output is read more slowly.";

fn cases() -> Vec<Case> {
    // Its log is what it writes.
    let fast = |mode| Case { detail: TOO_FAST, ..case(mode, RUNS) };
    vec![
        fast("flood_stdout"),
        fast("flood_stderr"),
        fast("million_logs"),
        case("hang", RUNS),
        Case { accepted: 64, ..case("deaf", RUNS) },
        case("deaf_checkpoints", RUNS),
        Case { accepted: 1, ..case("family", RUNS) },
        Case { accepted: 1, ..case("stubborn", RUNS) },
        Case { accepted: 1, log: "Ended by itself.", ..case("leaver", &["off"]) },
        Case {
            accepted: 1,
            log: "This line begins like JSON but is not",
            detail: "half-line crashed (killed by signal 9).",
            ..case("half_line", &["backing_off", "crash_loop"])
        },
        Case { accepted: 1, log: "A line was left out", ..case("endless_line", RUNS) },
        Case { accepted: 1, log: "A line was left out", ..case("not_text", RUNS) },
        Case { log: "can't send events as `healthy`", ..case("foreign", RUNS) },
        Case { log: "isn't an event type of undeclared", ..case("undeclared", RUNS) },
        Case { accepted: 1, log: "at most 256 KiB", ..case("huge", RUNS) },
        Case { accepted: 1, ..case("wide", RUNS) },
        Case { accepted: 1, log: "recursion limit", ..case("deep", RUNS) },
        Case {
            accepted: 1,
            detail: "closed-stdout closed its output and went on without it, so it was ended.",
            ..case("closed_stdout", &["backing_off", "crash_loop"])
        },
        Case { accepted: 1, detail: "Ended by itself.", ..case("exit_0", &["off"]) },
        Case {
            detail: "crash crashed (exit code 3). out of paper",
            ..case("crash", &["backing_off", "crash_loop"])
        },
        Case { accepted: 1, ..case("memory", RUNS) },
    ]
}

/// Also what takes a minute: a crash loop, and a ping without an answer.
fn slow_cases() -> Vec<Case> {
    vec![
        Case { log: "Crashed more than 5 times in 5 minutes", ..case("crash", &["crash_loop"]) },
        Case {
            log: "The program stopped answering. It did not answer a ping for 30 s.",
            ..case("no_ping", CRASHED)
        },
    ]
}

async fn shows(server: &Server, case: &Case) {
    let id = case.id();
    let mut seen = Value::Null;
    let mut log = String::new();
    let all = async || {
        let source = listed(server, &id).await?;
        let lines = server.client.get(&format!("/api/event-sources/{id}/log?limit=2000")).await;
        log =
            lines["lines"].as_array()?.iter().map(|l| format!("{}\n", l["text"].as_str().unwrap())).collect();
        let state = source["state"].as_str()?.to_owned();
        let detail = source["state_detail"].as_str().unwrap_or_default().to_owned();
        let accepted = source["events_total"].as_i64()?;
        seen = source;
        let fits = case.states.contains(&state.as_str()) && detail.contains(case.detail);
        (fits && log.contains(case.log) && accepted >= case.accepted).then_some(())
    };
    let done = tokio::time::timeout(std::time::Duration::from_secs(110), eventually(&id, all)).await;
    assert!(
        done.is_ok(),
        "{id}: {} {} accepted {}; log:\n{}",
        seen["state"],
        seen["state_detail"],
        seen["events_total"],
        log.lines().rev().take(20).collect::<Vec<_>>().join("\n")
    );
}

async fn accepted(server: &Server, id: &str) -> i64 {
    listed(server, id).await.unwrap()["events_total"].as_i64().unwrap()
}

#[test]
fn a_plugin_that_misbehaves_costs_the_others_nothing() {
    let long = std::env::var_os("PRAMA_LONG").is_some();
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().canonicalize().unwrap().join("data");
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        misbehaving(&server, "healthy", "healthy").await;
        eventually("the healthy one works", async || {
            (accepted(&server, "healthy").await >= 20).then_some(())
        })
        .await;
        let before = rss_mb(server.pid());
        for case in cases() {
            misbehaving(&server, &case.id(), case.mode).await;
        }
        if long {
            misbehaving(&server, "no-ping", "no_ping").await;
        }
        let mut most: f64 = before;
        for case in cases().iter().chain(slow_cases().iter().filter(|_| long)) {
            shows(&server, case).await;
            most = most.max(rss_mb(server.pid()));
        }
        // The healthy one goes on while all of them are at it, and none spoke in its name.
        let then = accepted(&server, "healthy").await;
        eventually("events of the healthy one", async || {
            (accepted(&server, "healthy").await >= then + 50).then_some(())
        })
        .await;
        most = most.max(rss_mb(server.pid()));
        println!("{} misbehaving sources: core {before:.0} MB before, {most:.0} MB at most", cases().len());
        assert!(most - before < GROWTH_MB, "the core grew from {before:.0} to {most:.0} MB");
        let healthy = listed(&server, "healthy").await.unwrap();
        assert_eq!((&healthy["state"], &healthy["restarts"]), (&json!("running"), &json!(0)), "{healthy}");
        assert_eq!(healthy["rejected_total"], 0, "what others sent in its name is theirs");

        // One that ignores the request to end holds nobody up, and goes with everything it started.
        let ids = cases().into_iter().map(|c| c.id()).chain(long.then(|| "no-ping".to_owned()));
        let mut stops = tokio::task::JoinSet::new();
        for id in ids {
            let client = server.client.clone();
            stops.spawn(
                async move { client.post(&format!("/api/event-sources/{id}/stop"), Value::Null).await },
            );
        }
        stops.join_all().await;
        let own = listed(&server, "healthy").await.unwrap()["pid"].as_u64().unwrap();
        let left: Vec<u32> = processes(&data).into_iter().filter(|pid| u64::from(*pid) != own).collect();
        assert_eq!(left, [0u32; 0], "left running: {:?}", left.iter().map(|p| named(*p)).collect::<Vec<_>>());
        assert_eq!(server.stop(), Some(0), "an orderly stop");
        assert_eq!(processes(&data), [0u32; 0]);
        let (code, books, errors) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{books}{errors}");
    });
    let db = Connection::open(data.join("prama.db")).unwrap();
    let (events, last): (i64, i64) = db
        .query_row(
            "SELECT count(*), max(CAST(key AS INTEGER)) FROM events WHERE source = 'healthy'",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .unwrap();
    assert_eq!(events, last, "every event of the healthy one once");
}

#[test]
fn what_cannot_be_started_says_so() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        for (id, entry, files, detail) in [
            ("missing", json!({"command": ["prama-no-such-program"]}), vec![], "which is not installed"),
            ("closed", json!("run"), vec![("run", "#!/bin/sh\n")], "may not be executed"),
        ] {
            let began = Instant::now();
            drop_in(&server, id, entry, &files).await;
            eventually(id, async || {
                let source = listed(&server, id).await?;
                source["state_detail"].as_str()?.contains(detail).then_some(())
            })
            .await;
            println!("{id}: said {:.1} s after its folder came", began.elapsed().as_secs_f64());
        }
    });
}

fn named(pid: u32) -> String {
    let command = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    format!("{pid} {}", command.replace('\0', " "))
}
