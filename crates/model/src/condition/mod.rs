//! Conditions of a trigger: all/any/none groups of (field, operator, value) and expressions, judged true, false or unknown,
//! with an explanation per leaf. Engine, preview and explanations all ask [`Compiled`].

mod blockers;
mod compile;
mod explain;
mod glob;
mod judge;
mod matcher;
mod needs;
mod older;
mod operator;
mod parse;
mod typing;
mod value;
mod words;

pub use compile::{Compiled, MAX_DEPTH, MAX_LEAVES};
pub use explain::Explained;
pub use judge::{Facts, Stop, Truth, Unknown};
pub use needs::{By, Need};
pub use operator::Op;
pub use typing::impossible;
pub(crate) use value::lookup;
pub use words::quoted;
pub(crate) use words::words;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// A condition tree, as a trigger stores it and a file spells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// Every child must hold.
    All {
        /// The children.
        all: Vec<Condition>,
    },
    /// At least one child must hold.
    Any {
        /// The children.
        any: Vec<Condition>,
    },
    /// No child may hold.
    None {
        /// The children.
        none: Vec<Condition>,
    },
    /// What operators cannot say.
    Expression(Expression),
    /// One field compared; shared with what is compiled from it, as there may be very many.
    Leaf(#[serde(with = "shared")] Arc<Leaf>),
}

impl From<Leaf> for Condition {
    fn from(leaf: Leaf) -> Self {
        Self::Leaf(Arc::new(leaf))
    }
}

/// A shared leaf is spelled as one of its own.
mod shared {
    use super::Leaf;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(super) fn serialize<S: Serializer>(leaf: &Arc<Leaf>, to: S) -> Result<S::Ok, S::Error> {
        (**leaf).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Leaf>, D::Error> {
        Leaf::deserialize(from).map(Arc::new)
    }
}

/// A CEL expression over `event` that says yes or no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// The expression, e.g. `event.data.net + event.data.vat > 1000`.
    pub expression: String,
    /// What happens when it cannot be evaluated.
    #[serde(default, skip_serializing_if = "IfUnknown::is_default")]
    pub if_unknown: IfUnknown,
}

/// One field of the payload, compared by an operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Dotted path in the payload, e.g. `customer.city`; a field whose own name has dots is found first.
    /// Empty inside `any_item` and the like: the item itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// How it is compared.
    pub op: Op,
    /// What it is compared with; absent for operators that need none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
    /// Texts are compared ignoring case unless this is set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub case_sensitive: bool,
    /// Whose weekday and time of day; UTC when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What happens when the field is missing or of a type that cannot be compared.
    #[serde(default, skip_serializing_if = "IfUnknown::is_default")]
    pub if_unknown: IfUnknown,
}

/// What a leaf does that is neither true nor false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfUnknown {
    /// The trigger does not match, unless the other leaves decide without it.
    #[default]
    NoMatch,
    /// The leaf does not stand in the way, in whichever group it is.
    Match,
    /// The decision is an error, unless the other leaves decide without it.
    Error,
}

impl IfUnknown {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::NoMatch, Self::Match, Self::Error];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::Match => "match",
            Self::Error => "error",
        }
    }

    /// Whether nothing needs to be written.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::NoMatch
    }
}

/// How the children of a group combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupOp {
    /// Every child must hold.
    All,
    /// At least one must hold.
    Any,
    /// None may hold.
    None,
}

impl GroupOp {
    /// The key of a group in a condition tree.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
            Self::None => "none",
        }
    }
}

impl Condition {
    /// The group's operator and children, or `None` for a leaf.
    #[must_use]
    pub fn group(&self) -> Option<(GroupOp, &[Condition])> {
        match self {
            Self::All { all } => Some((GroupOp::All, all)),
            Self::Any { any } => Some((GroupOp::Any, any)),
            Self::None { none } => Some((GroupOp::None, none)),
            Self::Leaf(_) | Self::Expression(_) => None,
        }
    }

    /// The payload fields that it asks for, as written.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match (self.group(), self) {
            (Some((_, children)), _) => children.iter().flat_map(Self::fields).collect(),
            (None, Self::Leaf(leaf)) => vec![&leaf.field],
            _ => Vec::new(),
        }
    }

    /// A group of conditions.
    #[must_use]
    pub fn of(op: GroupOp, children: Vec<Condition>) -> Self {
        match op {
            GroupOp::All => Self::All { all: children },
            GroupOp::Any => Self::Any { any: children },
            GroupOp::None => Self::None { none: children },
        }
    }
}
