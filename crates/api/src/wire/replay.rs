//! Stored events sent again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a replay goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplayMode {
    /// Only judged; nothing is kept.
    Dry,
    /// Judged, and the verdicts are kept.
    Shadow,
    /// The events come again, and start what they start.
    Real,
}

/// Body of `POST /api/events/replay`: events by id, or those of a source that came in a time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayInput {
    /// Asked for again under the same id, it is the same replay; nothing is sent twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// These events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_ids: Option<Vec<String>>,
    /// Those of this source, replays and rejected ones left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// Of this type only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_type: Option<String>,
    /// Received at or after, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<String>,
    /// Received before, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<String>,
    /// Only these triggers judge them; absent: all that listen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub triggers: Option<Vec<String>>,
    /// How far it goes.
    pub mode: ReplayMode,
    /// A real one that would start more runs than this is refused.
    #[serde(default = "twenty")]
    #[schema(required = false)]
    pub max_runs: u32,
}

fn twenty() -> u32 {
    20
}

/// What came of a replay, or would come of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    /// Its id; absent for a dry one without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Events in it.
    pub events: i64,
    /// Runs that it started, or would start.
    pub runs: i64,
    /// What was said of each event, in their order.
    pub results: Vec<ReplayResult>,
    /// Whether there was more than is shown (10,000) or taken (10,000 events).
    pub truncated: bool,
    /// False while it is at work; ask for it again.
    pub done: bool,
}

/// What one trigger said of one event.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReplayResult {
    /// The event that was sent again.
    pub event_id: String,
    /// The new event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub replayed_as: Option<String>,
    /// The trigger; absent for `rejected` and `waiting`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_id: Option<String>,
    /// A decision's outcome, `rejected`, or `waiting`.
    pub outcome: String,
    /// The run it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub execution_id: Option<String>,
}
