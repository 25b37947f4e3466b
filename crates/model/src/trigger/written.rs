//! Reading options as a person wrote them: each mistake with its place, and what was probably meant.

use super::options::{
    Batch, Brake, Concurrency, Debounce, Flood, Mode, Once, Options, Outside, Overflow, Per, Rate, Window,
};
use super::read::{Reader, Section};
use crate::FieldProblem;
use crate::schedule;
use serde_json::Value;

const DAY_S: f64 = 86_400.0;
/// The most events or runs that a limit can name.
const MOST: u32 = 10_000;

impl Options {
    /// Reads options as a person wrote them; nothing, or an empty object, is none.
    ///
    /// # Errors
    /// Every mistake, with a pointer into the options.
    pub fn from_value(value: &Value) -> Result<Option<Self>, Vec<FieldProblem>> {
        let mut reader = Reader::default();
        let Some(mut top) = reader.object(value, "") else { return reader.finish(None) };
        let options = Self {
            once: reader.section(&mut top, "once", once),
            debounce: reader.section(&mut top, "debounce", debounce),
            batch: reader.section(&mut top, "batch", batch),
            rate: reader.section(&mut top, "rate", rate),
            concurrency: reader.section(&mut top, "concurrency", concurrency),
            schedule: reader.section(&mut top, "schedule", window),
            flood: reader.section(&mut top, "flood", flood),
            brake: reader.section(&mut top, "brake", brake),
        };
        reader.nothing_else(top);
        reader.finish(Some(options).filter(|o| *o != Self::default()))
    }
}

fn once(s: &mut Section<'_>) -> Option<Once> {
    let per = s.choice("per", &[("file", Per::File), ("path", Per::Path), ("key", Per::Key)], None);
    let key = s.field("key");
    if per == Some(Per::Key) && key.is_none() && !s.reported("key") {
        s.problem("/key", "Once per key needs \"key\": the field that it is the same by.");
    }
    if per.is_some_and(|p| p != Per::Key) && key.is_some() {
        s.problem("/key", "\"key\" belongs to \"per\": \"key\". Leave it out, or change \"per\".");
    }
    Some(Once { per: per?, key, forget_after_days: s.count("forget_after_days", 3650) })
}

fn debounce(s: &mut Section<'_>) -> Option<Debounce> {
    let wait_s = s.span("wait_s", DAY_S);
    let key = s.field("key");
    Some(Debounce { wait_s: wait_s?, key })
}

fn batch(s: &mut Section<'_>) -> Option<Batch> {
    let window_s = s.span("window_s", DAY_S);
    let (max, key) = (s.count("max", 1000), s.field("key"));
    Some(Batch { window_s: window_s?, max, key })
}

fn rate(s: &mut Section<'_>) -> Option<Rate> {
    let (limit, per_s) = (s.needed_count("limit", MOST), s.span("per_s", 31.0 * DAY_S));
    let choices = [("queue", Overflow::Queue), ("drop", Overflow::Drop), ("hold", Overflow::Hold)];
    let overflow = s.choice("overflow", &choices, Some(Overflow::Queue));
    Some(Rate { limit: limit?, per_s: per_s?, overflow: overflow? })
}

fn concurrency(s: &mut Section<'_>) -> Option<Concurrency> {
    let choices = [
        ("queue", Mode::Queue),
        ("parallel", Mode::Parallel),
        ("skip", Mode::Skip),
        ("replace", Mode::Replace),
    ];
    let mode = s.choice("mode", &choices, None);
    let (max, key) = (s.count("max", 1000), s.field("key"));
    Some(Concurrency { mode: mode?, max, key })
}

fn window(s: &mut Section<'_>) -> Option<Window> {
    let days = s.days("days");
    let (from, to) = (s.time("from", false), s.time("to", true));
    if let (Some(from), Some(to)) = (&from, &to)
        && from == to
    {
        s.problem("/to", "The schedule ends when it begins. Write 00:00 to 24:00 for the whole day.");
    }
    let time_zone = s.text("time_zone");
    if let Some(name) = &time_zone
        && let Err(near) = schedule::zone(name)
    {
        let hint = near.as_ref().map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
        let message = format!("There is no time zone \"{name}\".{hint} Names are like Europe/Rome.");
        s.suggest("/time_zone", message, near);
    }
    let choices = [("hold", Outside::Hold), ("ignore", Outside::Ignore)];
    let outside = s.choice("outside", &choices, Some(Outside::Hold));
    Some(Window { days: days?, from: from?, to: to?, time_zone, outside: outside? })
}

fn flood(s: &mut Section<'_>) -> Option<Flood> {
    let (limit, per_s) = (s.needed_count("limit", MOST), s.span("per_s", DAY_S));
    Some(Flood { limit: limit?, per_s: per_s? })
}

fn brake(s: &mut Section<'_>) -> Option<Brake> {
    let (files, per_s) = (s.needed_count("files", MOST), s.span("per_s", DAY_S));
    Some(Brake { files: files?, per_s: per_s? })
}
