//! What a leaf compares with, compiled, and the comparison itself.

use super::compile::{Node, Test, What};
use super::glob::Glob;
use super::judge::{self, Doubt, Facts, Root, Truth};
use super::value::{compare, equal, fold, folded, is_empty, text_of};
use super::{Leaf, Op};
use crate::FieldProblem;
use crate::time::{self, Millis};
use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;
use regex::{Regex, RegexBuilder};
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// Compiled size of one pattern, in bytes.
const REGEX_LIMIT_BYTES: usize = 1 << 20;
/// Days of the week as they are written, Monday first.
pub(super) const DAYS: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

/// The value of a leaf, made ready.
#[derive(Debug, Clone)]
pub(super) enum Matcher {
    Nothing,
    /// Folded unless case matters.
    Text(Box<str>),
    Value(Value),
    Values(Vec<Value>),
    Number(Number),
    Range(Number, Number),
    Instant(Millis),
    Glob(Glob),
    Regex(Regex),
    /// Bit 0 is Monday.
    Days(u8, Tz),
    /// Minutes of the day; the first may be later than the second, across midnight.
    Clock(u32, u32, Tz),
    Items(Box<Node>),
}

pub(super) fn compile(leaf: &Leaf, pointer: &str) -> Result<Matcher, Vec<FieldProblem>> {
    let one = |key: &str, message: String| vec![FieldProblem::at(format!("{pointer}/{key}"), message)];
    if leaf.op.is_zoned() {
        let name = leaf.time_zone.as_deref().unwrap_or("UTC");
        let zone: Tz = name.parse().map_err(|_| {
            one("time_zone", format!("`{name}` is not a time zone; write it like \"Europe/Rome\"."))
        })?;
        return zoned(leaf, zone).map_err(|m| one("value", m));
    }
    if leaf.time_zone.is_some() {
        let message = format!("\"{}\" takes no time zone.", leaf.op.words());
        return Err(one("time_zone", message));
    }
    plain(leaf).map_err(|m| one("value", m))
}

fn plain(leaf: &Leaf) -> Result<Matcher, String> {
    let (op, _) = leaf.op.base();
    let (value, field) = (&leaf.value, &leaf.field);
    let text = || match text_of(value) {
        Some(t) if !t.is_empty() || op == Op::Is => Ok(t),
        _ => Err(format!("\"{}\" needs a text to compare {field} with.", leaf.op.words())),
    };
    let lower = |t: &str| -> Box<str> { fold(t, leaf.case_sensitive).into() };
    let number = |v: &Value| {
        let written = match v {
            Value::Number(n) => Some(n.clone()),
            Value::String(text) => number_in(text),
            _ => None,
        };
        written.ok_or_else(|| match v {
            Value::Null => format!("\"{}\" needs a number.", leaf.op.words()),
            _ => format!("{field} is compared as a number; {v} can never match."),
        })
    };
    Ok(match op {
        op if op.is_unary() => Matcher::Nothing,
        Op::Is | Op::HasItem => match value {
            Value::Null => {
                return Err(format!("\"{}\" needs a value to compare {field} with.", leaf.op.words()));
            }
            Value::String(s) => Matcher::Text(lower(s)),
            other => Matcher::Value(other.clone()),
        },
        Op::Contains | Op::StartsWith | Op::EndsWith => Matcher::Text(lower(&text()?)),
        Op::ExtensionIs => {
            let extension = text()?.trim_start_matches('.').to_lowercase();
            if extension.is_empty() || extension.contains(['*', '?', '/', '\\']) {
                return Err(format!("{value} is no extension; write it like \"pdf\" or \"tar.gz\"."));
            }
            Matcher::Text(format!(".{extension}").into())
        }
        Op::InsideFolder if text()?.starts_with('~') => {
            return Err("Write the folder's whole path: \"~\" means another folder for each person.".into());
        }
        Op::InsideFolder => Matcher::Text(text()?.trim_end_matches(['/', '\\']).into()),
        Op::HasField => Matcher::Text(text()?.into()),
        Op::MatchesRegex => Matcher::Regex(
            RegexBuilder::new(&text()?)
                .case_insensitive(!leaf.case_sensitive)
                .size_limit(REGEX_LIMIT_BYTES)
                .build()
                .map_err(|e| format!("This pattern cannot be read: {e}"))?,
        ),
        Op::MatchesGlob | Op::FileNameMatches => Matcher::Glob(Glob::new(&lower(&text()?))),
        Op::IsOneOf => match value {
            Value::Array(items) if !items.is_empty() => {
                Matcher::Values(items.iter().map(|v| folded(v, leaf.case_sensitive)).collect())
            }
            _ => return Err(format!("\"{}\" needs a list of values.", leaf.op.words())),
        },
        Op::Between => match value.as_array().map(Vec::as_slice) {
            Some([low, high]) => {
                let (low, high) = (number(low)?, number(high)?);
                if compare(&low, &high).is_none_or(Ordering::is_gt) {
                    return Err("The first number is larger than the second, so nothing can match.".into());
                }
                Matcher::Range(low, high)
            }
            _ => return Err(format!("\"{}\" needs two numbers: [low, high].", leaf.op.words())),
        },
        Op::Before | Op::After => Matcher::Instant(
            value
                .as_str()
                .and_then(time::parse)
                .ok_or_else(|| format!("{value} is not a date and time, e.g. \"2026-05-03T10:00:00Z\"."))?,
        ),
        Op::InLastSeconds | Op::CountEq | Op::CountGe | Op::CountGt => {
            let n = number(value)?;
            let of = n.as_f64().unwrap_or(-1.0);
            if of < 0.0 || (op != Op::InLastSeconds && of.fract() > 0.0) {
                let what = if op == Op::InLastSeconds { "a number of seconds" } else { "a whole number" };
                return Err(format!("\"{}\" needs {what} from 0; {value} can never match.", leaf.op.words()));
            }
            Matcher::Number(n)
        }
        _ => Matcher::Number(number(value)?),
    })
}

/// A number that is written as a text.
fn number_in(text: &str) -> Option<Number> {
    let text = text.trim();
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| Number::from_f64(text.parse().ok()?))
}

fn zoned(leaf: &Leaf, zone: Tz) -> Result<Matcher, String> {
    if leaf.op.base().0 == Op::WeekdayIs {
        let days = match &leaf.value {
            Value::Array(days) if !days.is_empty() => days.as_slice(),
            one @ Value::String(_) => std::slice::from_ref(one),
            _ => return Err("Weekdays are a list: [\"mon\", \"tue\"].".to_owned()),
        };
        let mut bits = 0;
        for day in days {
            let name = day.as_str().unwrap_or_default().to_lowercase();
            let known = DAYS.iter().position(|(short, long)| name == *short || name == *long);
            let at =
                known.ok_or_else(|| format!("{day} is not a weekday: mon, tue, wed, thu, fri, sat, sun."))?;
            bits |= 1 << at;
        }
        if bits == 0b111_1111 && leaf.op == Op::WeekdayIsNot {
            return Err("These are all days of the week, so nothing can match.".to_owned());
        }
        return Ok(Matcher::Days(bits, zone));
    }
    let minute = |v: &Value| {
        let (h, m) = v.as_str()?.split_once(':')?;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if !digits(h) || !digits(m) || m.len() != 2 {
            return None;
        }
        let (h, m): (u32, u32) = (h.parse().ok()?, m.parse().ok()?);
        (h < 24 && m < 60 || (h, m) == (24, 0)).then_some(h * 60 + m)
    };
    match leaf.value.as_array().map(Vec::as_slice) {
        Some([from, to]) => match (minute(from), minute(to)) {
            (Some(from), Some(to)) if from != to => Ok(Matcher::Clock(from, to, zone)),
            _ => Err("Times of day are written \"08:00\" and must differ.".to_owned()),
        },
        _ => Err(format!("\"{}\" needs two times of day: [\"08:00\", \"18:00\"].", leaf.op.words())),
    }
}

impl Test {
    /// Whether the leaf holds; `Err` when it cannot be said.
    pub(super) fn result(&self, root: Root<'_>, facts: &Facts<'_>) -> Result<bool, Doubt> {
        match &self.what {
            What::Expression { program, .. } => match program.evaluate(facts.scope()) {
                Ok(Value::Bool(holds)) => Ok(holds),
                Ok(other) => Err(Doubt::Expression(format!(
                    "`{}` gives {}, not yes or no.",
                    program.source(),
                    super::value::kind_of(&other)
                ))),
                Err(e) => Err(Doubt::Expression(e.to_string())),
            },
            What::Field { leaf, matcher } => {
                let (op, denied) = leaf.op.base();
                let actual = root.get(&leaf.field);
                let holds = match (op, actual) {
                    (Op::Exists, v) => v.is_some_and(|v| !v.is_null()),
                    (Op::IsEmpty, Some(v)) => is_empty(v),
                    (_, None | Some(Value::Null)) => return Err(Doubt::Missing),
                    (_, Some(v)) => holds(op, matcher, v, leaf.case_sensitive, facts)?,
                };
                Ok(holds != denied)
            }
        }
    }
}

fn holds(op: Op, matcher: &Matcher, actual: &Value, cased: bool, facts: &Facts<'_>) -> Result<bool, Doubt> {
    let text = || text_of(actual).ok_or(Doubt::WrongType("a text"));
    // Against a number, exactly.
    let against = |n: &Number| match actual {
        Value::Number(a) => compare(a, n).ok_or(Doubt::WrongType("a number")),
        _ => Err(Doubt::WrongType("a number")),
    };
    let list = || actual.as_array().ok_or(Doubt::WrongType("a list"));
    let instant = || actual.as_str().and_then(time::parse).ok_or(Doubt::WrongType("a date and time"));
    let count = |n: &Number| {
        let items = Number::from(list()?.len());
        compare(&items, n).ok_or(Doubt::WrongType("a list"))
    };
    Ok(match (op, matcher) {
        (Op::IsTrue, _) => actual.as_bool().ok_or(Doubt::WrongType("yes or no"))?,
        (Op::Is, m) => is(actual, m, cased).ok_or(Doubt::WrongType(wanted(m)))?,
        // A list "contains" an item, as a person would say it.
        (Op::HasItem, m) => list()?.iter().any(|i| is(i, m, cased) == Some(true)),
        (Op::Contains, m @ Matcher::Text(t)) => match actual {
            Value::Array(items) => items.iter().any(|i| is(i, m, cased) == Some(true)),
            _ => fold(&text()?, cased).contains(&**t),
        },
        (Op::StartsWith, Matcher::Text(t)) => fold(&text()?, cased).starts_with(&**t),
        (Op::EndsWith, Matcher::Text(t)) => fold(&text()?, cased).ends_with(&**t),
        (Op::MatchesGlob, Matcher::Glob(g)) => g.fits(&fold(&text()?, cased)),
        (Op::FileNameMatches, Matcher::Glob(g)) => {
            let path = text()?;
            g.fits(&fold(path.rsplit(['/', '\\']).next().unwrap_or_default(), cased))
        }
        (Op::MatchesRegex, Matcher::Regex(r)) => r.is_match(&text()?),
        (Op::IsOneOf, Matcher::Values(list)) => {
            let mut comparable = false;
            for v in list {
                match equal(actual, v, cased) {
                    Some(true) => return Ok(true),
                    Some(false) => comparable = true,
                    None => {}
                }
            }
            if !comparable {
                return Err(Doubt::WrongType("one of those kinds"));
            }
            false
        }
        (Op::Eq, Matcher::Number(n)) => against(n)?.is_eq(),
        (Op::Lt, Matcher::Number(n)) => against(n)?.is_lt(),
        (Op::Le, Matcher::Number(n)) => against(n)?.is_le(),
        (Op::Between, Matcher::Range(low, high)) => against(low)?.is_ge() && against(high)?.is_le(),
        (Op::Before, Matcher::Instant(t)) => instant()? < *t,
        (Op::After, Matcher::Instant(t)) => instant()? > *t,
        (Op::InLastSeconds, Matcher::Number(s)) => {
            let age = facts.event.received_ms - instant()?;
            age >= 0 && s.as_f64().is_some_and(|s| age as f64 <= s * 1000.0)
        }
        (Op::WeekdayIs, Matcher::Days(bits, zone)) => {
            bits >> local(instant()?, *zone)?.weekday().num_days_from_monday() & 1 == 1
        }
        (Op::TimeBetween, Matcher::Clock(from, to, zone)) => {
            let at = local(instant()?, *zone)?;
            let minute = at.hour() * 60 + at.minute();
            if from < to { (*from..*to).contains(&minute) } else { minute >= *from || minute < *to }
        }
        (Op::CountEq, Matcher::Number(n)) => count(n)?.is_eq(),
        (Op::CountGe, Matcher::Number(n)) => count(n)?.is_ge(),
        (Op::CountGt, Matcher::Number(n)) => count(n)?.is_gt(),
        (Op::AnyItem | Op::AllItems, Matcher::Items(node)) => return items(op, node, list()?, facts),
        (Op::HasField, Matcher::Text(t)) => {
            actual.as_object().ok_or(Doubt::WrongType("an object"))?.contains_key(&**t)
        }
        (Op::ExtensionIs, Matcher::Text(t)) => text()?.to_lowercase().ends_with(&**t),
        (Op::InsideFolder, Matcher::Text(folder)) => text()?
            .strip_prefix(&**folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\'])),
        _ => return Err(Doubt::WrongType("comparable")),
    })
}

/// Any or all items; unknown when the known ones leave it open. All of no items is true.
fn items(op: Op, node: &Node, list: &[Value], facts: &Facts<'_>) -> Result<bool, Doubt> {
    let decisive = Truth::from(op == Op::AnyItem);
    let mut open = false;
    for item in list {
        match judge::judge(node, Root::Item(item), facts).0 {
            t if t == decisive => return Ok(op == Op::AnyItem),
            Truth::Unknown => open = true,
            _ => {}
        }
    }
    if open { Err(Doubt::WrongType("a list of comparable items")) } else { Ok(op != Op::AnyItem) }
}

fn local(at: Millis, zone: Tz) -> Result<DateTime<Tz>, Doubt> {
    let utc = DateTime::from_timestamp_millis(at).ok_or(Doubt::WrongType("a date and time"))?;
    Ok(utc.with_timezone(&zone))
}

fn is(actual: &Value, matcher: &Matcher, cased: bool) -> Option<bool> {
    match matcher {
        Matcher::Text(t) => text_of(actual).map(|a| *fold(&a, cased) == **t),
        Matcher::Value(v) => equal(actual, v, cased),
        _ => None,
    }
}

fn wanted(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Value(v) => super::value::kind_of(v),
        _ => "a text",
    }
}
