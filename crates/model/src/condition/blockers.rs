//! What stands between an event and a match: the fewest leaves that would have to say the opposite.

use super::GroupOp;
use super::compile::{Compiled, Node};
use super::judge::{Facts, Root, Truth};

/// The fewest leaves to turn round, by path; `None` when no leaves can do it.
type Turned<'c> = Option<Vec<&'c str>>;

impl Compiled {
    /// The fewest leaves that, turned round together, make the event match; empty when it does.
    #[must_use]
    pub fn blockers(&self, facts: &Facts<'_>) -> Vec<&str> {
        let now = |node: &Node| match node {
            Node::Leaf(test) => {
                let found = test.result(Root::Data(&facts.event.data), facts);
                test.settle(found.ok()).0
            }
            Node::Group(..) => Truth::Unknown,
        };
        self.root.as_ref().and_then(|root| turn(root, true, &now)).unwrap_or_default()
    }
}

/// Whether some results of the leaves make it match.
pub(super) fn can_match(root: &Node) -> bool {
    turn(root, true, &|_| Truth::Unknown).is_some()
}

fn turn<'c>(node: &'c Node, wanted: bool, now: &dyn Fn(&Node) -> Truth) -> Turned<'c> {
    let (op, children) = match node {
        Node::Leaf(test) => {
            let there = now(node) == Truth::from(wanted);
            return Some(if there { Vec::new() } else { vec![&*test.path] });
        }
        Node::Group(op, children) => (*op, children),
    };
    if children.is_empty() {
        // An empty group always holds.
        return wanted.then(Vec::new);
    }
    // Either every child has to give the same, or one is enough.
    let (every, each) = match (op, wanted) {
        (GroupOp::All, _) => (wanted, wanted),
        (GroupOp::Any, _) => (!wanted, wanted),
        (GroupOp::None, _) => (wanted, !wanted),
    };
    let mut turned = children.iter().map(|c| turn(c, each, now));
    if every {
        turned.try_fold(Vec::new(), |mut all, more| {
            all.extend(more?);
            Some(all)
        })
    } else {
        turned.flatten().min_by_key(Vec::len)
    }
}
