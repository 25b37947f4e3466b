//! Conditions of a trigger: all/any/none groups of (field, operator, value), evaluated with an explanation per leaf.

mod compile;
mod explain;
mod operator;

pub use compile::{Compiled, MAX_DEPTH, MAX_LEAVES};
pub use explain::Explained;
pub(crate) use explain::words as leaf_words;
pub use operator::Op;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// One field compared.
    Leaf(Leaf),
}

/// One field of the payload, compared by an operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Dotted path in the payload, e.g. `customer.city`; a field whose own name has dots is found first.
    pub field: String,
    /// How it is compared.
    pub op: Op,
    /// What it is compared with; absent for operators that need none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
    /// Texts are compared ignoring case unless this is set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub case_sensitive: bool,
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

impl Condition {
    /// The group's operator and children, or `None` for a leaf.
    #[must_use]
    pub fn group(&self) -> Option<(GroupOp, &[Condition])> {
        match self {
            Self::All { all } => Some((GroupOp::All, all)),
            Self::Any { any } => Some((GroupOp::Any, any)),
            Self::None { none } => Some((GroupOp::None, none)),
            Self::Leaf(_) => None,
        }
    }

    /// Reads the forms people write: the tree itself, a list of leaves (all must hold), an empty object or null (no condition).
    pub fn from_value(value: &Value) -> Result<Option<Self>, crate::FieldProblem> {
        match value {
            Value::Null => Ok(None),
            Value::Object(o) if o.is_empty() => Ok(None),
            Value::Array(items) if items.is_empty() => Ok(None),
            Value::Array(items) => {
                let mut all = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    all.push(Self::node(item, &format!("/{i}"), 0)?);
                }
                Ok(Some(Self::All { all }))
            }
            other => Self::node(other, "", 0).map(Some),
        }
    }

    /// Reads one node with the pointer of what is wrong: serde's untagged message cannot say it.
    fn node(value: &Value, pointer: &str, depth: usize) -> Result<Self, crate::FieldProblem> {
        let problem = |message: String| crate::FieldProblem::at(pointer, message);
        if depth > MAX_DEPTH {
            return Err(problem(format!("Groups can be nested {MAX_DEPTH} deep at most.")));
        }
        let Some(object) = value.as_object() else {
            return Err(problem(
                "A condition is an object: a group (all, any, none) or a field with op and value.".into(),
            ));
        };
        for key in ["all", "any", "none"] {
            let Some(children) = object.get(key) else { continue };
            if object.len() != 1 {
                return Err(problem(format!("A group has only the key \"{key}\".")));
            }
            let Some(items) = children.as_array() else {
                return Err(problem(format!("\"{key}\" needs a list of conditions.")));
            };
            let children = items
                .iter()
                .enumerate()
                .map(|(i, c)| Self::node(c, &format!("{pointer}/{key}/{i}"), depth + 1))
                .collect::<Result<Vec<_>, _>>()?;
            return Ok(match key {
                "all" => Self::All { all: children },
                "any" => Self::Any { any: children },
                _ => Self::None { none: children },
            });
        }
        serde_json::from_value::<Leaf>(value.clone()).map(Self::Leaf).map_err(|e| problem(format!("{e}.")))
    }
}
