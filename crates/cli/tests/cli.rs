//! The real program: serving, sending, asking, files in and out, exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PRAMA: &str = env!("CARGO_BIN_EXE_prama");

struct Output {
    code: i32,
    out: String,
    err: String,
}

impl Output {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }
}

fn prama(data: &Path, arguments: &[&str]) -> Output {
    with_input(data, arguments, "")
}

fn with_input(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(PRAMA)
        .args(arguments)
        .env("PRAMA_DATA", data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { code: done.status.code().unwrap_or(-1), out: text(done.stdout), err: text(done.stderr) }
}

fn ok(data: &Path, arguments: &[&str]) -> String {
    let done = prama(data, arguments);
    assert_eq!(done.code, 0, "{arguments:?}: {}{}", done.out, done.err);
    done.out
}

/// A running `prama serve`; killed when dropped.
struct Serving {
    child: Child,
    address: String,
}

fn serve(data: &Path) -> Serving {
    let mut child = Command::new(PRAMA)
        .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("Prama is running on "));
    let address = lines.next().unwrap().unwrap();
    Serving { child, address }
}

impl Serving {
    fn stop(mut self) -> i32 {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const DOCUMENTS: &str = r#"# Both in one file.
kind: trigger
id: daily-report
name: Daily Report
source: my-timer
event_type: timer_fired
workflow_id: generate-report
conditions:
  all:
  - field: timer_id
    op: is
    value: default
active: true
---
kind: workflow
id: generate-report
name: Generate report
description: Says when the timer fired.
steps:
- id: tell
  type: data.set
  name: Tell
  with:
    values:
      at: ${{ event.data.fired_at }}
      text: |
        two
        lines
  retry:
    max_attempts: 3
    delay_s: 10
"#;

const TICK: &str = r#"{"fired_at": "2025-11-19T10:30:00Z", "timer_id": "default"}"#;

#[test]
fn documents_go_in_and_come_out_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.yaml");
    std::fs::write(&file, DOCUMENTS).unwrap();
    let data = dir.path().join("data");
    let file = file.to_str().unwrap();
    let tried = ok(&data, &["triggers", "apply", file, "--dry-run"]);
    assert!(
        tried.contains("trigger daily-report created") && tried.contains("Nothing was changed"),
        "{tried}"
    );
    assert_eq!(prama(&data, &["triggers", "list", "--json"]).json()["total"], 0);
    ok(&data, &["triggers", "apply", file]);
    let workflow = ok(&data, &["workflows", "export", "generate-report"]);
    let trigger = ok(&data, &["triggers", "export"]);
    let expected = DOCUMENTS.split_once('\n').unwrap().1;
    assert_eq!(format!("{trigger}---\n{workflow}"), expected, "no loss, no noise");
    let again = dir.path().join("again.yaml");
    std::fs::write(&again, format!("{workflow}---\n{trigger}")).unwrap();
    let applied = prama(&data, &["workflows", "apply", again.to_str().unwrap(), "--json"]).json();
    assert!(applied["items"].as_array().unwrap().iter().all(|i| i["change"] == "unchanged"), "{applied}");
    // JSON goes the same way.
    let json = ok(&data, &["workflows", "export", "--json"]);
    let done = with_input(&data, &["workflows", "apply", "-"], &json);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn a_workflow_that_many_triggers_use_is_turned_off_whole() {
    let dir = tempfile::tempdir().unwrap();
    let trigger = |i: usize| {
        format!(
            "---\nkind: trigger\nid: t{i:02}\nname: T{i:02}\nsource: scheduler\nevent_type: schedule_due\nworkflow_id: generate-report\n"
        )
    };
    let documents: String = std::iter::once(DOCUMENTS.to_owned()).chain((0..60).map(trigger)).collect();
    let applied = with_input(dir.path(), &["workflows", "apply", "-"], &documents);
    assert_eq!(applied.code, 0, "{}", applied.err);
    let listed = ok(dir.path(), &["workflows", "list"]);
    assert!(listed.contains("t48, and 11 more"), "{listed}");
    ok(dir.path(), &["workflows", "disable", "generate-report"]);
    let triggers = prama(dir.path(), &["triggers", "list", "--json"]).json();
    let triggers = triggers["items"].as_array().unwrap();
    assert_eq!(triggers.iter().filter(|t| t["active"] == false).count(), 61);
}

#[test]
fn a_wrong_document_is_refused_with_its_place_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("wrong.yaml");
    std::fs::write(&file, DOCUMENTS.replace("source: my-timer", "source: my-Timer")).unwrap();
    let done = prama(dir.path(), &["triggers", "apply", file.to_str().unwrap()]);
    assert_eq!(done.code, 1);
    assert!(
        done.err.contains("wrong.yaml, document 1: /source") && done.err.contains("my-timer"),
        "{}",
        done.err
    );
    assert_eq!(
        prama(dir.path(), &["workflows", "list", "--json"]).json()["total"],
        1,
        "only the first workflow"
    );
    std::fs::write(&file, "kind: [").unwrap();
    assert_eq!(prama(dir.path(), &["triggers", "apply", file.to_str().unwrap()]).code, 2);
}

#[test]
fn what_is_sent_while_nothing_runs_runs_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    let done = with_input(data, &["triggers", "apply", "-"], DOCUMENTS);
    assert_eq!(done.code, 0, "{}", done.err);
    let sent = prama(
        data,
        &["emit", "my-timer", "timer_fired", "--data", TICK, "--key", "k", "--user", "marta", "--json"],
    )
    .json();
    let run = sent["runs"][0]["execution_id"].as_str().unwrap().to_owned();
    let again =
        with_input(data, &["emit", "my-timer", "timer_fired", "--data", "-", "--key", "k", "--json"], TICK)
            .json();
    assert_eq!((&again["duplicate"], &again["event_id"]), (&Value::Bool(true), &sent["event_id"]));
    assert_eq!(prama(data, &["runs", "list", "--status", "queued", "--json"]).json()["total"], 1);

    let serving = serve(data);
    // Ends when the run ends.
    ok(data, &["runs", "logs", "--follow", &run]);
    let shown = prama(data, &["runs", "show", &run, "--json"]).json();
    assert_eq!(
        (&shown["status"], &shown["steps"][0]["output"]["at"]),
        (&Value::from("succeeded"), &Value::from("2025-11-19T10:30:00Z")),
        "{shown}"
    );
    let event = sent["event_id"].as_str().unwrap();
    let why = ok(data, &["events", "why", event]);
    assert!(
        why.contains("Daily Report: matched, run ") && why.contains("✔ timer_id is \"default\""),
        "{why}"
    );
    assert_eq!(prama(data, &["events", "show", event, "--json"]).json()["user_id"], "marta");
    for arguments in [
        ["sources", "list"],
        ["triggers", "list"],
        ["workflows", "list"],
        ["runs", "list"],
        ["events", "list"],
    ] {
        assert!(ok(data, &arguments).lines().count() > 1, "{arguments:?}");
    }
    assert!(ok(data, &["sync"]).starts_with("Up to date"));
    assert!(ok(data, &["triggers", "disable", "daily-report"]).contains("is off"));
    ok(data, &["emit", "my-timer", "timer_fired", "--data", TICK]);
    assert!(ok(data, &["doctor"]).contains("The books balance."));
    assert_eq!(serving.stop(), 0);
    assert!(!data.join("endpoint.json").exists());
    assert!(ok(data, &["doctor"]).contains("2 events accepted"));
}

#[test]
fn serve_says_where_it_is_and_one_owns_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let serving = serve(dir.path());
    let token = ok(dir.path(), &["token"]);
    let opens = format!("/#token={}", token.trim());
    assert!(
        serving.address.starts_with("Open http://127.0.0.1:") && serving.address.ends_with(&opens),
        "{}",
        serving.address
    );
    let second = prama(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, 3, "{}", second.err);
    assert!(second.err.contains("already running"), "{}", second.err);
    // An engine that cannot be found by its endpoint file still owns the folder.
    std::fs::remove_file(dir.path().join("endpoint.json")).unwrap();
    assert_eq!(prama(dir.path(), &["events", "list"]).code, 3);
}

#[test]
fn an_endpoint_file_left_by_a_crash_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let mut serving = serve(dir.path());
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    assert!(dir.path().join("endpoint.json").exists());
    ok(dir.path(), &["events", "list"]);
}

#[test]
fn refused_events_say_why_and_exit_1() {
    let dir = tempfile::tempdir().unwrap();
    let done = prama(dir.path(), &["emit", "my-Timer", "timer_fired"]);
    assert_eq!(done.code, 1);
    assert!(
        done.err.contains("No source has the id `my-Timer`. Did you mean `my-timer`? [EVT-001]"),
        "{}",
        done.err
    );
    let done = prama(dir.path(), &["emit", "my-timer", "nothing_like_it", "--json"]);
    assert_eq!((done.code, &done.json()["code"]), (1, &Value::from("EVT-002")));
    let rejected = prama(dir.path(), &["events", "list", "--outcome", "rejected", "--json"]).json();
    assert_eq!(rejected["total"], 2);
}

#[test]
fn manifests_are_checked_with_line_and_column() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("my-source");
    std::fs::create_dir(&source).unwrap();
    std::fs::write(
        source.join("plugin.json"),
        "{\n  \"type\": \"event-source\",\n  \"id\": \"my-source\"\n}\n",
    )
    .unwrap();
    let done = prama(dir.path(), &["sources", "check", source.to_str().unwrap()]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("plugin.json:")
            && done.out.contains("name")
            && done.out.contains("can't be loaded"),
        "{}",
        done.out
    );
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../event-sources/my-timer");
    let done = prama(dir.path(), &["sources", "check", repository.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{}", done.out);
}

#[test]
fn every_trouble_has_its_exit_code() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert_eq!(prama(&data, &["events", "list", "--no-such-option"]).code, 2);
    assert_eq!(prama(&data, &["emit", "my-timer", "timer_fired", "--data", "{"]).code, 2);
    assert_eq!(prama(&data, &["runs", "show", "none"]).code, 1);
    assert_eq!(prama(&data, &["--version"]).code, 0);
    assert!(ok(&data, &["completions", "bash"]).contains("prama"));

    // A newer version wrote the file: user_version stands at byte 60 of an SQLite file.
    let db = data.join("prama.db");
    let good = std::fs::read(&db).unwrap();
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    std::fs::write(&db, &newer).unwrap();
    let done = prama(&data, &["events", "list"]);
    assert_eq!(done.code, 5, "{}", done.err);
    assert!(std::fs::read(&db).unwrap() == newer, "a newer file stays untouched");

    std::fs::write(&db, b"this is no database, but a text that is longer than a header of one hundred bytes, as it must be to be read").unwrap();
    let done = prama(&data, &["events", "list"]);
    assert_eq!(done.code, 4, "{}", done.err);

    std::fs::write(dir.path().join("file"), "").unwrap();
    let done = prama(&dir.path().join("file/data"), &["events", "list"]);
    assert_eq!(done.code, 6, "{}", done.err);
}

#[test]
fn a_trigger_is_tested_against_past_events() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let source = data.join("event-sources/my-timer");
    std::fs::create_dir_all(&source).unwrap();
    let manifest = r#"{"type": "event-source", "id": "my-timer", "name": "My Timer", "description": "d", "version": "1.0.0",
        "eventTypes": [{"type": "timer_fired", "label": "Timer Fired", "description": "d"}]}"#;
    std::fs::write(source.join("plugin.json"), manifest).unwrap();
    for size in [12, 18, 25, 60] {
        ok(
            &data,
            &[
                "emit",
                "my-timer",
                "timer_fired",
                "--data",
                &format!(r#"{{"size": {size}, "timer_id": "t{size}"}}"#),
            ],
        );
    }
    let file = dir.path().join("small.yaml");
    std::fs::write(
        &file,
        "kind: trigger\nid: small\nname: Small\nsource: my-timer\nevent_type: timer_fired\nworkflow_id: w\nconditions:\n  field: size\n  op: lt\n  value: 20\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let said = ok(&data, &["triggers", "test", file]);
    for part in ["Would match 2 of 4; 1 near misses.", "size < 20", "t25", "size ≤ 25: 3 matches"] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
    let said = prama(&data, &["triggers", "test", file, "--last", "1", "--json"]).json();
    assert_eq!((&said["total"], &said["matched"]), (&1.into(), &0.into()), "{said}");
    let said = ok(&data, &["triggers", "test", file, "--event", r#"{"size": 25, "name": "x"}"#]);
    assert_eq!(said, "x: would not match\n  ✖ size < 20: 25\n");
    let said = ok(&data, &["triggers", "test", file, "--event", r#"{"size": 25"#]);
    assert!(said.contains("line 1, column 1: this object is never closed: a } is missing"), "{said}");
    let later = ok(&data, &["events", "list", "--from", "2999-01-01T00:00:00Z"]);
    assert_eq!(later.lines().count(), 1, "{later}");
    let wrong = prama(&data, &["triggers", "test", "smal"]);
    assert!(wrong.code == 1 && wrong.err.contains("no trigger"), "{}{}", wrong.code, wrong.err);
    let wrong = prama(&data, &["triggers", "test", "./nothing.yaml"]);
    assert!(wrong.code == 2 && wrong.err.contains("can't be read"), "{}{}", wrong.code, wrong.err);
}

#[test]
fn revisions_are_told_and_gone_back_to_and_events_are_sent_again() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    let apply = |value: &str| {
        let text = format!(
            "kind: workflow\nid: w\nname: Report\nsteps:\n  - {{id: it, type: data.set, with: {{values: {{x: 1}}}}}}\n---\n\
             kind: trigger\nid: t\nname: T\nsource: my-timer\nevent_type: timer_fired\nworkflow_id: w\n\
             conditions: {{all: [{{field: timer_id, op: is, value: {value}}}]}}\n"
        );
        let done = with_input(data, &["triggers", "apply", "-"], &text);
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    };
    apply("a");
    apply("b");
    let list = ok(data, &["triggers", "revisions", "t"]);
    assert!(list.contains("timer_id is \"a\" → \"b\"") && list.lines().count() == 3, "{list}");
    assert_eq!(ok(data, &["triggers", "diff", "t", "2", "1"]), "timer_id is \"b\" → \"a\"\n");
    assert_eq!(
        ok(data, &["triggers", "restore", "t", "1"]),
        "t is at revision 3, which says what revision 1 said.\n"
    );
    ok(data, &["triggers", "delete", "t"]);
    assert!(ok(data, &["triggers", "list", "--deleted"]).contains("timer_id is \"a\""));
    assert_eq!(ok(data, &["triggers", "restore", "t"]), "t is out of the trash.\n");

    for timer in ["a", "b"] {
        ok(
            data,
            &[
                "emit",
                "my-timer",
                "timer_fired",
                "--data",
                &format!("{{\"timer_id\": \"{timer}\"}}"),
                "--data-dir",
                data.to_str().unwrap(),
            ],
        );
    }
    let replay = ["events", "replay", "--source", "my-timer", "--type", "timer_fired"];
    let dry = ok(data, &replay);
    assert!(dry.ends_with("2 events, 1 run would start. Nothing was sent; --real sends them.\n"), "{dry}");
    let real = ok(data, &[&replay[..], &["--real", "--id", "mine", "--trigger", "t"]].concat());
    assert!(real.ends_with("Replay mine: 2 events sent again, 1 run started.\n"), "{real}");
    let again =
        prama(data, &[&replay[..], &["--real", "--id", "mine", "--trigger", "t", "--json"]].concat()).json();
    assert_eq!((&again["runs"], &again["done"]), (&Value::from(1), &Value::from(true)));
    let refused = prama(data, &[&replay[..], &["--real", "--max-runs", "0"]].concat());
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("RPL-004") && refused.err.contains("This would start 1 run; the limit is 0."),
        "{}",
        refused.err
    );
}
