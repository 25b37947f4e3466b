//! A leaf and a condition as words, for sentences, lists and explanations.

use super::matcher::DAYS;
use super::{Condition, GroupOp, Leaf, Op};
use crate::texts::quantity;
use serde_json::Value;

/// A condition as words; `top` spares the brackets around an outer "and".
pub(crate) fn words(condition: &Condition, top: bool) -> String {
    let (op, children) = match condition {
        Condition::Leaf(l) => return leaf(l),
        Condition::Expression(e) => return one_line(&e.expression),
        group => match group.group() {
            Some(group) => group,
            None => return String::new(),
        },
    };
    let parts: Vec<_> = children.iter().map(|c| words(c, false)).filter(|p| !p.is_empty()).collect();
    let joined = match op {
        GroupOp::All => parts.join(" and "),
        GroupOp::Any => parts.join(" or "),
        GroupOp::None if parts.is_empty() => String::new(),
        GroupOp::None => return format!("none of ({})", parts.join(", ")),
    };
    let bare = parts.len() < 2 || (top && op == GroupOp::All);
    if bare { joined } else { format!("({joined})") }
}

/// A leaf as words.
pub(super) fn leaf(leaf: &Leaf) -> String {
    let said = without_note(leaf, true);
    let base = leaf.op.base().0;
    if matches!(base, Op::WeekdayIs | Op::TimeBetween) {
        format!("{said} ({})", leaf.time_zone.as_deref().unwrap_or("UTC"))
    } else if base == Op::InsideFolder {
        format!("{said} (and below)")
    } else if !leaf.op.is_cased() || !has_text(&leaf.value) {
        said
    } else if leaf.case_sensitive {
        format!("{said} (exact case)")
    } else {
        format!("{said} (any case)")
    }
}

/// A condition as it is quoted inside a sentence: a leaf without its own quotes and notes.
#[must_use]
pub fn quoted(condition: &Condition) -> String {
    match condition {
        Condition::Leaf(leaf) => without_note(leaf, false),
        other => words(other, true),
    }
}

fn without_note(leaf: &Leaf, marks: bool) -> String {
    let op = leaf.op.words();
    let subject = if leaf.field.is_empty() { String::new() } else { format!("{} ", one_line(&leaf.field)) };
    if leaf.op.is_unary() {
        return format!("{subject}{op}");
    }
    let one = |v: &Value| plain(&leaf.field, v, marks);
    let all = |items: &[Value], between: &str| items.iter().map(one).collect::<Vec<_>>().join(between);
    let value = match (&leaf.value, leaf.op.base().0) {
        (Value::Array(items), Op::Between) if items.len() == 2 => all(items, " and "),
        (Value::Array(items), Op::TimeBetween) => items.iter().map(bare).collect::<Vec<_>>().join(" and "),
        (Value::Array(items), Op::WeekdayIs) => weekdays(items),
        (one, Op::WeekdayIs) => weekdays(std::slice::from_ref(one)),
        (Value::Array(items), Op::IsOneOf) => all(items, ", "),
        (v, Op::InLastSeconds) => v.as_u64().map_or_else(|| format!("{v} seconds"), quantity::seconds),
        (v, Op::CountEq | Op::CountGe | Op::CountGt) => format!("{} items", one(v)),
        (v, Op::AnyItem | Op::AllItems) => {
            Condition::from_value(v).ok().flatten().map_or_else(|| v.to_string(), |c| words(&c, false))
        }
        (Value::String(s), Op::Before | Op::After) => instant(s),
        (Value::String(s), Op::ExtensionIs) => format!(".{}", s.trim_start_matches('.')),
        (v, Op::InsideFolder) => bare(v),
        (v, _) => one(v),
    };
    format!("{subject}{op} {value}")
}

/// A value; a size that reads whole is said with its unit.
fn plain(field: &str, value: &Value, marks: bool) -> String {
    match value {
        Value::Number(n) => match (n.as_u64(), n.as_i64()) {
            (Some(bytes), _) if is_bytes(field) => {
                quantity::exact_size(bytes).unwrap_or_else(|| quantity::number(bytes))
            }
            (Some(whole), _) => quantity::number(whole),
            (None, Some(whole)) => quantity::number(whole),
            (None, None) => n.to_string(),
        },
        Value::String(text) if !marks => text.clone(),
        Value::String(text) => format!("\"{}\"", one_line(text)),
        other => other.to_string(),
    }
}

/// A text as it was typed, a pattern's backslashes too; only what would break the line is shown by its sign.
fn one_line(text: &str) -> String {
    let sign = |c: char| if c < ' ' { char::from_u32(0x2400 + u32::from(c)).unwrap_or(c) } else { c };
    text.chars().map(sign).collect()
}

/// Whether a field holds a number of bytes, by its name.
fn is_bytes(field: &str) -> bool {
    let last = field.rsplit(['.', '_']).next().unwrap_or(field);
    ["size", "bytes"].iter().any(|name| last.eq_ignore_ascii_case(name))
}

fn weekdays(items: &[Value]) -> String {
    let is = |(short, long): (&str, &str)| {
        let said = |d: &str| d.eq_ignore_ascii_case(short) || d.eq_ignore_ascii_case(long);
        items.iter().any(|v| v.as_str().is_some_and(said))
    };
    quantity::weekdays(DAYS.map(is))
}

fn instant(text: &str) -> String {
    let said = text.replacen('T', " ", 1);
    said.strip_suffix('Z').map_or_else(|| said.clone(), |utc| format!("{utc} UTC"))
}

fn has_text(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(Value::is_string),
        v => v.is_string(),
    }
}

fn bare(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned)
}
