//! What a trigger waits for, what it would run for, and why it never has.

use super::Said;
use super::quantity::{age, count, number};
use crate::time::Millis;
use serde_json::Value;

/// Triggers named at most where there are many.
const NAMED: usize = 10;

/// Its events come under another id, which is nearly the one it waits for.
#[must_use]
pub fn other_id(event_type: &str, source: &str, other: &str, events: u64) -> Said {
    Said::new(
        format!("Waiting for `{event_type}` from `{source}`."),
        format!(
            "{} came from `{other}` instead, which counts as a different source.",
            count(events, "event", "events")
        ),
    )
}

/// A trigger that has seen events and never matched: since when it is on, the condition that let none through, and the past
/// value that is nearest to what it asks for.
#[must_use]
pub fn never_matched(on_for: Millis, events: i64, failed: Option<&str>, nearest: Option<&Value>) -> Said {
    let title = format!("On for {}, {}, 0 matches.", age(on_for), count(events, "event", "events"));
    let failed = failed.map(|condition| format!("Every one failed \"{condition}\"."));
    let nearest = nearest.map(|value| format!("Nearest past value: {value}."));
    Said::new(title, failed.into_iter().chain(nearest).collect::<Vec<_>>().join(" "))
}

/// The button beside it.
#[must_use]
pub fn use_nearest(value: &Value, matches: usize) -> String {
    format!("Use {value}: {}", count(matches as i128, "match", "matches"))
}

/// A trigger without conditions; `a_day` is what came in the last 24 hours.
#[must_use]
pub fn every_event(label: &str, a_day: i64) -> Said {
    let rate = match a_day {
        0 => "none in the last 24 hours".to_owned(),
        n => format!("about {} a day", number(n)),
    };
    Said::new(format!("This runs for every {label}: {rate}."), "")
}

/// A trigger that was saved or turned on, and what it would have done.
#[must_use]
pub fn saved(active: bool, matched: usize, total: usize) -> Said {
    if !active {
        return Said::new("Saved, and off.", "Turn it on when it should run.");
    }
    let would = match total {
        0 => "No such event has come in yet.".to_owned(),
        total => format!(
            "{} of the last {} would have matched.",
            number(matched as i128),
            count(total as i128, "event", "events")
        ),
    };
    Said::new(format!("On. {would}"), "")
}

/// Triggers by their display names; of many the first, and how many more.
#[must_use]
pub fn named<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let listed: Vec<String> = names.take(NAMED).map(|name| format!("\"{name}\"")).collect();
    let more = if more > 0 { format!(" and {} more", number(more as i128)) } else { String::new() };
    format!("{}{more}", listed.join(", "))
}
