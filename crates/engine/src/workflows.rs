//! Workflows: saving revisions, checking them against the step catalogue, running one by hand, trying out a step.

use crate::clock::SharedClock;
use crate::error::{EngineError, SaveMode, taken};
use crate::etag::Seen;
use crate::ingest::{Incoming, Origin, Sink};
use crate::runner::steps::{catalogue, check_inputs};
use crate::runner::{PlanStep, Runs, Shared, StepType};
use crate::triggers::RuleSet;
use prama_model::event::{Envelope, Object, subject};
use prama_model::ids::{EventId, RunId};
use prama_model::texts::triggers::named;
use prama_model::workflow::{Definition, Step};
use prama_model::{FieldProblem, Problem, suggest};
use prama_store::{Store, Tx, workflows};
use serde_json::json;
use std::sync::Arc;

mod trial;
pub use trial::StepTrial;

/// The workflow that a new data folder holds, so that the first folder can be turned on at once.
pub const FIRST_WORKFLOW: &str = "extract-pdf-text";

/// The verbs on workflows.
pub struct Workflows {
    store: Store,
    clock: SharedClock,
    rules: RuleSet,
    shared: Arc<Shared>,
    catalogue: Vec<Arc<dyn StepType>>,
    runs: Arc<Runs>,
    sink: Arc<dyn Sink>,
}

impl Workflows {
    /// Over the rules, what runs share, and the verbs on runs.
    #[must_use]
    pub fn new(shared: Arc<Shared>, rules: RuleSet, runs: Arc<Runs>, sink: Arc<dyn Sink>) -> Self {
        Self {
            store: shared.store.clone(),
            clock: Arc::clone(&shared.clock),
            rules,
            shared,
            catalogue: catalogue(),
            runs,
            sink,
        }
    }

    /// Every step type.
    #[must_use]
    pub fn catalogue(&self) -> &[Arc<dyn StepType>] {
        &self.catalogue
    }

    /// What is wrong with a definition.
    #[must_use]
    pub fn problems(&self, definition: &Definition) -> Vec<FieldProblem> {
        let mut problems = definition.problems();
        for (i, step) in definition.steps.iter().enumerate() {
            match self.catalogue.iter().find(|t| t.spec().kind == step.kind) {
                Some(kind) => problems.extend(
                    check_inputs(kind.spec(), &step.inputs)
                        .into_iter()
                        .map(|p| FieldProblem { pointer: format!("/steps/{i}/with{}", p.pointer), ..p }),
                ),
                None => {
                    let near = suggest::nearest(&step.kind, self.catalogue.iter().map(|t| t.spec().kind));
                    let message = match near {
                        Some(near) => {
                            format!("No step type is called `{}`. Did you mean `{near}`?", step.kind)
                        }
                        None => format!("No step type is called `{}`.", step.kind),
                    };
                    problems.push(FieldProblem {
                        suggestion: near.map(ToOwned::to_owned),
                        ..FieldProblem::at(format!("/steps/{i}/type"), message)
                    });
                }
            }
        }
        problems
    }

    /// Saves a definition as a new revision; returns its number.
    pub async fn save(&self, definition: Definition, mode: SaveMode) -> Result<i64, EngineError> {
        let problems = self.problems(&definition);
        if let Some(first) = problems.first() {
            let title = format!("\"{}\" can't be saved: {}", definition.name, first.message);
            return Err(EngineError::Invalid { code: "WFL-001", title, errors: problems });
        }
        let now = self.clock.now_ms();
        // Asked where it is saved: of two that make it, or write over the same revision, at once, one does.
        let save = move |tx: &mut Tx<'_>| {
            let known = workflows::find(tx.conn(), &definition.id)?.filter(|w| !w.deleted);
            match (&mode, &known) {
                (SaveMode::Create, Some(_)) => return Ok(Err(taken("workflow", &definition.id))),
                (SaveMode::Update(_), None) => {
                    return Ok(Err(EngineError::not_found("workflow", &definition.id)));
                }
                // What stands there already may be sent again: its first answer may have got lost.
                (SaveMode::Update(seen), Some(old)) if old.definition != definition => {
                    if let Err(by) = seen.check_workflow(old) {
                        return Ok(Err(by.into()));
                    }
                }
                _ => {}
            }
            Ok(Ok(workflows::save(tx, &definition, now)?.1))
        };
        self.rules.change(save).await?
    }

    /// Puts a workflow in the trash, unless a trigger uses it.
    pub async fn delete(&self, id: &str, seen: Seen) -> Result<(), EngineError> {
        let rules = self.rules.current();
        let mut users: Vec<&str> = rules
            .triggers()
            .filter(|t| t.row.definition.workflow_id == id)
            .map(|t| t.row.definition.name.as_str())
            .collect();
        users.sort_unstable();
        if !users.is_empty() {
            return Err(EngineError::Conflict(Box::new(
                Problem::new(
                    "WFL-002",
                    format!("This workflow is used by {}.", named(users.into_iter())),
                    "Nothing was deleted.",
                )
                .fix("Choose another workflow in these triggers, or delete them first."),
            )));
        }
        let (now, id) = (self.clock.now_ms(), id.to_owned());
        let delete = move |tx: &mut Tx<'_>| {
            let known = workflows::find(tx.conn(), &id)?.filter(|w| !w.deleted);
            if let Some(Err(by)) = known.map(|row| seen.check_workflow(&row)) {
                return Ok(Err(by.into()));
            }
            workflows::set_deleted(tx, &id, true, now).map(Ok)
        };
        self.rules.change(delete).await?
    }

    /// Takes it out of the trash.
    pub async fn restore(&self, id: &str) -> Result<(), EngineError> {
        let (now, id) = (self.clock.now_ms(), id.to_owned());
        Ok(self.rules.change(move |tx| workflows::set_deleted(tx, &id, false, now)).await?)
    }

    /// Runs a workflow by hand: the data become an event `workflow_started` of the source `system`.
    pub async fn run(&self, id: &str, data: Object) -> Result<RunId, EngineError> {
        let rules = self.rules.current();
        let Some(plan) = rules.plan(id) else {
            return Err(EngineError::not_found("workflow", id));
        };
        // Data without a name say nothing of what runs, and neither does the event's type.
        let subject = subject("", &data).is_empty().then(|| plan.name.clone());
        let envelope = Envelope {
            event_type: "workflow_started".into(),
            source: Some("system".into()),
            data,
            ..Envelope::default()
        };
        let ack = self.sink.ingest(Incoming { subject, ..Incoming::new(envelope, Origin::Api) }).await?;
        self.run_on(id, ack.event_id).await
    }

    /// Runs a workflow by hand on a stored event.
    pub async fn run_on(&self, id: &str, event: EventId) -> Result<RunId, EngineError> {
        self.runs.start(id, event).await
    }

    /// Tries out one step with the data of an event and given outputs of earlier steps. Its effects are real; nothing is recorded.
    pub async fn test_step(
        &self,
        workflow_id: &str,
        step: Step,
        event: Option<EventId>,
        outputs: Object,
    ) -> Result<StepTrial, EngineError> {
        let Some(kind) = self.catalogue.iter().find(|t| t.spec().kind == step.kind) else {
            let errors =
                vec![FieldProblem::at("/step/type", format!("No step type is called `{}`.", step.kind))];
            return Err(EngineError::Invalid {
                code: "WFL-001",
                title: "This step can't be tried out.".into(),
                errors,
            });
        };
        let event = match event {
            Some(id) => Some(self.store.read(move |c| prama_store::events::get(c, id)).await?.1),
            None => None,
        };
        Ok(trial::run(&self.shared, kind, &PlanStep::new(&step), workflow_id, event, outputs).await)
    }

    /// Puts the first workflow into a data folder that has none.
    pub(crate) async fn seed(&self) -> Result<(), EngineError> {
        let empty = self.store.read(|c| Ok(prama_store::settings::get(c, "seeded")?.is_none())).await?;
        if !empty {
            return Ok(());
        }
        let first = json!({
            "id": FIRST_WORKFLOW,
            "name": "Extract PDF text",
            "description": "Reads the text of a PDF, page by page.",
            "steps": [
                {"id": "info", "type": "pdf.info", "name": "Read document", "with": {"file": "${{ event.data.file_path }}"}},
                {"id": "text", "type": "pdf.text", "name": "Extract text", "with": {"file": "${{ event.data.file_path }}"}}
            ]
        });
        let definition: Definition = serde_json::from_value(first).map_err(prama_store::StoreError::from)?;
        self.save(definition, SaveMode::Upsert).await?;
        self.store.write(|tx| prama_store::settings::set(tx, "seeded", "true")).await?;
        Ok(())
    }
}
