//! The steps of a run, and the attempts at each.

use super::{AnyObject, RunError};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Status of a step in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Not begun.
    Pending,
    /// At work.
    Running,
    /// Between two attempts.
    Waiting,
    /// Done.
    Succeeded,
    /// Failed.
    Failed,
    /// Its `if` did not hold.
    Skipped,
    /// Stopped by a person.
    Cancelled,
}

impl From<prama_model::run::StepStatus> for StepStatus {
    fn from(status: prama_model::run::StepStatus) -> Self {
        use prama_model::run::StepStatus as Model;
        match status {
            Model::Pending => Self::Pending,
            Model::Running => Self::Running,
            Model::Waiting => Self::Waiting,
            Model::Succeeded => Self::Succeeded,
            Model::Failed | Model::Interrupted => Self::Failed,
            Model::Skipped => Self::Skipped,
            Model::Cancelled => Self::Cancelled,
        }
    }
}

/// A step of a run.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepRun {
    /// Position, from 0.
    pub index: u32,
    /// Step id.
    pub id: String,
    /// Step type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Display name.
    pub name: String,
    /// Status.
    pub status: StepStatus,
    /// When its first attempt started.
    #[schema(required)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(required)]
    pub ended_at: Option<String>,
    /// From start to end, in milliseconds.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    /// Its inputs, expressions resolved.
    #[schema(required, value_type = Option<AnyObject>)]
    pub input: Option<Object>,
    /// Its output.
    #[schema(required, value_type = Option<AnyObject>)]
    pub output: Option<Object>,
    /// Whether the output was cut.
    pub output_truncated: bool,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<RunError>,
    /// Its attempts, in order.
    pub attempts: Vec<Attempt>,
    /// The same over all attempts; sent along to what the step calls.
    pub idempotency_key: String,
    /// Whether an attempt was interrupted while it was at work.
    pub may_have_run_twice: bool,
}

/// Status of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStatus {
    /// At work.
    Running,
    /// Done.
    Succeeded,
    /// Failed.
    Failed,
    /// Prama stopped while it was at work.
    Interrupted,
    /// Stopped by a person.
    Cancelled,
}

impl From<prama_model::run::StepStatus> for AttemptStatus {
    fn from(status: prama_model::run::StepStatus) -> Self {
        use prama_model::run::StepStatus as Model;
        match status {
            Model::Pending | Model::Running | Model::Waiting => Self::Running,
            Model::Succeeded | Model::Skipped => Self::Succeeded,
            Model::Failed => Self::Failed,
            Model::Interrupted => Self::Interrupted,
            Model::Cancelled => Self::Cancelled,
        }
    }
}

/// One attempt at a step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// Number, from 1.
    pub number: u32,
    /// Status.
    pub status: AttemptStatus,
    /// When it started.
    pub started_at: String,
    /// When it ended.
    #[schema(required)]
    pub ended_at: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<RunError>,
}
