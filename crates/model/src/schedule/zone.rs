//! Wall clock and time zone: local times that a change of the clocks leaves out or repeats.

use crate::suggest;
use crate::time::Millis;
use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

/// The widest change of the clocks that is looked across, in minutes.
const WIDEST_GAP: i64 = 26 * 60;

/// A zone by its IANA name; `Err`: the one near name.
///
/// # Errors
/// When there is no such zone.
pub fn named(name: &str) -> Result<Tz, Option<String>> {
    name.parse().map_err(|_| suggest::nearest(name, TZ_VARIANTS.iter().map(|z| z.name())).map(str::to_owned))
}

pub(super) fn local(at: Millis, zone: Tz) -> DateTime<Tz> {
    DateTime::<Utc>::from_timestamp_millis(at).unwrap_or_default().with_timezone(&zone)
}

/// What the clocks of a zone show.
pub(crate) fn wall(at: Millis, zone: Tz) -> NaiveDateTime {
    local(at, zone).naive_local()
}

/// When the clocks of a zone show a time: the first time if they show it twice, the moment after the gap if never.
pub(crate) fn instant(wall: NaiveDateTime, zone: Tz) -> Option<Millis> {
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.timestamp_millis()),
        MappedLocalTime::None => after_gap(wall, zone),
    }
}

/// The first moment after the gap that swallows a local time. Gaps end on whole minutes, and what is shown before and
/// after one is shown once; so the minute is searched by halving.
fn after_gap(wall: NaiveDateTime, zone: Tz) -> Option<Millis> {
    let shown = |minutes: i64| {
        zone.from_local_datetime(&(wall + TimeDelta::minutes(minutes)))
            .earliest()
            .map(|at| at.timestamp_millis())
    };
    let (mut in_gap, mut outside) = (0, 1);
    while shown(outside).is_none() {
        in_gap = outside;
        outside *= 2;
        if outside > WIDEST_GAP {
            return None;
        }
    }
    while outside - in_gap > 1 {
        let middle = in_gap + (outside - in_gap) / 2;
        match shown(middle) {
            Some(_) => outside = middle,
            None => in_gap = middle,
        }
    }
    // Back to the whole minute at which the clocks went forward.
    shown(outside).map(|at| at - at.rem_euclid(60_000))
}
