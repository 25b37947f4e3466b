//! Decisions explained after the fact: the trigger's revision of that time, judged again on the stored event.

use super::Triggers;
use crate::error::EngineError;
use prama_model::condition::{Compiled, Explained, Facts};
use prama_model::ids::{EventId, RunId};
use prama_model::texts::matches;
use prama_model::time::Millis;
use prama_model::trigger::{Reason, ReasonCode};
use prama_store::decisions::{self, Decision, Outcome};
use prama_store::triggers::{Trigger, at_revision};
use prama_store::{Connection, StoreError, events, runs, triggers};

/// Decisions that led to nothing, explained at once at most.
pub const MAX_PLAIN: u32 = 500;

/// One decision with its whole explanation.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The decision.
    pub decision: Decision,
    /// The trigger at the revision that judged.
    pub trigger: Trigger,
    /// The tree with expected and actual values.
    pub explanation: Option<Explained>,
    /// The fewest leaves that would have to say the opposite for it to match.
    pub blockers: Vec<String>,
    /// Whether the trigger has changed since.
    pub changed_since: bool,
    /// What it would say now, when it changed or its source was paused.
    pub would_match_now: Option<bool>,
}

impl Triggers {
    /// The decisions on an event: those that led to something, then plain ones, as many as [`MAX_PLAIN`]. Of one trigger only, if
    /// asked.
    pub async fn decisions(&self, id: EventId, trigger: Option<String>) -> Result<Vec<Judged>, EngineError> {
        let rules = self.rules.current();
        let (rows, paused_since, event) = self
            .store
            .read(move |c| {
                let (n, event) = events::get(c, id)?;
                let paused_since = events::paused_since(c, n)?;
                let decided = match trigger {
                    None => decisions::of_event(c, n, MAX_PLAIN)?,
                    Some(id) => match triggers::find(c, &id)? {
                        None => Vec::new(),
                        Some(t) => decisions::of_trigger(c, n, t.n)?.into_iter().collect(),
                    },
                };
                let rows = {
                    let facts = Facts::of(&event);
                    let rows = decided.into_iter().map(|d| explain(c, &facts, d));
                    rows.collect::<Result<Vec<_>, _>>()?
                };
                Ok((rows, paused_since, event))
            })
            .await?;
        let paused = paused_since.map(|since| self.paused(&event.source, since));
        let facts = Facts::of(&event);
        Ok(rows
            .into_iter()
            .flatten()
            .map(|mut judged| {
                let by_pause = judged.decision.outcome == Outcome::Paused;
                if by_pause {
                    judged.decision.reason.clone_from(&paused);
                }
                if let Some(live) = rules.trigger(&judged.trigger.definition.id) {
                    judged.changed_since = live.row.revision != judged.decision.revision
                        || (judged.decision.outcome == Outcome::Off && live.row.definition.active);
                    judged.would_match_now = live
                        .compiled
                        .as_ref()
                        .ok()
                        .filter(|_| judged.changed_since || by_pause)
                        .map(|c| c.judge(&facts).is_ok());
                }
                judged
            })
            .collect())
    }

    fn paused(&self, source: &str, since: Millis) -> Reason {
        let snapshot = self.registry.snapshot();
        let name = snapshot.source(source).map_or(source, |s| s.manifest.name.as_str());
        let said = matches::paused(name, since, self.clock.now_ms(), self.clock.zone());
        Reason::new(ReasonCode::Paused, said.to_string())
    }

    /// Why a run was started.
    pub async fn explain_run(&self, id: RunId) -> Result<Option<Explained>, EngineError> {
        Ok(self
            .store
            .read(move |c| {
                let run = runs::get(c, id)?;
                let Some(trigger_n) = run.trigger_n else { return Ok(None) };
                let Some(event) = events::by_number(c, run.event_n)? else { return Ok(None) };
                let Some(decision) = decisions::get(c, run.event_n, trigger_n)? else { return Ok(None) };
                Ok(explain(c, &Facts::of(&event), decision)?.and_then(|judged| judged.explanation))
            })
            .await?)
    }
}

fn explain(
    conn: &Connection,
    facts: &Facts<'_>,
    mut decision: Decision,
) -> Result<Option<Judged>, StoreError> {
    let Some(trigger) = at_revision(conn, decision.trigger_n, decision.revision)? else { return Ok(None) };
    let compiled = Compiled::new(trigger.definition.conditions.as_ref()).ok();
    let explanation = compiled.as_ref().and_then(|c| c.explain(facts));
    // A decision without a row says what it was, not what stopped it.
    if matches!(decision.outcome, Outcome::NoMatch | Outcome::Off | Outcome::Paused)
        && decision.leaf.is_none()
    {
        decision.leaf = compiled.as_ref().and_then(|c| c.judge(facts).err()).map(|stop| stop.leaf.to_owned());
    }
    let blockers = compiled.iter().flat_map(|c| c.blockers(facts)).map(ToOwned::to_owned).collect();
    Ok(Some(Judged { decision, trigger, explanation, blockers, changed_since: false, would_match_now: None }))
}
