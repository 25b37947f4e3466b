//! Conditions: trees of leaves, and what a leaf asks.

use super::explained::IfUnknown;
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
