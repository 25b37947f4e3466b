//! Triggers: as a person writes them, and as they are listed.

use super::{Condition, FieldDriftKind, Options, Said, TriggerProblem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A trigger as a person defines it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerInput {
    /// Slug; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Display name.
    #[serde(default)]
    #[schema(required)]
    pub name: String,
    /// Source id.
    #[serde(default)]
    #[schema(required)]
    pub source: String,
    /// Event type.
    #[serde(default)]
    #[schema(required)]
    pub event_type: String,
    /// What runs.
    #[serde(default)]
    #[schema(required)]
    pub workflow_id: String,
    /// What must hold; nothing means every event.
    #[serde(default)]
    #[schema(value_type = Option<Condition>)]
    pub conditions: Option<Value>,
    /// How often and when a match becomes a run; nothing means each, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<Options>)]
    pub options: Option<Value>,
    /// Whether it is on.
    #[serde(default = "yes")]
    #[schema(required)]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A trigger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Trigger {
    /// Slug.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Source id.
    pub source: String,
    /// Source's display name; the id when there is no such source.
    pub source_name: String,
    /// Event type.
    pub event_type: String,
    /// Its display name.
    pub event_label: String,
    /// What runs.
    pub workflow_id: String,
    /// Its display name; the id when there is no such workflow.
    pub workflow_name: String,
    /// What must hold.
    #[schema(required, value_type = Option<Condition>)]
    pub conditions: Option<Value>,
    /// How often and when a match becomes a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<Options>)]
    pub options: Option<Value>,
    /// Whether it is on.
    pub active: bool,
    /// Revision, from 1.
    pub revision: i64,
    /// Its `ETag`: sent back in `If-Match`, it writes over this state only.
    pub etag: String,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// The trigger as one sentence.
    pub sentence: String,
    /// Whether its source is missing, off or broken.
    pub waiting_for_source: bool,
    /// Events it judged in the last 24 hours.
    pub events_24h: i64,
    /// Of those, matched.
    pub matched_24h: i64,
    /// Runs it started in the last 24 hours.
    pub runs_24h: i64,
    /// Of those, failed.
    pub failed_24h: i64,
    /// When it last matched.
    #[schema(required)]
    pub last_fired_at: Option<String>,
    /// Events it ever judged.
    pub events_ever: i64,
    /// Of those, matched.
    pub matched_ever: i64,
    /// What is wrong with it, or worth a look: what it refers to and is not there, a loop that can be seen.
    #[serde(default)]
    #[schema(required)]
    pub problems: Vec<TriggerProblem>,
    /// Fields that its conditions use and that changed in the events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<TriggerWarning>,
    /// After it was saved or turned on: what it would have done with the last 100 events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub said: Option<Said>,
}

/// A field that a trigger's conditions use and that changed in the events.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerWarning {
    /// Dotted path.
    pub field: String,
    /// What changed.
    pub kind: FieldDriftKind,
    /// In a sentence.
    pub text: String,
}
