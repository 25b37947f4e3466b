//! The closing table of a test run.

use std::time::Duration;

use crate::counts::Counts;

/// How a stage ended.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed(String),
    /// Could not run; the text says why.
    Skipped(String),
}

/// One stage that is over.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) counts: Counts,
    pub(crate) took: Duration,
}

impl Entry {
    /// The stage's share of the total: its tests, or the stage itself as one check.
    fn share(&self) -> Counts {
        let mut share = self.counts;
        match self.verdict {
            Verdict::Passed if !share.any() => share.passed = 1,
            Verdict::Failed(_) if share.failed == 0 => share.failed = 1,
            _ => {}
        }
        share
    }
}

/// Prints the table and the line "N passed, N failed". Returns whether nothing failed.
pub(crate) fn print(entries: &[Entry]) -> bool {
    let mut total = Counts::default();
    println!("\n{:<12} {:<8} {:>7} {:>7} {:>8}", "stage", "result", "passed", "failed", "time");
    for entry in entries {
        let share = entry.share();
        total += share;
        let (word, note) = match &entry.verdict {
            Verdict::Passed => ("ok", ""),
            Verdict::Failed(why) => ("FAILED", why.as_str()),
            Verdict::Skipped(why) => ("skipped", why.as_str()),
        };
        let time = format!("{:.1} s", entry.took.as_secs_f64());
        println!("{:<12} {word:<8} {:>7} {:>7} {time:>8}  {note}", entry.name, share.passed, share.failed);
    }
    let took: Duration = entries.iter().map(|entry| entry.took).sum();
    println!("\n{} passed, {} failed  ({:.0} s)", total.passed, total.failed, took.as_secs_f64());
    total.failed == 0
}
