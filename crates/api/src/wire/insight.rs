//! What past events say of a trigger: a draft from one of them, and why none matched.

use super::{Condition, EvaluationFix, FieldValue, Said, TriggerInput};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Body of `POST /api/triggers/propose`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeInput {
    /// The event.
    pub event_id: String,
}

/// A trigger for events like one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Proposed {
    /// Ready but for the workflow.
    pub draft: TriggerInput,
    /// Conditions that set the event apart, best ones first.
    pub proposals: Vec<Proposal>,
}

/// A condition that holds for the event.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// The condition.
    #[schema(value_type = Condition)]
    pub condition: Value,
    /// As words.
    pub text: String,
    /// How many of how many of the newest events of the type it holds for.
    pub matches_of_last: (i64, i64),
    /// Whether the draft has it.
    pub in_draft: bool,
}

/// `GET /api/triggers/{id}/never-matched`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NeverMatched {
    /// Past events looked at, at most 10,000.
    pub total: i64,
    /// Of those, the trigger as it is now matches.
    pub matched: i64,
    /// In words; absent when it is off, saw nothing, or matched before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub said: Option<Said>,
    /// The condition that every event failed; absent when there is none such, or one matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub blocker: Option<NeverMatchedBlocker>,
}

/// A condition that every event failed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NeverMatchedBlocker {
    /// Its path.
    pub path: String,
    /// Its field; empty for an expression.
    pub field: String,
    /// Its operator; empty for an expression.
    pub op: String,
    /// Its value.
    #[schema(required)]
    pub value: Value,
    /// As words.
    pub text: String,
    /// The past value that is nearest to what it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nearest: Option<NearestValue>,
    /// Commonest past values of the field.
    pub values: Vec<FieldValue>,
}

/// A past value that nearly was what was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NearestValue {
    /// The value, or the part of it that is near.
    #[schema(required)]
    pub value: Value,
    /// Events that had it.
    pub seen: i64,
    /// What asking for it would do.
    pub fix: EvaluationFix,
    /// The same as a button says it.
    pub offer: String,
}

/// `GET /api/triggers/{id}/why`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TriggerWhy {
    /// From the source to the workflow.
    pub links: Vec<WhyLink>,
    /// The id under which its events came instead: they are in the list of the rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub other_id: Option<String>,
}

/// One question of the chain.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WhyLink {
    /// `trigger`, `source`, `folder`, `type`, `event`, `conditions`, `options` or `workflow`.
    pub key: String,
    /// The question.
    pub question: String,
    /// Its answer.
    pub state: WhyState,
    /// The answer in words.
    pub text: String,
    /// When it was last so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyState {
    /// Yes.
    Ok,
    /// In part: one folder of several cannot be read.
    Partly,
    /// No.
    Bad,
    /// An earlier one says no.
    Later,
}
