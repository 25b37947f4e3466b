//! `prama sources check` and `prama sources new`: every way to misbehave is named by its code, good sources pass.

use prama_tests::prama;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod templates;

/// Each misbehaving source, and the one check that must fail for it.
const BAD: [(&str, &str, &str); 15] = [
    ("broken-manifest", "CHK-001", "1 to correct"),
    ("needs-config", "CHK-002", "url"),
    ("no-interpreter", "CHK-003", "\"no-such-interpreter\", which is not installed"),
    ("crashes", "CHK-004", "exit code 3"),
    ("prints-braces", "CHK-005", "{ status: ok }"),
    ("says-nonsense", "CHK-006", "Neither an event"),
    ("other-version", "CHK-006", "9.0"),
    ("too-long", "CHK-007", "max line length"),
    ("undeclared", "CHK-008", "EVT-002"),
    ("foreign-id", "CHK-008", "EVT-009"),
    ("wrong-data", "CHK-009", "EVT-004"),
    ("falls-over", "CHK-010", "EventRejected"),
    ("deaf", "CHK-011", "not answered"),
    ("stubborn", "CHK-012", "killed"),
    ("leaves-children", "CHK-013", "sleep 3147"),
];

/// How long each program is watched: enough for a first event on a machine that has much else to do.
const SECONDS: &str = "5";

fn fixture(kind: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(kind).join(name)
}

/// Runs `prama` with a data folder that does not exist, and must not come to exist.
fn away_from_data(arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let done = Command::new(prama()).args(arguments).env("PRAMA_DATA", &data).output().unwrap();
    assert!(!data.exists(), "{arguments:?} touched the user's data");
    done
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The exit code and the report of a check.
pub(super) fn check(dir: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let mut arguments = vec!["sources", "check", dir.to_str().unwrap(), "--json", "--seconds", SECONDS];
    arguments.extend(more);
    let done = away_from_data(&arguments);
    let report = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", text(&done.stdout), text(&done.stderr)));
    (done.status.code(), report)
}

fn verdicts(report: &Value, wanted: &str) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter();
    checks.filter(|c| c["verdict"] == wanted).map(|c| c["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_way_to_misbehave_fails_its_own_check_and_no_other() {
    // At the same time: most of it is waiting.
    std::thread::scope(|scope| {
        for (name, code, words) in BAD {
            scope.spawn(move || {
                let (exit, report) = check(&fixture("bad", name), &[]);
                assert_eq!(verdicts(&report, "failed"), [code], "{name}: {report:#}");
                assert_eq!((exit, &report["ok"]), (Some(1), &Value::Bool(false)), "{name}");
                let checks = report["checks"].as_array().unwrap();
                let failed = checks.iter().find(|c| c["code"] == code).unwrap();
                assert!(failed["detail"].as_str().unwrap().contains(words), "{name}: {failed:#}");
            });
        }
    });
    assert_eq!(processes("sleep 3147"), 0, "the check ended what it found left behind");
}

/// How many processes run with that command line.
fn processes(command: &str) -> usize {
    let running = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = running.filter_map(|p| std::fs::read_to_string(p.path().join("cmdline")).ok());
    lines.filter(|line| line.replace('\0', " ").trim() == command).count()
}

#[test]
fn good_sources_pass() {
    std::thread::scope(|scope| {
        for name in ["bare-bash", "ends-by-itself", "quiet", "watched-node", "watched-python"] {
            scope.spawn(move || {
                let (exit, report) = check(&fixture("good", name), &[]);
                assert_eq!((exit, &report["ok"]), (Some(0), &Value::Bool(true)), "{name}: {report:#}");
                if name.starts_with("watched") {
                    assert_eq!(verdicts(&report, "skipped"), [""; 0], "{name}: {report:#}");
                    assert!(report["events"]["tick"].as_u64() >= Some(3), "{name}: {report:#}");
                }
            });
        }
    });
}

#[test]
fn a_configuration_is_taken_and_a_manifest_can_be_checked_alone() {
    let needs = fixture("bad", "needs-config");
    let (exit, report) = check(&needs, &["--config", r#"{"url": "http://localhost"}"#]);
    assert_eq!(exit, Some(0), "{report:#}");
    let (exit, report) = check(&fixture("bad", "crashes"), &["--no-run"]);
    assert_eq!((exit, verdicts(&report, "passed")), (Some(0), vec!["CHK-001".into(), "CHK-002".into()]));
}

#[test]
fn a_person_reads_marks_codes_and_the_place() {
    let broken = fixture("bad", "broken-manifest").join("plugin.json");
    let done = away_from_data(&["sources", "check", broken.to_str().unwrap()]);
    let out = text(&done.stdout);
    assert!(out.contains("plugin.json:6:21: "), "{out}");
    assert!(out.contains("     6 |   \"version\": \"1.0.0\"\n       |                     ^\n"), "{out}");
    assert!(out.contains("✖ CHK-001 plugin.json is valid: 1 to correct"), "{out}");

    let undeclared = fixture("bad", "undeclared");
    let done = away_from_data(&["sources", "check", undeclared.to_str().unwrap(), "--seconds", "1"]);
    let out = text(&done.stdout);
    for line in [
        "✔ CHK-003 the program starts: bash main.sh\n",
        "✖ CHK-008 its events have declared types and its own id: \"tock\" isn't an event type of Undeclared. Did you mean `tick`? [EVT-002]\n",
        "– CHK-010 it survives events that are refused: it asks for no answers\n",
        "Events seen: tock 1\n",
        "undeclared: 1 to correct.",
    ] {
        assert!(out.contains(line), "no {line:?} in:\n{out}");
    }
}
