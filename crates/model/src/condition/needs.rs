//! What an event must have for a condition to hold, so that triggers can be found by it instead of being asked one by one.

use super::compile::{Compiled, Node, Test, What};
use super::matcher::Matcher;
use super::value::{fold, lookup, text_of};
use super::{Facts, GroupOp, IfUnknown, Op};
use serde_json::Value;
use std::sync::Arc;

/// How many alternatives of a condition are worth looking up.
const MAX_ALTERNATIVES: usize = 64;

/// One value that an event may have to have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    /// The field.
    pub field: Arc<str>,
    /// How it is looked up.
    pub by: By,
    /// What it has to be.
    pub key: Arc<str>,
}

/// How a field's value is turned into keys; the earlier ones tend to be more selective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// The text as it stands.
    Exact,
    /// The text without regard to case.
    Folded,
    /// The number.
    Number,
    /// The folder it lies in, at any depth.
    Folder,
    /// How the text begins.
    Prefix,
    /// How it begins without regard to case.
    FoldedPrefix,
    /// The extension of a file name.
    Extension,
    /// Yes or no.
    Flag,
}

impl By {
    /// Calls `found` with each key under which a trigger that this value may match can be filed. `lengths` are those of the
    /// filed prefixes.
    pub fn keys(self, value: &Value, lengths: impl Iterator<Item = usize>, found: &mut dyn FnMut(&str)) {
        match self {
            Self::Number => {
                if let Some(n) = value.as_f64() {
                    found(&number(n));
                }
            }
            Self::Flag => {
                if let Some(b) = value.as_bool() {
                    found(if b { "true" } else { "false" });
                }
            }
            _ => {
                let Some(text) = text_of(value) else { return };
                match self {
                    Self::Folded | Self::FoldedPrefix => {
                        let folded = fold(&text, false);
                        if self == Self::Folded { found(&folded) } else { prefixes(&folded, lengths, found) }
                    }
                    Self::Prefix => prefixes(&text, lengths, found),
                    Self::Folder => {
                        found(&text);
                        text.match_indices(['/', '\\']).for_each(|(i, _)| found(&text[..i]));
                    }
                    Self::Extension => {
                        if let Some((_, extension)) = text.rsplit_once('.') {
                            found(&extension.to_lowercase());
                        }
                    }
                    _ => found(&text),
                }
            }
        }
    }
}

fn prefixes(text: &str, lengths: impl Iterator<Item = usize>, found: &mut dyn FnMut(&str)) {
    lengths.filter_map(|n| text.get(..n)).for_each(found);
}

/// One text for one number: 1 and 1.0 are the same, 0 and -0 too.
fn number(n: f64) -> String {
    (n + 0.0).to_bits().to_string()
}

impl Facts<'_> {
    /// The value of a field, as conditions see it.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&Value> {
        lookup(&self.event.data, field)
    }
}

impl Compiled {
    /// Values of which an event must have at least one to match, or to be an error; the cheapest such list by `cost`.
    /// `None` when there is no such list: then every event has to be judged.
    #[must_use]
    pub fn needs(&self, cost: &dyn Fn(&Need) -> usize) -> Option<Vec<Need>> {
        let root = self.root.as_ref()?;
        // A leaf that asks for an error wants to be asked.
        if asks_for_errors(root) { None } else { needs(root, cost).map(|(_, list)| list) }
    }
}

fn asks_for_errors(node: &Node) -> bool {
    match node {
        Node::Leaf(test) => test.if_unknown == IfUnknown::Error,
        Node::Group(_, children) => children.iter().any(asks_for_errors),
    }
}

fn needs(node: &Node, cost: &dyn Fn(&Need) -> usize) -> Option<(usize, Vec<Need>)> {
    match node {
        Node::Leaf(test) => {
            let list = of_leaf(test)?;
            Some((list.iter().map(cost).sum(), list))
        }
        Node::Group(GroupOp::All, children) => children
            .iter()
            .filter_map(|c| needs(c, cost))
            .min_by_key(|(cost, list)| (*cost, list.iter().map(|n| n.by).max())),
        Node::Group(GroupOp::Any, children) if !children.is_empty() => {
            let mut all = (0, Vec::new());
            for child in children {
                let (cost, list) = needs(child, cost)?;
                all.0 += cost;
                all.1.extend(list);
            }
            (all.1.len() <= MAX_ALTERNATIVES).then_some(all)
        }
        Node::Group(..) => None,
    }
}

fn of_leaf(test: &Test) -> Option<Vec<Need>> {
    let What::Field { leaf, matcher } = &test.what else { return None };
    // With "match", an event without the field matches as well.
    if test.if_unknown == IfUnknown::Match {
        return None;
    }
    let field: Arc<str> = leaf.field.as_str().into();
    let need = |by, key: &str| Need { field: Arc::clone(&field), by, key: key.into() };
    let text = if leaf.case_sensitive { By::Exact } else { By::Folded };
    let scalar = |v: &Value| match v {
        Value::String(s) => Some(need(text, s)),
        Value::Number(n) => Some(need(By::Number, &number(n.as_f64()?))),
        Value::Bool(b) => Some(need(By::Flag, if *b { "true" } else { "false" })),
        _ => None,
    };
    match (leaf.op, matcher) {
        (Op::Is, Matcher::Text(t)) => Some(vec![need(text, t)]),
        (Op::Is, Matcher::Value(v)) => scalar(v).map(|n| vec![n]),
        (Op::IsOneOf, Matcher::Values(list)) if list.len() <= MAX_ALTERNATIVES => {
            list.iter().map(scalar).collect()
        }
        (Op::Eq, Matcher::Number(n)) => Some(vec![need(By::Number, &number(n.as_f64()?))]),
        (Op::IsTrue, _) => Some(vec![need(By::Flag, "true")]),
        (Op::IsFalse, _) => Some(vec![need(By::Flag, "false")]),
        (Op::StartsWith, Matcher::Text(t)) => {
            Some(vec![need(if leaf.case_sensitive { By::Prefix } else { By::FoldedPrefix }, t)])
        }
        (Op::InsideFolder, Matcher::Text(t)) => Some(vec![need(By::Folder, t)]),
        // What stands after the last dot; of ".tar.gz" that is "gz".
        (Op::ExtensionIs, Matcher::Text(t)) => Some(vec![need(By::Extension, t.rsplit_once('.')?.1)]),
        _ => None,
    }
}
