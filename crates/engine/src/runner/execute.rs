//! One run, step by step: begin on record, act outside any transaction, outcome on record.

use super::dispatch::Active;
use super::log::RunLog;
use super::outcome::{Failure, cause};
use super::plan::PlanStep;
use super::record::{Ledger, Record};
use super::{Shared, StepContext, StepError, StepType, Task};
use crate::ingest::{Incoming, Origin};
use prama_model::event::{Envelope, Object};
use prama_model::expr::{Scope, to_cel};
use prama_model::run::{Change, StepStatus};
use prama_model::time::{self, Millis};
use prama_model::{Problem, suggest};
use prama_store::logs::Level;
use prama_store::runs::Details;
use prama_store::steps::{At, Ended};
use prama_store::{StoreError, logs, steps};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest step output kept, in bytes of JSON.
const MAX_OUTPUT_BYTES: usize = 10 * 1024 * 1024;
/// How long a step may take to stop when asked.
const GRACE: Duration = Duration::from_secs(5);
/// How often log lines of a step at work are written.
const LOG_EVERY: Duration = Duration::from_millis(50);
/// Interrupted attempts of one step after which the run gives up: the step may be what kills the app.
const MAX_INTERRUPTIONS: usize = 5;

/// How the execution ended.
pub(super) enum End {
    /// Terminal, or left for the next start.
    Done,
    /// Another attempt is due after this time.
    Later(Duration),
}

/// What a step's attempt came to.
enum Attempt {
    Output(Object),
    Failed(StepError),
    TimedOut,
    Cancelled,
}

/// A step's type and its expanded inputs.
type Ready = (Arc<dyn StepType>, Object);

struct Execution {
    shared: Arc<Shared>,
    task: Task,
    active: Active,
    log: RunLog,
    ledger: Ledger,
    scope: Scope,
    outputs: BTreeMap<String, Value>,
    slots: Arc<Semaphore>,
    slot: Option<OwnedSemaphorePermit>,
    started: bool,
    started_ms: Millis,
    /// Attempts so far at the step where the run goes on, and how many of them were interrupted.
    earlier: (u32, usize),
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
    let event = &task.event;
    scope.set(
        "event",
        &json!({"id": event.id, "source": event.source, "type": event.event_type, "subject": event.subject,
                "time": time::rfc3339(event.time_ms), "user_id": event.user_id, "data": event.data}),
    );
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
    fn now(&self) -> Millis {
        self.shared.clock.now_ms()
    }

    fn bind_outputs(&mut self) {
        let steps: serde_json::Map<String, Value> =
            self.outputs.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        self.scope.set_cel("steps", to_cel(&Value::Object(steps)));
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
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

    /// Acts, under the step's time-out, while its log is written.
    async fn act(
        &mut self,
        kind: &Arc<dyn StepType>,
        step: &PlanStep,
        at: At,
        input: Object,
    ) -> Result<Attempt, StoreError> {
        let Some(sink) = self.shared.sink.get() else { return Err(StoreError::Closed) };
        let cancel = self.active.cancel.child_token();
        let context = StepContext {
            run: self.task.id,
            step_index: at.step,
            step_id: step.step.id.clone(),
            attempt: at.attempt,
            key: format!("{}-{}", self.task.id, step.step.id),
            depth: self.task.event.depth,
            log: self.log.for_step(at.step, at.attempt),
            cancel: cancel.clone(),
            children: super::children::Children::of(self.shared.store.clone(), at),
            sink: Arc::clone(sink),
            store: self.shared.store.clone(),
            worker: Arc::clone(&self.shared.worker),
            data_dir: Arc::clone(&self.shared.data_dir),
        };
        let kind = Arc::clone(kind);
        // Its own task, so that a panic in a step is that step's failure and nothing else.
        let mut work = tokio::spawn(async move { kind.run(&context, input).await });
        let deadline = tokio::time::sleep(Duration::from_millis(step.step.timeout_ms()));
        tokio::pin!(deadline);
        let stopped = loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(match done {
                    Ok(Ok(output)) => Attempt::Output(output),
                    Ok(Err(error)) => if self.active.cancel.is_cancelled() { Attempt::Cancelled } else { Attempt::Failed(error) },
                    Err(error) => Attempt::Failed(StepError::fatal(
                        Problem::new("STEP-003", "The step ended unexpectedly.", error.to_string())
                            .fix("Retry the run; if it stays, report it with the run's log."),
                    )),
                }),
                () = self.active.cancel.cancelled() => break Attempt::Cancelled,
                () = &mut deadline => break Attempt::TimedOut,
                () = tokio::time::sleep(LOG_EVERY) => self.commit().await?,
            }
        };
        cancel.cancel();
        if tokio::time::timeout(GRACE, &mut work).await.is_err() {
            work.abort();
        }
        Ok(stopped)
    }

    fn skip(&mut self, at: At) {
        let now_ms = self.now();
        let ended = Ended {
            attempt_status: StepStatus::Skipped,
            step_status: StepStatus::Skipped,
            output: None,
            truncated: false,
            error: None,
        };
        self.ledger.add(Record::Instant { at, input: "{}".into(), ended, started_ms: now_ms, now_ms });
        self.ledger.add(Record::Advance { step: at.step + 1 });
    }

    fn instant(&mut self, at: At, input: &Object, result: &Attempt, started_ms: Millis, step: &PlanStep) {
        let now_ms = self.now();
        let ended = self.describe(at, step, result);
        self.ledger.add(Record::Instant { at, input: to_text(input), ended, started_ms, now_ms });
    }

    /// The record of an attempt's end, with a log line when it failed.
    fn describe(&self, at: At, step: &PlanStep, result: &Attempt) -> Ended {
        let (status, output, problem) = match result {
            Attempt::Output(o) => (StepStatus::Succeeded, Some(o), None),
            Attempt::Failed(e) => (StepStatus::Failed, None, Some((*e.problem).clone())),
            Attempt::TimedOut => (StepStatus::Failed, None, Some(timed_out(step))),
            Attempt::Cancelled => (StepStatus::Cancelled, None, None),
        };
        if let Some(p) = &problem {
            let text = format!("{} {} [{}]", p.title, p.detail, p.code);
            self.log.push(Level::Error, Some(at.step), Some(at.attempt), &text);
        }
        let (output, truncated) = output.map_or((None, false), capped);
        Ended {
            attempt_status: status,
            step_status: status,
            output,
            truncated,
            error: problem.map(|p| to_text(&p)),
        }
    }

    /// Records how a working step's attempt ended; `Some` when another attempt follows later.
    async fn ended(&mut self, at: At, step: &PlanStep, result: &Attempt) -> Result<Option<End>, StoreError> {
        let now_ms = self.now();
        let mut ended = self.describe(at, step, result);
        let passing = match result {
            Attempt::Failed(error) => error.retryable,
            Attempt::TimedOut => true,
            _ => false,
        };
        // Attempts cut off by a stop do not use up the policy.
        let counted = at.attempt.saturating_sub(u32::try_from(self.earlier.1).unwrap_or(0)).max(1);
        let delay = step.step.retry.as_ref().filter(|_| passing).and_then(|r| r.delay_after_ms(counted));
        let Some(delay_ms) = delay else {
            self.ledger.add(Record::End { at, ended, now_ms });
            return Ok(None);
        };
        ended.step_status = StepStatus::Waiting;
        let text = format!("attempt {} failed; the next one follows in {}", at.attempt, seconds(delay_ms));
        self.log.push(Level::Warn, Some(at.step), Some(at.attempt), &text);
        self.ledger.add(Record::End { at, ended, now_ms });
        let details = Details {
            reason: Some("retry".into()),
            next_attempt_ms: Some(now_ms + delay_ms),
            step: Some(at.step),
            ..Details::default()
        };
        self.ledger.add(Record::Change { change: Change::Wait, details, now_ms });
        self.commit().await?;
        Ok(Some(End::Later(Duration::from_millis(u64::try_from(delay_ms).unwrap_or(0)))))
    }

    async fn succeed(&mut self) -> Result<End, StoreError> {
        let now_ms = self.now();
        let details = Details { step: Some(self.task.plan.steps_total()), ..Details::default() };
        self.ledger.add(Record::Change { change: Change::Succeed, details, now_ms });
        self.commit().await?;
        self.announce("succeeded", now_ms, None).await;
        Ok(End::Done)
    }

    async fn fail(
        &mut self,
        at: At,
        step: &PlanStep,
        problem: Problem,
        reason: &str,
    ) -> Result<End, StoreError> {
        let now_ms = self.now();
        let failure = Failure { step_index: at.step, step_id: step.step.id.clone(), problem };
        let details = Details {
            reason: Some(reason.to_owned()),
            cause: Some(cause(&self.task.plan.id, &failure)),
            error: Some(to_text(&failure)),
            step: Some(at.step),
            ..Details::default()
        };
        self.ledger.add(Record::Change { change: Change::Fail, details, now_ms });
        self.commit().await?;
        self.announce("failed", now_ms, Some(&failure)).await;
        Ok(End::Done)
    }

    /// A step that may not, or should not, begin again after the app stopped in the middle of it.
    async fn refuse_again(&mut self, at: At, step: &PlanStep, too_often: bool) -> Result<End, StoreError> {
        let problem = if too_often {
            Problem::new(
                "RUN-003",
                format!("The app stopped {MAX_INTERRUPTIONS} times during \"{}\".", step.step.label()),
                "It was not started again: it may be what stops the app.",
            )
            .fix("Look at the step's input, then retry the run.")
        } else {
            Problem::new(
                "RUN-001",
                format!("The app closed during \"{}\".", step.step.label()),
                "This step is never started twice by itself; it may have done its work.",
            )
            .fix("Check whether it did, then retry the run from this step.")
        };
        self.fail(at, step, problem, "interrupted").await
    }

    /// Cancelled by a person, or the app stops.
    async fn stop(&mut self, open: Option<At>) -> Result<End, StoreError> {
        let now_ms = self.now();
        if self.active.by_user.load(Ordering::Acquire) {
            if let Some(at) = open {
                let ended = Ended {
                    attempt_status: StepStatus::Cancelled,
                    step_status: StepStatus::Cancelled,
                    output: None,
                    truncated: false,
                    error: None,
                };
                self.ledger.add(Record::End { at, ended, now_ms });
            }
            self.log.push(Level::Warn, open.map(|a| a.step), open.map(|a| a.attempt), "cancelled");
            let details = Details { reason: Some("user".into()), ..Details::default() };
            self.ledger.add(Record::Change { change: Change::Cancel, details, now_ms });
            self.commit().await?;
            self.announce("cancelled", now_ms, None).await;
            return Ok(End::Done);
        }
        if let Some(at) = open {
            self.ledger.add(Record::Interrupt { at, now_ms });
        }
        if self.started {
            let details = Details { reason: Some("interrupted".into()), ..Details::default() };
            self.ledger.add(Record::Change { change: Change::Interrupt, details, now_ms });
        }
        self.commit().await?;
        Ok(End::Done)
    }

    /// `workflow_completed` of the source `system`, when a trigger awaits it.
    async fn announce(&self, status: &str, now_ms: Millis, failure: Option<&Failure>) {
        let task = &self.task;
        if !self.shared.rules.current().is_awaited("system", "workflow_completed") {
            return;
        }
        let Some(sink) = self.shared.sink.get() else { return };
        let mut data = json!({
            "workflow_id": task.plan.id, "workflow_name": task.plan.name, "execution_id": task.id.to_string(),
            "status": status, "subject": task.event.subject, "event_id": task.event.id.to_string(),
            "duration_ms": (now_ms - self.started_ms).max(0), "completed_at": time::rfc3339(now_ms),
        });
        if let (Some(f), Some(object)) = (failure, data.as_object_mut()) {
            object.insert("error".into(), json!(f.problem.title));
            object.insert("failed_step".into(), json!(f.step_id));
        }
        let envelope = Envelope {
            event_type: "workflow_completed".into(),
            source: Some("system".into()),
            data: data.as_object().cloned().unwrap_or_default(),
            key: Some(format!("{}-{status}-{now_ms}", task.id)),
            ..Envelope::default()
        };
        let origin = Origin::Engine { depth: task.event.depth };
        if let Err(refused) = sink.ingest(Incoming::new(envelope, origin)).await {
            tracing::warn!(run = %task.id, %refused, "the run's end could not be announced");
        }
    }
}

fn timed_out(step: &PlanStep) -> Problem {
    let limit = seconds(i64::try_from(step.step.timeout_ms()).unwrap_or(i64::MAX));
    Problem::new(
        "RUN-002",
        format!("\"{}\" took longer than {limit} and was stopped.", step.step.label()),
        "What it had done so far stays done.",
    )
    .fix("Raise the step's time-out, or look at its log for what it waited for.")
}

fn seconds(ms: i64) -> String {
    if ms % 1000 == 0 { format!("{} s", ms / 1000) } else { format!("{:.1} s", ms as f64 / 1000.0) }
}

fn to_text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// The output as JSON; the longest texts are cut when it is too large.
fn capped(output: &Object) -> (Option<String>, bool) {
    let text = to_text(output);
    if text.len() <= MAX_OUTPUT_BYTES {
        return (Some(text), false);
    }
    let share = MAX_OUTPUT_BYTES / (2 * output.len().max(1));
    let cut: Object = output
        .iter()
        .map(|(k, v)| {
            let v = match v {
                Value::String(s) if s.len() > share => Value::String(s.chars().take(share / 4).collect()),
                v if to_text(v).len() > share => Value::Null,
                v => v.clone(),
            };
            (k.clone(), v)
        })
        .collect();
    (Some(to_text(&cut)), true)
}
