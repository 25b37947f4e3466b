//! What led to an event, and what it led to.

use super::EventSummary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The run that led to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventCause {
    /// The run.
    pub run_id: String,
    /// Position of its step, from 0; absent: the run as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step: Option<u32>,
}

/// `GET /api/events/{id}/chain`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventChain {
    /// What led to the event, first cause first; empty for one from outside.
    pub links: Vec<ChainLink>,
    /// The event.
    pub event: EventSummary,
    /// Events that its runs led to, oldest first; 100 at most.
    pub led_to: Vec<EventSummary>,
}

/// An event and the run of it that led to the next event.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChainLink {
    /// The event.
    pub event_id: String,
    /// What a person calls it.
    pub subject: String,
    /// Source id.
    pub source: String,
    /// Event type.
    pub event_type: String,
    /// When it happened.
    pub time: String,
    /// The trigger that started the run; absent: a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_id: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_name: Option<String>,
    /// What ran.
    pub workflow_id: String,
    /// Its name.
    pub workflow_name: String,
    /// The run.
    pub run_id: String,
    /// Position of the step that led on, from 0; absent: the run as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step: Option<u32>,
}
