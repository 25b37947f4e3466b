//! What a person says about matches that wait or were suppressed: run them, let them be, forget that they were handled.

use super::book::{After, Ledger};
use super::due::{Due, of_trigger};
use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::runner::Plan;
use crate::triggers::RuleSet;
use prama_model::ids::EventId;
use prama_model::texts::matches::{flood, flood_ran};
use prama_model::trigger::{Options, Reason, ReasonCode};
use prama_store::decisions::{self, Outcome};
use prama_store::triggers::{self, Trigger};
use prama_store::views::held::{self, Group};
use prama_store::{Store, StoreError, Tx, events, options};
use std::sync::Arc;

/// Decisions changed in one transaction, so that a long list does not keep the writer.
const CHUNK: u32 = 256;

/// The verbs on held matches.
pub struct Held {
    store: Store,
    clock: SharedClock,
    rules: RuleSet,
    due: Arc<Due>,
}

/// Which of a trigger's matches.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// These events; none: all that wait.
    pub events: Vec<EventId>,
    /// Only those that wait for this reason.
    pub reason: Option<ReasonCode>,
}

/// What is to become of a match.
#[derive(Clone)]
enum Verb {
    Run(Arc<Plan>),
    Dismiss,
}

impl Held {
    /// Over a store, the rules and what is due.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock, rules: RuleSet, due: Arc<Due>) -> Self {
        Self { store, clock, rules, due }
    }

    /// All that wait, by trigger and reason; a flood says how it stands now.
    pub async fn groups(&self) -> Result<Vec<Group>, EngineError> {
        let mut groups = self.store.read(held::groups).await?;
        for group in &mut groups {
            let Some((first, last, ran)) = group.flood else { continue };
            let rules = self.rules.current();
            let limits = rules.trigger(&group.trigger_id).and_then(|t| t.row.definition.options.as_ref());
            let limit = limits.and_then(|o| o.flood.as_ref()).map(|f| f.limit);
            let (Some(limit), Ok(arrived)) = (limit, u64::try_from(group.arrived)) else { continue };
            let text = flood(arrived, last - first, limit, group.files);
            group.reason.text = format!("{text} {}", flood_ran(ran, group.count));
        }
        Ok(groups)
    }

    /// Runs what a trigger holds: the named events, else all. A named one that was suppressed runs too.
    pub async fn run(&self, trigger: &str, which: Which) -> Result<usize, EngineError> {
        let row = self.trigger(trigger).await?;
        let workflow = &row.definition.workflow_id;
        let plan = self.rules.fresh().await.plan(workflow).cloned();
        let plan = plan.ok_or_else(|| EngineError::not_found("workflow", workflow))?;
        self.each(row, which, Verb::Run(plan)).await
    }

    /// Lets what a trigger holds be: the named events, else all.
    pub async fn dismiss(&self, trigger: &str, which: Which) -> Result<usize, EngineError> {
        let row = self.trigger(trigger).await?;
        self.each(row, which, Verb::Dismiss).await
    }

    /// A path may run again, whatever its content: for one trigger, else for all. How much was forgotten.
    pub async fn forget(&self, path: &str, trigger: Option<&str>) -> Result<usize, EngineError> {
        let numbers = match trigger {
            Some(id) => vec![self.trigger(id).await?.n],
            None => self.rules.current().triggers().map(|t| t.row.n).collect(),
        };
        let path = path.to_owned();
        Ok(self
            .store
            .write(move |tx| {
                let forget = |n: i64, tx: &mut Tx<'_>| options::forget(tx, n, &path);
                numbers.into_iter().try_fold(0, |sum, n| Ok(sum + forget(n, tx)?))
            })
            .await?)
    }

    async fn trigger(&self, id: &str) -> Result<Trigger, EngineError> {
        let wanted = id.to_owned();
        let found = self.store.read(move |c| triggers::find(c, &wanted)).await?;
        found.ok_or_else(|| EngineError::not_found("trigger", id))
    }

    async fn each(&self, row: Trigger, which: Which, verb: Verb) -> Result<usize, EngineError> {
        let (row, code) = (Arc::new(row), which.reason.map(ReasonCode::name));
        if !which.events.is_empty() {
            let named = which.events;
            let numbers = self
                .store
                .read(move |c| named.into_iter().map(|id| events::get(c, id).map(|(n, _)| n)).collect())
                .await?;
            return self.change(&row, numbers, &verb).await;
        }
        let (mut after, mut done, n) = (0, 0, row.n);
        loop {
            let numbers = self.store.read(move |c| held::of_trigger(c, n, code, after, CHUNK)).await?;
            let Some(last) = numbers.last() else { return Ok(done) };
            after = *last;
            done += self.change(&row, numbers, &verb).await?;
        }
    }

    async fn change(&self, row: &Arc<Trigger>, events: Vec<i64>, verb: &Verb) -> Result<usize, EngineError> {
        let mut done = 0;
        for chunk in events.chunks(CHUNK as usize) {
            let (chunk, verb, row) = (chunk.to_vec(), verb.clone(), Arc::clone(row));
            let clock = Arc::clone(&self.clock);
            let (changed, after) = self
                .store
                .write(move |tx| {
                    let (mut changed, mut after) = (0, After::default());
                    for event_n in chunk {
                        if let Some(more) = one(tx, event_n, &row, &verb, &clock)? {
                            changed += 1;
                            after.and(more);
                        }
                    }
                    options::end_flood(tx, row.n)?;
                    Ok((changed, after))
                })
                .await?;
            done += changed;
            self.due.done(after);
        }
        Ok(done)
    }
}

/// What is to be done afterwards; `None` when the decision was not one that the verb changes.
fn one(
    tx: &mut Tx<'_>,
    event_n: i64,
    row: &Trigger,
    verb: &Verb,
    clock: &SharedClock,
) -> Result<Option<After>, StoreError> {
    let Some(decision) = decisions::get(tx.conn(), event_n, row.n)? else { return Ok(None) };
    let outcome = decision.outcome;
    match verb {
        Verb::Run(plan) if matches!(outcome, Outcome::Held | Outcome::Suppressed) => {
            options::leave(tx, row.n, event_n)?;
            let none = Options::default();
            let rule = of_trigger(row, plan, &none);
            let Some(event) = events::by_number(tx.conn(), event_n)? else { return Ok(None) };
            let keys = rule.options.keys(&event.data);
            let at_hand = Some((event_n, Arc::new(event)));
            Ledger::with(tx, rule, (clock, clock.zone()), at_hand, |gate| {
                gate.allowed(event_n, &keys, outcome == Outcome::Suppressed)
            })
            .map(Some)
        }
        Verb::Dismiss if outcome == Outcome::Held => {
            options::leave(tx, row.n, event_n)?;
            let reason = Reason::new(ReasonCode::Dismissed, "You decided that this need not run.");
            decisions::change(tx, event_n, row.n, Outcome::Suppressed, Some(&reason), clock.now_ms())?;
            Ok(Some(After::default()))
        }
        _ => Ok(None),
    }
}
