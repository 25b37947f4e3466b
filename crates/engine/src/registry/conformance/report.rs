//! The outcome of a check: what was looked at, and what was found.

use prama_model::manifest::ManifestError;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that is looked at, in order: code and what should be so. docs/errors.md says how to mend each.
const CHECKS: [(&str, &str); 13] = [
    ("CHK-001", "plugin.json is valid"),
    ("CHK-002", "the configuration fits its schema"),
    ("CHK-003", "the program starts"),
    ("CHK-004", "it goes on, or ends with exit code 0"),
    ("CHK-005", "lines that begin with { are JSON"),
    ("CHK-006", "every message is one of the protocol"),
    ("CHK-007", "lines are UTF-8 and at most 256 KiB long"),
    ("CHK-008", "its events have declared types and its own id"),
    ("CHK-009", "their data fits the schema"),
    ("CHK-010", "it survives events that are refused"),
    ("CHK-011", "it answers pings"),
    ("CHK-012", "it ends within 5 s when asked to"),
    ("CHK-013", "it leaves no process behind"),
];

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// Could not be seen this time.
    Skipped,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Stable code.
    pub code: &'static str,
    /// What should be so.
    pub title: &'static str,
    /// What was found.
    pub verdict: Verdict,
    /// More about it; may be empty.
    pub detail: String,
}

/// The outcome of a check.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The source's id, if its manifest could be read.
    pub source: Option<String>,
    /// What is wrong with the manifest.
    pub errors: Vec<ManifestError>,
    /// What is worth a look in it.
    pub warnings: Vec<ManifestError>,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// How many events of which type came.
    pub events: BTreeMap<String, u64>,
    /// The last lines of the program's log, when something about the program is to be corrected.
    pub log: Vec<String>,
    /// Something to know about the whole.
    pub note: Option<String>,
}

impl Report {
    /// Whether nothing is to be corrected.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failures() == 0
    }

    /// How many checks failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.checks.iter().filter(|check| check.verdict == Verdict::Failed).count()
    }

    pub(super) fn add(&mut self, code: &'static str, found: Result<String, String>) {
        match found {
            Ok(detail) => self.push(code, Verdict::Passed, detail),
            Err(detail) => self.push(code, Verdict::Failed, detail),
        }
    }

    pub(super) fn skip(&mut self, code: &'static str, detail: impl Into<String>) {
        self.push(code, Verdict::Skipped, detail.into());
    }

    fn push(&mut self, code: &'static str, verdict: Verdict, detail: String) {
        let title = CHECKS.iter().find(|(known, _)| *known == code).map_or("", |(_, title)| *title);
        self.checks.push(Check { code, title, verdict, detail });
    }
}
