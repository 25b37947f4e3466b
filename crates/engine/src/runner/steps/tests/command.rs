//! `command.run`: an argument vector, no shell, nothing left behind.

use super::Bench;
use crate::runner::steps::check_inputs;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn arguments_arrive_as_written() {
    let b = Bench::new();
    let odd = "a b; $(touch x) 'q' \"d\" *\n-n é";
    let input = json!({ "argv": ["printf", "%s|%s", odd, ""], "cwd": b.dir.path() });
    let (out, log) = b.attempt(1, "command.run", input).await;
    let out = out.unwrap();
    assert_eq!(out["stdout"], format!("{odd}|"));
    assert_eq!(out["exit_code"], 0);
    assert_eq!(out["truncated"], false);
    assert_eq!(log, ["a b; $(touch x) 'q' \"d\" *", "-n é|"]);
}

#[tokio::test]
async fn the_run_is_in_the_environment() {
    let b = Bench::new();
    let script = "echo $PRAMA_RUN_ID $PRAMA_STEP_ID $PRAMA_IDEMPOTENCY_KEY $PAGES; cat; echo oops >&2";
    let input = json!({ "argv": ["sh", "-c", script], "env": { "PAGES": 7 }, "stdin": "input" });
    let out = b.run("command.run", input).await.unwrap();
    assert_eq!(out["stdout"], format!("{run} it {run}-it 7\ninput", run = b.run));
    assert_eq!(out["stderr"], "oops\n");
}

#[tokio::test]
async fn a_bad_exit_code_says_the_last_line() {
    let b = Bench::new();
    let argv = ["sh", "-c", "echo fine; echo first >&2; echo 'no space left' >&2; exit 3"];
    let error = b.run("command.run", json!({ "argv": argv })).await.unwrap_err();
    assert_eq!(error.problem.code, "CMD-001");
    assert!(error.problem.title.contains("exit code 3"), "{error}");
    assert_eq!(error.problem.detail, "no space left");
    let out = b.run("command.run", json!({ "argv": argv, "ok_codes": [0, 3] })).await.unwrap();
    assert_eq!(out["exit_code"], 3);
}

#[tokio::test]
async fn a_missing_program_says_what_was_looked_for_and_where() {
    let b = Bench::new();
    let error = b.run("command.run", json!({ "argv": ["no-such-program-here"] })).await.unwrap_err();
    assert_eq!(error.problem.code, "CMD-002");
    assert!(error.problem.title.contains("no-such-program-here"), "{error}");
    assert!(error.problem.detail.contains("/usr/bin"), "{error}");
    let plain = b.file("plain", "not a program");
    assert_eq!(b.code("command.run", json!({ "argv": [plain] })).await, "CMD-003");
    assert_eq!(b.code("command.run", json!({ "argv": ["true"], "cwd": b.path("none") })).await, "FILE-001");
    assert_eq!(b.code("command.run", json!({ "argv": ["sh", "-c", "kill -9 $$"] })).await, "CMD-004");
}

#[tokio::test]
async fn cancel_kills_the_whole_tree() {
    let b = Bench::new();
    let pids = b.path("pids");
    let script = format!(
        "sleep 300 & echo $! > {p}; trap '' TERM; echo $$ >> {p}; wait; sleep 300",
        p = pids.display()
    );
    let step = b.run("command.run", json!({ "argv": ["sh", "-c", script] }));
    let stop = async {
        while std::fs::read_to_string(&pids).unwrap_or_default().lines().count() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        b.cancel.cancel();
    };
    let (done, ()) = tokio::join!(step, stop);
    assert_eq!(done.unwrap_err().problem.code, "STEP-004");
    for pid in std::fs::read_to_string(&pids).unwrap().lines() {
        assert_gone(pid).await;
    }
}

#[tokio::test]
async fn dropping_the_step_kills_the_whole_tree() {
    let b = Bench::new();
    let pids = b.path("pids");
    let script = format!("sleep 300 & echo $! > {p}; echo $$ >> {p}; wait", p = pids.display());
    {
        let step = b.run("command.run", json!({ "argv": ["sh", "-c", script] }));
        tokio::pin!(step);
        let begun = async {
            while std::fs::read_to_string(&pids).unwrap_or_default().lines().count() < 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! { _ = &mut step => panic!("it should be at work"), () = begun => {} }
    }
    for pid in std::fs::read_to_string(&pids).unwrap().lines() {
        assert_gone(pid).await;
    }
}

#[tokio::test]
async fn a_helper_left_behind_does_not_hold_the_step() {
    let b = Bench::new();
    let out = b.run("command.run", json!({ "argv": ["sh", "-c", "sleep 300 & echo $!"] })).await.unwrap();
    assert_gone(out["stdout"].as_str().unwrap().trim()).await;
}

/// Starts a child in a session of its own and tells its number once it is there; its parent is gone then.
const DETACHED: &str = "f=$(mktemp); sh -c 'setsid sh -c \"echo \\$\\$ > $1; exec sleep 300\" >/dev/null 2>&1 &' sh $f; \
    while [ ! -s $f ]; do sleep 0.01; done; cat $f; rm $f";

#[tokio::test]
async fn cancel_also_kills_what_left_the_group() {
    let b = Bench::new();
    let pids = b.path("pids");
    let script = format!("({DETACHED}) > {p}; echo $$ >> {p}; sleep 300", p = pids.display());
    let step = b.run("command.run", json!({ "argv": ["sh", "-c", script] }));
    let stop = async {
        while std::fs::read_to_string(&pids).unwrap_or_default().lines().count() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        b.cancel.cancel();
    };
    let (done, ()) = tokio::join!(step, stop);
    assert_eq!(done.unwrap_err().problem.code, "STEP-004");
    for pid in std::fs::read_to_string(&pids).unwrap().lines() {
        assert_gone(pid).await;
    }
}

#[tokio::test]
async fn what_a_finished_step_detached_on_purpose_lives_on() {
    let b = Bench::new();
    let out = b.run("command.run", json!({ "argv": ["sh", "-c", DETACHED] })).await.unwrap();
    let pid = out["stdout"].as_str().unwrap().trim();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    assert!(!stat.contains(") Z"), "{stat}");
    assert!(std::process::Command::new("kill").args(["-9", pid]).status().unwrap().success());
}

#[tokio::test]
async fn a_flood_is_cut_at_the_limit() {
    let b = Bench::new();
    let script = "head -c 12000000 /dev/zero | tr '\\0' 'x'";
    let out = b.run("command.run", json!({ "argv": ["sh", "-c", script] })).await.unwrap();
    assert_eq!(out["stdout"].as_str().unwrap().len(), 10 << 20);
    assert_eq!(out["truncated"], true);
}

#[test]
fn event_data_never_becomes_program_or_script() {
    let steps = super::catalogue();
    let spec = steps.iter().map(|s| s.spec()).find(|s| s.kind == "command.run").unwrap();
    let problems = |argv: serde_json::Value| check_inputs(spec, json!({ "argv": argv }).as_object().unwrap());
    assert_eq!(problems(json!(["${{ event.data.tool }}"])).len(), 1);
    assert_eq!(problems(json!(["bash", "-c", "echo ${{ event.data.name }}"])).len(), 1);
    assert_eq!(problems(json!(["echo", "--", "${{ event.data.name }}"])), vec![]);
}

/// Waits until a process is gone or a zombie that nobody has collected yet.
async fn assert_gone(pid: &str) {
    for _ in 0..400 {
        match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            Err(_) => return,
            Ok(stat) if stat.rsplit(')').next().is_some_and(|s| s.trim_start().starts_with('Z')) => return,
            Ok(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    panic!("process {pid} still runs");
}
