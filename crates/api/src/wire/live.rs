//! Changes as they happen: the messages of `GET /api/changes`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An event.
    Event,
    /// A run or one of its steps.
    Run,
    /// A trigger.
    Trigger,
    /// A workflow.
    Workflow,
    /// A source's state or configuration.
    Source,
    /// A run's log.
    Log,
    /// The engine's state.
    Status,
    /// A notification for the desktop shell.
    Notification,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// What.
    pub kind: ChangeKind,
    /// Its id.
    pub id: String,
}

/// Whether a batch tells changes or that too many were missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchType {
    /// What changed.
    Changes,
    /// The reader missed too much: everything must be asked for again.
    Reset,
}

/// One message of the stream: its id is `seq`, its event the `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeBatch {
    /// Changes, or a reset.
    #[serde(rename = "type")]
    pub kind: BatchType,
    /// Journal seq up to which the reader has seen everything.
    pub seq: i64,
    /// What changed, each thing once; empty at a reset.
    pub changes: Vec<Change>,
}
