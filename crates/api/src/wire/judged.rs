//! One event judged by a draft without being stored, and triggers that match the same events.

use super::{AnyObject, Explained, Problem, TriggerInput};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body of `POST /api/triggers/judge`: a draft, and one of `event`, `text` and `file`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeInput {
    /// The draft; name and workflow may be missing.
    pub draft: TriggerInput,
    /// The event's data, or a whole envelope with `event_type` and `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub event: Option<Object>,
    /// The same as text: what is wrong with it is said with line and column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
    /// The path of a file that the event would tell of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file: Option<String>,
}

/// What a draft says of an event that is not stored.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Judged {
    /// What a person calls it; empty when there is no event yet.
    pub subject: String,
    /// Whether it would come in and match.
    pub matched: bool,
    /// Why it would be refused, or would not come: then no trigger is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<Problem>,
    /// Path of the condition that stops it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub failed_leaf: Option<String>,
    /// The judged condition tree, also of an event that would be refused.
    #[schema(required)]
    pub explanation: Option<Explained>,
    /// The payload; absent when it cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub data: Option<Object>,
}

/// Another trigger that matched the same events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlsoMatched {
    /// Its id.
    pub trigger_id: String,
    /// Its display name.
    pub name: String,
    /// How many of the events.
    pub count: i64,
}

/// `GET /api/triggers/overlaps`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerOverlaps {
    /// Triggers whose matches another one shared in the last 24 hours, looked at in the newest 10,000 events.
    pub items: Vec<TriggerOverlap>,
}

/// A trigger that shares matches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerOverlap {
    /// Its id.
    pub trigger_id: String,
    /// The others, those that share the most first.
    pub also_matched_by: Vec<AlsoMatched>,
}
