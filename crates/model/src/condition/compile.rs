//! Compiling a condition once (regexes, lower-cased texts, numbers) so that judging an event allocates little.

use super::{Condition, Explained, GroupOp, Leaf, Op, explain};
use crate::FieldProblem;
use crate::event::Object;
use crate::time::{self, Millis};
use regex::{Regex, RegexBuilder};
use serde_json::Value;

/// How deep groups may nest.
pub const MAX_DEPTH: usize = 8;
/// How many leaves a condition may have.
pub const MAX_LEAVES: usize = 200;
/// Compiled size of one pattern, in bytes.
const REGEX_LIMIT_BYTES: usize = 1 << 20;

/// A condition ready to judge events; an empty one matches every event.
#[derive(Debug, Clone)]
pub struct Compiled {
    root: Option<Node>,
    leaves: usize,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Group(GroupOp, Vec<Node>),
    Leaf(Box<Test>),
}

#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) leaf: Leaf,
    /// Index path of the leaf, e.g. `0.1`; the root leaf is `0`.
    pub(super) path: String,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    None,
    Text(String),
    Texts(Vec<Value>),
    Number(f64),
    Range(f64, f64),
    Instant(Millis),
    Pattern(Regex),
    Value(Value),
}

impl Compiled {
    /// Compiles, or says which leaf can never work and why.
    pub fn new(condition: Option<&Condition>) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut leaves = 0;
        let root = condition.map(|c| build(c, "", "", &mut leaves, &mut problems));
        if leaves > MAX_LEAVES {
            problems.push(FieldProblem::at(
                "",
                format!("A trigger can have {MAX_LEAVES} conditions at most; this one has {leaves}."),
            ));
        }
        if problems.is_empty() { Ok(Self { root, leaves }) } else { Err(problems) }
    }

    /// How many leaves it has.
    #[must_use]
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// Judges an event: `Ok` when it matches, else the path of the leaf that stopped it.
    pub fn judge(&self, data: &Object, now_ms: Millis) -> Result<(), String> {
        match &self.root {
            None => Ok(()),
            Some(root) => judge(root, data, now_ms).map_err(ToOwned::to_owned),
        }
    }

    /// The whole tree with expected and actual values; `None` when there is no condition.
    #[must_use]
    pub fn explain(&self, data: &Object, now_ms: Millis) -> Option<Explained> {
        self.root.as_ref().map(|root| explain::explain(root, data, now_ms))
    }

    /// The value that an equality leaf demands of `field` at the top level, for indexing.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        fn walk(node: &Node, out: &mut Vec<String>) {
            match node {
                Node::Group(_, children) => children.iter().for_each(|c| walk(c, out)),
                Node::Leaf(test) => out.push(test.path.clone()),
            }
        }
        let mut out = Vec::new();
        if let Some(root) = &self.root {
            walk(root, &mut out);
        }
        out
    }
}

fn judge<'a>(node: &'a Node, data: &Object, now_ms: Millis) -> Result<(), &'a str> {
    match node {
        Node::Leaf(test) => {
            if test.holds(data, now_ms).unwrap_or(false) {
                Ok(())
            } else {
                Err(&test.path)
            }
        }
        Node::Group(GroupOp::All, children) => children.iter().try_for_each(|c| judge(c, data, now_ms)),
        Node::Group(GroupOp::Any, children) => {
            let mut first = None;
            for child in children {
                match judge(child, data, now_ms) {
                    Ok(()) => return Ok(()),
                    Err(path) => first = first.or(Some(path)),
                }
            }
            first.map_or(Ok(()), Err)
        }
        Node::Group(GroupOp::None, children) => {
            match children.iter().find(|c| judge(c, data, now_ms).is_ok()) {
                Some(child) => Err(first_path(child)),
                None => Ok(()),
            }
        }
    }
}

fn first_path(node: &Node) -> &str {
    match node {
        Node::Leaf(test) => &test.path,
        Node::Group(_, children) => children.first().map_or("", first_path),
    }
}

fn build(
    c: &Condition,
    path: &str,
    pointer: &str,
    leaves: &mut usize,
    problems: &mut Vec<FieldProblem>,
) -> Node {
    if let Some((op, children)) = c.group() {
        let key = match op {
            GroupOp::All => "all",
            GroupOp::Any => "any",
            GroupOp::None => "none",
        };
        let children = children
            .iter()
            .enumerate()
            .map(|(i, child)| {
                let path = if path.is_empty() { i.to_string() } else { format!("{path}.{i}") };
                build(child, &path, &format!("{pointer}/{key}/{i}"), leaves, problems)
            })
            .collect();
        return Node::Group(op, children);
    }
    let Condition::Leaf(leaf) = c else { return Node::Group(GroupOp::All, Vec::new()) };
    *leaves += 1;
    let matcher = matcher(leaf).unwrap_or_else(|message| {
        problems.push(FieldProblem::at(format!("{pointer}/value"), message));
        Matcher::None
    });
    if leaf.field.is_empty() {
        problems.push(FieldProblem::at(format!("{pointer}/field"), "A condition needs a field."));
    }
    let path = if path.is_empty() { "0".to_owned() } else { path.to_owned() };
    Node::Leaf(Box::new(Test { leaf: leaf.clone(), path, matcher }))
}

fn matcher(leaf: &Leaf) -> Result<Matcher, String> {
    let value = &leaf.value;
    let field = &leaf.field;
    let text = || match value {
        Value::String(s) => Ok(s.clone()),
        Value::Number(n) => Ok(n.to_string()),
        Value::Bool(b) => Ok(b.to_string()),
        _ => Err(format!("\"{}\" needs a text to compare {field} with.", leaf.op.words())),
    };
    let fold = |s: String| if leaf.case_sensitive { s } else { s.to_lowercase() };
    let number = |v: &Value| {
        v.as_f64()
            .or_else(|| v.as_str().and_then(|s| s.trim().parse().ok()))
            .ok_or_else(|| format!("{field} is compared as a number; {v} can never match."))
    };
    let pattern = |source: &str| {
        RegexBuilder::new(source)
            .case_insensitive(!leaf.case_sensitive)
            .size_limit(REGEX_LIMIT_BYTES)
            .build()
            .map_err(|e| format!("This pattern cannot be read: {e}"))
    };
    Ok(match leaf.op {
        op if op.is_unary() => Matcher::None,
        Op::Is | Op::IsNot => match value {
            Value::String(s) => Matcher::Text(fold(s.clone())),
            other => Matcher::Value(other.clone()),
        },
        Op::Contains | Op::NotContains | Op::StartsWith | Op::EndsWith => Matcher::Text(fold(text()?)),
        Op::ExtensionIs => Matcher::Text(text()?.trim_start_matches('.').to_lowercase()),
        Op::InsideFolder => Matcher::Text(text()?.trim_end_matches(['/', '\\']).to_owned()),
        Op::HasField => Matcher::Text(text()?),
        Op::MatchesRegex => Matcher::Pattern(pattern(&text()?)?),
        Op::MatchesGlob => {
            let escaped = regex::escape(&text()?).replace("\\*", ".*").replace("\\?", ".");
            Matcher::Pattern(pattern(&format!("(?s)^{escaped}$"))?)
        }
        Op::IsOneOf | Op::IsNotOneOf => match value {
            Value::Array(items) if !items.is_empty() => Matcher::Texts(
                items
                    .iter()
                    .map(|v| v.as_str().map_or_else(|| v.clone(), |s| fold(s.to_owned()).into()))
                    .collect(),
            ),
            _ => return Err(format!("\"{}\" needs a list of values.", leaf.op.words())),
        },
        Op::HasItem => match value {
            Value::String(s) => Matcher::Text(fold(s.clone())),
            other => Matcher::Value(other.clone()),
        },
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::CountGe | Op::InLastSeconds => {
            Matcher::Number(number(value)?)
        }
        Op::Between => match value.as_array().map(Vec::as_slice) {
            Some([low, high]) => Matcher::Range(number(low)?, number(high)?),
            _ => return Err("\"is between\" needs two numbers: [low, high].".to_owned()),
        },
        Op::Before | Op::After => Matcher::Instant(
            value
                .as_str()
                .and_then(time::parse)
                .ok_or_else(|| format!("{value} is not a date and time, e.g. \"2026-05-03T10:00:00Z\"."))?,
        ),
        _ => Matcher::None,
    })
}

/// The value at a dotted path; a field with that very name wins.
pub(super) fn lookup<'a>(data: &'a Object, path: &str) -> Option<&'a Value> {
    if let Some(v) = data.get(path) {
        return Some(v);
    }
    let (head, rest) = path.split_once('.')?;
    let mut value = data.get(head)?;
    for part in rest.split('.') {
        value = match value {
            Value::Object(o) => o.get(part)?,
            Value::Array(a) => a.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

impl Test {
    /// Whether the leaf holds; `Err` says why it cannot be judged (a wrong type, say), which counts as not holding.
    pub(super) fn holds(&self, data: &Object, now_ms: Millis) -> Result<bool, String> {
        let op = self.leaf.op;
        let actual = match lookup(data, &self.leaf.field) {
            None | Some(Value::Null) => return Ok(op.holds_when_missing()),
            Some(v) => v,
        };
        let fold = |s: &str| if self.leaf.case_sensitive { s.to_owned() } else { s.to_lowercase() };
        let wrong = |kind: &str| format!("{} is {}, not {kind}", self.leaf.field, kind_of(actual));
        let text = || match actual {
            Value::String(s) => Ok(std::borrow::Cow::Borrowed(s.as_str())),
            Value::Number(n) => Ok(n.to_string().into()),
            Value::Bool(b) => Ok(b.to_string().into()),
            _ => Err(wrong("a text")),
        };
        let number = || actual.as_f64().ok_or_else(|| wrong("a number"));
        Ok(match (op, &self.matcher) {
            (Op::Exists, _) => true,
            (Op::IsMissing, _) => false,
            (Op::IsEmpty, _) => is_empty(actual),
            (Op::IsNotEmpty, _) => !is_empty(actual),
            (Op::IsTrue, _) => actual.as_bool().ok_or_else(|| wrong("yes or no"))?,
            (Op::IsFalse, _) => !actual.as_bool().ok_or_else(|| wrong("yes or no"))?,
            (Op::Is, m) => equals(actual, m, fold),
            (Op::IsNot, m) => !equals(actual, m, fold),
            // A list "contains" an item, as a person would say it.
            (Op::Contains, m @ Matcher::Text(t)) => match actual {
                Value::Array(items) => items.iter().any(|i| equals(i, m, fold)),
                _ => fold(&text()?).contains(t.as_str()),
            },
            (Op::NotContains, m @ Matcher::Text(t)) => match actual {
                Value::Array(items) => !items.iter().any(|i| equals(i, m, fold)),
                _ => !fold(&text()?).contains(t.as_str()),
            },
            (Op::StartsWith, Matcher::Text(t)) => fold(&text()?).starts_with(t.as_str()),
            (Op::EndsWith, Matcher::Text(t)) => fold(&text()?).ends_with(t.as_str()),
            (Op::MatchesGlob | Op::MatchesRegex, Matcher::Pattern(p)) => p.is_match(&text()?),
            (Op::IsOneOf, Matcher::Texts(list)) => list.iter().any(|v| same(actual, v, fold)),
            (Op::IsNotOneOf, Matcher::Texts(list)) => !list.iter().any(|v| same(actual, v, fold)),
            (Op::Eq, Matcher::Number(n)) => number()?.total_cmp(n).is_eq(),
            (Op::Ne, Matcher::Number(n)) => !number()?.total_cmp(n).is_eq(),
            (Op::Lt, Matcher::Number(n)) => number()? < *n,
            (Op::Le, Matcher::Number(n)) => number()? <= *n,
            (Op::Gt, Matcher::Number(n)) => number()? > *n,
            (Op::Ge, Matcher::Number(n)) => number()? >= *n,
            (Op::Between, Matcher::Range(low, high)) => (*low..=*high).contains(&number()?),
            (Op::Before | Op::After | Op::InLastSeconds, m) => {
                let at = actual.as_str().and_then(time::parse).ok_or_else(|| wrong("a date and time"))?;
                match m {
                    Matcher::Instant(t) if op == Op::Before => at < *t,
                    Matcher::Instant(t) => at > *t,
                    Matcher::Number(s) => at <= now_ms && (now_ms - at) as f64 <= s * 1000.0,
                    _ => false,
                }
            }
            (Op::HasItem, m) => {
                actual.as_array().ok_or_else(|| wrong("a list"))?.iter().any(|i| equals(i, m, fold))
            }
            (Op::CountGe, Matcher::Number(n)) => {
                actual.as_array().ok_or_else(|| wrong("a list"))?.len() as f64 >= *n
            }
            (Op::HasField, Matcher::Text(t)) => {
                actual.as_object().ok_or_else(|| wrong("an object"))?.contains_key(t)
            }
            (Op::ExtensionIs, Matcher::Text(t)) => {
                text()?.rsplit_once('.').is_some_and(|(_, ext)| ext.to_lowercase() == *t)
            }
            (Op::InsideFolder, Matcher::Text(folder)) => {
                let path = text()?;
                path.strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
            }
            _ => false,
        })
    }
}

fn equals(actual: &Value, matcher: &Matcher, fold: impl Fn(&str) -> String) -> bool {
    match matcher {
        Matcher::Text(t) => match actual {
            Value::String(s) => fold(s) == *t,
            Value::Number(n) => n.to_string() == *t,
            Value::Bool(b) => b.to_string() == *t,
            _ => false,
        },
        Matcher::Value(v) => same(actual, v, fold),
        _ => false,
    }
}

fn same(actual: &Value, expected: &Value, fold: impl Fn(&str) -> String) -> bool {
    match (actual, expected) {
        (Value::String(a), Value::String(e)) => fold(a) == *e,
        (Value::Number(a), Value::Number(e)) => a.as_f64() == e.as_f64(),
        (a, e) => a == e,
    }
}

fn is_empty(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::String(s) => s.is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    }
}

/// A value's kind as a person says it.
pub(super) fn kind_of(v: &Value) -> &'static str {
    match v {
        Value::Null => "empty",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
