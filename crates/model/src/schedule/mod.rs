//! Schedules: when something is due. Pure: now, time zone and what was handled are arguments.

mod cron;
mod describe;
mod plan;
mod read;
mod zone;

pub use chrono_tz::Tz;
pub use plan::{Due, MAX_MADE_UP, Turn, turn};
pub use read::{read, read_all};
pub use zone::named as zone;
pub(crate) use zone::{instant, wall};

use crate::event::Object;
use crate::time::Millis;
use chrono::SecondsFormat;
use cron::CronTime;

/// What happens with due times that passed while nobody could act on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missed {
    /// They are left out.
    Skip,
    /// The newest one stands for all.
    #[default]
    Once,
    /// Each one, the newest hundred.
    All,
}

/// When something is due.
#[derive(Debug, Clone, PartialEq)]
enum Timing {
    Cron(Box<CronTime>),
    /// Whole multiples of `every_ms`, counted from `from_ms`.
    Interval {
        every_ms: i64,
        from_ms: Millis,
    },
    Once(Millis),
}

/// One schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Its id, unique in its source.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The zone in which its times are read.
    pub zone: Tz,
    /// What happens with missed due times.
    pub missed: Missed,
    /// What its events carry along.
    pub data: Option<Object>,
    timing: Timing,
}

impl Schedule {
    /// `cron`, `interval` or `once`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.timing {
            Timing::Cron(_) => "cron",
            Timing::Interval { .. } => "interval",
            Timing::Once(_) => "once",
        }
    }

    /// The first due time after a moment; `None` when there is none.
    #[must_use]
    pub fn next_after(&self, after: Millis) -> Option<Millis> {
        match &self.timing {
            Timing::Cron(cron) => cron.next_after(after, self.zone),
            Timing::Interval { from_ms, .. } if after < *from_ms => Some(*from_ms),
            Timing::Interval { every_ms, from_ms } => {
                Some(from_ms + ((after - from_ms).div_euclid(*every_ms) + 1) * every_ms)
            }
            Timing::Once(at) => Some(*at).filter(|at| *at > after),
        }
    }

    /// The next due times, at most `count`.
    #[must_use]
    pub fn upcoming(&self, now: Millis, count: usize) -> Vec<Millis> {
        std::iter::successors(self.next_after(now), |last| self.next_after(*last)).take(count).collect()
    }

    /// A moment as its zone's clocks show it, with offset.
    #[must_use]
    pub fn local(&self, at: Millis) -> String {
        zone::local(at, self.zone).to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    /// Changes when the due times do: what was handled before says nothing about the new ones.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let zone = self.zone.name();
        match &self.timing {
            Timing::Cron(cron) => format!("cron {} {zone}", cron.text()),
            Timing::Interval { every_ms, from_ms } => format!("every {every_ms} from {from_ms}"),
            Timing::Once(at) => format!("once {at}"),
        }
    }
}
