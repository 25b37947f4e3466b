//! Reading options: every mistake is collected with its place, none hides another.

use super::options::{Day, Span};
use crate::event::Object;
use crate::{FieldProblem, suggest};
use serde_json::Value;

/// Collects mistakes.
#[derive(Default)]
pub(super) struct Reader {
    problems: Vec<FieldProblem>,
    known: Vec<&'static str>,
}

/// One section with its place; what is read from it is taken out, so that what is left is unknown.
pub(super) struct Section<'r> {
    problems: &'r mut Vec<FieldProblem>,
    place: String,
    object: Object,
    seen: Vec<&'static str>,
}

impl Reader {
    /// The object at `place`; nothing is an empty one.
    pub(super) fn object(&mut self, value: &Value, place: &str) -> Option<Object> {
        match value {
            Value::Null => Some(Object::new()),
            Value::Object(object) => Some(object.clone()),
            other => {
                let message = format!("This is an object of options; got {}.", kind(other));
                self.problems.push(FieldProblem::at(place, message));
                None
            }
        }
    }

    /// Reads one section of the top; absent or null is none.
    pub(super) fn section<T>(
        &mut self,
        top: &mut Object,
        name: &'static str,
        read: fn(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        let value = top.shift_remove(name).filter(|v| !v.is_null())?;
        let place = format!("/{name}");
        let object = self.object(&value, &place)?;
        let mut section = Section { problems: &mut self.problems, place, object, seen: Vec::new() };
        let read = read(&mut section);
        let Section { object, seen, place, .. } = section;
        unknown(&mut self.problems, &place, &object, &seen);
        read
    }

    /// What is left on top is unknown.
    pub(super) fn nothing_else(&mut self, top: Object) {
        unknown(&mut self.problems, "", &top, &self.known);
    }

    /// The value, unless something was wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<FieldProblem>> {
        if self.problems.is_empty() { Ok(value) } else { Err(self.problems) }
    }
}

fn unknown(problems: &mut Vec<FieldProblem>, place: &str, left: &Object, known: &[&'static str]) {
    for name in left.keys() {
        let near = suggest::nearest(name, known.iter().copied());
        let message = match near {
            Some(near) => format!("There is no option \"{name}\". Did you mean \"{near}\"?"),
            None => format!("There is no option \"{name}\". Known: {}.", known.join(", ")),
        };
        problems.push(FieldProblem {
            suggestion: near.map(ToOwned::to_owned),
            ..FieldProblem::at(format!("{place}/{}", escaped(name)), message)
        });
    }
}

/// A name as a part of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Section<'_> {
    /// Whether something is wrong with it already.
    pub(super) fn reported(&self, name: &str) -> bool {
        self.problems.iter().any(|p| p.pointer == format!("{}/{name}", self.place))
    }

    pub(super) fn problem(&mut self, below: &str, message: impl Into<String>) {
        self.suggest(below, message, None);
    }

    pub(super) fn suggest(&mut self, below: &str, message: impl Into<String>, suggestion: Option<String>) {
        let problem = FieldProblem::at(format!("{}{below}", self.place), message);
        self.problems.push(FieldProblem { suggestion, ..problem });
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.seen.push(name);
        self.object.shift_remove(name).filter(|v| !v.is_null())
    }

    fn missing(&mut self, name: &str, what: &str) {
        self.problem(&format!("/{name}"), format!("\"{name}\" is missing: {what}."));
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
        default: Option<T>,
    ) -> Option<T> {
        let words = choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let Some(value) = self.take(name) else {
            if default.is_none() {
                self.missing(name, &format!("one of {words}"));
            }
            return default;
        };
        let found = value.as_str().and_then(|v| choices.iter().find(|(word, _)| *word == v));
        if let Some((_, choice)) = found {
            return Some(*choice);
        }
        let near = value.as_str().and_then(|v| suggest::nearest(v, choices.iter().map(|(word, _)| *word)));
        let message = match near {
            Some(near) => format!("\"{name}\" is one of {words}; got {value}. Did you mean \"{near}\"?"),
            None => format!("\"{name}\" is one of {words}; got {value}."),
        };
        self.suggest(&format!("/{name}"), message, near.map(ToOwned::to_owned));
        None
    }

    /// A length of time in seconds, from a tenth of one.
    pub(super) fn span(&mut self, name: &'static str, most_s: f64) -> Option<Span> {
        let what = format!("seconds, 0.1 to {most_s}");
        let Some(value) = self.take(name) else {
            self.missing(name, &what);
            return None;
        };
        match value.as_f64().filter(|s| (0.1..=most_s).contains(s)) {
            Some(seconds) => Some(Span((seconds * 1000.0).round() as i64)),
            None => {
                self.problem(&format!("/{name}"), format!("\"{name}\" is {what}; got {value}."));
                None
            }
        }
    }

    /// A whole number from 1, if it is there.
    pub(super) fn count(&mut self, name: &'static str, most: u32) -> Option<u32> {
        let value = self.take(name)?;
        let count = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=most).contains(n));
        if count.is_none() {
            let message = format!("\"{name}\" is a whole number from 1 to {most}; got {value}.");
            self.problem(&format!("/{name}"), message);
        }
        count
    }

    /// A whole number from 1.
    pub(super) fn needed_count(&mut self, name: &'static str, most: u32) -> Option<u32> {
        if self.object.get(name).is_none_or(Value::is_null) {
            self.take(name);
            self.missing(name, &format!("a whole number from 1 to {most}"));
            return None;
        }
        self.count(name, most)
    }

    /// A text, if it is there.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            other => {
                let got = if other.is_string() { "an empty one" } else { kind(&other) };
                self.problem(&format!("/{name}"), format!("\"{name}\" is a text; got {got}."));
                None
            }
        }
    }

    /// The dotted path of a field, if it is there.
    pub(super) fn field(&mut self, name: &'static str) -> Option<String> {
        self.text(name)
    }

    /// A time of day, `HH:MM`.
    pub(super) fn time(&mut self, name: &'static str, end: bool) -> Option<String> {
        let what = "a time of day, e.g. \"09:00\"";
        let Some(value) = self.take(name) else {
            self.missing(name, what);
            return None;
        };
        let text = value.as_str().unwrap_or_default();
        if super::window::minutes(text).is_some_and(|m| m < 1440 || end) {
            return Some(text.to_owned());
        }
        self.problem(&format!("/{name}"), format!("\"{name}\" is {what}; got {value}."));
        None
    }

    /// Days of the week, each once.
    pub(super) fn days(&mut self, name: &'static str) -> Option<Vec<Day>> {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let what = format!("a list of days: {}", DAYS.join(", "));
        let Some(value) = self.take(name) else {
            self.missing(name, &what);
            return None;
        };
        let Some(list) = value.as_array().filter(|l| !l.is_empty()) else {
            self.problem(&format!("/{name}"), format!("\"{name}\" is {what}; got {value}."));
            return None;
        };
        let mut days = Vec::with_capacity(list.len());
        for (i, item) in list.iter().enumerate() {
            match serde_json::from_value::<Day>(item.clone()) {
                Ok(day) if days.contains(&day) => {
                    self.problem(&format!("/{name}/{i}"), format!("{item} stands twice."));
                }
                Ok(day) => days.push(day),
                Err(_) => {
                    let message = format!("A day is one of {}; got {item}.", DAYS.join(", "));
                    let near = item.as_str().and_then(|v| suggest::nearest(v, DAYS)).map(ToOwned::to_owned);
                    self.suggest(&format!("/{name}/{i}"), message, near);
                }
            }
        }
        Some(days)
    }
}
