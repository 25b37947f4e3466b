//! Matches that wait, and why a match did not simply start its run.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kept a match from starting its run, or delayed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The same content, path or key was handled before.
    Once,
    /// A newer event of its key took its place.
    Debounced,
    /// It ran together with others.
    Batched,
    /// More runs than the trigger's rate allows.
    RateLimited,
    /// The trigger's schedule was closed.
    OutsideSchedule,
    /// A run of its key was at work.
    AlreadyRunning,
    /// A newer run of its key took its place.
    Replaced,
    /// More events at once than expected.
    Flood,
    /// Found after the app was off.
    CatchUp,
    /// Its source is paused.
    Paused,
    /// The workflow causes its own events.
    Loop,
    /// The trigger touched too many files.
    Brake,
    /// A person said that it need not run.
    Dismissed,
    /// The trigger was turned off or deleted while it waited.
    Off,
    /// Its workflow is not there any more.
    NoWorkflow,
}

/// Why, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// For programs.
    pub code: ReasonCode,
    /// For people.
    pub text: String,
    /// The event that stands for this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub twin_event_id: Option<String>,
    /// The run that stands for this one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub twin_run_id: Option<String>,
    /// When it goes on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until: Option<String>,
    /// What led to it, first cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub chain: Vec<String>,
    /// Of a loop: the folder that the workflow writes to and the trigger's source watches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub folder: Option<String>,
}

/// All matches that wait.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldList {
    /// By trigger and reason, the newest first.
    pub groups: Vec<HeldGroup>,
}

/// Matches of one trigger that wait for one reason.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldGroup {
    /// The trigger.
    pub trigger_id: String,
    /// Its name.
    pub trigger_name: String,
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: i64,
    /// When the oldest one came.
    pub since: String,
    /// When the newest one came.
    pub latest: String,
    /// The newest ones, at most 50.
    pub events: Vec<HeldEvent>,
}

/// One event that waits.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldEvent {
    /// The event.
    pub event_id: String,
    /// What a person calls it.
    pub subject: String,
    /// When it happened.
    pub time: String,
}

/// Which of a trigger's matches.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldInput {
    /// These events, else all that wait.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub event_ids: Vec<String>,
    /// Of all that wait, only those that wait for this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<ReasonCode>,
}

/// How many were changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeldDone {
    /// How many.
    pub count: i64,
}
