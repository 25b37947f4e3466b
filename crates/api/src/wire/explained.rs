//! A judged condition tree on the wire.

use prama_model::condition::Explained as Model;
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
        /// The children.
        #[schema(no_recursion)]
        children: Vec<Explained>,
    },
    /// One comparison.
    Leaf {
        /// Index path, e.g. `0.1`.
        path: String,
        /// The payload field.
        field: String,
        /// The operator.
        op: String,
        /// The leaf as words.
        text: String,
        /// What was asked for.
        expected: Value,
        /// What the event had.
        actual: Value,
        /// Whether the event had no such field.
        missing: bool,
        /// Whether the leaf holds.
        passed: bool,
        /// Why it could not be judged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        error: Option<String>,
    },
}

impl From<Model> for Explained {
    fn from(model: Model) -> Self {
        use prama_model::condition::GroupOp as Op;
        match model {
            Model::Group { op, passed, children } => Self::Group {
                op: match op {
                    Op::All => GroupOp::All,
                    Op::Any => GroupOp::Any,
                    Op::None => GroupOp::None,
                },
                passed,
                children: children.into_iter().map(Into::into).collect(),
            },
            Model::Leaf { path, field, op, text, expected, actual, missing, passed, error } => {
                Self::Leaf { path, field, op, text, expected, actual, missing, passed, error }
            }
        }
    }
}
