//! The older condition forms, converted on import: one object whose keys are fields or special names, all of which must hold.
//!
//! `{"filename_pattern": "*.pdf", "min_size": 1000, "max_size": 5000000, "metadata_contains": {"author": "Rossi"}}`,
//! `{"amount": {"$gt": 1000}}`, `{"amount": ">1000"}`, `{"status": "paid"}`. What has no exact counterpart is refused.

use super::matcher;
use super::parse::{escaped, node};
use super::{Condition, GroupOp, IfUnknown, Leaf, Op};
use crate::{FieldProblem, suggest};
use serde_json::{Map, Value};

const SPECIAL: [&str; 4] = ["filename_pattern", "min_size", "max_size", "metadata_contains"];
/// Mongo's names of our operators.
const DOLLAR: [(&str, Op); 14] = [
    ("$eq", Op::Is),
    ("$ne", Op::IsNot),
    ("$gt", Op::Gt),
    ("$gte", Op::Ge),
    ("$lt", Op::Lt),
    ("$lte", Op::Le),
    ("$in", Op::IsOneOf),
    ("$nin", Op::IsNotOneOf),
    ("$regex", Op::MatchesRegex),
    ("$contains", Op::Contains),
    ("$startsWith", Op::StartsWith),
    ("$endsWith", Op::EndsWith),
    ("$size", Op::CountEq),
    ("$exists", Op::Exists),
];
/// Longest first: `>=` begins with `>`.
const SIGNS: [(&str, Op); 7] = [
    (">=", Op::Ge),
    ("<=", Op::Le),
    ("!=", Op::Ne),
    ("==", Op::Eq),
    (">", Op::Gt),
    ("<", Op::Lt),
    ("=", Op::Eq),
];

/// Converts an object of an older form.
pub(super) fn condition(
    object: &Map<String, Value>,
    pointer: &str,
    depth: usize,
) -> Result<Condition, FieldProblem> {
    let mut leaves = Vec::new();
    for (key, value) in object {
        let at = format!("{pointer}/{}", escaped(key));
        match (key.as_str(), value) {
            ("$and" | "$or" | "$nor", Value::Array(items)) => {
                let op = match key.as_str() {
                    "$and" => GroupOp::All,
                    "$or" => GroupOp::Any,
                    _ => GroupOp::None,
                };
                let children = items
                    .iter()
                    .enumerate()
                    .map(|(i, item)| node(item, &format!("{at}/{i}"), depth + 1))
                    .collect::<Result<Vec<_>, _>>()?;
                if children.is_empty() {
                    return Err(FieldProblem::at(at, format!("\"{key}\" needs at least one condition.")));
                }
                leaves.push(Condition::of(op, children));
            }
            ("filename_pattern", Value::String(pattern)) => {
                let op = if is_regex(pattern) { Op::MatchesRegex } else { Op::MatchesGlob };
                if op == Op::MatchesGlob && pattern.contains('[') {
                    return Err(FieldProblem::at(
                        at,
                        "Brackets in a file name pattern have no counterpart here; write it as a \"matches_regex\".",
                    ));
                }
                leaves.push(leaf("filename", op, value.clone(), &at)?);
            }
            ("min_size", Value::Number(_)) => leaves.push(leaf("file_size", Op::Ge, value.clone(), &at)?),
            ("max_size", Value::Number(_)) => leaves.push(leaf("file_size", Op::Le, value.clone(), &at)?),
            ("metadata_contains", Value::Object(wanted)) => {
                for (name, value) in wanted {
                    leaves.push(field(
                        &format!("metadata.{name}"),
                        value,
                        &format!("{at}/{}", escaped(name)),
                    )?);
                }
            }
            ("metadata_contains", Value::String(_)) => {
                leaves.push(leaf("metadata", Op::Contains, value.clone(), &at)?);
            }
            (special, _) if SPECIAL.contains(&special) => {
                let wanted = match special {
                    "filename_pattern" => "a text such as \"*.pdf\"",
                    "metadata_contains" => "an object of names and values",
                    _ => "a number of bytes",
                };
                return Err(FieldProblem::at(at, format!("\"{special}\" needs {wanted}.")));
            }
            (dollar, _) if dollar.starts_with('$') => return Err(unknown_dollar(dollar, &at)),
            (name, value) => leaves.push(field(name, value, &at)?),
        }
    }
    Ok(match leaves.len() {
        1 => leaves.remove(0),
        _ => Condition::All { all: leaves },
    })
}

/// `"amount": ">1000"`, `"amount": {"$gt": 1000}`, `"status": "paid"`.
fn field(name: &str, value: &Value, at: &str) -> Result<Condition, FieldProblem> {
    match value {
        Value::Object(wanted) if wanted.is_empty() => {
            Err(FieldProblem::at(at, format!("Nothing is asked of {name}.")))
        }
        Value::Object(wanted) => {
            let mut leaves = wanted
                .iter()
                .map(|(dollar, value)| operator(name, dollar, value, &format!("{at}/{}", escaped(dollar))))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(if leaves.len() == 1 { leaves.remove(0) } else { Condition::All { all: leaves } })
        }
        Value::String(text) => compared(name, text, at),
        Value::Bool(yes) => leaf(name, if *yes { Op::IsTrue } else { Op::IsFalse }, Value::Null, at),
        Value::Number(_) => leaf(name, Op::Eq, value.clone(), at),
        Value::Null => leaf(name, Op::IsMissing, Value::Null, at),
        Value::Array(_) => Err(FieldProblem::at(
            at,
            format!(
                "A list beside {name} could mean \"is one of\" or \"contains all of\". Write {{\"field\": \"{name}\", \"op\": \"is_one_of\", \"value\": [...]}}."
            ),
        )),
    }
}

/// `">1000"` compares a number; any other text is the value itself, as it stands, unless it nearly compares one.
fn compared(name: &str, text: &str, at: &str) -> Result<Condition, FieldProblem> {
    let sign = SIGNS.iter().find_map(|(sign, op)| Some((sign, op, text.strip_prefix(sign)?.trim())));
    let Some((sign, op, rest)) = sign else { return exact(name, Op::Is, text.into(), at) };
    if let Ok(number) = rest.parse::<serde_json::Number>() {
        return leaf(name, *op, Value::Number(number), at);
    }
    if rest.starts_with(|c: char| c.is_ascii_digit() || "+-.,<>=".contains(c)) {
        return Err(FieldProblem::at(
            at,
            format!(
                "\"{text}\" compares with no number that can be read; write it like \"{sign}1000.5\". If the text itself is meant, write {{\"field\": \"{name}\", \"op\": \"is\", \"value\": \"{text}\"}}."
            ),
        ));
    }
    exact(name, Op::Is, text.into(), at)
}

fn operator(name: &str, dollar: &str, value: &Value, at: &str) -> Result<Condition, FieldProblem> {
    if dollar == "$not" {
        return Ok(Condition::None { none: vec![field(name, value, at)?] });
    }
    let Some((_, op)) = DOLLAR.iter().find(|(theirs, _)| *theirs == dollar) else {
        return Err(unknown_dollar(dollar, at));
    };
    match (op, value) {
        (Op::Exists, Value::Bool(yes)) => {
            leaf(name, if *yes { Op::Exists } else { Op::IsMissing }, Value::Null, at)
        }
        (Op::Exists, _) => Err(FieldProblem::at(at, "\"$exists\" is true or false.")),
        (Op::Is | Op::IsNot, Value::Null) => {
            leaf(name, if *op == Op::Is { Op::IsMissing } else { Op::Exists }, Value::Null, at)
        }
        _ => exact(name, *op, value.clone(), at),
    }
}

fn unknown_dollar(dollar: &str, at: &str) -> FieldProblem {
    let near = suggest::nearest(dollar, DOLLAR.iter().map(|(theirs, _)| *theirs));
    let hint = near.map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
    let message = if dollar.starts_with('$') {
        format!("\"{dollar}\" of the older form has no counterpart here.{hint}")
    } else {
        format!("\"{dollar}\" is no operator of the older form; those begin with \"$\".{hint}")
    };
    FieldProblem { suggestion: near.map(ToOwned::to_owned), ..FieldProblem::at(at, message) }
}

/// The older forms compared texts as they stand.
fn exact(name: &str, op: Op, value: Value, at: &str) -> Result<Condition, FieldProblem> {
    let text = value.is_string() || value.as_array().is_some_and(|a| a.iter().any(Value::is_string));
    working(Leaf { case_sensitive: text && op.is_cased(), ..plain(name, op, value) }, at)
}

fn leaf(name: &str, op: Op, value: Value, at: &str) -> Result<Condition, FieldProblem> {
    working(plain(name, op, value), at)
}

/// A leaf that can work; what is wrong with it is said at the place where it is written.
fn working(leaf: Leaf, at: &str) -> Result<Condition, FieldProblem> {
    if leaf.field.is_empty() {
        return Err(FieldProblem::at(at, "A condition needs a field."));
    }
    match matcher::compile(&leaf, "").map_err(|problems| problems.into_iter().next()) {
        Err(Some(problem)) => Err(FieldProblem { pointer: at.to_owned(), ..problem }),
        _ => Ok(leaf.into()),
    }
}

fn plain(name: &str, op: Op, value: Value) -> Leaf {
    Leaf {
        field: name.to_owned(),
        op,
        value,
        case_sensitive: false,
        time_zone: None,
        if_unknown: IfUnknown::default(),
    }
}

/// A file name pattern is a glob unless it can only be a regular expression.
fn is_regex(pattern: &str) -> bool {
    pattern.contains(".*") || pattern.contains(['^', '$', '\\', '|', '(', '+'])
}
