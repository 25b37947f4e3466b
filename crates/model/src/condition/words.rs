//! A leaf and a condition as words, for sentences, lists and explanations.

use super::{Condition, GroupOp, Leaf, Op};
use serde_json::Value;

/// A condition as words; `top` spares the brackets around an outer "and".
pub(crate) fn words(condition: &Condition, top: bool) -> String {
    let (op, children) = match condition {
        Condition::Leaf(l) => return leaf(l),
        Condition::Expression(e) => return e.expression.clone(),
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
    let op = leaf.op.words();
    let subject = if leaf.field.is_empty() { String::new() } else { format!("{} ", leaf.field) };
    if leaf.op.is_unary() {
        return format!("{subject}{op}");
    }
    let base = leaf.op.base().0;
    let value = match (&leaf.value, base) {
        (Value::Array(items), Op::Between) if items.len() == 2 => format!("{} and {}", items[0], items[1]),
        (Value::Array(items), Op::TimeBetween) => items.iter().map(bare).collect::<Vec<_>>().join(" and "),
        (Value::Array(items), Op::WeekdayIs) => items.iter().map(bare).collect::<Vec<_>>().join(", "),
        (Value::Array(items), Op::IsOneOf) => {
            items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        (v, Op::InLastSeconds) => format!("{v} seconds"),
        (v, Op::CountEq | Op::CountGe | Op::CountGt) => format!("{v} items"),
        (v, Op::AnyItem | Op::AllItems) => {
            Condition::from_value(v).ok().flatten().map_or_else(|| v.to_string(), |c| words(&c, false))
        }
        (v, _) => v.to_string(),
    };
    let note = if base == Op::WeekdayIs || base == Op::TimeBetween {
        format!(" ({})", leaf.time_zone.as_deref().unwrap_or("UTC"))
    } else if !leaf.op.is_cased() || !has_text(&leaf.value) {
        String::new()
    } else if leaf.case_sensitive {
        " (exact case)".to_owned()
    } else {
        " (any case)".to_owned()
    };
    format!("{subject}{op} {value}{note}")
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
