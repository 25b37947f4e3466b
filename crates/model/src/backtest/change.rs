//! The smallest change of a leaf that lets a near miss through.

use super::FunnelLeaf;
use crate::condition::{Condition, Facts, Leaf, Op, words};
use serde_json::Value;

/// Another comparison in a leaf's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Path of the leaf.
    pub path: String,
    /// What stands there then; only operator, value and case differ.
    pub leaf: Leaf,
}

impl Change {
    /// The changed leaf as words.
    #[must_use]
    pub fn text(&self) -> String {
        words(&Condition::from(self.leaf.clone()), true)
    }

    /// The changed leaf, if it lets the event through that it was made for.
    pub(super) fn checked(of: &FunnelLeaf, leaf: Leaf, facts: &Facts<'_>) -> Option<Self> {
        let changed = of.changed(leaf.clone()).ok()?;
        let works = changed.result(facts) == Some(changed.wanted);
        works.then_some(Self { path: changed.path, leaf })
    }
}

/// The leaf with another operator and value.
pub(super) fn with(leaf: &Leaf, op: Op, value: impl Into<Value>) -> Leaf {
    Leaf { op, value: value.into(), ..leaf.clone() }
}

/// The leaf letting `also` through: in place of its value, or beside it when `keep` is set. `None`: it cannot be said so.
pub(super) fn letting(leaf: &Leaf, also: &str, keep: bool) -> Option<Leaf> {
    let own = leaf.value.as_str().map_or_else(|| leaf.value.to_string(), ToOwned::to_owned);
    let either = format!("(?:{}|{})", regex::escape(&own), regex::escape(also));
    match (leaf.op, keep) {
        (Op::IsOneOf, _) => {
            let mut values = leaf.value.as_array().cloned().unwrap_or_default();
            values.push(also.into());
            Some(with(leaf, Op::IsOneOf, values))
        }
        (op, false) => Some(with(leaf, op, also)),
        (Op::Is, true) => Some(with(leaf, Op::IsOneOf, vec![leaf.value.clone(), also.into()])),
        (Op::Contains, true) => Some(with(leaf, Op::MatchesRegex, either)),
        (Op::StartsWith, true) => Some(with(leaf, Op::MatchesRegex, format!("^{either}"))),
        (Op::EndsWith, true) => Some(with(leaf, Op::MatchesRegex, format!("{either}$"))),
        (Op::ExtensionIs, true) => {
            let either =
                format!("(?:{}|{})", regex::escape(own.trim_start_matches('.')), regex::escape(also));
            Some(with(leaf, Op::MatchesRegex, format!("\\.{either}$")))
        }
        _ => None,
    }
}
