//! Options of a trigger as a person would say them.

use super::{Concurrency, Day, Mode, Options, Outside, Overflow, Per, Window};
use crate::texts::quantity::{count, number, span, weekdays};

/// Each option with its sentence, in the order of their effect.
#[must_use]
pub fn option_sentences(options: &Options) -> Vec<(&'static str, String)> {
    let by = |key: &Option<String>| key.as_ref().map(|k| format!(" for each {k}")).unwrap_or_default();
    let once = options.once.as_ref().map(|o| {
        let what = match (o.per, &o.key) {
            (Per::File, _) => "file",
            (Per::Path, _) => "path",
            (Per::Key, key) => key.as_deref().unwrap_or("key"),
        };
        match o.forget_after_days {
            None => format!("Once per {what}."),
            Some(1) => format!("Once per {what} in a day."),
            Some(days) => format!("Once per {what} in {days} days."),
        }
    });
    let debounce =
        options.debounce.as_ref().map(|o| format!("Waits {} quiet{}.", span(o.wait_s.ms()), by(&o.key)));
    let batch = options.batch.as_ref().map(|o| {
        format!("One run for up to {} in {}{}.", number(o.most() as i128), span(o.window_s.ms()), by(&o.key))
    });
    let rate = options.rate.as_ref().map(|o| {
        let more = match o.overflow {
            Overflow::Queue => "wait",
            Overflow::Drop => "don't run",
            Overflow::Hold => "wait for your OK",
        };
        format!("At most {} in {}; more {more}.", count(o.limit, "run", "runs"), span(o.per_s.ms()))
    });
    let flood = options
        .flood
        .as_ref()
        .map(|o| format!("More than {} in {} wait for your OK.", number(o.limit), span(o.per_s.ms())));
    let brake = options.brake.as_ref().map(|o| {
        format!("Waits for your OK after touching {} files in {}.", number(o.files), span(o.per_s.ms()))
    });
    let all = [
        ("once", once),
        ("debounce", debounce),
        ("batch", batch),
        ("rate", rate),
        ("concurrency", options.concurrency.as_ref().map(|o| concurrency(o) + &by(&o.key) + ".")),
        ("schedule", options.schedule.as_ref().map(schedule)),
        ("flood", flood),
        ("brake", brake),
    ];
    all.into_iter().filter_map(|(name, said)| Some((name, said?))).collect()
}

fn concurrency(o: &Concurrency) -> String {
    match (o.mode, o.most()) {
        (Mode::Parallel, None) => "Any number at once".to_owned(),
        (Mode::Queue, Some(1)) => "One run at a time".to_owned(),
        (Mode::Skip, Some(1)) => "Skips while one is running".to_owned(),
        (Mode::Replace, Some(1)) => "A newer run replaces the running one".to_owned(),
        (Mode::Skip, Some(n)) => format!("Skips while {n} are running"),
        (Mode::Replace, Some(n)) => format!("At most {n} runs at once, newer ones replace older ones"),
        (_, Some(n)) => format!("At most {n} runs at once"),
        (_, None) => "Any number at once".to_owned(),
    }
}

fn schedule(o: &Window) -> String {
    let zone = o.time_zone.as_ref().map(|z| format!(" {z}")).unwrap_or_default();
    let outside = match o.outside {
        Outside::Hold => "outside it waits",
        Outside::Ignore => "outside it doesn't run",
    };
    format!("{}, {} to {}{zone}; {outside}.", days(&o.days), o.from, o.to)
}

fn days(days: &[Day]) -> String {
    weekdays(
        [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun].map(|d| days.contains(&d)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn said(options: Value) -> Vec<String> {
        let options = Options::from_value(&options).unwrap().unwrap();
        option_sentences(&options).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn every_option_is_said_in_words() {
        let cases = [
            (json!({"once": {"per": "file"}}), "Once per file."),
            (
                json!({"once": {"per": "key", "key": "order.id", "forget_after_days": 30}}),
                "Once per order.id in 30 days.",
            ),
            (json!({"debounce": {"wait_s": 2}}), "Waits 2 s quiet."),
            (json!({"debounce": {"wait_s": 0.5, "key": "customer"}}), "Waits 0.5 s quiet for each customer."),
            (json!({"batch": {"window_s": 600}}), "One run for up to 100 in 10 min."),
            (
                json!({"rate": {"limit": 1, "per_s": 3600, "overflow": "drop"}}),
                "At most 1 run in 1 h; more don't run.",
            ),
            (json!({"concurrency": {"mode": "queue"}}), "One run at a time."),
            (
                json!({"concurrency": {"mode": "skip", "key": "host"}}),
                "Skips while one is running for each host.",
            ),
            (
                json!({"schedule": {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00", "outside": "ignore"}}),
                "Mon–Fri, 09:00 to 17:00; outside it doesn't run.",
            ),
            (json!({"flood": {"limit": 100, "per_s": 60}}), "More than 100 in 60 s wait for your OK."),
            (
                json!({"brake": {"files": 50, "per_s": 60}}),
                "Waits for your OK after touching 50 files in 60 s.",
            ),
        ];
        for (options, text) in cases {
            assert_eq!(said(options), [text]);
        }
        assert_eq!(
            said(json!({"debounce": {"wait_s": 2}, "once": {"per": "path"}})),
            ["Once per path.", "Waits 2 s quiet."]
        );
    }
}
