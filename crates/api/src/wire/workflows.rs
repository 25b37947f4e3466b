//! Workflows, their steps, and the catalogue of step types.

use super::{AnyObject, FieldProblem, LogLine, RunError, RunSummary};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A workflow as a person defines it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowInput {
    /// Slug; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Display name.
    #[serde(default)]
    #[schema(required)]
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// Run in order.
    #[serde(default)]
    #[schema(required)]
    pub steps: Vec<Step>,
}

/// One step of a workflow.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique in the workflow; `${{ steps.<id>.… }}` refers to it.
    pub id: String,
    /// Step type of the catalogue.
    #[serde(rename = "type")]
    pub kind: String,
    /// Display name; the type's title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// Inputs; texts may hold `${{ CEL }}`.
    #[serde(default, rename = "with")]
    #[schema(required, value_type = AnyObject)]
    pub inputs: Object,
    /// Seconds until an attempt is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub timeout_s: Option<u64>,
    /// What happens when an attempt fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry: Option<Retry>,
    /// What happens when the step fails for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub on_error: Option<OnError>,
    /// CEL; the step is skipped when it is false.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub condition: Option<String>,
}

/// Retry policy of a step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Attempts in all, the first included.
    pub max_attempts: u32,
    /// Seconds before the second attempt.
    #[serde(default)]
    #[schema(required)]
    pub delay_s: f64,
    /// Factor by which each further delay grows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub backoff: Option<f64>,
}

/// What a run does when a step fails for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// The run fails.
    Stop,
    /// The run goes on without the step's output.
    Continue,
}

/// A workflow.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Workflow {
    /// Slug.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// Run in order.
    pub steps: Vec<Step>,
    /// Revision, from 1.
    pub revision: i64,
    /// Its `ETag`: sent back in `If-Match`, it writes over this state only.
    pub etag: String,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Triggers that run it, the 50 first made at most.
    pub used_by: Vec<UsedBy>,
    /// How many triggers use it.
    pub used_by_total: i64,
    /// Its newest run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_run: Option<RunSummary>,
    /// Runs in the last 7 days.
    pub runs_7d: i64,
    /// Of those, succeeded.
    pub succeeded_7d: i64,
    /// Median time of those, in milliseconds.
    #[schema(required)]
    pub median_ms_7d: Option<i64>,
    /// What is wrong with it.
    pub problems: Vec<FieldProblem>,
}

/// A trigger that runs a workflow.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UsedBy {
    /// The trigger.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is on.
    pub active: bool,
}

/// A saved revision of a workflow; it never changes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkflowRevision {
    /// Revision, from 1.
    pub revision: i64,
    /// When it was saved.
    pub created_at: String,
    /// Display name at that time.
    pub name: String,
    /// What it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Body of `POST /api/workflows/{id}/run`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RunInput {
    /// The data that `event.data` holds in the run.
    #[serde(default)]
    #[schema(value_type = AnyObject)]
    pub data: Object,
    /// A stored event to run on as it is, instead of `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_id: Option<String>,
}

/// A run that was started.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RunStarted {
    /// The run.
    pub run_id: String,
}

/// Body of `POST /api/workflows/{id}/test-step`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TestStepInput {
    /// The step, as it is on screen.
    pub step: Step,
    /// The event whose data it sees; the newest fitting one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_id: Option<String>,
    /// Outputs of earlier steps, by step id.
    #[serde(default)]
    #[schema(required = false)]
    pub steps: BTreeMap<String, Value>,
}

/// Result of trying one step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepTest {
    /// Its output, when it succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub output: Option<Object>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<RunError>,
    /// Its inputs, expressions resolved.
    #[schema(value_type = AnyObject)]
    pub input: Object,
    /// What it logged.
    pub log: Vec<LogLine>,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

/// What a step touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Touches {
    /// Reads files.
    FilesRead,
    /// Makes, moves or changes files.
    FilesWrite,
    /// Talks over the network.
    Network,
    /// Starts a program.
    Process,
    /// Shows something on the screen.
    Screen,
    /// Makes events.
    Events,
    /// Nothing outside the run.
    Nothing,
}

/// A step type of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepType {
    /// Its name in workflows.
    #[serde(rename = "type")]
    pub kind: String,
    /// Display name.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Words it is found by.
    pub keywords: Vec<String>,
    /// What it touches.
    pub touches: Vec<Touches>,
    /// Whether it is never started twice for one run.
    pub at_most_once: bool,
    /// JSON Schema of its inputs.
    #[schema(value_type = AnyObject)]
    pub inputs: Value,
    /// JSON Schema of its outputs.
    #[schema(value_type = AnyObject)]
    pub outputs: Value,
    /// An example of `with`.
    #[schema(value_type = AnyObject)]
    pub example: Value,
}
