//! `prama sources check`: the conformance check of one source, without an engine and away from the user's data.

use crate::documents::payload;
use crate::failure::{FAILED, Failure};
use crate::out;
use prama_api::conformance::{self, Check, Options, Report, Verdict};
use prama_model::manifest::{FILE_NAME, ManifestError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What to check, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The source's folder, or the plugin.json in it
    path: PathBuf,
    /// How long its program is watched
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Its configuration: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    config: Option<String>,
    /// Checks only plugin.json; nothing is started
    #[arg(long)]
    no_run: bool,
}

pub(super) async fn run(args: CheckArgs, as_json: bool) -> Result<(), Failure> {
    let (dir, file) = place(&args.path)?;
    let Value::Object(config) = payload(args.config.as_deref())? else { return Ok(()) };
    let no_room = |e: std::io::Error| {
        Failure::new(FAILED, "CHK-101", format!("The check has no room to work in: {e}."), "Free some space.")
    };
    let work = tempfile::Builder::new().prefix("prama-check-").tempdir().map_err(no_room)?;
    let options = Options {
        dir,
        file: file.display().to_string(),
        work: work.path().to_owned(),
        config,
        watch: Duration::from_secs(args.seconds),
        run: !args.no_run,
    };
    let report = conformance::check(options).await.map_err(no_room)?;
    if as_json {
        let mut shown = serde_json::to_value(&report).unwrap_or_default();
        shown["ok"] = json!(report.is_good());
        out::json(&shown);
    } else {
        show(&report, &file);
    }
    if report.is_good() { Ok(()) } else { Err(Failure::shown(FAILED)) }
}

/// The source's folder with its real name, also for a path such as "."; and the manifest as the person named it.
fn place(path: &Path) -> Result<(PathBuf, PathBuf), Failure> {
    let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
    if file.file_name().is_none_or(|name| name != FILE_NAME) {
        let title = format!("{} is neither a folder nor a plugin.json.", path.display());
        return Err(Failure::usage(title, "Name the source's folder."));
    }
    let whole = file.canonicalize().map_err(|e| {
        Failure::new(FAILED, "PLG-006", format!("{} can't be read: {e}.", file.display()), "Check the path.")
    })?;
    Ok((whole.parent().map(Path::to_owned).unwrap_or_default(), file))
}

fn show(report: &Report, file: &Path) {
    report.errors.iter().chain(&report.warnings).for_each(frame);
    report.checks.iter().for_each(line);
    if !report.events.is_empty() {
        let counts: Vec<String> = report.events.iter().map(|(name, n)| format!("{name} {n}")).collect();
        out::line(&format!("Events seen: {}", out::visible(&counts.join(", "))));
    }
    if !report.log.is_empty() {
        out::line("Its log:");
        report
            .log
            .iter()
            .for_each(|text| out::line(&format!("  {}", out::visible(text).replace("\\u{a}", "\n  "))));
    }
    if let Some(note) = &report.note {
        out::line(note);
    }
    let name = report.source.clone().unwrap_or_else(|| file.display().to_string());
    out::line(&match report.failures() {
        0 => format!("{name} is fine."),
        _ if !report.errors.is_empty() => format!("{name} can't be loaded."),
        n => format!("{name}: {n} to correct. docs/errors.md says how, by code."),
    });
}

fn line(check: &Check) {
    let mark = match check.verdict {
        Verdict::Passed => "✔",
        Verdict::Failed => "✖",
        Verdict::Skipped => "–",
    };
    let detail =
        if check.detail.is_empty() { String::new() } else { format!(": {}", out::visible(&check.detail)) };
    out::line(&format!("{mark} {} {}{detail}", check.code, check.title));
}

/// An error in the manifest, with the lines around it and a mark under the column.
fn frame(error: &ManifestError) {
    out::line(&error.to_string());
    for line in &error.excerpt {
        out::line(&format!("{:>6} | {}", line.line, line.text));
    }
    out::line(&format!("       | {}^", " ".repeat(error.column.saturating_sub(1) as usize)));
    if let Some(suggestion) = &error.suggestion {
        out::line(&format!("         did you mean {suggestion}?"));
    }
}
