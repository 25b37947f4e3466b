//! Numbers, sizes, lengths of time and moments inside sentences. The window writes them by the same rule
//! (ui/src/lib/format.ts); crates/model/tests/words.json holds both to it.

use crate::schedule::{self, Tz};
use crate::time::Millis;

/// Between groups of three digits.
const NARROW_SPACE: char = '\u{202f}';
const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];

/// "412", "48 310" with a narrow space.
#[must_use]
pub fn number(n: impl Into<i128>) -> String {
    let n: i128 = n.into();
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(NARROW_SPACE);
        }
        out.push(digit);
    }
    out
}

/// "1 event", "412 events".
#[must_use]
pub fn count(n: impl Into<i128>, one: &str, many: &str) -> String {
    let n: i128 = n.into();
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A size, decimal as file managers show it: "999 B", "1.2 kB", "12 MB".
#[must_use]
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut rest, mut unit) = (bytes as f64 / 1000.0, 0);
    while rest >= 999.5 && unit + 1 < UNITS.len() {
        rest /= 1000.0;
        unit += 1;
    }
    if rest < 9.95 { format!("{rest:.1} {}", UNITS[unit]) } else { format!("{rest:.0} {}", UNITS[unit]) }
}

/// A size that nothing is rounded off: 20 000 000 is "20 MB"; of 20 480 001 there is none.
#[must_use]
pub fn exact_size(bytes: u64) -> Option<String> {
    let (mut rest, mut steps) = (bytes, 0_usize);
    while rest >= 1000 && rest.is_multiple_of(1000) {
        rest /= 1000;
        steps += 1;
    }
    let unit = UNITS.get(steps.checked_sub(1)?)?;
    (rest < 1000).then(|| format!("{rest} {unit}"))
}

/// How long something took, in the largest whole unit that says enough: "8 seconds", "3.8 seconds", "2 hours".
#[must_use]
pub fn length(ms: Millis) -> String {
    let tenths = ((ms + 50) / 100).max(1);
    if tenths % 10 != 0 && tenths < 100 {
        return format!("{}.{} seconds", tenths / 10, tenths % 10);
    }
    let s = (ms + 500) / 1000;
    let (n, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(size, _)| s >= 2 * size || (s > 0 && s % size == 0))
        .map_or((s, "second"), |(size, unit)| ((s + size / 2) / size, unit));
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

/// How long something has been so: "less than an hour", "5 hours", "6 days".
#[must_use]
pub fn age(ms: Millis) -> String {
    match ms / 3_600_000 {
        h if h < 1 => "less than an hour".to_owned(),
        h if h < 48 => count(h, "hour", "hours"),
        h => count(h / 24, "day", "days"),
    }
}

/// A limit's length of time, in the largest unit that says it whole: "60 s", "2 min", "1 h".
#[must_use]
pub fn span(ms: Millis) -> String {
    for (unit, name) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min")] {
        // "60 s" is how limits are spoken of; a minute begins at two.
        if ms >= 2 * unit && ms % unit == 0 || unit > 60_000 && ms == unit {
            return format!("{} {name}", ms / unit);
        }
    }
    match ms % 1000 {
        0 => format!("{} s", ms / 1000),
        _ => format!("{} s", ms as f64 / 1000.0),
    }
}

/// Whole seconds in words: "3 hours", "90 seconds".
#[must_use]
pub fn seconds(s: u64) -> String {
    let (n, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(size, _)| s >= *size && s.is_multiple_of(*size))
        .map_or((s, "second"), |(size, unit)| (s / size, unit));
    count(n, unit, &format!("{unit}s"))
}

/// Days of the week from Monday on: "Every day", "Mon–Fri", "Mon, Thu".
#[must_use]
pub fn weekdays(chosen: [bool; 7]) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days: Vec<usize> = (0..7).filter(|i| chosen[*i]).collect();
    match (days.first(), days.last()) {
        _ if days.len() == 7 => "Every day".to_owned(),
        (Some(a), Some(b)) if days.len() > 2 && b - a + 1 == days.len() => {
            format!("{}–{}", NAMES[*a], NAMES[*b])
        }
        _ => days.iter().map(|i| NAMES[*i]).collect::<Vec<_>>().join(", "),
    }
}

/// A moment as people say it today: "at 10:12", on another day "on 24 Nov at 10:12".
#[must_use]
pub fn at(at: Millis, now: Millis, zone: Tz) -> String {
    match day(at, now, zone) {
        None => clock(at, zone),
        Some(day) => format!("on {day} {}", clock(at, zone)),
    }
}

/// Since when: "since 10:02", since another day "since 24 Nov at 10:02".
#[must_use]
pub fn since(at: Millis, now: Millis, zone: Tz) -> String {
    match day(at, now, zone) {
        None => schedule::wall(at, zone).format("since %H:%M").to_string(),
        Some(day) => format!("since {day} {}", clock(at, zone)),
    }
}

fn clock(at: Millis, zone: Tz) -> String {
    schedule::wall(at, zone).format("at %H:%M").to_string()
}

/// The day, when it is not today; with the year, when that is another one.
fn day(at: Millis, now: Millis, zone: Tz) -> Option<String> {
    let (at, now) = (schedule::wall(at, zone), schedule::wall(now, zone));
    if at.date() == now.date() {
        return None;
    }
    let same_year = at.format("%Y").to_string() == now.format("%Y").to_string();
    Some(at.format(if same_year { "%-d %b" } else { "%-d %b %Y" }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_read_as_in_a_file_manager() {
        assert_eq!(
            [0_i64, 999, 48_310, -1_234_567].map(number),
            ["0", "999", "48\u{202f}310", "-1\u{202f}234\u{202f}567"]
        );
        let shown: Vec<_> = [0, 999, 1_000, 12_345_678, 999_600, 5_500_000_000].map(size).into();
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "12 MB", "1.0 MB", "5.5 GB"]);
        let exact: Vec<_> = [20_000_000, 1_000, 20_480_001, 999, 1_500_000, 0].map(exact_size).into();
        let some = |s: &str| Some(s.to_owned());
        assert_eq!(exact, [some("20 MB"), some("1 kB"), None, None, None, None]);
    }

    #[test]
    fn lengths_of_time_say_no_more_than_they_must() {
        assert_eq!(
            [8_000, 3_800, 60_000, 7_200_000].map(length),
            ["8 seconds", "3.8 seconds", "1 minute", "2 hours"]
        );
        assert_eq!([0, 5 * 3_600_000, 6 * 86_400_000].map(age), ["less than an hour", "5 hours", "6 days"]);
        assert_eq!([60_000, 120_000, 3_600_000, 500].map(span), ["60 s", "2 min", "1 h", "0.5 s"]);
        assert_eq!([1, 90, 10_800].map(seconds), ["1 second", "90 seconds", "3 hours"]);
    }
}
