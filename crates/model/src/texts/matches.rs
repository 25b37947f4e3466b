//! Why a match did not simply start its run.

use super::Said;
use super::quantity::{at, length, number, since};
use crate::schedule::Tz;
use crate::time::Millis;

/// It has its run; `same` is what the two have in common: content, path or a key.
#[must_use]
pub fn handled(at_ms: Millis, now: Millis, zone: Tz, same: &str) -> String {
    format!("Already handled {} (same {same}).", at(at_ms, now, zone))
}

/// More at once than a person expects.
#[must_use]
pub fn flood(arrived: u64, ms: Millis, limit: u32, files: bool) -> String {
    let what = if files { "files" } else { "events" };
    let (arrived, limit) = (number(arrived), number(limit));
    format!("{arrived} {what} arrived in {}, more than your limit of {limit}.", length(ms))
}

/// What of a flood has run.
#[must_use]
pub fn flood_ran(ran: i64, wait: i64) -> String {
    match ran {
        0 => "None has run yet.".to_owned(),
        1 => format!("1 has run, {} wait.", number(wait)),
        _ => format!("{} have run, {} wait.", number(ran), number(wait)),
    }
}

/// What happened when a workflow causes its own events.
pub const LOOP: &str = "Stopped: this workflow keeps triggering itself.";

/// How a workflow causes its own events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing<'a> {
    /// It writes into this folder.
    Writes(&'a str),
    /// It leads to events of this type and source.
    LeadsTo(&'a str, &'a str),
}

/// A trigger that was stopped because its workflow causes its own events.
#[must_use]
pub fn looping(trigger: &str, doing: Doing<'_>) -> Said {
    let detail = match doing {
        Doing::Writes(folder) => format!("It writes to {folder}, which \"{trigger}\" watches."),
        Doing::LeadsTo(event_type, source) => {
            format!("It leads to {event_type} of {source}, which \"{trigger}\" listens to.")
        }
    };
    Said::new(LOOP, detail)
}

/// Its workflow is not there any more.
#[must_use]
pub fn no_workflow(id: &str) -> String {
    format!("There was no workflow `{id}` any more, so nothing was started.")
}

/// Its source is paused.
#[must_use]
pub fn paused(source: &str, since_ms: Millis, now: Millis, zone: Tz) -> Said {
    Said::new(format!("{source} has been paused {}.", since(since_ms, now, zone)), "Nothing was run.")
}
