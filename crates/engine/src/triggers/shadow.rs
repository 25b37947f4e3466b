//! A draft of a trigger judged beside the live one, without effects, until a person promotes or discards it.

use super::{MAX_EVENTS, Question, Show, Triggers};
use crate::error::EngineError;
use crate::etag::Seen;
use prama_model::condition::{Compiled, Facts};
use prama_model::event::Event;
use prama_model::time::Millis;
use prama_model::trigger::Definition;
use prama_store::decisions::{Decision, Outcome};
use prama_store::shadows::{self, Shadow, Verdict};
use prama_store::views::events::EventRow;
use prama_store::views::span::Span;
use prama_store::{StoreError, Tx, triggers};

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
    /// What the options of the live one and of the draft make of the matches since it is judged, over the same rule that a
    /// backtest asks: neither has run anything at its beginning. Absent when neither has options.
    pub fates: Option<(Fates, Fates)>,
}

/// What becomes of the matches of a trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fates {
    /// Matches.
    pub matched: usize,
    /// Runs.
    pub runs: usize,
    /// Held or kept from running, by the reason's name.
    pub suppressed: Vec<(&'static str, usize)>,
}

impl Triggers {
    /// Begins to judge a draft beside a live trigger.
    pub async fn put_shadow(&self, draft: Definition) -> Result<ShadowReport, EngineError> {
        self.check(&draft)?;
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
                Ok(Some(ShadowReport { shadow, live: live.definition, differences, fates: None }))
            })
            .await?;
        let mut report = found.ok_or_else(|| EngineError::not_found("shadow of a trigger", id))?;
        if report.live.options.is_some() || report.shadow.draft.options.is_some() {
            let since = report.shadow.since_ms;
            let live = self.fates(&report.live, since).await?;
            report.fates = Some((live, self.fates(&report.shadow.draft, since).await?));
        }
        Ok(report)
    }

    async fn fates(&self, of: &Definition, since: Millis) -> Result<Fates, EngineError> {
        let span = Span { last: MAX_EVENTS, from_ms: Some(since), to_ms: None };
        let done = self.evaluate(of, Question { span, show: Show::Matches, limit: 0 }).await?;
        Ok(Fates { matched: done.matched, runs: done.runs, suppressed: done.suppressed })
    }

    async fn draft(&self, id: &str) -> Result<Definition, EngineError> {
        let wanted = id.to_owned();
        let found = self
            .store
            .read(move |c| {
                let live = triggers::find(c, &wanted)?.filter(|t| !t.deleted);
                Ok(live.map(|t| shadows::of(c, t.n)).transpose()?.flatten())
            })
            .await?;
        Ok(found.ok_or_else(|| EngineError::not_found("shadow of a trigger", id))?.draft)
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

    /// Makes the draft the live trigger, as a new revision, and ends it, in one transaction. Whether it is on stays as it is.
    pub async fn promote_shadow(&self, id: &str, seen: Seen) -> Result<i64, EngineError> {
        loop {
            let draft = self.draft(id).await?;
            self.check(&draft)?;
            let (now, seen) = (self.clock.now_ms(), seen.clone());
            if let Some(revision) = self.rules.change(move |tx| promote(tx, draft, &seen, now)).await?? {
                return Ok(revision);
            }
        }
    }

    pub(super) fn check(&self, draft: &Definition) -> Result<(), EngineError> {
        let errors = self.problems(draft);
        if errors.is_empty() {
            return Ok(());
        }
        Err(EngineError::Invalid { code: "TRG-001", title: super::title(&draft.name, &errors), errors })
    }
}

/// `None`: it is another draft by now, which was not checked.
fn promote(
    tx: &mut Tx<'_>,
    draft: Definition,
    seen: &Seen,
    now: Millis,
) -> Result<Result<Option<i64>, EngineError>, StoreError> {
    let live = triggers::find(tx.conn(), &draft.id)?.filter(|t| !t.deleted);
    let live = live.ok_or_else(|| missing(&draft.id))?;
    if shadows::of(tx.conn(), live.n)?.is_none_or(|shadow| shadow.draft != draft) {
        return Ok(Ok(None));
    }
    if let Err(by) = seen.check_trigger(&live) {
        return Ok(Err(by.into()));
    }
    let promoted = Definition { active: live.definition.active, ..draft };
    let (_, revision) = triggers::save(tx, &promoted, now)?;
    shadows::remove(tx, live.n, &promoted.id)?;
    Ok(Ok(Some(revision)))
}

fn missing(id: &str) -> StoreError {
    StoreError::NotFound { kind: "trigger", id: id.to_owned() }
}
