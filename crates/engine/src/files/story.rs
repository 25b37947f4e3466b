//! One event of a file as entries of its story: what came, what was decided, what ran.

use crate::registry::Snapshot;
use prama_model::ids::{EventId, RunId};
use prama_model::run::Status;
use prama_model::time::Millis;
use prama_store::decisions::Outcome;
use prama_store::views::Page;
use prama_store::views::events::EventRow;
use prama_store::views::files::{self, Said, Told};
use prama_store::views::runs::{self, RunFilter, RunRow};
use prama_store::{Connection, StoreError};
use std::path::Path;
use std::sync::Arc;

/// What an entry tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An event.
    Event,
    /// What triggers said.
    Decision,
    /// A run.
    Run,
    /// Another name or folder.
    Moved,
    /// What it waits for.
    Pending,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at_ms: Millis,
    /// What.
    pub kind: EntryKind,
    /// In a sentence.
    pub text: String,
    /// A status or outcome by its name on the wire.
    pub status: Option<&'static str>,
    /// The event.
    pub event_id: Option<EventId>,
    /// The run.
    pub run_id: Option<RunId>,
    /// The trigger.
    pub trigger_id: Option<String>,
}

impl Entry {
    pub(super) fn plain(at_ms: Millis, kind: EntryKind, text: String) -> Self {
        Self { at_ms, kind, text, status: None, event_id: None, run_id: None, trigger_id: None }
    }
}

/// Tells events with the words of their sources.
pub(super) struct Teller {
    sources: Arc<Snapshot>,
}

impl Teller {
    pub(super) fn new(sources: Arc<Snapshot>) -> Self {
        Self { sources }
    }

    /// Adds what an event brought.
    pub(super) fn tell(
        &self,
        conn: &Connection,
        told: &Told,
        story: &mut Vec<Entry>,
    ) -> Result<(), StoreError> {
        let event = &told.event;
        let entry = |at_ms, kind, text| Entry { event_id: Some(event.id), ..Entry::plain(at_ms, kind, text) };
        let kind = if told.previous.is_some() { EntryKind::Moved } else { EntryKind::Event };
        story.push(entry(event.received_ms, kind, self.headline(told)));
        let said = files::said(conn, event.n)?;
        if let Some((text, status)) = nobody(&said, self.name(event)) {
            story.push(Entry { status: Some(status), ..entry(event.received_ms, EntryKind::Decision, text) });
        }
        for one in said.iter().filter(|s| notable(s.outcome)) {
            story.push(Entry {
                status: Some(one.outcome.name()),
                trigger_id: Some(one.trigger_id.clone()),
                ..entry(event.received_ms, EntryKind::Decision, verdict(one))
            });
        }
        let filter = RunFilter { event: Some(event.id), ..RunFilter::default() };
        for run in runs::list(conn, &filter, Page::default())?.items.into_iter().rev() {
            story.push(Entry {
                status: Some(run.status.name()),
                run_id: Some(run.id),
                trigger_id: run.trigger_id.clone(),
                ..entry(run.created_ms, EntryKind::Run, ran(&run))
            });
        }
        Ok(())
    }

    fn name<'a>(&'a self, event: &'a EventRow) -> &'a str {
        self.sources.source(&event.source).map_or(event.source.as_str(), |s| s.manifest.name.as_str())
    }

    fn headline(&self, told: &Told) -> String {
        let event = &told.event;
        let spec = self.sources.source(&event.source);
        let name = self.name(event);
        if let (Some(previous), None) = (&told.previous, &told.change) {
            let (from, to) = (Path::new(previous), Path::new(&told.path));
            let shown =
                |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            return match from.parent() == to.parent() {
                true => format!("Renamed from {} to {} ({name})", shown(from), shown(to)),
                false => format!("Moved from {previous} to {} ({name})", told.path),
            };
        }
        let label = spec.and_then(|s| s.manifest.event_type(&event.event_type)).map(|t| t.label.clone());
        let label = label.unwrap_or_else(|| event.event_type.clone());
        match &told.change {
            Some(change) => format!("{label}: {change} ({name})"),
            None => format!("{label} ({name})"),
        }
    }
}

/// What is said where no trigger took the event up.
fn nobody(said: &[Said], source: &str) -> Option<(String, &'static str)> {
    if said.is_empty() {
        return Some(("No trigger listens to this.".to_owned(), "no_listener"));
    }
    if said.iter().any(|s| s.outcome == Outcome::Paused) {
        return Some((format!("Nothing was run: {source} was paused."), Outcome::Paused.name()));
    }
    let none = said.iter().all(|s| matches!(s.outcome, Outcome::NoMatch | Outcome::Off));
    let text = match said {
        [one] => format!("Nothing matched: {} did not.", one.trigger_name),
        many => format!("Nothing matched: {} triggers looked at it.", many.len()),
    };
    none.then_some((text, "nothing_matched"))
}

fn notable(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Matched | Outcome::NoMatch | Outcome::Off | Outcome::Paused)
}

fn verdict(said: &Said) -> String {
    match said.outcome {
        Outcome::Error => format!("{} could not judge it.", said.trigger_name),
        other if said.why.is_some() => {
            let why = said.why.as_deref().unwrap_or_default();
            format!("{}: {}. {why}", said.trigger_name, other.name().replace('_', " "))
        }
        other => format!("{}: {}.", said.trigger_name, other.name().replace('_', " ")),
    }
}

fn ran(run: &RunRow) -> String {
    let what = match run.status {
        Status::Queued => "waits to run",
        Status::Running => "runs",
        Status::Waiting => "waits for its next attempt",
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::Cancelled => "was cancelled",
    };
    match &run.trigger_name {
        Some(trigger) => format!("{} {what} ({trigger})", run.workflow_name),
        None => format!("{} {what}", run.workflow_name),
    }
}
