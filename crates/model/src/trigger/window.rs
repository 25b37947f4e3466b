//! When a schedule window is open, in its own time zone and over changes of the clocks.

use super::options::{Day, Window};
use crate::schedule::{self, Tz};
use crate::time::Millis;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// Minutes since midnight of `HH:MM`; `24:00` is the end of the day.
pub(super) fn minutes(text: &str) -> Option<u32> {
    let (h, m) = text.split_once(':')?;
    let digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(h) || !digits(m) {
        return None;
    }
    let (h, m): (u32, u32) = (h.parse().ok()?, m.parse().ok()?);
    (m < 60 && h * 60 + m <= 1440).then_some(h * 60 + m)
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Mon,
        Day::Tue => Weekday::Tue,
        Day::Wed => Weekday::Wed,
        Day::Thu => Weekday::Thu,
        Day::Fri => Weekday::Fri,
        Day::Sat => Weekday::Sat,
        Day::Sun => Weekday::Sun,
    }
}

impl Window {
    /// The span that begins on a date, if that is one of its days.
    fn on(&self, date: NaiveDate, zone: Tz) -> Option<(Millis, Millis)> {
        if !self.days.iter().any(|d| weekday(*d) == date.weekday()) {
            return None;
        }
        let (from, to) = (minutes(&self.from)?, minutes(&self.to)?);
        let to = if to <= from { to + 1440 } else { to };
        let at = |minutes: u32| {
            let wall = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minutes));
            schedule::instant(wall, zone)
        };
        Some((at(from)?, at(to)?))
    }

    /// `None` when it is open, else when it opens next.
    #[must_use]
    pub fn opens(&self, now: Millis, computer: Tz) -> Option<Millis> {
        let zone = self.zone(computer);
        let today = schedule::wall(now, zone).date();
        let yesterday = today.checked_sub_days(Days::new(1));
        let later = (0..15).map(|n| today.checked_add_days(Days::new(n)));
        let mut next = None;
        for date in std::iter::once(yesterday).chain(later).flatten() {
            let Some((from, to)) = self.on(date, zone) else { continue };
            if (from..to).contains(&now) {
                return None;
            }
            if from > now && to > from && next.is_none() {
                next = Some(from);
            }
        }
        next
    }
}
