//! The conformance check of one source: its program runs as the registry would run it, on a store of its own, and what it
//! does is compared with the protocol (docs/plugin-protocol.md).

mod judge;
mod recorder;
mod report;
mod trial;

pub use report::{Check, Report, Verdict};

use super::drivers::process::Program;
use super::snapshot::SourceSpec;
use super::{Shipped, scan};
use prama_model::event::Object;
use prama_store::{OpenOptions, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use trial::Trial;

/// How a check is done.
#[derive(Debug, Clone)]
pub struct Options {
    /// The source's folder.
    pub dir: PathBuf,
    /// Its manifest's path as shown to a person.
    pub file: String,
    /// An empty folder for the check's own store and the SDKs.
    pub work: PathBuf,
    /// Its configuration.
    pub config: Object,
    /// How long its program is watched.
    pub watch: Duration,
    /// Whether its program is started; else only the manifest is checked.
    pub run: bool,
}

/// Checks one source.
///
/// # Errors
/// When `work` cannot be used.
pub async fn check(options: Options) -> Result<Report, std::io::Error> {
    let (spec, warnings) = scan::one(&options.dir, &options.file);
    let mut report = Report { warnings, ..Report::default() };
    let spec = match spec {
        Ok(spec) => Arc::new(spec),
        Err(errors) => {
            report.errors = errors;
            report.add("CHK-001", Err(format!("{} to correct", report.errors.len())));
            return Ok(report);
        }
    };
    report.source = Some(spec.id().to_owned());
    report.add("CHK-001", Ok(judge::manifest(&spec)));
    let config = spec.with_defaults(options.config.clone());
    let errors = spec.config_errors(&config);
    let wrong = errors.first().map(|e| format!("{} {}", e.pointer, e.message).trim().to_owned());
    let runs = wrong.is_none() && options.run;
    report.add(
        "CHK-002",
        wrong.map_or(Ok(String::new()), |text| Err(format!("{text} (give one with --config)"))),
    );
    if spec.program == Program::None {
        report.note = Some("It has no program: its events are sent from elsewhere.".into());
    } else if runs {
        try_out(&mut report, &spec, config, &options).await?;
    }
    Ok(report)
}

async fn try_out(
    report: &mut Report,
    spec: &Arc<SourceSpec>,
    config: Object,
    options: &Options,
) -> Result<(), std::io::Error> {
    let shipped = Shipped::lay_out(&options.work)?;
    let ground = Ground { spec, config, shipped: &shipped, watch: options.watch };
    let seen = ground.trial(&options.work.join("first"), false).await?;
    judge::first(report, spec, &seen, options.watch);
    let refused = if seen.asks_for_answers() && seen.problem.is_none() {
        Some(ground.trial(&options.work.join("second"), true).await?)
    } else {
        None
    };
    judge::refusals(report, &seen, refused.as_ref());
    judge::end(report, &seen);
    report.events = seen.events.counts();
    if !report.is_good() {
        let survived = refused.as_ref().is_none_or(|trial| trial.problem.is_none());
        report.log = if survived { seen.log } else { refused.map(|trial| trial.log).unwrap_or_default() };
    }
    Ok(())
}

/// What the trials of one check share.
struct Ground<'a> {
    spec: &'a Arc<SourceSpec>,
    config: Object,
    shipped: &'a Shipped,
    watch: Duration,
}

impl Ground<'_> {
    async fn trial(&self, data: &Path, refuse: bool) -> Result<Trial, std::io::Error> {
        let store = Store::open(&OpenOptions::new(data)).map_err(std::io::Error::other)?;
        Ok(trial::run(self, store, refuse).await)
    }
}
