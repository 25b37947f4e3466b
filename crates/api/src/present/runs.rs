//! Runs, steps, attempts and log lines on the wire.

use crate::wire::{Attempt, LogLevel, LogLine, RunError, RunStatus, RunSummary, StepRun, StepStatus};
use prama_engine::Engine;
use prama_engine::runner::Failure;
use prama_engine::store::logs::{Level, NewLine};
use prama_engine::store::steps::{AttemptRow, StepRow};
use prama_engine::store::views::run_detail::RunSteps;
use prama_engine::store::views::runs::RunRow;
use prama_model::Problem;
use prama_model::event::Object;
use prama_model::ids::RunId;
use prama_model::run::{Status, StepStatus as Step};
use prama_model::time::{Millis, rfc3339};

pub(crate) fn summary(row: RunRow, engine: &Engine) -> RunSummary {
    let error = row.error.as_deref().and_then(|t| serde_json::from_str::<Failure>(t).ok());
    let current = match row.status {
        Status::Succeeded | Status::Cancelled => None,
        _ => row.current_step.map(|s| step_title(engine, &s).unwrap_or(s)),
    };
    RunSummary {
        id: row.id.to_string(),
        subject: row.subject,
        workflow_id: row.workflow_id,
        workflow_name: row.workflow_name,
        workflow_revision: row.revision,
        trigger_id: row.trigger_id,
        trigger_name: row.trigger_name,
        event_id: row.event_id.to_string(),
        status: row.status.into(),
        reason: row.reason,
        steps_done: i64::from(row.step.min(row.steps_total)),
        steps_total: i64::from(row.steps_total),
        current_step: current,
        created_at: rfc3339(row.created_ms),
        started_at: row.started_ms.map(rfc3339),
        completed_at: row.completed_ms.map(rfc3339),
        duration_ms: duration(row.started_ms, row.completed_ms),
        error: error.map(|f| RunError {
            step_id: Some(f.step_id),
            step_index: Some(f.step_index),
            ..self::error(&f.problem)
        }),
        cause: row.cause.filter(|_| RunStatus::from(row.status) == RunStatus::Failed),
        test: row.test,
        rerun_of: row.rerun_of.map(|r| r.to_string()),
        next_attempt_at: row.next_attempt_ms.filter(|_| row.status == Status::Waiting).map(rfc3339),
    }
}

/// A step type's display name.
pub(crate) fn step_title(engine: &Engine, kind: &str) -> Option<String> {
    engine.workflows().catalogue().iter().find(|s| s.spec().kind == kind).map(|s| s.spec().title.to_owned())
}

pub(crate) fn error(problem: &Problem) -> RunError {
    RunError {
        code: problem.code.clone(),
        message: format!("{} {}", problem.title, problem.detail).trim().to_owned(),
        fix: problem.fix.clone(),
        step_id: None,
        step_index: None,
    }
}

/// Every step of the definition, with what is recorded of it.
pub(crate) fn steps(run: RunId, of: RunSteps, engine: &Engine) -> Vec<StepRun> {
    let mut rows = of.steps.into_iter().peekable();
    let mut out = Vec::with_capacity(of.definition.steps.len());
    for (index, step) in (0_u32..).zip(of.definition.steps) {
        let row = rows.next_if(|r| r.step == index);
        let attempts: Vec<_> = of.attempts.iter().filter(|a| a.step == index).collect();
        let name =
            step.name.clone().or_else(|| step_title(engine, &step.kind)).unwrap_or_else(|| step.kind.clone());
        let interrupted = attempts.iter().any(|a| a.status == Step::Interrupted);
        out.push(StepRun {
            index,
            name,
            idempotency_key: format!("{run}-{}", step.id),
            may_have_run_twice: interrupted && attempts.len() > 1,
            attempts: attempts.into_iter().map(attempt).collect(),
            ..recorded(step.id, step.kind, row)
        });
    }
    out
}

fn recorded(id: String, kind: String, row: Option<StepRow>) -> StepRun {
    let status = row.as_ref().map_or(StepStatus::Pending, |r| r.status.into());
    let (started, ended) = row.as_ref().map(|r| (r.started_ms, r.ended_ms)).unwrap_or_default();
    let truncated = row.as_ref().is_some_and(|r| r.truncated);
    let (input, output, error) = row.map(|r| (r.input, r.output, r.error)).unwrap_or_default();
    StepRun {
        index: 0,
        id,
        kind,
        name: String::new(),
        status,
        started_at: started.map(rfc3339),
        ended_at: ended.map(rfc3339),
        duration_ms: duration(started, ended),
        input: input.as_deref().and_then(object),
        output: output.as_deref().and_then(object),
        output_truncated: truncated,
        error: error.as_deref().and_then(problem),
        attempts: Vec::new(),
        idempotency_key: String::new(),
        may_have_run_twice: false,
    }
}

fn attempt(row: &AttemptRow) -> Attempt {
    Attempt {
        number: row.attempt,
        status: row.status.into(),
        started_at: rfc3339(row.started_ms),
        ended_at: row.ended_ms.map(rfc3339),
        error: row.error.as_deref().and_then(problem),
    }
}

fn object(text: &str) -> Option<Object> {
    serde_json::from_str(text).ok()
}

fn problem(text: &str) -> Option<RunError> {
    serde_json::from_str::<Problem>(text).ok().map(|p| error(&p))
}

fn duration(from: Option<Millis>, to: Option<Millis>) -> Option<i64> {
    Some(to? - from?)
}

pub(crate) fn line(row: NewLine) -> LogLine {
    LogLine {
        n: row.line,
        at: rfc3339(row.at_ms),
        level: match row.level {
            Level::Debug => LogLevel::Debug,
            Level::Info => LogLevel::Info,
            Level::Warn => LogLevel::Warn,
            Level::Error => LogLevel::Error,
            Level::Out => LogLevel::Out,
            Level::Err => LogLevel::Err,
        },
        step: row.step,
        attempt: row.attempt,
        text: row.text,
    }
}
