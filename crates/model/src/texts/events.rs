//! Why an event was set aside.

use super::quantity::{count, number};
use crate::{Problem, suggest};

/// Names listed in a sentence.
const LISTED: usize = 12;

/// That a source does not declare an event type, with the one that is near.
#[must_use]
pub fn not_a_type(event_type: &str, source: &str, near: Option<&str>) -> String {
    suggested(format!("\"{event_type}\" isn't an event type of {source}."), near)
}

/// That no source has an id, with the one that is near.
#[must_use]
pub fn not_a_source(id: &str, near: Option<&str>) -> String {
    suggested(format!("No source has the id `{id}`."), near)
}

fn suggested(said: String, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("{said} Did you mean `{near}`?"),
        None => said,
    }
}

/// An event type that its source does not declare.
#[must_use]
pub fn unregistered_type(event_type: &str, source: &str, declared: &[&str]) -> Problem {
    let near = suggest::nearest(event_type, declared.iter().copied()).map(ToOwned::to_owned);
    let title = not_a_type(event_type, source, near.as_deref());
    let fix = match &near {
        Some(near) => format!("Send it with \"event_type\": \"{near}\"."),
        None => format!("Use a declared type, or add \"{event_type}\" to eventTypes in plugin.json."),
    };
    let kept = "The event was kept but can't start anything.";
    let detail = match declared {
        [] => format!("{kept} {source} declares none."),
        some => format!("{kept} {source} declares: {}.", names(some)),
    };
    Problem::new("EVT-002", title, detail).place("/event_type").fix(fix).suggestion(near)
}

/// A source that there is not.
#[must_use]
pub fn unknown_source(id: &str, known: &[&str]) -> Problem {
    let near = suggest::nearest(id, known.iter().copied());
    let (detail, fix) = match near {
        Some(near) => {
            (format!("{MUST_MATCH} {}", set_aside(1, None)), format!("Send it with \"source\": \"{near}\"."))
        }
        None => (
            known_ids(known),
            "Use a known id, or add a folder with a plugin.json for this source.".to_owned(),
        ),
    };
    Problem::new("EVT-001", not_a_source(id, near), detail)
        .fix(fix)
        .suggestion(near.map(ToOwned::to_owned))
        .place("/source")
}

/// What is said of every id that is nearly right.
pub const MUST_MATCH: &str = "Ids must match exactly, including capitals.";

/// The same problem with how many events were set aside for it, and since when; what was stored with an event knows it only of
/// that one.
#[must_use]
pub fn with_set_aside(mut problem: Problem, events: u64, since: &str) -> Problem {
    if problem.code == "EVT-001" && problem.suggestion.is_some() && events > 1 {
        problem.detail = format!("{MUST_MATCH} {}", set_aside(events, Some(since)));
    }
    problem
}

fn set_aside(events: u64, since: Option<&str>) -> String {
    match since {
        None => "The event was set aside.".to_owned(),
        Some(since) => format!("{} set aside {since}.", count(events, "event was", "events were")),
    }
}

fn known_ids(ids: &[&str]) -> String {
    match ids {
        [] => "There is none yet.".to_owned(),
        [a, b, rest @ ..] if !rest.is_empty() => format!("Known ids: {a}, {b}, {} more.", rest.len()),
        ids => format!("Known ids: {}.", ids.join(", ")),
    }
}

/// A field that must be there and is not; `what` says what it holds, `has` names the fields that are there.
#[must_use]
pub fn missing_field<'a>(
    label: &str,
    field: &str,
    what: &str,
    has: impl Iterator<Item = &'a str>,
) -> Problem {
    let has: Vec<&str> = has.collect();
    let has =
        if has.is_empty() { "It has no fields.".to_owned() } else { format!("It has: {}.", names(&has)) };
    Problem::new(
        "EVT-003",
        format!("{label} needs `{field}` ({what}), and this event has none."),
        format!("{has} {NOTHING_RUN}"),
    )
    .fix(format!("Add \"{field}\" to the event's data."))
}

/// What is said of an event that was set aside because its data does not fit.
const NOTHING_RUN: &str = "Nothing was run.";

/// Whether a problem is that the data does not fit what the source declares.
#[must_use]
pub fn is_unfit(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "EVT-003" | "EVT-004")
}

/// The same problem of an event that was accepted all the same, as a person wants it for its source.
#[must_use]
pub fn accepted_unfit(mut problem: Problem, source: &str) -> Problem {
    let accepted = format!("It was accepted all the same: {source} is set to accept such events.");
    problem.detail = problem.detail.replace(NOTHING_RUN, &accepted);
    problem
}

/// One field that is missing, beside others.
#[must_use]
pub fn missing(field: &str, what: &str) -> String {
    format!("`{field}` ({what}) is missing.")
}

/// A field of another type or format: both in words.
#[must_use]
pub fn wrong_type(field: &str, should_be: &str, got: &str) -> String {
    format!("`{field}` should be {should_be}; got {got}.")
}

/// Data that does not fit, with the first thing that is wrong.
#[must_use]
pub fn wrong_data(label: &str, first: Option<String>) -> Problem {
    Problem::new(
        "EVT-004",
        first.unwrap_or_else(|| format!("The data does not fit {label}.")),
        format!("{label} declares other types in plugin.json. {NOTHING_RUN}"),
    )
    .fix("Send the type that the schema asks for, or change the schema in plugin.json.")
}

fn names(of: &[&str]) -> String {
    let mut out: Vec<String> = of.iter().take(LISTED).map(|n| format!("`{n}`")).collect();
    if let more @ 1.. = of.len().saturating_sub(LISTED) {
        out.push(format!("{} more", number(more as i128)));
    }
    out.join(", ")
}
