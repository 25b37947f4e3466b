//! Turns what was seen into verdicts, with words that help to mend what is wrong.

use super::report::Report;
use super::trial::{Trial, must_begin};
use crate::registry::drivers::process::{Program, Seen};
use crate::registry::snapshot::SourceSpec;
use crate::registry::supervise::HOPELESS;
use prama_model::Problem;
use std::time::Duration;

/// What the manifest declares.
pub(super) fn manifest(spec: &SourceSpec) -> String {
    let types: Vec<&str> = spec.manifest.event_types.iter().map(|t| t.name.as_str()).collect();
    format!("declares {}", types.join(", "))
}

/// The checks of the first run, but for those of its end.
pub(super) fn first(report: &mut Report, spec: &SourceSpec, trial: &Trial, watch: Duration) {
    let hopeless =
        trial.problem.as_ref().filter(|p| HOPELESS.contains(&p.code.as_str()) || trial.exit.is_none());
    if let Some(problem) = hopeless.filter(|p| p.code != "SRC-014") {
        report.add("CHK-003", Err(words(problem)));
        return;
    }
    let silent = must_begin(&spec.program) && trial.began().is_none() && trial.problem.is_none();
    report.add(
        "CHK-003",
        if silent { Err("it never came to the handshake".into()) } else { Ok(command(spec)) },
    );
    let crash = trial.problem.as_ref().filter(|p| p.code != "SRC-014");
    report.add("CHK-004", crash.map_or(Ok(String::new()), |problem| Err(words(problem))));
    let lines = |wanted: fn(&Seen) -> Option<&String>| wrong_lines(trial, wanted);
    report.add("CHK-005", lines(|s| if let Seen::NotJson(line) = s { Some(line) } else { None }));
    report.add("CHK-006", lines(|s| if let Seen::NotUnderstood(what) = s { Some(what) } else { None }));
    report.add("CHK-007", lines(|s| if let Seen::LeftOut(why) = s { Some(why) } else { None }));
    if trial.events.total() == 0 {
        let none = format!("no event came in {} s; --seconds N watches longer", watch.as_secs());
        report.skip("CHK-008", none.clone());
        report.skip("CHK-009", none);
    } else {
        let (data, other): (Vec<_>, Vec<_>) = trial
            .events
            .wrong
            .iter()
            .partition(|p| matches!(p.code.as_str(), "EVT-003" | "EVT-004" | "EVT-005"));
        report.add("CHK-008", listed(&other));
        report.add("CHK-009", listed(&data));
    }
}

/// Whether it survived the second run, in which every event was refused.
pub(super) fn refusals(report: &mut Report, first: &Trial, second: Option<&Trial>) {
    match second {
        Some(trial) if trial.events.total() == 0 => report.skip("CHK-010", "no event came in the second run"),
        Some(trial) => {
            let found = trial.problem.as_ref().map_or(Ok(String::new()), |problem| Err(words(problem)));
            report.add("CHK-010", found);
        }
        None if first.problem.is_some() => report.skip("CHK-010", "it did not go on long enough"),
        None if first.events.total() == 0 => report.skip("CHK-010", "no event came"),
        None => report.skip("CHK-010", "it asks for no answers"),
    }
}

/// How it kept in touch, and how it ended.
pub(super) fn end(report: &mut Report, trial: &Trial) {
    let hung = trial.problem.as_ref().is_some_and(|p| p.code == "SRC-014");
    match trial.began() {
        _ if hung => report.add("CHK-011", Err("a ping was not answered".into())),
        Some(true) if trial.seen.iter().any(|s| matches!(s, Seen::Answered)) => {
            report.add("CHK-011", Ok(String::new()));
        }
        Some(true) => report.skip("CHK-011", "it ended before it was pinged"),
        _ => report.skip("CHK-011", "it did not ask for a heartbeat"),
    }
    match trial.stop_ms {
        None => report.skip("CHK-012", "it ended by itself"),
        Some(_) if was_killed(trial) => report.add("CHK-012", Err("it had to be killed".into())),
        Some(ms) => report.add("CHK-012", Ok(format!("after {}.{} s", ms / 1000, ms % 1000 / 100))),
    }
    match &trial.left {
        None => report.skip("CHK-013", "processes cannot be listed on this system"),
        Some(left) if left.is_empty() => report.add("CHK-013", Ok(String::new())),
        Some(left) => report.add("CHK-013", Err(format!("ended by force: {}", left.join(", ")))),
    }
}

fn was_killed(trial: &Trial) -> bool {
    use std::os::unix::process::ExitStatusExt;
    trial.exit.is_none_or(|exit| exit.signal() == Some(9))
}

fn wrong_lines(trial: &Trial, wanted: fn(&Seen) -> Option<&String>) -> Result<String, String> {
    let found: Vec<&String> = trial.seen.iter().filter_map(wanted).collect();
    match found.as_slice() {
        [] => Ok(String::new()),
        [one] => Err((*one).clone()),
        [one, rest @ ..] => Err(format!("{one} ({} more)", rest.len())),
    }
}

fn listed(problems: &[&Problem]) -> Result<String, String> {
    if problems.is_empty() {
        return Ok(String::new());
    }
    Err(problems.iter().map(|p| format!("{} [{}]", p.title, p.code)).collect::<Vec<_>>().join(" "))
}

fn words(problem: &Problem) -> String {
    // The log, which the fix of a crash points at, is shown with the report.
    let fix = problem.fix.as_deref().filter(|_| HOPELESS.contains(&problem.code.as_str()));
    let text = [Some(problem.title.as_str()), Some(problem.detail.as_str()), fix];
    let text: Vec<&str> = text.into_iter().flatten().filter(|t| !t.is_empty()).collect();
    format!("{} [{}]", text.join(" "), problem.code)
}

/// How the program is started, without the parts that only this machine has.
fn command(spec: &SourceSpec) -> String {
    let file = |path: &std::path::Path| path.strip_prefix(&spec.dir).unwrap_or(path).display().to_string();
    match &spec.program {
        Program::None => String::new(),
        Program::Python(path) => format!("python3 {}", file(path)),
        Program::Node(path) => format!("node {}", file(path)),
        Program::Bash(path) => format!("bash {}", file(path)),
        Program::Executable(path) => file(path),
        Program::Command { argv, .. } => argv.join(" "),
    }
}
