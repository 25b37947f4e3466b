//! Options of a trigger: how often and when a match becomes a run. What is not written does not apply.

use crate::schedule::{self, Tz};
use crate::time::Millis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

impl Window {
    /// The zone of its times.
    #[must_use]
    pub fn zone(&self, computer: Tz) -> Tz {
        self.time_zone.as_deref().and_then(|name| schedule::zone(name).ok()).unwrap_or(computer)
    }
}
