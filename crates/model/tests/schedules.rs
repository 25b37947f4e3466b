//! Schedules on a simulated clock: three zones across gap and fold, jumps of the clock, sleep, and the three policies.

#![allow(clippy::unwrap_used)]

use prama_model::schedule::{Schedule, read, read_all, turn, zone};
use prama_model::time::{Millis, parse, rfc3339};
use serde_json::{Value, json};

fn ms(text: &str) -> Millis {
    parse(text).unwrap()
}

fn schedule(value: Value) -> Schedule {
    read(&value, zone("Europe/Rome").unwrap(), ms("2026-01-01T00:00:00Z"), "").unwrap()
}

fn cron(pattern: &str, zone: &str) -> Schedule {
    schedule(json!({"id": "s", "kind": "cron", "cron": pattern, "time_zone": zone}))
}

/// A driver of one schedule on a clock that the test sets.
struct World {
    schedule: Schedule,
    handled: Millis,
    fired: Vec<(Millis, Millis, u32)>,
    skipped: u32,
}

impl World {
    fn new(schedule: Schedule, start: &str) -> Self {
        Self { schedule, handled: ms(start), fired: Vec::new(), skipped: 0 }
    }

    fn look(&mut self, now: Millis) -> Option<Millis> {
        let turn = turn(&self.schedule, self.handled, now);
        for due in turn.due {
            // The key of the event: the same due time is told once.
            if !self.fired.iter().any(|(at, ..)| *at == due.at_ms) {
                self.fired.push((due.at_ms, now, due.missed));
            }
        }
        self.skipped += turn.skipped;
        self.handled = turn.handled_ms.unwrap_or(self.handled);
        turn.next_ms
    }

    /// Looks as the driver does: at the next due time, and at least every 30 s.
    fn run(&mut self, from: &str, to: &str) {
        let mut now = ms(from);
        while now <= ms(to) {
            let next = self.look(now).unwrap_or(Millis::MAX);
            now = next.min(now + 30_000).max(now + 1);
        }
    }

    fn times(&self) -> Vec<String> {
        self.fired.iter().map(|(due, ..)| self.schedule.local(*due)).collect()
    }
}

#[test]
fn a_named_time_in_the_gap_is_due_once_right_after_and_in_the_fold_once() {
    // (zone, pattern, from, to, what its clocks show)
    let cases: [(&str, &str, &str, &str, &[&str]); 8] = [
        (
            "Europe/Rome",
            "30 2 * * *",
            "2026-03-28T12:00:00Z",
            "2026-03-30T12:00:00Z",
            &["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"],
        ),
        (
            "Europe/Rome",
            "15,45 2 * * *",
            "2026-03-28T12:00:00Z",
            "2026-03-29T12:00:00Z",
            &["2026-03-29T03:00:00+02:00"],
        ),
        (
            "Europe/Rome",
            "30 2 * * *",
            "2026-10-24T12:00:00Z",
            "2026-10-26T12:00:00Z",
            &["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"],
        ),
        (
            "Europe/Rome",
            "0,30 2 * * *",
            "2026-10-24T12:00:00Z",
            "2026-10-25T12:00:00Z",
            &["2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00"],
        ),
        (
            "America/New_York",
            "30 2 * * *",
            "2026-03-07T12:00:00Z",
            "2026-03-08T12:00:00Z",
            &["2026-03-08T03:00:00-04:00"],
        ),
        (
            "America/New_York",
            "30 1 * * *",
            "2026-10-31T12:00:00Z",
            "2026-11-01T12:00:00Z",
            &["2026-11-01T01:30:00-04:00"],
        ),
        // Half an hour of change: 02:00 becomes 02:30, and back.
        (
            "Australia/Lord_Howe",
            "15 2 * * *",
            "2026-10-03T12:00:00Z",
            "2026-10-04T12:00:00Z",
            &["2026-10-04T02:30:00+11:00"],
        ),
        (
            "Australia/Lord_Howe",
            "45 1 * * *",
            "2026-04-04T12:00:00Z",
            "2026-04-05T12:00:00Z",
            &["2026-04-05T01:45:00+11:00"],
        ),
    ];
    for (zone, pattern, from, to, wanted) in cases {
        let mut world = World::new(cron(pattern, zone), from);
        world.run(from, to);
        assert_eq!(world.times(), wanted, "{pattern} in {zone}");
        assert!(world.fired.iter().all(|(due, at, missed)| at == due && *missed == 0), "{:?}", world.fired);
    }
}

#[test]
fn a_pattern_for_every_hour_goes_on_as_real_time_does() {
    for (zone, from, to) in [
        ("Europe/Rome", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"),
        ("Europe/Rome", "2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z"),
        ("America/New_York", "2026-11-01T03:00:00Z", "2026-11-01T09:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T18:00:00Z"),
    ] {
        let mut world = World::new(cron("*/30 * * * *", zone), from);
        world.run(from, to);
        let due: Vec<_> = world.fired.iter().map(|(due, ..)| *due).collect();
        assert_eq!(due.len(), 12, "{zone}: {:?}", world.times());
        assert!(due.windows(2).all(|w| w[1] - w[0] == 30 * 60_000), "{zone}: {:?}", world.times());
    }
}

#[test]
fn a_year_in_three_zones_has_each_day_once_whatever_the_hour() {
    for zone in ["Europe/Rome", "America/New_York", "Australia/Lord_Howe"] {
        for (hour, minute) in (0..24).flat_map(|h| [(h, 0), (h, 15), (h, 45)]) {
            let schedule = cron(&format!("{minute} {hour} * * *"), zone);
            let days: Vec<_> = schedule
                .upcoming(ms("2026-01-01T14:00:00Z"), 365)
                .into_iter()
                .map(|at| schedule.local(at)[..10].to_owned())
                .collect();
            let mut once = days.clone();
            once.dedup();
            assert_eq!((days.len(), once.len()), (365, 365), "{hour}:{minute} in {zone}");
        }
    }
}

#[test]
fn after_sleep_a_due_time_waits_for_the_next_look_and_no_longer() {
    let mut world = World::new(cron("0 9 * * *", "UTC"), "2026-06-01T08:00:00Z");
    world.run("2026-06-01T08:00:00Z", "2026-06-01T08:30:00Z");
    // Timers stand still while the computer sleeps: the look planned for 30 s comes 30 s after it woke.
    world.run("2026-06-01T09:00:30Z", "2026-06-01T09:10:00Z");
    assert_eq!(world.fired, [(ms("2026-06-01T09:00:00Z"), ms("2026-06-01T09:00:30Z"), 0)]);
}

#[test]
fn missed_due_times_follow_the_policy() {
    let off = |missed: &str, from: &str| {
        let schedule = schedule(
            json!({"id": "s", "kind": "cron", "cron": "0 * * * *", "time_zone": "UTC", "missed": missed}),
        );
        let mut world = World::new(schedule, from);
        world.look(ms("2026-06-02T10:30:00Z"));
        world
    };
    let skip = off("skip", "2026-06-02T05:30:00Z");
    assert_eq!((skip.fired.len(), skip.skipped), (0, 5));
    let once = off("once", "2026-06-02T05:30:00Z");
    assert_eq!(once.fired, [(ms("2026-06-02T10:00:00Z"), ms("2026-06-02T10:30:00Z"), 5)]);
    let all = off("all", "2026-06-02T05:30:00Z");
    assert_eq!(
        all.fired.iter().map(|(due, _, n)| (rfc3339(*due)[11..13].to_owned(), *n)).collect::<Vec<_>>(),
        [("06".to_owned(), 1), ("07".into(), 1), ("08".into(), 1), ("09".into(), 1), ("10".into(), 1)]
    );
    let many = off("all", "2025-06-02T05:30:00Z");
    assert_eq!(many.fired.len(), 100);
    assert_eq!(many.fired.last().unwrap().0, ms("2026-06-02T10:00:00Z"));
    // Nothing is made up for twice.
    for mut world in [skip, once, all, many] {
        let before = world.fired.len();
        world.look(ms("2026-06-02T10:30:30Z"));
        assert_eq!(
            (world.fired.len(), world.schedule.next_after(world.handled)),
            (before, Some(ms("2026-06-02T11:00:00Z")))
        );
    }
}

#[test]
fn a_schedule_of_every_second_that_rested_for_a_year_makes_no_storm() {
    for (missed, wanted) in [("skip", 1), ("once", 1), ("all", 100)] {
        let schedule = schedule(json!({"id": "s", "kind": "cron", "cron": "* * * * * *", "missed": missed}));
        let mut world = World::new(schedule, "2025-01-01T00:00:00Z");
        world.look(ms("2026-01-01T00:00:00Z"));
        assert_eq!(world.fired.len(), wanted, "{missed}");
    }
}

#[test]
fn steps_of_the_clock_make_no_storm_and_no_double_and_hold_nothing_up() {
    for zone in ["Europe/Rome", "America/New_York", "Australia/Lord_Howe"] {
        let mut world = World::new(cron("*/10 * * * *", zone), "2026-05-01T11:55:00Z");
        world.run("2026-05-01T11:55:00Z", "2026-05-01T13:05:00Z");
        assert_eq!(world.fired.len(), 7, "{zone}");
        // Two hours ahead by mistake: one event stands for what seems missed.
        world.run("2026-05-01T15:05:00Z", "2026-05-01T15:06:00Z");
        assert_eq!(world.fired.len(), 8);
        assert!(world.fired[7].2 > 0);
        // Set right again: the due times go on at once, and those told already stay told.
        world.run("2026-05-01T13:06:00Z", "2026-05-01T14:05:00Z");
        assert_eq!(world.fired.len(), 14, "{zone}: {:?}", world.times());
        // An hour back, as someone might set it: nothing is told twice.
        world.run("2026-05-01T13:05:00Z", "2026-05-01T14:05:00Z");
        assert_eq!(world.fired.len(), 14);
        // A small correction over a due time.
        world.run("2026-05-01T14:09:59Z", "2026-05-01T14:10:01Z");
        world.run("2026-05-01T14:09:50Z", "2026-05-01T14:20:30Z");
        assert_eq!(world.fired.len(), 16);
    }
}

#[test]
fn intervals_and_single_times() {
    let every = schedule(json!({"id": "s", "kind": "interval", "every_s": 900}));
    let texts = |s: &Schedule, now: &str| s.upcoming(ms(now), 3).into_iter().map(rfc3339).collect::<Vec<_>>();
    assert_eq!(
        texts(&every, "2026-05-01T10:07:00Z"),
        ["2026-05-01T10:15:00.000Z", "2026-05-01T10:30:00.000Z", "2026-05-01T10:45:00.000Z"]
    );
    let from = schedule(json!({"id": "s", "kind": "interval", "every_s": 3600, "at": "2026-05-02T09:05"}));
    assert_eq!(texts(&from, "2026-05-01T10:07:00Z")[0], "2026-05-02T07:05:00.000Z");
    assert_eq!(texts(&from, "2026-05-02T07:05:00Z")[0], "2026-05-02T08:05:00.000Z");
    let once = schedule(json!({"id": "s", "kind": "once", "at": "2026-03-29T02:30"}));
    assert_eq!(
        once.upcoming(ms("2026-01-01T00:00:00Z"), 5).into_iter().map(|at| once.local(at)).collect::<Vec<_>>(),
        ["2026-03-29T03:00:00+02:00"]
    );
    let mut world = World::new(once, "2026-03-01T00:00:00Z");
    // The computer was off at that time.
    world.run("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
    assert_eq!(world.fired.len(), 1);
}

#[test]
fn plain_descriptions() {
    assert_eq!(
        cron("30 9 * * MON-FRI", "Europe/Rome").describe(),
        "At 09:30, on Monday, Tuesday, Wednesday, Thursday, and Friday. Time in Europe/Rome."
    );
    assert_eq!(cron("*/15 * * * *", "UTC").describe(), "Every 15 minutes. Time in UTC.");
    assert_eq!(
        schedule(json!({"id": "s", "kind": "interval", "every_s": 5400})).describe(),
        "Every 90 minutes."
    );
    assert_eq!(schedule(json!({"id": "s", "kind": "interval", "every_s": 86400})).describe(), "Every day.");
}

#[test]
fn every_mistake_has_its_place() {
    let config = json!({"schedules": [
        {"id": "a", "kind": "cron", "cron": "61 * * * *"},
        {"id": "b", "kind": "cron", "cron": "0 0 31 2 *"},
        {"id": "c", "kind": "cron", "cron": "0 9 * * *", "time_zone": "europe/rome"},
        {"id": "d", "kind": "interval", "every_s": 0},
        {"id": "e", "kind": "once", "at": "tomorrow"},
        {"id": "f", "kind": "cron"},
        {"id": "g", "kind": "once", "at": "2026-05-01T10:00:00+02:00"},
        {"id": "g", "kind": "once", "at": "2026-05-01T10:00:00+02:00"},
        {"id": "h", "kind": "sometimes"}
    ]});
    let errors =
        read_all(config.as_object().unwrap(), zone("UTC").unwrap(), ms("2026-01-01T00:00:00Z")).unwrap_err();
    let places: Vec<_> = errors.iter().map(|e| e.pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/schedules/0/cron",
            "/schedules/1/cron",
            "/schedules/2/time_zone",
            "/schedules/3/every_s",
            "/schedules/4/at",
            "/schedules/5/cron",
            "/schedules/7/id",
            "/schedules/8"
        ]
    );
    assert_eq!(errors[2].suggestion.as_deref(), Some("Europe/Rome"));
    assert!(errors[1].message.contains("never comes"), "{errors:?}");
}

#[test]
fn no_text_makes_the_reader_panic() {
    let pieces = [
        "*",
        "0",
        "5",
        "59",
        "60",
        "-",
        ",",
        "/",
        "L",
        "W",
        "#",
        "MON",
        "é",
        " ",
        "@daily",
        "?",
        "99999999999999999999",
        "*/0",
        "1-",
        "LW",
    ];
    let utc = zone("UTC").unwrap();
    for a in pieces {
        for b in pieces {
            for pattern in [
                format!("{a}{b} 4 * * *"),
                format!("0 0 {a}{b} * *"),
                format!("0 0 1 {a} {b}"),
                format!("{a} {b}"),
            ] {
                let _ = read(
                    &json!({"id": "s", "kind": "cron", "cron": pattern, "time_zone": "UTC"}),
                    utc,
                    0,
                    "",
                );
            }
        }
    }
}
