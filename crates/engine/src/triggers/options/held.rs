//! What a person says about matches that wait or were suppressed: run them, or let them be.

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::runner::{Offer, Plan};
use crate::triggers::RuleSet;
use prama_model::ids::EventId;
use prama_model::trigger::{Reason, ReasonCode};
use prama_store::decisions::{self, Outcome};
use prama_store::runs::{self, NewRun};
use prama_store::triggers::{self, Trigger};
use prama_store::views::held::{self, Group};
use prama_store::{Store, StoreError, Tx, events};
use std::sync::Arc;

/// Decisions changed in one transaction, so that a long list does not keep the writer.
const CHUNK: u32 = 256;

/// The verbs on held matches.
pub struct Held {
    store: Store,
    clock: SharedClock,
    rules: RuleSet,
    runner: Arc<dyn Offer>,
}

/// What is to become of a match.
#[derive(Clone)]
enum Verb {
    Run(Arc<Plan>),
    Dismiss,
}

impl Held {
    /// Over a store, the rules and a runner.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock, rules: RuleSet, runner: Arc<dyn Offer>) -> Self {
        Self { store, clock, rules, runner }
    }

    /// All that wait, by trigger and reason.
    pub async fn groups(&self) -> Result<Vec<Group>, EngineError> {
        Ok(self.store.read(held::groups).await?)
    }

    /// Runs what a trigger holds: the named events, else all. A named one that was suppressed runs too.
    pub async fn run(&self, trigger: &str, events: Vec<EventId>) -> Result<usize, EngineError> {
        let row = self.trigger(trigger).await?;
        let workflow = &row.definition.workflow_id;
        let plan = self.rules.fresh().await.plan(workflow).cloned();
        let plan = plan.ok_or_else(|| EngineError::not_found("workflow", workflow))?;
        let done = self.each(&row, events, Verb::Run(plan)).await;
        self.runner.written();
        done
    }

    /// Lets what a trigger holds be: the named events, else all.
    pub async fn dismiss(&self, trigger: &str, events: Vec<EventId>) -> Result<usize, EngineError> {
        let row = self.trigger(trigger).await?;
        self.each(&row, events, Verb::Dismiss).await
    }

    async fn trigger(&self, id: &str) -> Result<Trigger, EngineError> {
        let wanted = id.to_owned();
        let found = self.store.read(move |c| triggers::find(c, &wanted)).await?;
        found.ok_or_else(|| EngineError::not_found("trigger", id))
    }

    async fn each(&self, row: &Trigger, named: Vec<EventId>, verb: Verb) -> Result<usize, EngineError> {
        let trigger_n = row.n;
        if !named.is_empty() {
            let numbers = self
                .store
                .read(move |c| named.into_iter().map(|id| events::get(c, id).map(|(n, _)| n)).collect())
                .await?;
            return self.change(trigger_n, numbers, verb).await;
        }
        let (mut after, mut done) = (0, 0);
        loop {
            let numbers = self.store.read(move |c| held::of_trigger(c, trigger_n, after, CHUNK)).await?;
            let Some(last) = numbers.last() else { return Ok(done) };
            after = *last;
            done += self.change(trigger_n, numbers, verb.clone()).await?;
        }
    }

    async fn change(&self, trigger_n: i64, events: Vec<i64>, verb: Verb) -> Result<usize, EngineError> {
        let mut done = 0;
        for chunk in events.chunks(CHUNK as usize) {
            let (chunk, verb, clock) = (chunk.to_vec(), verb.clone(), Arc::clone(&self.clock));
            done += self
                .store
                .write(move |tx| {
                    let mut done = 0;
                    for event_n in chunk {
                        done += usize::from(one(tx, event_n, trigger_n, &verb, &clock)?);
                    }
                    Ok(done)
                })
                .await?;
        }
        Ok(done)
    }
}

/// Whether the decision was one that the verb changes.
fn one(
    tx: &mut Tx<'_>,
    event_n: i64,
    trigger_n: i64,
    verb: &Verb,
    clock: &SharedClock,
) -> Result<bool, StoreError> {
    let Some(decision) = decisions::get(tx.conn(), event_n, trigger_n)? else { return Ok(false) };
    let now = clock.now_ms();
    match (verb, decision.outcome) {
        (Verb::Run(plan), Outcome::Held | Outcome::Suppressed) => {
            let Some(event) = events::by_number(tx.conn(), event_n)? else { return Ok(false) };
            decisions::change(tx, event_n, trigger_n, Outcome::Matched, None, now)?;
            let run = NewRun {
                id: clock.run_id(),
                event_n,
                trigger_n: Some(trigger_n),
                workflow_n: plan.workflow_n,
                revision: plan.revision,
                subject: event.subject,
                depth: event.depth,
                steps_total: plan.steps_total(),
                test: false,
                rerun_of: None,
                input: None,
            };
            runs::insert(tx, &run, now)?;
            Ok(true)
        }
        (Verb::Dismiss, Outcome::Held) => {
            let reason = Reason::new(ReasonCode::Dismissed, "You decided that this need not run.");
            decisions::change(tx, event_n, trigger_n, Outcome::Suppressed, Some(&reason), now)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
