//! Judging: three results, Kleene's logic in groups, and the leaf that decided. The explanation asks the same functions.
//!
//! `all` is false as soon as one child is, `any` true as soon as one child is, `none` the opposite of `any`; what is left
//! is unknown when a child is unknown. An unknown tree does not match.

use super::compile::{Compiled, Node, Test};
use super::value::lookup;
use super::{GroupOp, IfUnknown};
use crate::event::{Event, Object};
use crate::expr::Scope;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::cell::OnceCell;

/// Result of a leaf or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said.
    Unknown,
}

impl Truth {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// Why a leaf is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The event has no such field.
    Missing,
    /// The field is of a type that cannot be compared like this.
    WrongType,
    /// The expression could not be evaluated.
    Expression,
}

impl Unknown {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::WrongType => "wrong_type",
            Self::Expression => "expression",
        }
    }
}

/// Why a leaf is unknown, before anyone asked for words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doubt {
    Missing,
    /// What was needed instead, e.g. `a number`.
    WrongType(&'static str),
    Expression(String),
}

impl Doubt {
    pub(super) fn kind(&self) -> Unknown {
        match self {
            Self::Missing => Unknown::Missing,
            Self::WrongType(_) => Unknown::WrongType,
            Self::Expression(_) => Unknown::Expression,
        }
    }
}

/// The event being judged, with what is made of it once for all triggers.
/// Conditions about time are judged as of the moment it came in, so that judging again says the same.
#[derive(Debug)]
pub struct Facts<'e> {
    pub(super) event: &'e Event,
    scope: OnceCell<Scope>,
}

impl<'e> Facts<'e> {
    /// Of an event.
    #[must_use]
    pub fn of(event: &'e Event) -> Self {
        Self { event, scope: OnceCell::new() }
    }

    pub(super) fn scope(&self) -> &Scope {
        self.scope.get_or_init(|| {
            let mut scope = Scope::default();
            scope.set("event", &self.event.scope());
            scope
        })
    }
}

/// Where a leaf's field is looked up: in the event's data, or in one item of a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Root<'a> {
    Data(&'a Object),
    Item(&'a Value),
}

impl<'a> Root<'a> {
    pub(super) fn get(self, field: &str) -> Option<&'a Value> {
        match self {
            Self::Data(data) => lookup(data, field),
            Self::Item(item) if field.is_empty() => Some(item),
            Self::Item(item) => lookup(item.as_object()?, field),
        }
    }
}

/// Why an event does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop<'c> {
    /// Path of the leaf that decided; empty when there is none.
    pub leaf: &'c str,
    /// Whether the tree is unknown rather than false.
    pub unknown: bool,
    /// Whether it is unknown because of a leaf that says `if_unknown: error`.
    pub error: bool,
}

/// The leaf that decided a result.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cause<'c> {
    pub(super) leaf: &'c str,
    pub(super) error: bool,
}

impl Compiled {
    /// Judges an event: `Ok` when it matches, else what stopped it.
    pub fn judge(&self, facts: &Facts<'_>) -> Result<(), Stop<'_>> {
        self.root.as_ref().map_or(Ok(()), |root| {
            let (truth, cause) = judge(root, Root::Data(&facts.event.data), facts);
            verdict(truth, cause)
        })
    }
}

pub(super) fn verdict(truth: Truth, cause: Cause<'_>) -> Result<(), Stop<'_>> {
    match truth {
        Truth::True => Ok(()),
        Truth::False => Err(Stop { leaf: cause.leaf, unknown: false, error: false }),
        Truth::Unknown => Err(Stop { leaf: cause.leaf, unknown: true, error: cause.error }),
    }
}

pub(super) fn judge<'c>(node: &'c Node, root: Root<'_>, facts: &Facts<'_>) -> (Truth, Cause<'c>) {
    match node {
        Node::Leaf(test) => {
            let found = test.result(root, facts);
            test.settle(found.as_ref().ok().copied())
        }
        Node::Group(op, children) => combine(*op, children.iter().map(|c| judge(c, root, facts))),
    }
}

/// Puts the results of a group's children together; takes no more of them than it needs.
pub(super) fn combine<'c>(
    op: GroupOp,
    children: impl Iterator<Item = (Truth, Cause<'c>)>,
) -> (Truth, Cause<'c>) {
    let (decisive, decided, undecided) = match op {
        GroupOp::All => (Truth::False, Truth::False, Truth::True),
        GroupOp::Any => (Truth::True, Truth::True, Truth::False),
        GroupOp::None => (Truth::True, Truth::False, Truth::True),
    };
    let mut first: Option<Cause<'c>> = None;
    let mut unknown: Option<Cause<'c>> = None;
    for (truth, cause) in children {
        if truth == decisive {
            return (decided, cause);
        }
        if truth == Truth::Unknown && unknown.is_none_or(|u| cause.error && !u.error) {
            unknown = Some(cause);
        }
        first.get_or_insert(cause);
    }
    match (unknown, first) {
        (Some(cause), _) => (Truth::Unknown, cause),
        (None, Some(cause)) => (undecided, cause),
        // An empty group says nothing.
        (None, None) => (Truth::True, Cause::default()),
    }
}

impl Test {
    /// What the leaf counts as, by its policy when it is unknown.
    pub(super) fn settle(&self, found: Option<bool>) -> (Truth, Cause<'_>) {
        let cause = Cause { leaf: &self.path, error: false };
        match (found, self.if_unknown) {
            (Some(holds), _) => (holds.into(), cause),
            (None, IfUnknown::NoMatch) => (Truth::Unknown, cause),
            (None, IfUnknown::Match) => (self.favourable, cause),
            (None, IfUnknown::Error) => (Truth::Unknown, Cause { error: true, ..cause }),
        }
    }
}
