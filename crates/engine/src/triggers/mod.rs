//! Triggers: saving them, judging drafts against past events, explaining decisions.

mod backtest;
mod bulk;
mod evaluate;
mod explain;
mod given;
mod index;
pub(crate) mod loops;
mod never;
pub mod options;
mod overlap;
mod propose;
mod references;
mod revisions;
mod said;
mod set;
mod shadow;
mod sharded;

pub use backtest::{LeafCount, Show};
pub use bulk::{Action, Done};
pub use evaluate::{Evaluation, Fix, JudgedEvent, MAX_EVENTS, MAX_RETURNED, Question};
pub use explain::{Judged, MAX_PLAIN};
pub use given::{Given, Judgement};
pub use never::{Blocker, Nearest, NeverMatched};
pub use overlap::{Also, Overlaps};
pub use references::Finding;
pub use revisions::Revision;
pub use set::{Live, RuleSet, Rules};
pub use shadow::{Beside, Fates, ShadowReport};

use crate::clock::SharedClock;
use crate::error::{EngineError, SaveMode};
use crate::etag::Seen;
use crate::registry::Registry;
use prama_model::condition::impossible;
use prama_model::texts::events::{not_a_source, not_a_type};
use prama_model::trigger::Definition;
use prama_model::{FieldProblem, suggest};
use prama_store::{Store, Tx, triggers};
use tokio::sync::Semaphore;

/// The verbs on triggers.
pub struct Triggers {
    store: Store,
    clock: SharedClock,
    rules: RuleSet,
    registry: Registry,
    backtests: Semaphore,
}

/// Backtests that read at the same time.
const BACKTESTS: usize = 2;

impl Triggers {
    /// Over a store, the rules and the registry's snapshot.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock, rules: RuleSet, registry: Registry) -> Self {
        Self { store, clock, rules, registry, backtests: Semaphore::new(BACKTESTS) }
    }

    /// What is wrong with a definition; a source or type that is not known yet is wrong only when it is near a known one
    /// or the trigger is on: a trigger may wait for a source to come.
    #[must_use]
    pub fn problems(&self, definition: &Definition) -> Vec<FieldProblem> {
        let mut problems = definition.compile().err().unwrap_or_default();
        let snapshot = self.registry.snapshot();
        match snapshot.source(&definition.source) {
            None if !definition.source.is_empty() => {
                let near = suggest::nearest(&definition.source, snapshot.ids());
                problems.push(FieldProblem {
                    suggestion: near.map(ToOwned::to_owned),
                    ..FieldProblem::at("/source", not_a_source(&definition.source, near))
                });
            }
            Some(source)
                if !definition.event_type.is_empty()
                    && !source.types.contains_key(&definition.event_type) =>
            {
                let near = suggest::nearest(&definition.event_type, source.types.keys().map(String::as_str));
                problems.push(FieldProblem {
                    suggestion: near.map(ToOwned::to_owned),
                    ..FieldProblem::at(
                        "/event_type",
                        not_a_type(&definition.event_type, &source.manifest.name, near),
                    )
                });
            }
            Some(source) => {
                let schema = source.types.get(&definition.event_type).and_then(|t| t.def.schema.as_ref());
                if let (Some(schema), Some(condition)) = (schema, &definition.conditions) {
                    for problem in impossible(condition, schema) {
                        let pointer = format!("/conditions{}", problem.pointer);
                        // The schema knows better why.
                        problems.retain(|p| p.pointer != pointer);
                        problems.push(FieldProblem { pointer, ..problem });
                    }
                }
            }
            _ => {}
        }
        let rules = self.rules.current();
        if !definition.workflow_id.is_empty() && rules.plan(&definition.workflow_id).is_none() {
            let ids = rules.workflow_ids();
            let near = suggest::nearest(&definition.workflow_id, ids.iter().copied());
            problems.push(FieldProblem {
                suggestion: near.map(ToOwned::to_owned),
                ..FieldProblem::at("/workflow_id", no_workflow(&definition.workflow_id, near))
            });
        }
        problems
    }

    /// Saves a definition; returns its revision.
    pub async fn save(&self, definition: Definition, mode: SaveMode) -> Result<i64, EngineError> {
        self.check(&definition)?;
        let now = self.clock.now_ms();
        // Asked where it is saved: of two that make it, or write over the same state, at once, one does.
        let save = move |tx: &mut Tx<'_>| {
            let known = triggers::find(tx.conn(), &definition.id)?.filter(|t| !t.deleted);
            match (&mode, &known) {
                (SaveMode::Create, Some(_)) => {
                    return Ok(Err(crate::error::taken("trigger", &definition.id)));
                }
                (SaveMode::Update(_), None) => {
                    return Ok(Err(EngineError::not_found("trigger", &definition.id)));
                }
                // What stands there already may be sent again: its first answer may have got lost.
                (SaveMode::Update(seen), Some(old)) if old.definition != definition => {
                    if let Err(by) = seen.check_trigger(old) {
                        return Ok(Err(by.into()));
                    }
                }
                _ => {}
            }
            Ok(Ok(triggers::save(tx, &definition, now)?.1))
        };
        self.rules.change(save).await?
    }

    /// Puts a trigger in the trash.
    pub async fn delete(&self, id: &str, seen: Seen) -> Result<(), EngineError> {
        let (now, id) = (self.clock.now_ms(), id.to_owned());
        let delete = move |tx: &mut Tx<'_>| {
            let known = triggers::find(tx.conn(), &id)?.filter(|t| !t.deleted);
            if let Some(Err(by)) = known.map(|row| seen.check_trigger(&row)) {
                return Ok(Err(by.into()));
            }
            triggers::set_deleted(tx, &id, true, now).map(Ok)
        };
        self.rules.change(delete).await?
    }

    /// Takes it out again.
    pub async fn restore(&self, id: &str) -> Result<(), EngineError> {
        self.change(id, |tx, id, now| triggers::set_deleted(tx, id, false, now)).await
    }

    /// Turns it on or off.
    pub async fn set_active(&self, id: &str, active: bool) -> Result<(), EngineError> {
        self.change(id, move |tx, id, now| triggers::set_active(tx, id, active, now)).await
    }

    async fn change<F>(&self, id: &str, change: F) -> Result<(), EngineError>
    where
        F: FnOnce(&mut prama_store::Tx<'_>, &str, i64) -> Result<(), prama_store::StoreError>
            + Send
            + 'static,
    {
        let (now, owned) = (self.clock.now_ms(), id.to_owned());
        Ok(self.rules.change(move |tx| change(tx, &owned, now)).await?)
    }
}

fn no_workflow(id: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("No workflow has the id `{id}`. Did you mean `{near}`?"),
        None => format!("No workflow has the id `{id}`."),
    }
}

fn title(name: &str, problems: &[FieldProblem]) -> String {
    let first = problems.first().map(|p| p.message.clone()).unwrap_or_default();
    match problems.len() {
        1 => format!("\"{name}\" can't be saved: {first}"),
        n => format!("\"{name}\" can't be saved: {first} And {} more.", n - 1),
    }
}
