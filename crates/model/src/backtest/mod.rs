//! Conditions judged leaf by leaf over many events: what each let pass, which one alone stopped an event, what nearly passed.

mod change;
mod near;
mod pick;
mod text;

pub use change::Change;
pub use near::Near;
pub use pick::Pick;

use crate::FieldProblem;
use crate::condition::{Compiled, Condition, Facts, GroupOp, IfUnknown, Leaf, words};
use std::sync::Arc;

/// A condition taken apart into its leaves.
#[derive(Debug, Clone)]
pub struct Funnel {
    root: Option<Node>,
    leaves: Vec<FunnelLeaf>,
}

/// One leaf of a [`Funnel`].
#[derive(Debug, Clone)]
pub struct FunnelLeaf {
    /// Index path, as in [`Compiled::paths`].
    pub path: String,
    /// The leaf as it stands in the condition.
    pub condition: Condition,
    /// Whether the event can match when it holds: false below a *none*.
    pub wanted: bool,
    /// What it counts as when it is unknown.
    if_unknown: IfUnknown,
    /// The leaf alone, unknown where it is unknown.
    test: Compiled,
}

#[derive(Debug, Clone)]
enum Node {
    Group(GroupOp, Vec<Node>),
    Leaf(usize),
}

/// What the leaves said of one event. The caller keeps it, so that judging many events allocates little.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Whether the event matches.
    pub matched: bool,
    /// Per leaf, what it says; `None`: it cannot be judged on this event.
    pub results: Vec<Option<bool>>,
    /// Leaves of which each, turned round alone, would turn round the answer.
    pub pivots: Vec<usize>,
    values: Vec<bool>,
}

impl Funnel {
    /// Takes a condition apart; `Err` as [`Compiled::new`].
    pub fn new(condition: Option<&Condition>) -> Result<Self, Vec<FieldProblem>> {
        Compiled::new(condition)?;
        let mut leaves = Vec::new();
        let root = condition.map(|c| take_apart(c, "", true, &mut leaves)).transpose()?;
        Ok(Self { root, leaves })
    }

    /// The leaves, in the order of [`Compiled::paths`].
    #[must_use]
    pub fn leaves(&self) -> &[FunnelLeaf] {
        &self.leaves
    }

    /// What of an event's data is read; everything when a leaf may read anything.
    #[must_use]
    pub fn pick(&self) -> Pick {
        Pick::new(self.leaves.iter().map(|l| l.leaf().map(|leaf| leaf.field.as_str())))
    }

    /// Judges an event.
    pub fn survey(&self, facts: &Facts<'_>, into: &mut Survey) {
        into.results.clear();
        into.values.clear();
        into.pivots.clear();
        into.results.extend(self.leaves.iter().map(|l| l.result(facts)));
        into.values.extend(self.leaves.iter().zip(&into.results).map(|(l, r)| l.value(*r)));
        into.matched = self.root.as_ref().is_none_or(|root| combine(root, &into.values, &mut into.pivots));
    }
}

impl FunnelLeaf {
    /// The comparison of a field; `None` for an expression.
    #[must_use]
    pub fn leaf(&self) -> Option<&Leaf> {
        match &self.condition {
            Condition::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    /// As words.
    #[must_use]
    pub fn text(&self) -> String {
        words(&self.condition, true)
    }

    /// What it says of an event; `None`: it cannot be judged.
    #[must_use]
    pub fn result(&self, facts: &Facts<'_>) -> Option<bool> {
        match self.test.judge(facts) {
            Ok(()) => Some(true),
            Err(stop) if stop.unknown => None,
            Err(_) => Some(false),
        }
    }

    /// Whether it counts as holding with this result.
    #[must_use]
    pub fn passes(&self, result: Option<bool>) -> bool {
        result.unwrap_or(self.if_unknown == IfUnknown::Match && self.wanted)
    }

    /// Whether it speaks for a match with this result. What is unknown does not, unless its policy says so.
    #[must_use]
    pub fn helps(&self, result: Option<bool>) -> bool {
        match result {
            Some(holds) => holds == self.wanted,
            None => self.if_unknown == IfUnknown::Match,
        }
    }

    fn value(&self, result: Option<bool>) -> bool {
        self.helps(result) == self.wanted
    }

    /// The same place with another comparison.
    pub fn changed(&self, leaf: Leaf) -> Result<Self, Vec<FieldProblem>> {
        Self::new(self.path.clone(), &leaf.into(), self.wanted)
    }

    fn new(path: String, condition: &Condition, wanted: bool) -> Result<Self, Vec<FieldProblem>> {
        let mut alone = condition.clone();
        let if_unknown = match &mut alone {
            Condition::Leaf(leaf) => std::mem::take(&mut Arc::make_mut(leaf).if_unknown),
            Condition::Expression(expression) => std::mem::take(&mut expression.if_unknown),
            _ => IfUnknown::default(),
        };
        let test = Compiled::new(Some(&alone))?;
        Ok(Self { path, condition: condition.clone(), wanted, if_unknown, test })
    }
}

/// A comparison of a field as it is written most simply.
pub(crate) fn leaf(field: &str, op: crate::condition::Op, value: serde_json::Value) -> Leaf {
    Leaf {
        field: field.to_owned(),
        op,
        value,
        case_sensitive: false,
        time_zone: None,
        if_unknown: IfUnknown::default(),
    }
}

fn take_apart(
    condition: &Condition,
    path: &str,
    wanted: bool,
    leaves: &mut Vec<FunnelLeaf>,
) -> Result<Node, Vec<FieldProblem>> {
    if let Some((op, children)) = condition.group() {
        let wanted = wanted != (op == GroupOp::None);
        let children = children.iter().enumerate().map(|(i, child)| {
            let path = if path.is_empty() { i.to_string() } else { format!("{path}.{i}") };
            take_apart(child, &path, wanted, leaves)
        });
        return Ok(Node::Group(op, children.collect::<Result<_, _>>()?));
    }
    let path = if path.is_empty() { "0" } else { path }.to_owned();
    leaves.push(FunnelLeaf::new(path, condition, wanted)?);
    Ok(Node::Leaf(leaves.len() - 1))
}

/// The value of a node; appends the leaves that alone would turn it round. Every leaf stands once, on one side: what is unknown
/// can be taken for what speaks against a match without changing whether there is one.
fn combine(node: &Node, values: &[bool], pivots: &mut Vec<usize>) -> bool {
    let (op, children) = match node {
        Node::Leaf(i) => {
            pivots.push(*i);
            return values.get(*i).copied().unwrap_or_default();
        }
        Node::Group(op, children) => (*op, children),
    };
    // A group hangs on the children that decide: for *all* those that fail, for *any* and *none* those that hold.
    let decides = op != GroupOp::All;
    let start = pivots.len();
    let (mut deciding, mut last) = (0_usize, start..start);
    for child in children {
        let from = pivots.len();
        if combine(child, values, pivots) == decides {
            deciding += 1;
            last = from..pivots.len();
        }
    }
    match deciding {
        0 => {}
        1 => {
            pivots.truncate(last.end);
            pivots.drain(start..last.start);
        }
        _ => pivots.truncate(start),
    }
    match op {
        GroupOp::All | GroupOp::None => deciding == 0,
        GroupOp::Any => deciding > 0 || children.is_empty(),
    }
}
