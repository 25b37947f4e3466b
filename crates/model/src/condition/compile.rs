//! Compiling a condition once (patterns, lower-cased texts, numbers, expressions) so that judging an event allocates little.

use super::judge::Truth;
use super::matcher::{self, Matcher};
use super::value::kind_of;
use super::{Condition, Expression, GroupOp, IfUnknown, Leaf, Op, blockers};
use crate::FieldProblem;
use crate::expr::{Program, Scope};
use serde_json::Value;
use std::sync::Arc;

/// How deep groups may nest.
pub const MAX_DEPTH: usize = 8;
/// How many leaves a condition may have.
pub const MAX_LEAVES: usize = 200;

/// A condition ready to judge events; an empty one matches every event.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(super) root: Option<Node>,
    leaves: usize,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Group(GroupOp, Vec<Node>),
    Leaf(Box<Test>),
}

/// A leaf, compiled.
#[derive(Debug, Clone)]
pub(super) struct Test {
    /// Index path of the leaf, e.g. `0.1`; the root leaf is `0`.
    pub(super) path: Box<str>,
    pub(super) what: What,
    pub(super) if_unknown: IfUnknown,
    /// The result that helps the trigger to match: false inside an odd number of `none` groups.
    pub(super) favourable: Truth,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Field { leaf: Arc<Leaf>, matcher: Matcher },
    Expression { leaf: Expression, program: Program },
}

impl Compiled {
    /// Compiles, or says which leaf can never work and why.
    pub fn new(condition: Option<&Condition>) -> Result<Self, Vec<FieldProblem>> {
        let mut build = Build::default();
        let root = condition.map(|c| build.node(c, &Place::default()));
        if build.asked > MAX_LEAVES {
            build.problems.push(FieldProblem::at(
                "",
                format!("A trigger can have {MAX_LEAVES} conditions at most; this one has {}.", build.asked),
            ));
        }
        if build.problems.is_empty() && root.as_ref().is_some_and(|r| !blockers::can_match(r)) {
            build.problems.push(FieldProblem::at("", "An empty group inside \"none\" can never match."));
        }
        if build.problems.is_empty() { Ok(Self { root, leaves: build.leaves }) } else { Err(build.problems) }
    }

    /// How many leaves it has.
    #[must_use]
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// The path of each leaf.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        fn walk(node: &Node, out: &mut Vec<String>) {
            match node {
                Node::Group(_, children) => children.iter().for_each(|c| walk(c, out)),
                Node::Leaf(test) => out.push(test.path.to_string()),
            }
        }
        let mut out = Vec::new();
        if let Some(root) = &self.root {
            walk(root, &mut out);
        }
        out
    }
}

/// Where a node stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    path: String,
    pointer: String,
    depth: usize,
    denied: bool,
    /// Inside `any_item` and the like.
    item: bool,
}

#[derive(Debug, Default)]
pub(super) struct Build {
    leaves: usize,
    /// The same with those about items.
    asked: usize,
    problems: Vec<FieldProblem>,
}

impl Build {
    /// The condition about the items of a list; its leaves and its depth count with those around it.
    fn items(&mut self, leaf: &Leaf, at: &Place) -> Option<Matcher> {
        let pointer = format!("{}/value", at.pointer);
        let condition = match Condition::from_value(&leaf.value) {
            Ok(Some(condition)) => condition,
            Ok(None) => {
                let message = "The items need a condition, e.g. {\"op\": \"is\", \"value\": \"paid\"}.";
                self.problems.push(FieldProblem::at(pointer, message));
                return None;
            }
            Err(p) => {
                self.problems.push(FieldProblem { pointer: format!("{pointer}{}", p.pointer), ..p });
                return None;
            }
        };
        if at.depth > MAX_DEPTH {
            self.problem(at, "", format!("Conditions on items can be nested {MAX_DEPTH} deep at most."));
            return None;
        }
        let place = Place { pointer, item: true, depth: at.depth + 1, ..Place::default() };
        Some(Matcher::Items(Box::new(self.node(&condition, &place))))
    }

    fn node(&mut self, c: &Condition, at: &Place) -> Node {
        if let Some((op, children)) = c.group() {
            if at.depth > MAX_DEPTH {
                self.problem(at, "", format!("Groups can be nested {MAX_DEPTH} deep at most."));
                return Node::Group(op, Vec::new());
            }
            let child = |i: usize| Place {
                path: if at.path.is_empty() { i.to_string() } else { format!("{}.{i}", at.path) },
                pointer: format!("{}/{}/{i}", at.pointer, op.key()),
                depth: at.depth + 1,
                denied: at.denied ^ (op == GroupOp::None),
                item: at.item,
            };
            return Node::Group(
                op,
                children.iter().enumerate().map(|(i, c)| self.node(c, &child(i))).collect(),
            );
        }
        self.asked += 1;
        self.leaves += usize::from(!at.item);
        let what = match c {
            Condition::Expression(leaf) => self.expression(leaf, at),
            Condition::Leaf(leaf) => self.field(leaf, at),
            _ => None,
        };
        let Some((what, if_unknown)) = what else { return Node::Group(GroupOp::All, Vec::new()) };
        if at.item && !if_unknown.is_default() {
            self.problem(at, "/if_unknown", "\"if_unknown\" stands beside the field, not inside its items.");
        }
        Node::Leaf(Box::new(Test {
            path: if at.path.is_empty() { "0".into() } else { at.path.as_str().into() },
            what,
            if_unknown,
            favourable: (!at.denied).into(),
        }))
    }

    fn expression(&mut self, leaf: &Expression, at: &Place) -> Option<(What, IfUnknown)> {
        if at.item {
            self.problem(at, "/expression", "An expression can't stand inside the items of a list.");
            return None;
        }
        let program = match Program::compile(&leaf.expression) {
            Ok(program) => program,
            Err(e) => {
                self.problem(at, "/expression", e.to_string());
                return None;
            }
        };
        if let Some(other) = program.variables().into_iter().find(|v| v != "event") {
            let near = crate::suggest::nearest(&other, ["event"]).map(ToOwned::to_owned);
            self.problems.push(FieldProblem {
                expected: Some("event".to_owned()),
                suggestion: near,
                ..FieldProblem::at(
                    format!("{}/expression", at.pointer),
                    format!(
                        "A condition knows `event` only, e.g. `event.data.amount`; `{other}` is nothing."
                    ),
                )
            });
            return None;
        }
        if program.variables().is_empty() {
            let message = match program.evaluate(&Scope::default()) {
                Ok(Value::Bool(_)) => None,
                Ok(other) => Some(format!(
                    "An expression says yes or no; `{}` is always {}.",
                    program.source(),
                    kind_of(&other)
                )),
                Err(e) => Some(e.to_string()),
            };
            if let Some(message) = message {
                self.problem(at, "/expression", message);
                return None;
            }
        }
        Some((What::Expression { leaf: leaf.clone(), program }, leaf.if_unknown))
    }

    fn field(&mut self, leaf: &Arc<Leaf>, at: &Place) -> Option<(What, IfUnknown)> {
        if leaf.field.is_empty() && !at.item {
            self.problem(at, "/field", "A condition needs a field.");
        }
        let compiled = match leaf.op.base().0 {
            Op::AnyItem | Op::AllItems if leaf.time_zone.is_none() => {
                return self
                    .items(leaf, at)
                    .map(|matcher| (What::Field { leaf: Arc::clone(leaf), matcher }, leaf.if_unknown));
            }
            _ => matcher::compile(leaf, &at.pointer),
        };
        match compiled {
            Ok(matcher) => Some((What::Field { leaf: Arc::clone(leaf), matcher }, leaf.if_unknown)),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    fn problem(&mut self, at: &Place, key: &str, message: impl Into<String>) {
        self.problems.push(FieldProblem::at(format!("{}{key}", at.pointer), message));
    }
}
