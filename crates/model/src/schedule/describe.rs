//! A schedule as a sentence.

use super::{Schedule, Timing, zone};

impl Schedule {
    /// When it is due, as a sentence in plain words.
    #[must_use]
    pub fn describe(&self) -> String {
        let place = self.zone.name();
        match &self.timing {
            Timing::Cron(cron) => format!("{} Time in {place}.", cron.describe()),
            Timing::Interval { every_ms, from_ms: 0 } => format!("Every {}.", span(*every_ms)),
            Timing::Interval { every_ms, from_ms } => {
                let from = zone::local(*from_ms, self.zone).format("%Y-%m-%d %H:%M:%S");
                format!("Every {}, counted from {from}. Time in {place}.", span(*every_ms))
            }
            Timing::Once(at) => {
                let local = zone::local(*at, self.zone);
                format!("Once, on {}. Time in {place}.", local.format("%Y-%m-%d at %H:%M:%S"))
            }
        }
    }
}

/// A length of time in its largest whole unit.
fn span(ms: i64) -> String {
    let s = ms / 1000;
    let (n, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(size, _)| s % size == 0)
        .map_or((s, "second"), |(size, unit)| (s / size, unit));
    if n == 1 { unit.to_owned() } else { format!("{n} {unit}s") }
}
