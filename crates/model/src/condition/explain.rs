//! Explanations: the whole condition tree with expected and actual values, for "why" and "why not".

use super::compile::{Compiled, Node, Test, What};
use super::judge::{self, Cause, Doubt, Facts, Root, Truth, Unknown};
use super::value::kind_of;
use super::{GroupOp, IfUnknown, words};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Characters of a text that an explanation shows.
const MAX_SHOWN_CHARS: usize = 1_000;
/// Items of a list or fields of an object that an explanation shows.
const MAX_SHOWN_ITEMS: usize = 20;

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
        /// Its result.
        result: Truth,
        /// The children.
        children: Vec<Explained>,
    },
    /// One comparison.
    Leaf {
        /// Index path, e.g. `0.1`.
        path: String,
        /// The payload field; empty for an expression.
        field: String,
        /// The operator's wire name, or `expression`.
        op: String,
        /// The leaf as words, e.g. `filename contains "invoice"`.
        text: String,
        /// What was asked for.
        expected: Value,
        /// What the event had, long values cut; or what the expression gave.
        actual: Value,
        /// Whether the event had no such field.
        missing: bool,
        /// Whether the leaf counts as holding; for an unknown one `if_unknown` says it.
        passed: bool,
        /// Its result.
        result: Truth,
        /// Why it is unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unknown: Option<Unknown>,
        /// What an unknown result does.
        #[serde(default, skip_serializing_if = "IfUnknown::is_default")]
        if_unknown: IfUnknown,
        /// Why it could not be judged, as a sentence.
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

impl Compiled {
    /// The whole tree with expected and actual values; `None` when there is no condition. It passes when
    /// [`Compiled::judge`] says so: both put the same leaves together by the same function.
    #[must_use]
    pub fn explain(&self, facts: &Facts<'_>) -> Option<Explained> {
        self.root.as_ref().map(|root| explain(root, facts).0)
    }
}

fn explain<'c>(node: &'c Node, facts: &Facts<'_>) -> (Explained, Truth, Cause<'c>) {
    match node {
        Node::Group(op, nodes) => {
            let (mut children, mut results) =
                (Vec::with_capacity(nodes.len()), Vec::with_capacity(nodes.len()));
            for node in nodes {
                let (tree, truth, cause) = explain(node, facts);
                children.push(tree);
                results.push((truth, cause));
            }
            let (result, cause) = judge::combine(*op, results.into_iter());
            (Explained::Group { op: *op, passed: result == Truth::True, result, children }, result, cause)
        }
        Node::Leaf(test) => leaf(test, facts),
    }
}

/// A value as it is shown beside a condition: long ones would be repeated for each condition of each trigger.
fn brief(value: &Value) -> Value {
    let rest = |n: usize| format!("… {n} more");
    match value {
        Value::String(text) => match text.char_indices().nth(MAX_SHOWN_CHARS) {
            Some((end, _)) => format!("{}…", &text[..end]).into(),
            None => value.clone(),
        },
        Value::Array(items) => {
            let mut shown: Vec<Value> = items.iter().take(MAX_SHOWN_ITEMS).map(brief).collect();
            if items.len() > shown.len() {
                shown.push(rest(items.len() - shown.len()).into());
            }
            shown.into()
        }
        Value::Object(object) => {
            let mut shown: serde_json::Map<String, Value> =
                object.iter().take(MAX_SHOWN_ITEMS).map(|(k, v)| (k.clone(), brief(v))).collect();
            if object.len() > shown.len() {
                shown.insert("…".to_owned(), rest(object.len() - shown.len()).into());
            }
            shown.into()
        }
        other => other.clone(),
    }
}

fn leaf<'c>(test: &'c Test, facts: &Facts<'_>) -> (Explained, Truth, Cause<'c>) {
    let root = Root::Data(&facts.event.data);
    let found = test.result(root, facts);
    let (settled, cause) = test.settle(found.as_ref().ok().copied());
    let (field, op, text, expected, actual) = match &test.what {
        What::Field { leaf, .. } => (
            leaf.field.as_str(),
            leaf.op.name(),
            words::leaf(leaf),
            leaf.value.clone(),
            root.get(&leaf.field),
        ),
        What::Expression { leaf, .. } => ("", "expression", leaf.expression.clone(), Value::Bool(true), None),
    };
    let expression = matches!(test.what, What::Expression { .. });
    let error = found.as_ref().err().map(|doubt| match doubt {
        Doubt::Missing => format!("The event has no {field}."),
        Doubt::WrongType(wanted) => {
            format!("{field} is {}, not {wanted}.", actual.map_or("empty", kind_of))
        }
        Doubt::Expression(message) => message.clone(),
    });
    let tree = Explained::Leaf {
        path: test.path.to_string(),
        field: field.to_owned(),
        op: op.to_owned(),
        text,
        expected,
        missing: actual.is_none() && !expression,
        actual: match &found {
            Ok(holds) if expression => Value::Bool(*holds),
            _ => actual.map_or(Value::Null, brief),
        },
        passed: settled == Truth::True,
        result: found.as_ref().map_or(Truth::Unknown, |holds| (*holds).into()),
        unknown: found.as_ref().err().map(Doubt::kind),
        if_unknown: test.if_unknown,
        error,
    };
    (tree, settled, cause)
}
