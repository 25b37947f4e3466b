//! One run, step by step: begin on record, act outside any transaction, outcome on record.

use super::dispatch::Active;
use super::ending::{timed_out, to_text};
use super::log::RunLog;
use super::plan::PlanStep;
use super::record::{Ledger, Record};
use super::{Shared, StepError, StepType, Task};
use prama_model::event::Object;
use prama_model::expr::Scope;
use prama_model::run::{Change, StepStatus};
use prama_model::time::Millis;
use prama_model::{Problem, suggest};
use prama_store::runs::Details;
use prama_store::steps::At;
use prama_store::{StoreError, logs, steps};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Interrupted attempts of one step after which the run gives up: the step may be what kills the app.
pub(super) const MAX_INTERRUPTIONS: usize = 5;

/// How the execution ended.
pub(super) enum End {
    /// Terminal, or left for the next start.
    Done,
    /// Another attempt is due after this time.
    Later(Duration),
}

/// What a step's attempt came to.
pub(super) enum Attempt {
    Output(Object),
    Failed(StepError),
    TimedOut,
    Cancelled,
}

/// A step's type and its expanded inputs.
type Ready = (Arc<dyn StepType>, Object);

pub(super) struct Execution {
    pub(super) shared: Arc<Shared>,
    pub(super) task: Task,
    pub(super) active: Active,
    pub(super) log: RunLog,
    pub(super) ledger: Ledger,
    pub(super) scope: Scope,
    pub(super) outputs: BTreeMap<String, Value>,
    pub(super) slots: Arc<Semaphore>,
    pub(super) slot: Option<OwnedSemaphorePermit>,
    pub(super) started: bool,
    pub(super) started_ms: Millis,
    /// Attempts so far at the step where the run goes on, and how many of them were interrupted.
    pub(super) earlier: (u32, usize),
}

pub(super) async fn execute(
    shared: Arc<Shared>,
    slots: Arc<Semaphore>,
    task: Task,
    active: Active,
) -> Result<End, StoreError> {
    let mut first = 0;
    let mut outputs = BTreeMap::new();
    let mut last_line = 0;
    let mut earlier = (0, 0);
    if task.resumed {
        let n = task.n;
        let (rows, attempts, line) = shared
            .store
            .read(move |c| Ok((steps::of_run(c, n)?, steps::attempts(c, n)?, logs::last_line(c, n)?)))
            .await?;
        last_line = line;
        for row in &rows {
            let Some(step) = task.plan.steps.get(row.step as usize) else { continue };
            let passed = row.status.is_finished() || (row.status == StepStatus::Failed && step.goes_on());
            if !passed {
                break;
            }
            first = row.step + 1;
            if let Some(output) = &row.output {
                outputs.insert(step.step.id.clone(), serde_json::from_str(output)?);
            }
        }
        let mine = attempts.iter().filter(|a| a.step == first);
        earlier = (
            mine.clone().map(|a| a.attempt).max().unwrap_or(0),
            mine.filter(|a| a.status == StepStatus::Interrupted).count(),
        );
    }
    let log = RunLog::after(last_line, Arc::clone(&shared.clock));
    let mut scope = Scope::default();
    scope.set("event", &task.event.scope());
    scope.set("run", &json!({"id": task.id.to_string(), "key": task.id.to_string()}));
    scope.set(
        "workflow",
        &json!({"id": task.plan.id, "name": task.plan.name, "revision": task.plan.revision}),
    );
    let ledger = Ledger::new(task.n, task.id);
    let started_ms = shared.clock.now_ms();
    let mut run = Execution {
        shared,
        active,
        log,
        ledger,
        scope,
        outputs,
        slots,
        slot: None,
        started: false,
        started_ms,
        earlier,
        task,
    };
    run.bind_outputs();
    run.steps(first).await
}

impl Execution {
    pub(super) fn now(&self) -> Millis {
        self.shared.clock.now_ms()
    }

    fn bind_outputs(&mut self) {
        let steps: serde_json::Map<String, Value> =
            self.outputs.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        self.scope.set("steps", &Value::Object(steps));
    }

    pub(super) async fn commit(&mut self) -> Result<(), StoreError> {
        self.ledger.commit(&self.shared, &self.log).await
    }

    /// The run is at work: says so once, with the next record.
    fn start(&mut self) {
        if !self.started {
            self.started = true;
            let now_ms = self.now();
            self.ledger.add(Record::Change { change: Change::Start, details: Details::default(), now_ms });
        }
    }

    async fn steps(&mut self, first: u32) -> Result<End, StoreError> {
        let plan = Arc::clone(&self.task.plan);
        for (i, step) in plan.steps.iter().enumerate().skip(first as usize) {
            let index = u32::try_from(i).unwrap_or(u32::MAX);
            let attempt = if index == first { self.earlier.0 + 1 } else { 1 };
            let at = At { run_n: self.task.n, step: index, attempt };
            if self.active.cancel.is_cancelled() {
                return self.stop(None).await;
            }
            let ready = match self.prepare(step) {
                Ok(Some(ready)) => ready,
                Ok(None) => {
                    self.skip(at);
                    continue;
                }
                Err(problem) => {
                    let input = Object::new();
                    let now_ms = self.now();
                    self.instant(
                        at,
                        &input,
                        &Attempt::Failed(StepError::fatal((*problem).clone())),
                        now_ms,
                        step,
                    );
                    if step.goes_on() {
                        self.ledger.add(Record::Advance { step: index + 1 });
                        continue;
                    }
                    return self.fail(at, step, *problem, "step_failed").await;
                }
            };
            let (kind, input) = ready;
            if index == first && self.earlier.1 > 0 {
                let too_often = self.earlier.1 >= MAX_INTERRUPTIONS;
                if kind.spec().at_most_once || too_often {
                    return self.refuse_again(at, step, too_often).await;
                }
            }
            let result = if kind.spec().instant {
                let started_ms = self.now();
                let result = self.act(&kind, step, at, input.clone()).await?;
                self.instant(at, &input, &result, started_ms, step);
                result
            } else {
                if self.slot.is_none() {
                    self.slot = Arc::clone(&self.slots).acquire_owned().await.ok();
                }
                self.start();
                let now_ms = self.now();
                self.ledger.add(Record::Begin { at, input: to_text(&input), now_ms });
                self.commit().await?;
                let result = self.act(&kind, step, at, input).await?;
                if matches!(result, Attempt::Cancelled) {
                    return self.stop(Some(at)).await;
                }
                if let Some(end) = self.ended(at, step, &result).await? {
                    return Ok(end);
                }
                result
            };
            match result {
                Attempt::Output(output) => {
                    self.outputs.insert(step.step.id.clone(), Value::Object(output));
                    self.bind_outputs();
                    self.ledger.add(Record::Advance { step: index + 1 });
                }
                Attempt::Cancelled => return self.stop(None).await,
                Attempt::Failed(_) | Attempt::TimedOut if step.goes_on() => {
                    self.ledger.add(Record::Advance { step: index + 1 });
                }
                Attempt::Failed(error) => return self.fail(at, step, *error.problem, "step_failed").await,
                Attempt::TimedOut => return self.fail(at, step, timed_out(step), "timed_out").await,
            }
        }
        self.succeed().await
    }

    /// The step's type and expanded inputs; `None` when its `if` does not hold.
    fn prepare(&self, step: &PlanStep) -> Result<Option<Ready>, Box<Problem>> {
        let kind = self.shared.steps.get(step.step.kind.as_str()).ok_or_else(|| {
            let near =
                suggest::nearest(&step.step.kind, self.shared.steps.keys().copied()).map(ToOwned::to_owned);
            Problem::new(
                "STEP-002",
                format!("No step type is called `{}`.", step.step.kind),
                "The step can't run.",
            )
            .place(format!("/steps/{}/type", step.step.id))
            .fix("Choose a step type of the catalogue.")
            .suggestion(near)
        })?;
        let expression = |e: prama_model::expr::ExprError| {
            Problem::new("EXPR-001", e.to_string(), "The step did not start.")
                .place(format!("/steps/{}", step.step.id))
                .fix("Look at the event's data and the earlier steps' outputs, and correct the expression.")
        };
        if !step.wanted(&self.scope).map_err(expression)? {
            return Ok(None);
        }
        Ok(Some((Arc::clone(kind), step.expand(&self.scope).map_err(expression)?)))
    }
}
