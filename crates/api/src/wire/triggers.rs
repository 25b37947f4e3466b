//! Triggers and the evaluation of a draft.

use super::explained::IfUnknown;
use super::{
    AlsoMatched, AnyObject, Explained, FieldDriftKind, FieldProblem, OptionText, Options, Said,
    TriggerProblem,
};
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
