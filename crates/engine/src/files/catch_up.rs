//! Reports of what was found after nobody watched for a while, and what a person says about them.

use crate::error::EngineError;
use crate::triggers::options::{Held, Which};
use prama_model::Problem;
use prama_model::ids::EventId;
use prama_model::trigger::ReasonCode;
use prama_store::Store;
use prama_store::catch_ups::{self, Cause, Item, Report};
use std::sync::Arc;

/// Items that a report lists at most.
const ITEMS: u32 = 10_000;

/// The reports.
#[derive(Clone)]
pub struct CatchUps {
    store: Store,
    held: Arc<Held>,
}

/// What a person says of matches that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They run.
    Run,
    /// They need not run.
    Skip,
}

impl CatchUps {
    pub(crate) fn new(store: Store, held: Arc<Held>) -> Self {
        Self { store, held }
    }

    /// All reports, newest first, each with its first items.
    pub async fn list(&self, items: u32) -> Result<Vec<(Report, Vec<Item>)>, EngineError> {
        let read = self.store.read(move |c| {
            let reports = catch_ups::all(c)?;
            reports.into_iter().map(|r| catch_ups::items(c, r.n, items).map(|i| (r, i))).collect()
        });
        Ok(read.await?)
    }

    /// One report with its items.
    pub async fn get(&self, id: &str) -> Result<(Report, Vec<Item>), EngineError> {
        let n = number(id)?;
        Ok(self.store.read(move |c| Ok((catch_ups::get(c, n)?, catch_ups::items(c, n, ITEMS)?))).await?)
    }

    /// Runs or skips what waits in a report: the matches of the named events, else all. How many there were.
    pub async fn answer(
        &self,
        id: &str,
        answer: Answer,
        events: Option<Vec<EventId>>,
    ) -> Result<usize, EngineError> {
        let n = number(id)?;
        let waiting = self.store.read(move |c| catch_ups::get(c, n).and(catch_ups::waiting(c, n))).await?;
        let mut done = 0;
        for (trigger, mut waits) in waiting {
            waits.retain(|e| events.as_ref().is_none_or(|named| named.contains(e)));
            if waits.is_empty() {
                continue;
            }
            let which = Which { events: waits, reason: Some(ReasonCode::CatchUp) };
            done += match answer {
                Answer::Run => self.held.run(&trigger, which).await?,
                Answer::Skip => self.held.dismiss(&trigger, which).await?,
            };
        }
        Ok(done)
    }

    /// Removes a report that nothing waits in.
    pub async fn dismiss(&self, id: &str) -> Result<(), EngineError> {
        let (report, _) = self.get(id).await?;
        if report.held > 0 {
            let title = format!("{} matches of this report still wait.", report.held);
            let problem = Problem::new("FIL-001", title, "The report stays until they are run or skipped.")
                .fix("Run all of them, choose some, or skip them.");
            return Err(EngineError::Conflict(Box::new(problem)));
        }
        Ok(self.store.write(move |tx| catch_ups::dismiss(tx, report.n)).await?)
    }
}

fn number(id: &str) -> Result<i64, EngineError> {
    id.parse().map_err(|_| EngineError::not_found("catch-up report", id))
}

/// What a report says in a sentence. `source` is the source's name.
#[must_use]
pub fn title(report: &Report, source: &str) -> String {
    let absence = &report.absence;
    let while_what = match (absence.cause, &absence.folder) {
        (Cause::App, _) => "While Prama was off".to_owned(),
        (Cause::Folder, Some(folder)) => {
            format!("While {} was away", String::from_utf8_lossy(folder))
        }
        (Cause::Source | Cause::Folder, _) => format!("While {source} was off"),
    };
    let counts = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.renamed, "renamed"),
        (report.deleted, "deleted"),
    ];
    let said: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    format!("{while_what}: {}", if said.is_empty() { "nothing".to_owned() } else { said.join(", ") })
}
