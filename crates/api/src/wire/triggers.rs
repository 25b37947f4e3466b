//! Triggers and the evaluation of a draft.

use super::explained::IfUnknown;
use super::{AnyObject, Explained, FieldProblem, Options, TriggerProblem};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A condition tree. Read as any JSON, so that what is wrong with it can be said with its place.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum Condition {
    /// Every child must hold.
    All {
        /// The children.
        #[schema(no_recursion)]
        all: Vec<Condition>,
    },
    /// At least one child must hold.
    Any {
        /// The children.
        #[schema(no_recursion)]
        any: Vec<Condition>,
    },
    /// No child may hold.
    None {
        /// The children.
        #[schema(no_recursion)]
        none: Vec<Condition>,
    },
    /// What operators cannot say.
    Expression(Expression),
    /// One field compared.
    Leaf(Leaf),
}

/// A CEL expression over `event` that says yes or no.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Expression {
    /// The expression, e.g. `event.data.net + event.data.vat > 1000`.
    expression: String,
    /// What happens when it cannot be evaluated; `no_match` when absent.
    #[schema(nullable = false)]
    if_unknown: Option<IfUnknown>,
}

/// One field compared.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Leaf {
    /// Dotted path in the payload.
    field: String,
    /// How it is compared.
    op: Op,
    /// With what; absent for operators that need nothing.
    #[schema(required = false)]
    value: Option<Value>,
    /// Texts are compared ignoring case unless this is true.
    #[schema(nullable = false)]
    case_sensitive: Option<bool>,
    /// Whose weekday and time of day; UTC when absent.
    #[schema(nullable = false)]
    time_zone: Option<String>,
    /// What happens when the field is missing or of a type that cannot be compared; `no_match` when absent.
    #[schema(nullable = false)]
    if_unknown: Option<IfUnknown>,
}

/// How a field is compared.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it; docs/http.md explains them")]
pub enum Op {
    Contains,
    NotContains,
    Is,
    IsNot,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    MatchesGlob,
    NotMatchesGlob,
    MatchesRegex,
    NotMatchesRegex,
    IsOneOf,
    IsNotOneOf,
    IsEmpty,
    IsNotEmpty,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Between,
    NotBetween,
    Before,
    NotBefore,
    After,
    NotAfter,
    InLastSeconds,
    NotInLastSeconds,
    WeekdayIs,
    WeekdayIsNot,
    TimeBetween,
    TimeNotBetween,
    IsTrue,
    IsFalse,
    HasItem,
    NotHasItem,
    CountEq,
    CountNe,
    CountGe,
    CountLt,
    CountGt,
    CountLe,
    AnyItem,
    NoItem,
    AllItems,
    NotAllItems,
    HasField,
    NotHasField,
    ExtensionIs,
    ExtensionIsNot,
    InsideFolder,
    NotInsideFolder,
    FileNameMatches,
    NotFileNameMatches,
    Exists,
    IsMissing,
}

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
}

/// Body of `POST /api/triggers/evaluate`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluateInput {
    /// The draft; name and workflow may be missing.
    pub draft: TriggerInput,
    /// How many of the newest events, at most 10,000.
    #[serde(default = "hundred")]
    #[schema(required = false)]
    pub last: u32,
}

fn hundred() -> u32 {
    100
}

/// What a draft would have matched.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Evaluation {
    /// Events looked at.
    pub total: i64,
    /// Of those, matched.
    pub matched: i64,
    /// How many events each condition let pass.
    pub leaves: Vec<EvaluationLeaf>,
    /// The events, newest first.
    pub events: Vec<EvaluatedEvent>,
    /// The draft as one sentence.
    pub sentence: String,
    /// What is wrong with the draft.
    pub problems: Vec<FieldProblem>,
    /// What is worth a look before it is saved.
    #[serde(default)]
    #[schema(required)]
    pub warnings: Vec<TriggerProblem>,
}

/// How many events one condition let pass.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvaluationLeaf {
    /// `0.1` is child 1 of child 0 of the root.
    pub path: String,
    /// Events that passed.
    pub passed: i64,
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
    /// The judged condition tree.
    #[schema(required)]
    pub explanation: Option<Explained>,
    /// The payload.
    #[schema(value_type = AnyObject)]
    pub data: Object,
}
