//! Reading the forms people write, with the place of what is wrong: serde's untagged message cannot say it.

use super::compile::MAX_DEPTH;
use super::{Condition, Expression, GroupOp, IfUnknown, Leaf, Op, older};
use crate::{FieldProblem, suggest};
use serde_json::{Map, Value};

const GROUPS: [GroupOp; 3] = [GroupOp::All, GroupOp::Any, GroupOp::None];
const LEAF_KEYS: [&str; 6] = ["field", "op", "value", "case_sensitive", "time_zone", "if_unknown"];
/// What other programs call our operators.
const OTHER_NAMES: [(&str, Op); 18] = [
    ("equals", Op::Is),
    ("==", Op::Is),
    ("=", Op::Is),
    ("not_equals", Op::IsNot),
    ("!=", Op::IsNot),
    ("greater_than", Op::Gt),
    (">", Op::Gt),
    ("less_than", Op::Lt),
    ("<", Op::Lt),
    ("gte", Op::Ge),
    (">=", Op::Ge),
    ("lte", Op::Le),
    ("<=", Op::Le),
    ("in", Op::IsOneOf),
    ("not_in", Op::IsNotOneOf),
    ("regex", Op::MatchesRegex),
    ("glob", Op::MatchesGlob),
    ("missing", Op::IsMissing),
];

impl Condition {
    /// Reads the forms people write: the tree itself, a list of conditions (all must hold), an empty object or null
    /// (no condition), and the older forms, which are converted.
    pub fn from_value(value: &Value) -> Result<Option<Self>, FieldProblem> {
        match value {
            Value::Null => Ok(None),
            Value::Object(o) if o.is_empty() => Ok(None),
            Value::Array(items) if items.is_empty() => Ok(None),
            Value::Array(items) => {
                let all = items
                    .iter()
                    .enumerate()
                    .map(|(i, item)| node(item, &format!("/{i}"), 0))
                    .collect::<Result<_, _>>()?;
                Ok(Some(Self::All { all }))
            }
            other => node(other, "", 0).map(Some),
        }
    }
}

pub(super) fn node(value: &Value, pointer: &str, depth: usize) -> Result<Condition, FieldProblem> {
    if depth > MAX_DEPTH {
        return Err(FieldProblem::at(pointer, format!("Groups can be nested {MAX_DEPTH} deep at most.")));
    }
    let Some(object) = value.as_object() else {
        return Err(FieldProblem::at(
            pointer,
            "A condition is an object: a group (all, any, none), a field with op and value, or an expression.",
        ));
    };
    if let Some(op) = GROUPS.into_iter().find(|op| object.contains_key(op.key())) {
        return group(object, op, pointer, depth);
    }
    if object.contains_key("expression") {
        known(object, &["expression", "if_unknown"], pointer)?;
        let text = object["expression"]
            .as_str()
            .ok_or_else(|| FieldProblem::at(format!("{pointer}/expression"), "An expression is a text."))?;
        return Ok(Condition::Expression(Expression {
            expression: text.to_owned(),
            if_unknown: if_unknown(object, pointer)?,
        }));
    }
    if ["field", "op", "value"].iter().any(|key| object.contains_key(*key)) {
        return leaf(object, pointer).map(Condition::from);
    }
    // What is nearly of the present form is a slip of the pen, not an older form.
    for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('$')) {
        let keys: &[&str] = if value.is_array() { &["all", "any", "none"] } else { &["expression"] };
        if let Some(near) = suggest::nearest(key, keys.iter().copied()) {
            return Err(unknown_key(key, Some(near), pointer));
        }
    }
    older::condition(object, pointer, depth)
}

fn group(
    object: &Map<String, Value>,
    op: GroupOp,
    pointer: &str,
    depth: usize,
) -> Result<Condition, FieldProblem> {
    let key = op.key();
    if let Some(other) = object.keys().find(|k| *k != key) {
        return Err(FieldProblem::at(
            format!("{pointer}/{}", escaped(other)),
            format!("A group has only the key \"{key}\"; \"{other}\" is one too many."),
        ));
    }
    let Some(items) = object[key].as_array() else {
        return Err(FieldProblem::at(
            format!("{pointer}/{key}"),
            format!("\"{key}\" needs a list of conditions."),
        ));
    };
    let children = items
        .iter()
        .enumerate()
        .map(|(i, c)| node(c, &format!("{pointer}/{key}/{i}"), depth + 1))
        .collect::<Result<_, _>>()?;
    Ok(Condition::of(op, children))
}

fn leaf(object: &Map<String, Value>, pointer: &str) -> Result<Leaf, FieldProblem> {
    known(object, &LEAF_KEYS, pointer)?;
    let at = |key: &str, message: String| FieldProblem::at(format!("{pointer}/{key}"), message);
    let text = |key: &str| match object.get(key) {
        None => Ok(None),
        Some(Value::String(s)) => Ok(Some(s.as_str())),
        Some(other) => Err(at(key, format!("\"{key}\" is a text, not {other}."))),
    };
    let Some(name) = text("op")? else {
        let message = "A condition needs \"op\": how the field is compared, e.g. contains.";
        return Err(at("op", message.to_owned()));
    };
    let op = Op::ALL.iter().copied().find(|op| op.name() == name).ok_or_else(|| unknown_op(name, pointer))?;
    let value = object.get("value").cloned().unwrap_or(Value::Null);
    if op.is_unary() && !value.is_null() {
        return Err(at("value", format!("\"{name}\" takes no value.")));
    }
    let case_sensitive = match object.get("case_sensitive") {
        None => false,
        Some(Value::Bool(b)) => *b,
        Some(other) => {
            return Err(at("case_sensitive", format!("\"case_sensitive\" is true or false, not {other}.")));
        }
    };
    Ok(Leaf {
        field: text("field")?.unwrap_or_default().to_owned(),
        op,
        value,
        case_sensitive,
        time_zone: text("time_zone")?.map(ToOwned::to_owned),
        if_unknown: if_unknown(object, pointer)?,
    })
}

fn if_unknown(object: &Map<String, Value>, pointer: &str) -> Result<IfUnknown, FieldProblem> {
    let Some(value) = object.get("if_unknown") else { return Ok(IfUnknown::default()) };
    IfUnknown::ALL.into_iter().find(|p| value.as_str() == Some(p.name())).ok_or_else(|| {
        let near = value.as_str().and_then(|v| suggest::nearest(v, IfUnknown::ALL.map(IfUnknown::name)));
        FieldProblem {
            expected: Some("no_match, match or error".to_owned()),
            suggestion: near.map(ToOwned::to_owned),
            ..FieldProblem::at(
                format!("{pointer}/if_unknown"),
                format!("\"if_unknown\" is no_match, match or error, not {value}."),
            )
        }
    })
}

fn known(object: &Map<String, Value>, keys: &[&str], pointer: &str) -> Result<(), FieldProblem> {
    match object.keys().find(|k| !keys.contains(&k.as_str())) {
        None => Ok(()),
        Some(odd) => Err(unknown_key(odd, suggest::nearest(odd, keys.iter().copied()), pointer)),
    }
}

fn unknown_key(key: &str, near: Option<&str>, pointer: &str) -> FieldProblem {
    let hint = near.map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
    FieldProblem {
        suggestion: near.map(ToOwned::to_owned),
        ..FieldProblem::at(
            format!("{pointer}/{}", escaped(key)),
            format!("A condition has no key \"{key}\".{hint}"),
        )
    }
}

fn unknown_op(name: &str, pointer: &str) -> FieldProblem {
    let other = OTHER_NAMES.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(name));
    let near =
        other.map(|(_, op)| op.name()).or_else(|| suggest::nearest(name, Op::ALL.iter().map(|op| op.name())));
    let hint = near.map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
    FieldProblem {
        suggestion: near.map(ToOwned::to_owned),
        ..FieldProblem::at(format!("{pointer}/op"), format!("There is no operator \"{name}\".{hint}"))
    }
}

/// A key inside a JSON pointer.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
