//! Options of a trigger: how often and when a match becomes a run. What is not written does not apply.

use super::read::{Reader, Section};
use crate::FieldProblem;
use crate::schedule::{self, Tz};
use crate::time::Millis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A length of time, kept in milliseconds and written in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub i64);

impl Span {
    /// Its length in milliseconds.
    #[must_use]
    pub fn ms(self) -> i64 {
        self.0
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 % 1000 {
            0 => serializer.serialize_i64(self.0 / 1000),
            _ => serializer.serialize_f64(self.0 as f64 / 1000.0),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(|s| Self((s * 1000.0).round() as i64))
    }
}

/// Options of a trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Each file, path or key runs once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<Once>,
    /// Waits until nothing new comes; the last event runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debounce: Option<Debounce>,
    /// Collects events into one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
    /// At most so many runs in a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// How many runs at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// When it may run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Window>,
    /// Holds an unexpected flood until a person looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flood: Option<Flood>,
    /// Stops a trigger whose runs touch too many files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brake: Option<Brake>,
}

/// What "the same" means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The same path with the same content.
    File,
    /// The same path.
    Path,
    /// The same value of a field.
    Key,
}

/// Each file, path or key runs once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// What "the same" means.
    pub per: Per,
    /// The field that it is the same by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Days after which it may run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forget_after_days: Option<u32>,
}

/// Waits until nothing new comes; the last event runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debounce {
    /// How long nothing new may come.
    pub wait_s: Span,
    /// The field whose values wait apart from each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Collects events into one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// How long it collects, from the first event on.
    pub window_s: Span,
    /// How many it collects at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The field whose values are collected apart from each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Batch {
    /// How many events one run takes at most, when nothing else is said.
    pub const DEFAULT_MAX: u32 = 100;

    /// How many events one run takes at most.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.max.unwrap_or(Self::DEFAULT_MAX)
    }
}

/// What happens to a run too many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// It starts when the rate allows it.
    #[default]
    Queue,
    /// It does not run.
    Drop,
    /// A person decides.
    Hold,
}

/// At most so many runs in a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many runs.
    pub limit: u32,
    /// In how long.
    pub per_s: Span,
    /// What happens to more.
    #[serde(default)]
    pub overflow: Overflow,
}

impl Rate {
    /// When one more run may start, not before `now`, after those that began at these times, oldest first.
    #[must_use]
    pub fn next(&self, begun: &[Millis], now: Millis) -> Millis {
        let last = begun.len().checked_sub(self.limit as usize).and_then(|i| begun.get(i));
        last.map_or(now, |at| now.max(at + self.per_s.ms()))
    }
}

/// What happens when a run of the same key is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The next waits.
    Queue,
    /// Both run.
    Parallel,
    /// The next does not run.
    Skip,
    /// The earlier one is cancelled.
    Replace,
}

/// How many runs at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// What happens to one too many.
    pub mode: Mode,
    /// How many at once; one if absent, any number in parallel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The field whose values are counted apart from each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Concurrency {
    /// How many at once; `None`: any number.
    #[must_use]
    pub fn most(&self) -> Option<u32> {
        self.max.or((self.mode != Mode::Parallel).then_some(1))
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What happens outside the schedule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// It is held until the schedule opens.
    #[default]
    Hold,
    /// It does not run.
    Ignore,
}

/// When it may run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// On which days.
    pub days: Vec<Day>,
    /// From when, `HH:MM`.
    pub from: String,
    /// Until when, `HH:MM`; before `from`: on the next day.
    pub to: String,
    /// The time zone of these times; this computer's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What happens outside.
    #[serde(default)]
    pub outside: Outside,
}

/// Holds an unexpected flood until a person looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flood {
    /// So many events are expected.
    pub limit: u32,
    /// In this time.
    pub per_s: Span,
}

/// Stops a trigger whose runs touch too many files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brake {
    /// So many files.
    pub files: u32,
    /// In this time.
    pub per_s: Span,
}

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

impl Window {
    /// The zone of its times.
    #[must_use]
    pub fn zone(&self, computer: Tz) -> Tz {
        self.time_zone.as_deref().and_then(|name| schedule::zone(name).ok()).unwrap_or(computer)
    }
}
