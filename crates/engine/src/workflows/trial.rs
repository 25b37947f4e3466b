//! Trying out one step: its inputs expanded as a run would, its effects real, nothing on record.

use crate::runner::exact::ExactNames;
use crate::runner::{PlanStep, Shared, StepContext, StepType};
use prama_model::Problem;
use prama_model::event::{Event, Object};
use prama_model::expr::Scope;
use prama_store::logs::NewLine;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What a trial came to.
#[derive(Debug, Clone)]
pub struct StepTrial {
    /// The inputs as the step got them.
    pub input: Object,
    /// Its output.
    pub output: Option<Object>,
    /// Why it failed.
    pub error: Option<Problem>,
    /// What it logged.
    pub log: Vec<NewLine>,
    /// How long it took.
    pub duration_ms: i64,
}

pub(super) async fn run(
    shared: &Arc<Shared>,
    kind: &Arc<dyn StepType>,
    step: &PlanStep,
    workflow_id: &str,
    event: Option<Event>,
    outputs: Object,
) -> StepTrial {
    let run = shared.clock.run_id();
    let mut scope = Scope::default();
    if let Some(e) = &event {
        scope.set("event", &e.scope());
    }
    scope.set("steps", &Value::Object(outputs));
    scope.set("run", &json!({"id": run.to_string(), "key": run.to_string()}));
    scope.set("workflow", &json!({"id": workflow_id, "name": workflow_id, "revision": 0}));
    let started = shared.clock.now_ms();
    let (log, lines) = crate::runner::log::capture(Arc::clone(&shared.clock));
    let input = match step.expand(&scope) {
        Ok(input) => input,
        Err(e) => {
            let problem = Problem::new("EXPR-001", e.to_string(), "The step did not start.")
                .fix("Choose a sample event that has this value, or correct the expression.");
            return StepTrial {
                input: Object::new(),
                output: None,
                error: Some(problem),
                log: lines(),
                duration_ms: 0,
            };
        }
    };
    let Some(sink) = shared.sink.get() else {
        let problem = crate::runner::Runs::not_running();
        return StepTrial { input, output: None, error: Some(problem), log: lines(), duration_ms: 0 };
    };
    let context = StepContext {
        run,
        step_index: 0,
        step_id: step.step.id.clone(),
        attempt: 1,
        key: format!("{run}-{}", step.step.id),
        depth: event.as_ref().map_or(0, |e| e.depth),
        doer: crate::ingest::effects::Doer::unrecorded(run),
        log,
        cancel: CancellationToken::new(),
        children: crate::runner::children::Children::unrecorded(shared.store.clone()),
        sink: Arc::clone(sink),
        store: shared.store.clone(),
        names: event.map(|e| ExactNames::of(&e.data)).unwrap_or_default(),
        worker: Arc::clone(&shared.worker),
        data_dir: Arc::clone(&shared.data_dir),
    };
    let limit = Duration::from_millis(step.step.timeout_ms().min(60_000));
    let result = match tokio::time::timeout(limit, kind.run(&context, input.clone())).await {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(*error.problem),
        Err(_) => Err(Problem::new(
            "RUN-002",
            "The step took too long and was stopped.",
            "A trial has a minute at most.",
        )
        .fix("Try it on a smaller input, or run the workflow.")),
    };
    context.cancel.cancel();
    let duration_ms = shared.clock.now_ms() - started;
    let (output, error) = match result {
        Ok(output) => (Some(output), None),
        Err(problem) => (None, Some(problem)),
    };
    StepTrial { input, output, error, log: lines(), duration_ms }
}
