//! A judged condition tree on the wire.

use prama_model::condition as model;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// How the children of a group combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupOp {
    /// Every child must hold.
    All,
    /// At least one must hold.
    Any,
    /// None may hold.
    None,
}

/// Result of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said: a field is missing or of a type that cannot be compared.
    Unknown,
}

/// Why a condition is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The event has no such field.
    Missing,
    /// The field is of a type that cannot be compared like this.
    WrongType,
    /// The expression could not be evaluated.
    Expression,
}

/// What an unknown condition does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfUnknown {
    /// The trigger does not match, unless the other conditions decide without it.
    NoMatch,
    /// The condition does not stand in the way.
    Match,
    /// The decision is an error, unless the other conditions decide without it.
    Error,
}

/// A judged condition tree, with expected and actual values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant)] // Read or written once, never kept.
pub enum Explained {
    /// A group and its children.
    Group {
        /// How the children combine.
        op: GroupOp,
        /// Whether the group holds.
        passed: bool,
        /// Its result.
        result: Truth,
        /// The children.
        #[schema(no_recursion)]
        children: Vec<Explained>,
    },
    /// One comparison.
    Leaf {
        /// Index path, e.g. `0.1`.
        path: String,
        /// The payload field; empty for an expression.
        field: String,
        /// The operator, or `expression`.
        op: String,
        /// The leaf as words.
        text: String,
        /// What was asked for.
        expected: Value,
        /// What the event had, or what the expression gave.
        actual: Value,
        /// Whether the event had no such field.
        missing: bool,
        /// Whether the leaf counts as holding; for an unknown one `if_unknown` says it.
        passed: bool,
        /// Its result.
        result: Truth,
        /// Why it is unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        unknown: Option<Unknown>,
        /// What an unknown result does; absent for `no_match`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        if_unknown: Option<IfUnknown>,
        /// Why it could not be judged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        error: Option<String>,
    },
}

impl From<model::Truth> for Truth {
    fn from(truth: model::Truth) -> Self {
        match truth {
            model::Truth::True => Self::True,
            model::Truth::False => Self::False,
            model::Truth::Unknown => Self::Unknown,
        }
    }
}

impl From<model::Unknown> for Unknown {
    fn from(unknown: model::Unknown) -> Self {
        match unknown {
            model::Unknown::Missing => Self::Missing,
            model::Unknown::WrongType => Self::WrongType,
            model::Unknown::Expression => Self::Expression,
        }
    }
}

fn policy(if_unknown: model::IfUnknown) -> Option<IfUnknown> {
    match if_unknown {
        model::IfUnknown::NoMatch => None,
        model::IfUnknown::Match => Some(IfUnknown::Match),
        model::IfUnknown::Error => Some(IfUnknown::Error),
    }
}

impl From<model::Explained> for Explained {
    fn from(explained: model::Explained) -> Self {
        use model::Explained as Model;
        match explained {
            Model::Group { op, passed, result, children } => Self::Group {
                op: match op {
                    model::GroupOp::All => GroupOp::All,
                    model::GroupOp::Any => GroupOp::Any,
                    model::GroupOp::None => GroupOp::None,
                },
                passed,
                result: result.into(),
                children: children.into_iter().map(Into::into).collect(),
            },
            Model::Leaf {
                path,
                field,
                op,
                text,
                expected,
                actual,
                missing,
                passed,
                result,
                unknown,
                if_unknown,
                error,
            } => Self::Leaf {
                path,
                field,
                op,
                text,
                expected,
                actual,
                missing,
                passed,
                result: result.into(),
                unknown: unknown.map(Into::into),
                if_unknown: policy(if_unknown),
                error,
            },
        }
    }
}
