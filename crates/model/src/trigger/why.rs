//! Why a match waits or does not run, and the sentence that says so.

use super::keys::Keys;
use super::options::{Options, Per, Span};
use super::reason::{Reason, ReasonCode};
use crate::schedule::{self, Tz};
use crate::texts::matches::{flood, handled};
use crate::texts::quantity::{at, count, length};
use crate::time::Millis;

/// What has its run already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// When.
    pub at: Millis,
    /// The event.
    pub event: String,
    /// Its run.
    pub run: String,
}

/// A flood that a person has not looked at yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flooding {
    /// When it began.
    pub first: Millis,
    /// When the last event came.
    pub last: Millis,
    /// Events that came before it was one.
    pub let_through: u32,
    /// Events held since.
    pub held: u32,
}

/// Why a match waits or does not run. Other events are named by their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It has its run.
    Once(Handled),
    /// This newer event took its place.
    Debounced(i64),
    /// It waits until nothing new comes.
    Quiet(Millis),
    /// It is in the run of this event, with so many others.
    Batched(i64, usize),
    /// More are collected until then.
    Collects(Millis),
    /// Too many runs; it starts then.
    Later(Millis),
    /// Too many runs; it does not run.
    Dropped,
    /// Too many runs; a person decides.
    Limited,
    /// The schedule is closed; it does not run.
    Closed,
    /// The schedule opens then.
    Opens(Millis),
    /// An earlier run is at work.
    Busy,
    /// Too many at once.
    Flood(Flooding),
    /// The trigger was turned off or deleted while it waited.
    Off,
}

impl Why {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Once(_) => ReasonCode::Once,
            Self::Debounced(_) | Self::Quiet(_) => ReasonCode::Debounced,
            Self::Batched(..) | Self::Collects(_) => ReasonCode::Batched,
            Self::Later(_) | Self::Dropped | Self::Limited => ReasonCode::RateLimited,
            Self::Closed | Self::Opens(_) => ReasonCode::OutsideSchedule,
            Self::Busy => ReasonCode::AlreadyRunning,
            Self::Flood(_) => ReasonCode::Flood,
            Self::Off => ReasonCode::Off,
        }
    }

    /// The reason as people read it; what it points at is added by who knows the ids.
    #[must_use]
    pub fn reason(&self, options: &Options, keys: &Keys, now: Millis, zone: Tz) -> Reason {
        let reason = Reason::new(self.code(), self.text(options, keys, now, zone));
        match self {
            Self::Once(of) => reason.twin(Some(of.event.clone()), Some(of.run.clone())),
            Self::Quiet(at) | Self::Collects(at) | Self::Later(at) | Self::Opens(at) => reason.until(*at),
            _ => reason,
        }
    }

    fn text(&self, options: &Options, keys: &Keys, now: Millis, zone: Tz) -> String {
        let rate = || {
            let (limit, per) = options.rate.as_ref().map_or((0, Span(0)), |r| (r.limit, r.per_s));
            format!("{} in {}", count(limit, "run", "runs"), length(per.ms()))
        };
        match self {
            Self::Once(of) => {
                let same = match options.once.as_ref() {
                    Some(o) if o.per == Per::Key => o.key.clone().unwrap_or_default(),
                    Some(o) if o.per == Per::Path => "path".to_owned(),
                    _ => "content".to_owned(),
                };
                handled(of.at, now, zone, &same)
            }
            Self::Debounced(_) => "A newer event took its place.".to_owned(),
            Self::Quiet(_) => {
                let wait = options.debounce.as_ref().map_or(0, |d| d.wait_s.ms());
                format!("Waits until nothing new comes for {}.", length(wait))
            }
            Self::Batched(_, others) => {
                format!("Ran together with {}.", count(*others as i128, "other", "others"))
            }
            Self::Collects(until) => format!("Collects more until {}.", clock(*until, zone)),
            Self::Later(then) => format!("Starts {}: at most {}.", at(*then, now, zone), rate()),
            Self::Dropped => format!("Not run: at most {}.", rate()),
            Self::Limited => format!("Held: at most {}.", rate()),
            Self::Closed => "Not run: outside the trigger's schedule.".to_owned(),
            Self::Opens(then) => {
                format!("Outside the trigger's schedule, which opens {}.", at(*then, now, zone))
            }
            Self::Busy => match options.concurrency.as_ref().and_then(|c| c.key.as_ref()) {
                Some(key) => format!("Not run: a run of the same {key} was at work."),
                None => "Not run: an earlier run was at work.".to_owned(),
            },
            Self::Flood(of) => {
                let limit = options.flood.as_ref().map_or(0, |f| f.limit);
                flood(u64::from(of.let_through + of.held), of.last - of.first, limit, keys.file)
            }
            Self::Off => "The trigger was turned off while this waited.".to_owned(),
        }
    }
}

fn clock(at: Millis, zone: Tz) -> String {
    schedule::wall(at, zone).format("%H:%M:%S").to_string()
}
