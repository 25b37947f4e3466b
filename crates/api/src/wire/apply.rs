//! Triggers and workflows as documents: what a file holds, applied in one call.

use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body of `POST /api/apply`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApplyInput {
    /// `{kind: "workflow" | "trigger", …}` with the fields of `WorkflowInput` or `TriggerInput`; at most 1,000.
    #[schema(value_type = Vec<super::AnyObject>)]
    pub documents: Vec<Object>,
    /// Only says what would happen.
    #[serde(default)]
    #[schema(required = false)]
    pub dry_run: bool,
}

/// What a document defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A workflow.
    Workflow,
    /// A trigger.
    Trigger,
}

/// What happened to a document's object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliedChange {
    /// It is new.
    Created,
    /// It has a new revision, or was turned on or off.
    Changed,
    /// It was like this already.
    Unchanged,
}

/// One document, applied.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Applied {
    /// What it defines.
    pub kind: DocumentKind,
    /// Its id.
    pub id: String,
    /// What happened.
    pub change: AppliedChange,
    /// Of a trigger that was made or changed: what it would have done with the last 100 events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub said: Option<super::Said>,
}

/// Answer of `POST /api/apply`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApplyResult {
    /// One entry per document, in their order.
    pub items: Vec<Applied>,
}
