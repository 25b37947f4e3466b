//! Runs, their log lines, and what is done to several of them.

use super::{AnyObject, EventSummary, Explained, StepRun};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Status of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Waiting for a place.
    Queued,
    /// A step is at work.
    Running,
    /// Between two attempts.
    Waiting,
    /// All steps are done.
    Succeeded,
    /// A step failed for good.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl From<prama_model::run::Status> for RunStatus {
    fn from(status: prama_model::run::Status) -> Self {
        use prama_model::run::Status;
        match status {
            Status::Queued => Self::Queued,
            Status::Running => Self::Running,
            Status::Waiting => Self::Waiting,
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::Cancelled => Self::Cancelled,
        }
    }
}

/// Why a run, step or attempt failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunError {
    /// Stable code.
    pub code: String,
    /// What happened and what it means.
    pub message: String,
    /// How to fix it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<String>,
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step_id: Option<String>,
    /// The step's position, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step_index: Option<u32>,
}

/// A run in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunSummary {
    /// Its id (`execution_id`).
    pub id: String,
    /// What a person calls it, e.g. the file name.
    pub subject: String,
    /// What runs.
    pub workflow_id: String,
    /// Its name at that time.
    pub workflow_name: String,
    /// Its revision at that time.
    pub workflow_revision: i64,
    /// Why it runs; null when started by hand.
    #[schema(required)]
    pub trigger_id: Option<String>,
    /// The trigger's name.
    #[schema(required)]
    pub trigger_name: Option<String>,
    /// The event it works on.
    pub event_id: String,
    /// Status.
    pub status: RunStatus,
    /// Why it has this status.
    #[schema(required)]
    pub reason: Option<String>,
    /// Steps done.
    pub steps_done: i64,
    /// Steps in all.
    pub steps_total: i64,
    /// Name of the step at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_step: Option<String>,
    /// When it was queued.
    pub created_at: String,
    /// When it first started.
    #[schema(required)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(required)]
    pub completed_at: Option<String>,
    /// From start to end, in milliseconds.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<RunError>,
    /// The same for runs that failed for the same cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cause: Option<String>,
    /// Whether it was started to try something.
    pub test: bool,
    /// The run it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rerun_of: Option<String>,
    /// When the next attempt starts, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_attempt_at: Option<String>,
}

/// `GET /api/runs/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunDetail {
    /// The list's fields.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// Its steps, in order.
    pub steps: Vec<StepRun>,
    /// The event it works on.
    pub event: EventSummary,
    /// The file that the event tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file_path: Option<String>,
    /// Why it ran; null without conditions or when started by hand.
    #[schema(required)]
    pub explanation: Option<Explained>,
    /// Lines in its log.
    pub log_lines: i64,
}

/// Level of a run's log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// For the curious.
    Debug,
    /// As usual.
    Info,
    /// Worth a look.
    Warn,
    /// Went wrong.
    Error,
    /// A program's standard output.
    Out,
    /// A program's standard error.
    Err,
}

/// A line of a run's log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LogLine {
    /// Its number, from 1.
    pub n: i64,
    /// When.
    pub at: String,
    /// Level.
    pub level: LogLevel,
    /// The step's position.
    #[schema(required)]
    pub step: Option<u32>,
    /// The attempt's number.
    #[schema(required)]
    pub attempt: Option<u32>,
    /// Text.
    pub text: String,
}

/// `GET /api/runs/{id}/log`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunLog {
    /// The lines, oldest first.
    pub lines: Vec<LogLine>,
    /// How many there are in all.
    pub total: i64,
}

/// Which revision a re-run uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RerunRevision {
    /// The newest.
    #[default]
    Latest,
    /// The one the run had.
    Same,
}

/// Body of `POST /api/runs/{id}/rerun`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RerunInput {
    /// Edited data; the event's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub data: Option<Object>,
    /// Which revision.
    #[serde(default)]
    #[schema(required = false)]
    pub workflow_revision: RerunRevision,
}

/// What to do with several runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// Go on at the first unfinished step.
    Retry,
    /// A new run from the start.
    Rerun,
    /// Stop.
    Cancel,
}

/// Body of `POST /api/runs/bulk`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkInput {
    /// What to do.
    pub action: BulkAction,
    /// The runs, at most 1,000.
    pub ids: Vec<String>,
}

/// Answer of `POST /api/runs/bulk`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkResult {
    /// How many it was done to.
    pub done: i64,
    /// The others.
    pub failed: Vec<BulkFailure>,
}

/// A run to which it could not be done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkFailure {
    /// The run.
    pub id: String,
    /// Stable code.
    pub code: String,
    /// Why.
    pub message: String,
}

/// Runs that failed for one cause.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunCause {
    /// The cause.
    pub cause: String,
    /// Workflow, step and error in words that hold for every one of the runs.
    pub title: String,
    /// What the newest says of itself, where the title leaves out what differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub example: Option<String>,
    /// How many.
    pub count: i64,
    /// When the first was queued.
    pub first_at: String,
    /// When the last was queued.
    pub last_at: String,
    /// The workflow.
    pub workflow_id: String,
    /// The step.
    pub step_id: String,
    /// The runs, newest first, at most 1,000.
    pub run_ids: Vec<String>,
}
