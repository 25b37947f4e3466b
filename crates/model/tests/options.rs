//! Options of a trigger: read with every mistake at its place, written as they were read, and windows over clock changes.

#![allow(clippy::unwrap_used)]

use prama_model::schedule::{Tz, zone};
use prama_model::texts::quantity::at as said;
use prama_model::time::parse;
use prama_model::trigger::{Options, Window};
use serde_json::{Value, json};

fn problems(value: Value) -> Vec<(String, String)> {
    let problems = Options::from_value(&value).unwrap_err();
    problems.into_iter().map(|p| (p.pointer, p.message)).collect()
}

#[test]
fn what_is_written_is_read_and_written_again() {
    let all = json!({
        "once": {"per": "key", "key": "customer.id", "forget_after_days": 30},
        "debounce": {"wait_s": 2, "key": "file_path"},
        "batch": {"window_s": 0.5, "max": 20, "key": "source_folder"},
        "rate": {"limit": 10, "per_s": 60, "overflow": "hold"},
        "concurrency": {"mode": "replace", "max": 2, "key": "customer.id"},
        "schedule": {"days": ["mon", "fri"], "from": "22:00", "to": "24:00", "time_zone": "Europe/Rome", "outside": "ignore"},
        "flood": {"limit": 100, "per_s": 60},
        "brake": {"files": 500, "per_s": 60}
    });
    let options = Options::from_value(&all).unwrap().unwrap();
    assert_eq!(serde_json::to_value(&options).unwrap(), all);
    let stored: Options = serde_json::from_value(all).unwrap();
    assert_eq!(stored, options);
    for none in [Value::Null, json!({}), json!({"once": null})] {
        assert_eq!(Options::from_value(&none).unwrap(), None);
    }
}

#[test]
fn every_mistake_has_its_place() {
    let wrong = json!({
        "onec": {},
        "once": {"per": "key"},
        "debounce": {"wait_s": 0, "ky": "x"},
        "batch": {"max": 1.5, "window_s": "1"},
        "rate": {"limit": 0, "per_s": 60, "overflow": "qeue"},
        "concurrency": {"mode": "parallel", "key": ""},
        "schedule": {"days": ["monday", "tue", "tue"], "from": "9:00", "to": "25:00", "time_zone": "Europe/Rom"},
        "flood": 3
    });
    let found = problems(wrong);
    let places: Vec<&str> = found.iter().map(|(p, _)| p.as_str()).collect();
    assert_eq!(
        places,
        [
            "/once/key",
            "/debounce/wait_s",
            "/debounce/ky",
            "/batch/window_s",
            "/batch/max",
            "/rate/limit",
            "/rate/overflow",
            "/concurrency/key",
            "/schedule/days/0",
            "/schedule/days/2",
            "/schedule/from",
            "/schedule/to",
            "/schedule/time_zone",
            "/flood",
            "/onec"
        ]
    );
    let said = |place: &str| found.iter().find(|(p, _)| p == place).unwrap().1.clone();
    assert_eq!(said("/onec"), "There is no option \"onec\". Did you mean \"once\"?");
    assert_eq!(
        said("/rate/overflow"),
        "\"overflow\" is one of queue, drop, hold; got \"qeue\". Did you mean \"queue\"?"
    );
    assert_eq!(said("/debounce/wait_s"), "\"wait_s\" is seconds, 0.1 to 86400; got 0.");
    assert_eq!(
        said("/schedule/time_zone"),
        "There is no time zone \"Europe/Rom\". Did you mean \"Europe/Rome\"? Names are like Europe/Rome."
    );
    assert_eq!(problems(json!({"once": {"per": "file", "key": "x"}}))[0].0, "/once/key");
    assert_eq!(
        problems(json!({"schedule": {"days": ["mon"], "from": "09:00", "to": "09:00"}}))[0].0,
        "/schedule/to"
    );
    assert_eq!(
        problems(json!([])),
        [("".to_owned(), "This is an object of options; got a list.".to_owned())]
    );
}

fn window(days: Value, from: &str, to: &str) -> Window {
    let value = json!({"schedule": {"days": days, "from": from, "to": to, "time_zone": "Europe/Rome", "outside": "hold"}});
    Options::from_value(&value).unwrap().unwrap().schedule.unwrap()
}

fn opens(window: &Window, at: &str) -> Option<String> {
    window.opens(parse(at).unwrap(), Tz::UTC).map(prama_model::time::rfc3339)
}

#[test]
fn a_window_opens_and_closes_in_its_own_zone() {
    let office = window(json!(["mon", "tue", "wed", "thu", "fri"]), "09:00", "18:00");
    // 2025-11-21 is a Friday; Rome is one hour ahead of UTC.
    assert_eq!(opens(&office, "2025-11-21T07:59:59Z"), Some("2025-11-21T08:00:00.000Z".into()));
    assert_eq!(opens(&office, "2025-11-21T08:00:00Z"), None);
    assert_eq!(opens(&office, "2025-11-21T16:59:59.999Z"), None);
    assert_eq!(opens(&office, "2025-11-21T17:00:00Z"), Some("2025-11-24T08:00:00.000Z".into()));
    // Over midnight: it belongs to the day on which it begins.
    let night = window(json!(["fri"]), "22:00", "06:00");
    assert_eq!(opens(&night, "2025-11-22T04:59:00Z"), None);
    assert_eq!(opens(&night, "2025-11-22T05:00:00Z"), Some("2025-11-28T21:00:00.000Z".into()));
    assert_eq!(opens(&night, "2025-11-21T04:00:00Z"), Some("2025-11-21T21:00:00.000Z".into()));
    let whole = window(json!(["sat"]), "00:00", "24:00");
    assert_eq!(opens(&whole, "2025-11-22T22:59:59Z"), None);
    assert_eq!(opens(&whole, "2025-11-22T23:00:00Z"), Some("2025-11-28T23:00:00.000Z".into()));
}

#[test]
fn a_window_follows_changes_of_the_clocks() {
    // Clocks go forward on 2026-03-29 at 02:00, which becomes 03:00.
    let early = window(json!(["sun"]), "02:30", "04:00");
    assert_eq!(opens(&early, "2026-03-29T00:59:59Z"), Some("2026-03-29T01:00:00.000Z".into()));
    assert_eq!(opens(&early, "2026-03-29T01:00:00Z"), None);
    assert_eq!(opens(&early, "2026-03-29T02:00:00Z"), Some("2026-04-05T00:30:00.000Z".into()));
    // A window that the gap swallows whole does not open on that day.
    let gone = window(json!(["sun"]), "02:10", "02:50");
    assert_eq!(opens(&gone, "2026-03-29T00:30:00Z"), Some("2026-04-05T00:10:00.000Z".into()));
    // Clocks go back on 2026-10-25 at 03:00, which becomes 02:00: 02:30 comes twice, the first one opens, 04:00 closes.
    assert_eq!(opens(&early, "2026-10-25T00:29:59Z"), Some("2026-10-25T00:30:00.000Z".into()));
    assert_eq!(opens(&early, "2026-10-25T00:30:00Z"), None);
    assert_eq!(opens(&early, "2026-10-25T02:59:59Z"), None);
    assert_eq!(opens(&early, "2026-10-25T03:00:00Z"), Some("2026-11-01T01:30:00.000Z".into()));
    // The day of 23 hours and the day of 25 are open from midnight to midnight.
    let whole = window(json!(["sun"]), "00:00", "24:00");
    assert_eq!(opens(&whole, "2026-03-29T21:59:59Z"), None);
    assert_eq!(opens(&whole, "2026-03-29T22:00:00Z"), Some("2026-04-04T22:00:00.000Z".into()));
    assert_eq!(opens(&whole, "2026-10-25T22:59:59Z"), None);
}

#[test]
fn moments_are_said_as_today_or_with_the_day() {
    let at = |text: &str| parse(text).unwrap();
    let rome = zone("Europe/Rome").unwrap();
    let now = at("2025-11-21T23:30:00Z");
    assert_eq!(said(at("2025-11-21T23:05:00Z"), now, rome), "at 00:05");
    assert_eq!(said(at("2025-11-21T22:05:00Z"), now, rome), "on 21 Nov at 23:05");
    assert_eq!(said(at("2024-11-21T22:05:00Z"), now, rome), "on 21 Nov 2024 at 23:05");
}
