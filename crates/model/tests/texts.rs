//! The rows of the micro-copy that concern events, triggers and folders, word for word, with their own samples.

#![allow(clippy::unwrap_used)]

use prama_model::condition::{Condition, quoted};
use prama_model::schedule::Tz;
use prama_model::texts::matches::{self, Doing};
use prama_model::texts::{Said, events, folders, triggers};
use prama_model::{Problem, time};
use serde_json::json;

const DAY: i64 = 86_400_000;

fn at(clock: &str) -> i64 {
    time::parse(&format!("2026-05-03T{clock}:00Z")).unwrap()
}

fn is(of: &Problem, title: &str, detail: &str) {
    assert_eq!((of.title.as_str(), of.detail.as_str()), (title, detail));
}

fn says(of: &Said, title: &str, detail: &str) {
    assert_eq!((of.title.as_str(), of.detail.as_str()), (title, detail));
}

#[test]
fn events_that_were_set_aside() {
    let declared = ["timer_fired"];
    is(
        &events::unregistered_type("random_event", "My Timer", &declared),
        "\"random_event\" isn't an event type of My Timer.",
        "The event was kept but can't start anything. My Timer declares: `timer_fired`.",
    );
    let near = events::unregistered_type("timer_fire", "My Timer", &declared);
    assert_eq!(near.title, "\"timer_fire\" isn't an event type of My Timer. Did you mean `timer_fired`?");
    assert_eq!(near.suggestion.as_deref(), Some("timer_fired"));

    let known = ["my-timer", "system", "a-1", "b-2", "c-3"];
    let wrong_case = events::unknown_source("my-Timer", &known);
    assert_eq!(wrong_case.suggestion.as_deref(), Some("my-timer"));
    is(
        &events::with_set_aside(wrong_case, 14, "since 10:02"),
        "No source has the id `my-Timer`. Did you mean `my-timer`?",
        "Ids must match exactly, including capitals. 14 events were set aside since 10:02.",
    );
    is(
        &events::unknown_source("billing", &known),
        "No source has the id `billing`.",
        "Known ids: my-timer, system, 3 more.",
    );
    is(
        &events::missing_field("Timer Fired", "fired_at", "date and time", ["timer_id"].into_iter()),
        "Timer Fired needs `fired_at` (date and time), and this event has none.",
        "It has: `timer_id`. Nothing was run.",
    );
    let got = prama_model::texts::values::value_words(&json!("102400"));
    let wrong = events::wrong_type("file_size", "a number", &got);
    assert_eq!(wrong, "`file_size` should be a number; got the text \"102400\".");
}

#[test]
fn triggers_that_wait_never_matched_or_were_saved() {
    says(
        &triggers::other_id("timer_fired", "my-timer", "my-Timer", 14),
        "Waiting for `timer_fired` from `my-timer`.",
        "14 events came from `my-Timer` instead, which counts as a different source.",
    );
    let leaf = json!({"field": "filename", "op": "contains", "value": "invioce"});
    let failed = quoted(&Condition::from_value(&leaf).unwrap().unwrap());
    says(
        &triggers::never_matched(6 * DAY, 412, Some(&failed), Some(&json!("invoice"))),
        "On for 6 days, 412 events, 0 matches.",
        "Every one failed \"filename contains invioce\". Nearest past value: \"invoice\".",
    );
    assert_eq!(triggers::use_nearest(&json!("invoice"), 41), "Use \"invoice\": 41 matches");
    says(&triggers::every_event("PDF added", 96), "This runs for every PDF added: about 96 a day.", "");
    says(&triggers::saved(true, 12, 100), "On. 12 of the last 100 events would have matched.", "");
}

#[test]
fn matches_that_did_not_simply_run() {
    let now = at("18:00");
    assert_eq!(
        matches::handled(at("10:12"), now, Tz::UTC, "content"),
        "Already handled at 10:12 (same content)."
    );
    let flood = format!("{} {}", matches::flood(212, 8_000, 100, true), matches::flood_ran(0, 212));
    assert_eq!(flood, "212 files arrived in 8 seconds, more than your limit of 100. None has run yet.");
    says(
        &matches::looping("Invoices", Doing::Writes("~/Scans")),
        "Stopped: this workflow keeps triggering itself.",
        "It writes to ~/Scans, which \"Invoices\" watches.",
    );
    let paused = matches::paused("PDF Monitor", at("10:02"), now, Tz::UTC);
    says(&paused, "PDF Monitor has been paused since 10:02.", "Nothing was run.");
    let yesterday = matches::paused("PDF Monitor", at("10:02") - DAY, now, Tz::UTC);
    assert_eq!(yesterday.title, "PDF Monitor has been paused since 2 May at 10:02.");
}

#[test]
fn folders_and_files_that_wait() {
    assert_eq!(
        folders::copying("scan-88.pdf", 12_000_000),
        "Waiting for scan-88.pdf to finish copying (12 MB, growing)."
    );
    says(
        &folders::gone("~/Inbox"),
        "~/Inbox can't be found.",
        "Drive unplugged or folder renamed? Watching resumes when it is back.",
    );
    says(
        &folders::watch_limit("~/Archive", 30_000),
        "Checking ~/Archive every 30 s instead of instantly.",
        "This computer's limit for watched folders is used up.",
    );
}
