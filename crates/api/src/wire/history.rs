//! Revisions of triggers, one verb on many of them, and what is wrong with one.

use super::{EvaluationSuppressed, Problem, TriggerInput};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// `GET /api/triggers/{id}/revisions`, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerRevisions {
    /// The revisions.
    pub revisions: Vec<TriggerRevision>,
}

/// One saved state of a trigger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerRevision {
    /// Its number, from 1.
    pub revision: i64,
    /// When it was saved.
    pub created_at: String,
    /// What changed, in one line.
    pub summary: String,
    /// What changed since the one before, or since the one asked for.
    pub changes: Vec<TriggerChange>,
}

/// `GET /api/triggers/{id}/revisions/{n}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerRevisionDetail {
    /// The list's fields.
    #[serde(flatten)]
    pub summary: TriggerRevision,
    /// The trigger as it was, as one sentence.
    pub sentence: String,
    /// The trigger as it was.
    pub definition: TriggerInput,
}

/// Whether something came, went or became something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerChangeKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It says something else.
    Changed,
}

/// One change of a trigger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerChange {
    /// JSON pointer into the newer state; of what was removed, into the older one.
    pub path: String,
    /// What happened.
    pub kind: TriggerChangeKind,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub before: Option<Value>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub after: Option<Value>,
    /// The change in words.
    pub text: String,
}

/// What is done to many triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerBulkAction {
    /// Turn on.
    Enable,
    /// Turn off.
    Disable,
    /// Put in the trash.
    Delete,
    /// Take out of the trash.
    Restore,
    /// Make a second one like it, which is off.
    Duplicate,
}

/// Body of `POST /api/triggers/bulk`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerBulkInput {
    /// Which; 10,000 at most.
    pub ids: Vec<String>,
    /// What is done to each.
    pub action: TriggerBulkAction,
}

/// What became of many triggers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerBulkDone {
    /// Those it was done to; of a duplicate, the new one's id.
    pub done: Vec<String>,
    /// Those it could not be done to.
    pub failed: Vec<TriggerBulkFailed>,
}

/// One trigger to which it could not be done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerBulkFailed {
    /// Which.
    pub id: String,
    /// Why.
    pub problem: Problem,
}

/// Something wrong with a saved trigger, or worth a look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TriggerProblem {
    /// Stable code; docs/errors.md lists them.
    pub code: String,
    /// `error`: it can't work; `warning`: worth a look.
    pub severity: TriggerProblemSeverity,
    /// What it is, one sentence.
    pub title: String,
    /// What it means for you.
    pub detail: String,
    /// How to fix it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<String>,
    /// JSON pointer into the trigger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub place: Option<String>,
    /// Corrected value, only when exactly one candidate is near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// The id under which its events came instead: they are in the list of the rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub other_id: Option<String>,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerProblemSeverity {
    /// It can't work.
    Error,
    /// Worth a look.
    Warning,
}

/// `GET /api/triggers/{id}/shadow`: how a draft does beside the live trigger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerShadow {
    /// The draft.
    pub draft: TriggerInput,
    /// The draft as one sentence.
    pub sentence: String,
    /// How it differs from the live trigger.
    pub changes: Vec<TriggerChange>,
    /// Since when it is judged.
    pub since: String,
    /// Events that either of the two judged.
    pub judged: i64,
    /// Of those, with another verdict.
    pub differed: i64,
    /// The newest of these; 200 at most.
    pub differences: Vec<ShadowDifference>,
    /// What the options of both make of their matches since then, as a backtest says it. Absent when neither has options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub options: Option<ShadowOptions>,
}

/// What options make of the matches of live trigger and draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShadowOptions {
    /// Of the live one.
    pub live: ShadowFates,
    /// Of the draft.
    pub shadow: ShadowFates,
}

/// What becomes of a trigger's matches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShadowFates {
    /// Matches; of the newest 100,000 events.
    pub matched: i64,
    /// Runs that would have started.
    pub runs: i64,
    /// Matches that would have been held or kept from running, by reason; a run is taken to last a second.
    pub suppressed: Vec<EvaluationSuppressed>,
}

/// One event on which live trigger and draft differ.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShadowDifference {
    /// The event.
    pub event_id: String,
    /// What a person calls it.
    pub subject: String,
    /// When it happened.
    pub time: String,
    /// What the conditions of the live trigger said: `matched`, `no_match` or `error`.
    pub live: String,
    /// What the draft's said.
    pub shadow: String,
}
