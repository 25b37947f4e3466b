//! Explanations: the whole condition tree with expected and actual values, for "why" and "why not".

use super::GroupOp;
use super::compile::{Node, lookup};
use crate::event::Object;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A judged condition tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
// Leaves are the rule, groups the exception: boxing them would cost more than it saves.
#[allow(clippy::large_enum_variant)]
pub enum Explained {
    /// A group and its children; every child is judged, also after the first that decides.
    Group {
        /// How the children combine.
        op: GroupOp,
        /// Whether the group holds.
        passed: bool,
        /// The children.
        children: Vec<Explained>,
    },
    /// One comparison.
    Leaf {
        /// Index path, e.g. `0.1`.
        path: String,
        /// The payload field.
        field: String,
        /// The operator's wire name.
        op: String,
        /// The leaf as words, e.g. `filename contains "invoice"`.
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
        error: Option<String>,
    },
}

impl Explained {
    /// Whether this part holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        match self {
            Self::Group { passed, .. } | Self::Leaf { passed, .. } => *passed,
        }
    }

    /// Leaves that hold, and leaves in all.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        match self {
            Self::Leaf { passed, .. } => (usize::from(*passed), 1),
            Self::Group { children, .. } => {
                children.iter().map(Self::count).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
            }
        }
    }

    /// Calls `f` with each leaf's path and result.
    pub fn each_leaf(&self, f: &mut impl FnMut(&str, bool)) {
        match self {
            Self::Leaf { path, passed, .. } => f(path, *passed),
            Self::Group { children, .. } => children.iter().for_each(|c| c.each_leaf(f)),
        }
    }
}

pub(super) fn explain(node: &Node, data: &Object, now_ms: Millis) -> Explained {
    match node {
        Node::Group(op, children) => {
            let children: Vec<_> = children.iter().map(|c| explain(c, data, now_ms)).collect();
            let passed = match op {
                GroupOp::All => children.iter().all(Explained::passed),
                GroupOp::Any => children.is_empty() || children.iter().any(Explained::passed),
                GroupOp::None => !children.iter().any(Explained::passed),
            };
            Explained::Group { op: *op, passed, children }
        }
        Node::Leaf(test) => {
            let actual = lookup(data, &test.leaf.field);
            let judged = test.holds(data, now_ms);
            Explained::Leaf {
                path: test.path.clone(),
                field: test.leaf.field.clone(),
                op: test.leaf.op.name().to_owned(),
                text: words(&test.leaf),
                expected: test.leaf.value.clone(),
                actual: actual.cloned().unwrap_or(Value::Null),
                missing: actual.is_none(),
                passed: judged == Ok(true),
                error: judged.err(),
            }
        }
    }
}

/// A leaf as words.
pub(crate) fn words(leaf: &super::Leaf) -> String {
    let op = leaf.op.words();
    if leaf.op.is_unary() {
        return format!("{} {op}", leaf.field);
    }
    let value = match (&leaf.value, leaf.op) {
        (Value::Array(items), super::Op::Between) if items.len() == 2 => {
            format!("{} and {}", items[0], items[1])
        }
        (v, super::Op::InLastSeconds) => format!("{v} seconds"),
        (v, super::Op::CountGe) => format!("{v} items"),
        (v, _) => v.to_string(),
    };
    let text_op = matches!(leaf.value, Value::String(_))
        && !matches!(
            leaf.op,
            super::Op::Before | super::Op::After | super::Op::InsideFolder | super::Op::ExtensionIs
        );
    let case = if !text_op {
        ""
    } else if leaf.case_sensitive {
        " (exact case)"
    } else {
        " (any case)"
    };
    format!("{} {op} {value}{case}", leaf.field)
}
