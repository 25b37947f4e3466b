//! A draft of a trigger judged beside the live one, without effects, until a person promotes or discards it.

use super::Triggers;
use crate::error::{EngineError, SaveMode};
use prama_model::condition::{Compiled, Facts};
use prama_model::event::Event;
use prama_model::trigger::Definition;
use prama_store::decisions::{Decision, Outcome};
use prama_store::shadows::{self, Shadow, Verdict};
use prama_store::views::events::EventRow;
use prama_store::{StoreError, triggers};

/// Differences shown at most.
const SHOWN: u32 = 200;

/// A draft ready to judge.
#[derive(Debug)]
pub struct Beside {
    /// As stored.
    pub(super) row: Shadow,
    /// What the live one listens to.
    pub(super) live: (String, String),
    compiled: Option<Compiled>,
}

impl Beside {
    pub(super) fn new(row: Shadow, live: &Definition) -> Self {
        let compiled = row.draft.compile().ok();
        Self { row, live: (live.source.clone(), live.event_type.clone()), compiled }
    }

    /// What both say of an event that either of them listens to.
    pub(crate) fn judge(&self, event: &Event, decisions: &[Decision]) -> Option<Verdict> {
        let hears = |source: &str, event_type: &str| event.source == source && event.event_type == event_type;
        let draft_hears = hears(&self.row.draft.source, &self.row.draft.event_type);
        if !draft_hears && !hears(&self.live.0, &self.live.1) {
            return None;
        }
        let shadow = match &self.compiled {
            _ if !draft_hears => Outcome::NoMatch,
            Some(compiled) if compiled.judge(&Facts::of(event)).is_ok() => Outcome::Matched,
            Some(_) => Outcome::NoMatch,
            None => Outcome::Error,
        };
        let live =
            decisions.iter().find(|d| d.trigger_n == self.row.trigger_n).map_or(Outcome::NoMatch, said);
        Some(Verdict { trigger_n: self.row.trigger_n, live, shadow })
    }
}

/// What the conditions said, whatever became of the match.
fn said(decision: &Decision) -> Outcome {
    match decision.outcome {
        Outcome::NoMatch => Outcome::NoMatch,
        Outcome::Error => Outcome::Error,
        _ if decision.leaf.is_some() => Outcome::NoMatch,
        _ => Outcome::Matched,
    }
}

/// How a draft does beside the live trigger.
#[derive(Debug, Clone)]
pub struct ShadowReport {
    /// The draft and its counters.
    pub shadow: Shadow,
    /// The live definition.
    pub live: Definition,
    /// The newest events on which they differ, with what the live one said and what the draft said.
    pub differences: Vec<(EventRow, Outcome, Outcome)>,
}

impl Triggers {
    /// Begins to judge a draft beside a live trigger.
    pub async fn put_shadow(&self, draft: Definition) -> Result<ShadowReport, EngineError> {
        let problems = self.problems(&draft);
        if !problems.is_empty() {
            let title = super::title(&draft.name, &problems);
            return Err(EngineError::Invalid { code: "TRG-001", title, errors: problems });
        }
        let (now, id) = (self.clock.now_ms(), draft.id.clone());
        self.rules
            .change(move |tx| {
                let n = shadows::trigger_number(tx.conn(), &draft.id)?.ok_or_else(|| missing(&draft.id))?;
                shadows::put(tx, n, &draft, now)
            })
            .await?;
        self.shadow(&id).await
    }

    /// How it does; missing when there is none.
    pub async fn shadow(&self, id: &str) -> Result<ShadowReport, EngineError> {
        let wanted = id.to_owned();
        let found = self
            .store
            .read(move |c| {
                let Some(live) = triggers::find(c, &wanted)?.filter(|t| !t.deleted) else { return Ok(None) };
                let Some(shadow) = shadows::of(c, live.n)? else { return Ok(None) };
                let differences = shadows::differences(c, live.n, SHOWN)?;
                Ok(Some(ShadowReport { shadow, live: live.definition, differences }))
            })
            .await?;
        found.ok_or_else(|| EngineError::not_found("shadow of a trigger", id))
    }

    /// Ends it; the live trigger stays as it is.
    pub async fn discard_shadow(&self, id: &str) -> Result<(), EngineError> {
        let wanted = id.to_owned();
        let was = self
            .rules
            .change(move |tx| {
                let n = shadows::trigger_number(tx.conn(), &wanted)?.ok_or_else(|| missing(&wanted))?;
                shadows::remove(tx, n, &wanted)
            })
            .await?;
        if was { Ok(()) } else { Err(EngineError::not_found("shadow of a trigger", id)) }
    }

    /// Makes the draft the live trigger, as a new revision. Whether it is on stays as it is.
    pub async fn promote_shadow(&self, id: &str) -> Result<i64, EngineError> {
        let report = self.shadow(id).await?;
        let draft = Definition { active: report.live.active, ..report.shadow.draft };
        let revision = self.save(draft, SaveMode::Update).await?;
        self.discard_shadow(id).await?;
        Ok(revision)
    }
}

fn missing(id: &str) -> StoreError {
    StoreError::NotFound { kind: "trigger", id: id.to_owned() }
}
