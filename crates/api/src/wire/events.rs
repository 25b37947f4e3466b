//! Events: what senders write and get back, and what lists and pages show.

use super::{AnyObject, EventCause, Explained, Problem, Reason, RunSummary};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One event as a sender writes it: the quick start's event data structure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Envelope {
    /// Event type declared by the source.
    pub event_type: String,
    /// Source id; may stand in `metadata.source` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// The payload.
    #[serde(default)]
    #[schema(value_type = AnyObject)]
    pub data: Object,
    /// Same source and key: one event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key: Option<String>,
    /// What a program that a step started finds in `PRAMA_CAUSED_BY`: the event is that run's doing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub caused_by: Option<String>,
    /// Who, when, and anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub metadata: Option<Metadata>,
}

/// Metadata of an envelope.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Metadata {
    /// Source id, when it is not on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// When it happened, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub timestamp: Option<String>,
    /// Who caused it.
    #[serde(default)]
    pub user_id: Option<String>,
    /// Free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub additional_data: Option<Object>,
}

/// Several events in one request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EnvelopeBatch {
    /// At most 1,000.
    pub events: Vec<Envelope>,
}

/// Body of `POST /api/events/process`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // Read or written once, never kept.
pub enum ProcessBody {
    /// Several events.
    Many(EnvelopeBatch),
    /// One event.
    One(Envelope),
}

/// Answer to an accepted event, given after it is stored.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProcessAnswer {
    /// Always true.
    pub success: bool,
    /// The stored event.
    pub event_id: String,
    /// Whether an event with this source and key was there already.
    pub duplicate: bool,
    /// How many triggers matched.
    pub triggers_matched: i64,
    /// The runs it started.
    pub runs: Vec<ProcessRun>,
    /// What is wrong with it, if it was accepted all the same as its source is set to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub flag: Option<Problem>,
}

/// A run that an event started.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProcessRun {
    /// The trigger that matched.
    pub trigger_id: String,
    /// Its name.
    pub trigger_name: String,
    /// What runs.
    pub workflow_id: String,
    /// The run.
    pub execution_id: String,
}

/// Answer to one event of several.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ProcessResult {
    /// Accepted.
    Accepted(ProcessAnswer),
    /// Refused; the others stand.
    Refused(Problem),
}

/// Answer to several events, in their order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProcessResults {
    /// One result per event.
    pub results: Vec<ProcessResult>,
}

/// Answer of `POST /api/events/process`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // Made and written once, never kept.
pub enum ProcessReply {
    /// Of one event.
    One(ProcessAnswer),
    /// Of several.
    Many(ProcessResults),
}

/// Whether an event was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Stored and matched.
    Accepted,
    /// Kept, but set aside.
    Rejected,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventOutcome {
    /// At least one trigger matched.
    Matched,
    /// One matched and waits; none ran.
    Held,
    /// One matched and was suppressed; none ran, none waits.
    Suppressed,
    /// Triggers listened, and its source was paused.
    Paused,
    /// Triggers listened, none matched.
    NoneMatched,
    /// No trigger listens to this type.
    NoListener,
    /// Set aside.
    Rejected,
}

/// An event in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventSummary {
    /// Its id.
    pub id: String,
    /// Source id.
    pub source: String,
    /// Source's display name.
    pub source_name: String,
    /// Event type.
    pub event_type: String,
    /// Its display name.
    pub event_label: String,
    /// What a person calls it, e.g. the file name.
    pub subject: String,
    /// When it happened.
    pub time: String,
    /// When it was received.
    pub received_at: String,
    /// Whether it was accepted.
    pub status: EventStatus,
    /// What became of it.
    pub outcome: EventOutcome,
    /// Triggers that matched.
    pub matched: i64,
    /// Triggers that did not.
    pub not_matched: i64,
    /// Triggers that were off, or whose source was paused.
    pub off: i64,
    /// Triggers that matched and do not run.
    pub suppressed: i64,
    /// Triggers that matched and wait.
    pub held: i64,
    /// Runs it started, re-runs included.
    pub runs_total: i64,
    /// Why it was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rejection: Option<Problem>,
    /// What is wrong with it, if it was accepted all the same as its source is set to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub flag: Option<Problem>,
    /// Who caused it.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The event that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub replay_of: Option<String>,
}

/// `GET /api/events/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventDetail {
    /// The list's fields.
    #[serde(flatten)]
    pub summary: EventSummary,
    /// The payload.
    #[schema(value_type = AnyObject)]
    pub data: Object,
    /// Source, time, user and free data, as in the envelope.
    #[schema(value_type = AnyObject)]
    pub metadata: Object,
    /// What each listening trigger decided.
    pub decisions: Vec<Decision>,
    /// Its runs, newest first.
    pub runs: Vec<RunSummary>,
    /// Its idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key: Option<String>,
    /// Triggers that listen to something else.
    pub other_triggers: i64,
    /// The run that led to it; absent: it came from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub caused_by: Option<EventCause>,
    /// Events that repeat it, oldest first; 50 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replays: Vec<String>,
    /// Of one that named an id which no source has: how many such events wait to be sent to the right one, 1,000 at most.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(required = false)]
    pub set_aside_alike: i64,
    /// Of one that was set aside or flagged: the call as it should have been, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub corrected_call: Option<serde_json::Value>,
    /// Of one whose type is not declared: the entry for `eventTypes` in plugin.json.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub declaration: Option<serde_json::Value>,
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// What a trigger decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// It started a run.
    Matched,
    /// A condition did not hold.
    NoMatch,
    /// It was off.
    Off,
    /// A condition could not be judged.
    Error,
    /// It matched; its options or a person say that it does not run.
    Suppressed,
    /// It matched and waits.
    Held,
    /// Its source was paused.
    Paused,
    /// It would have caused itself.
    Loop,
}

/// What one trigger decided about one event.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// The trigger.
    pub trigger_id: String,
    /// Its name at that time.
    pub trigger_name: String,
    /// Its revision at that time.
    pub trigger_revision: i64,
    /// What it decided.
    pub outcome: DecisionOutcome,
    /// Why a match did not simply start its run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<Reason>,
    /// Conditions that held.
    pub passed: i64,
    /// Conditions in all.
    pub total: i64,
    /// The judged condition tree; null without conditions.
    #[schema(required)]
    pub explanation: Option<Explained>,
    /// Paths of the fewest conditions that would have to say the opposite for it to match; empty when they hold.
    pub blockers: Vec<String>,
    /// The run it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub run_id: Option<String>,
    /// Whether the trigger changed since.
    pub changed_since: bool,
    /// Whether the trigger as it is now would match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub would_match_now: Option<bool>,
}

/// Body of `POST /api/events/set-aside/resend`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendAs {
    /// The id that the events named and no source has.
    pub source: String,
    /// The source that they were meant for.
    #[serde(rename = "as")]
    pub other: String,
}

/// What became of events that were sent to another source.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SentAs {
    /// Accepted there.
    pub accepted: i64,
    /// Set aside again.
    pub refused: i64,
    /// Not sent yet, as one call takes 1,000: call again.
    pub left: i64,
}

/// Body of `POST /api/events/{id}/resend`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Resend {
    /// Send it as this source instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// Only these triggers judge it; absent: all that listen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub triggers: Option<Vec<String>>,
}
