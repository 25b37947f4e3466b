//! Cron patterns. Which wall clock times match is croner's work; what a change of the clocks does with them is ours:
//! a pattern that names hours is due once for each wall clock time, one for every hour goes on as real time does.

use super::zone;
use crate::time::Millis;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::parser::{CronParser, Seconds};
use croner::{Cron, errors::CronError};

/// The longest pattern, in bytes.
const LONGEST: usize = 400;

/// A pattern that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CronTime {
    text: String,
    cron: Cron,
    every_hour: bool,
}

impl CronTime {
    /// Five fields, or six with seconds first, or a nickname such as `@daily`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // croner reads an empty item as no time at all, and then looks for one through thousands of years.
        if text.len() > LONGEST || text.split([' ', ',']).any(str::is_empty) {
            return Err("an item of a list is empty, or it is too long".to_owned());
        }
        let parser = CronParser::builder().seconds(Seconds::Optional).build();
        let cron = parser.parse(&text).map_err(|e| plain(&e))?;
        let every_hour = cron.pattern.hours.values().len() == 24;
        Ok(Self { text, cron, every_hour })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What it says, as a sentence.
    pub(super) fn describe(&self) -> String {
        let said = self.cron.describe();
        said.strip_prefix("At every ").map(|rest| format!("Every {rest}")).unwrap_or(said)
    }

    pub(super) fn next_after(&self, after: Millis, zone: Tz) -> Option<Millis> {
        if self.every_hour {
            let next = self.cron.find_next_occurrence(&zone::local(after, zone), false).ok()?;
            return Some(next.timestamp_millis());
        }
        // The wall clock as a line without gaps and folds; each time on it has its one moment, in the same order.
        let mut wall: DateTime<Utc> = zone::local(after, zone).naive_local().and_utc();
        loop {
            wall = self.cron.find_next_occurrence(&wall, false).ok()?;
            if let Some(at) = zone::instant(wall.naive_utc(), zone).filter(|at| *at > after) {
                return Some(at);
            }
        }
    }
}

fn plain(error: &CronError) -> String {
    match error {
        CronError::InvalidPattern(text)
        | CronError::IllegalCharacters(text)
        | CronError::ComponentError(text) => text.trim_end_matches('.').to_owned(),
        other => other.to_string().trim_end_matches('.').to_owned(),
    }
}
