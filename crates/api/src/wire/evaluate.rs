//! Drafts tried on past events: what is asked, and what would have happened.

use super::{
    AlsoMatched, AnyObject, Explained, FieldProblem, OptionText, Said, TriggerInput, TriggerProblem,
};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Body of `POST /api/triggers/evaluate`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateInput {
    /// The draft; name and workflow may be missing.
    pub draft: TriggerInput,
    /// How many of the newest events, at most 100,000; 100 if neither this nor a time is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last: Option<u32>,
    /// Only events received from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<String>,
    /// Only events received before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<String>,
    /// Which of them are returned.
    #[serde(default)]
    #[schema(required = false)]
    pub show: EvaluationShow,
    /// How many of them, at most 200.
    #[serde(default = "two_hundred")]
    #[schema(required = false)]
    pub limit: u32,
}

fn two_hundred() -> u32 {
    200
}

/// Which judged events are returned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationShow {
    /// All of them.
    #[default]
    All,
    /// Those that match.
    Matches,
    /// Those that nearly match.
    NearMisses,
}

/// What a draft would have matched.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Evaluation {
    /// Events looked at.
    pub total: i64,
    /// Of those, matched.
    pub matched: i64,
    /// Events that one condition alone stopped, narrowly.
    pub near_misses: i64,
    /// Events on which some condition could not be judged: its field is missing or of another type.
    pub unknown: i64,
    /// Runs that would have started.
    pub runs: i64,
    /// Matches that the trigger's options would have held or kept from running, by reason; a run is taken to last a second.
    pub suppressed: Vec<EvaluationSuppressed>,
    /// Other triggers that matched the same events, of the newest 10,000 matches; all of them run.
    #[serde(default)]
    #[schema(required)]
    pub also_matched_by: Vec<AlsoMatched>,
    /// What each condition did.
    pub leaves: Vec<EvaluationLeaf>,
    /// The events asked for, newest first.
    pub events: Vec<EvaluatedEvent>,
    /// The draft as one sentence.
    pub sentence: String,
    /// Its options in words, in the order of their effect.
    pub option_texts: Vec<OptionText>,
    /// Without conditions: how often it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub every_event: Option<Said>,
    /// What is wrong with the draft.
    pub problems: Vec<FieldProblem>,
    /// What is worth a look before it is saved.
    #[serde(default)]
    #[schema(required)]
    pub warnings: Vec<TriggerProblem>,
}

/// Matches that an option would have kept from running.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluationSuppressed {
    /// The reason, as decisions have it.
    pub code: String,
    /// How many.
    pub count: i64,
}

/// What one condition did.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluationLeaf {
    /// `0.1` is child 1 of child 0 of the root.
    pub path: String,
    /// The condition as words.
    pub text: String,
    /// Events that passed.
    pub passed: i64,
    /// Events it could not be judged on.
    pub unknown: i64,
    /// Events that it alone stopped.
    pub only_blocker: i64,
}

/// The smallest change of a condition that lets a near miss through.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluationFix {
    /// Path of the condition.
    pub path: String,
    /// Its field.
    pub field: String,
    /// Its operator then.
    pub op: String,
    /// Its value then.
    #[schema(required)]
    pub value: Value,
    /// Whether it minds case then.
    pub case_sensitive: bool,
    /// The condition as words then.
    pub text: String,
    /// Events that would have matched then.
    pub new_matched: i64,
}

/// One event judged by a draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluatedEvent {
    /// The event.
    pub id: String,
    /// What a person calls it.
    pub subject: String,
    /// When it happened.
    pub time: String,
    /// Whether the draft matches.
    pub matched: bool,
    /// Whether one condition only, and narrowly, stopped it.
    pub near_miss: bool,
    /// Path of the condition that stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub failed_leaf: Option<String>,
    /// For a near miss, the smallest change that lets it through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<EvaluationFix>,
    /// The judged condition tree.
    #[schema(required)]
    pub explanation: Option<Explained>,
    /// The payload.
    #[schema(value_type = AnyObject)]
    pub data: Object,
}
