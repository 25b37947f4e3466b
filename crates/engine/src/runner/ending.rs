//! How steps and runs end: records, retries, success, failure, stop, and the announcement.

use super::execute::{Attempt, End, Execution, MAX_INTERRUPTIONS};
use super::outcome::{Failure, cause};
use super::plan::PlanStep;
use super::record::Record;
use crate::system;
use prama_model::Problem;
use prama_model::event::Object;
use prama_model::run::{Change, StepStatus};
use prama_model::time::Millis;
use prama_store::StoreError;
use prama_store::logs::Level;
use prama_store::own_events::OwnEvent;
use prama_store::runs::Details;
use prama_store::steps::{At, Ended};
use serde_json::Value;
use std::time::Duration;

/// The largest step output kept, in bytes of JSON.
const MAX_OUTPUT_BYTES: usize = 10 * 1024 * 1024;

impl Execution {
    pub(super) fn skip(&mut self, at: At) {
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

    pub(super) fn instant(
        &mut self,
        at: At,
        input: &Object,
        result: &Attempt,
        started_ms: Millis,
        step: &PlanStep,
    ) {
        let now_ms = self.now();
        let ended = self.describe(at, step, result);
        self.ledger.add(Record::Instant { at, input: to_text(input), ended, started_ms, now_ms });
    }

    /// The record of an attempt's end, with a log line when it failed.
    pub(super) fn describe(&self, at: At, step: &PlanStep, result: &Attempt) -> Ended {
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
    pub(super) async fn ended(
        &mut self,
        at: At,
        step: &PlanStep,
        result: &Attempt,
    ) -> Result<Option<End>, StoreError> {
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

    pub(super) async fn succeed(&mut self) -> Result<End, StoreError> {
        let now_ms = self.now();
        let details = Details { step: Some(self.task.plan.steps_total()), ..Details::default() };
        self.ledger.add(Record::Change { change: Change::Succeed, details, now_ms });
        let event = self.announce("succeeded", now_ms, None);
        self.commit().await?;
        self.tell(event).await;
        Ok(End::Done)
    }

    pub(super) async fn fail(
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
        let event = self.announce("failed", now_ms, Some(&failure));
        self.commit().await?;
        self.tell(event).await;
        Ok(End::Done)
    }

    /// A step that may not, or should not, begin again after the app stopped in the middle of it.
    pub(super) async fn refuse_again(
        &mut self,
        at: At,
        step: &PlanStep,
        too_often: bool,
    ) -> Result<End, StoreError> {
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
    pub(super) async fn stop(&mut self, open: Option<At>) -> Result<End, StoreError> {
        let now_ms = self.now();
        if let Some(reason) = self.active.reason.get().cloned() {
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
            let text = match reason.as_str() {
                "replaced" => "cancelled: a newer run took its place",
                _ => "cancelled",
            };
            self.log.push(Level::Warn, open.map(|a| a.step), open.map(|a| a.attempt), text);
            let details = Details { reason: Some(reason), ..Details::default() };
            self.ledger.add(Record::Change { change: Change::Cancel, details, now_ms });
            let event = self.announce("cancelled", now_ms, None);
            self.commit().await?;
            self.tell(event).await;
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

    /// `workflow_completed` of the source `system`, when a trigger awaits it: on record with the end that it tells of.
    fn announce(
        &mut self,
        status: &'static str,
        now_ms: Millis,
        failure: Option<&Failure>,
    ) -> Option<OwnEvent> {
        if !self.shared.rules.current().is_awaited(system::SOURCE, "workflow_completed") {
            return None;
        }
        let task = &self.task;
        let event = system::run_ended(&system::Ended {
            run: task.id,
            workflow_id: &task.plan.id,
            workflow_name: &task.plan.name,
            event: task.event.id,
            subject: &task.event.subject,
            depth: task.event.depth,
            status,
            failure,
            started_ms: Some(self.started_ms),
            now_ms,
        });
        self.ledger.add(Record::Tell(Box::new(event.clone())));
        Some(event)
    }

    async fn tell(&self, event: Option<OwnEvent>) {
        if let (Some(event), Some(sink)) = (event, self.shared.sink.get()) {
            system::tell(&**sink, event).await;
        }
    }
}

pub(super) fn timed_out(step: &PlanStep) -> Problem {
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

pub(super) fn to_text(value: &impl serde::Serialize) -> String {
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
