//! Reading schedules from a configuration: every mistake with its place.

use super::cron::CronTime;
use super::{Missed, Schedule, Timing, zone};
use crate::event::Object;
use crate::problem::FieldProblem;
use crate::time::Millis;
use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// The longest interval, in seconds: a year.
const LONGEST_S: u64 = 366 * 86_400;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Cron,
    Interval,
    Once,
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    name: Option<String>,
    kind: Kind,
    cron: Option<String>,
    every_s: Option<u64>,
    at: Option<String>,
    time_zone: Option<String>,
    #[serde(default)]
    missed: Missed,
    data: Option<Object>,
}

/// Reads the `schedules` of a configuration. `zone` is the zone of those that name none, `now` what "never" is judged by.
///
/// # Errors
/// Every mistake, with a pointer into the configuration.
pub fn read_all(config: &Object, zone: Tz, now: Millis) -> Result<Vec<Schedule>, Vec<FieldProblem>> {
    let list = config.get("schedules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (mut schedules, mut errors, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
    for (n, value) in list.iter().enumerate() {
        let place = format!("/schedules/{n}");
        match read(value, zone, now, &place) {
            Ok(schedule) if !ids.insert(schedule.id.clone()) => errors.push(FieldProblem::at(
                format!("{place}/id"),
                format!("The id \"{}\" stands twice. Give each schedule its own.", schedule.id),
            )),
            Ok(schedule) => schedules.push(schedule),
            Err(error) => errors.push(*error),
        }
    }
    if errors.is_empty() { Ok(schedules) } else { Err(errors) }
}

/// Reads one schedule that stands at `place`.
///
/// # Errors
/// The first mistake.
pub fn read(value: &Value, zone: Tz, now: Millis, place: &str) -> Result<Schedule, Box<FieldProblem>> {
    let wrong = |field: &str, message: String| Box::new(FieldProblem::at(format!("{place}{field}"), message));
    let raw = Raw::deserialize(value).map_err(|e| wrong("", format!("This is not a schedule: {e}.")))?;
    if raw.id.is_empty() {
        return Err(wrong("/id", "The schedule needs an id.".to_owned()));
    }
    let zone = match &raw.time_zone {
        None => zone,
        Some(name) => zone::named(name).map_err(|near| {
            let hint = near.as_ref().map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
            let message = format!("There is no time zone \"{name}\".{hint} Names are like Europe/Rome.");
            Box::new(FieldProblem { suggestion: near, ..*wrong("/time_zone", message) })
        })?,
    };
    let timing = match raw.kind {
        Kind::Cron => {
            let text = raw.cron.ok_or_else(|| {
                wrong("/cron", "A cron schedule needs \"cron\", e.g. \"30 9 * * MON-FRI\".".to_owned())
            })?;
            let cron = CronTime::read(&text).map_err(|why| {
                wrong(
                    "/cron",
                    format!("\"{text}\" can't be read: {why}. Fields: minute hour day month weekday."),
                )
            })?;
            if cron.next_after(now, zone).is_none() {
                return Err(wrong("/cron", format!("\"{text}\" never comes.")));
            }
            Timing::Cron(Box::new(cron))
        }
        Kind::Interval => {
            let every =
                raw.every_s.filter(|s| (1..=LONGEST_S).contains(s)).and_then(|s| i64::try_from(s).ok());
            let every = every.ok_or_else(|| {
                wrong("/every_s", format!("An interval needs \"every_s\": seconds, 1 to {LONGEST_S}."))
            })?;
            let from =
                raw.at.as_deref().map(|at| moment(at, zone).map_err(|m| wrong("/at", m))).transpose()?;
            Timing::Interval { every_ms: every * 1000, from_ms: from.unwrap_or(0) }
        }
        Kind::Once => {
            let at = raw.at.ok_or_else(|| {
                wrong("/at", "A schedule for once needs \"at\", e.g. \"2030-01-31T09:00\".".to_owned())
            })?;
            Timing::Once(moment(&at, zone).map_err(|message| wrong("/at", message))?)
        }
    };
    let name = raw.name.filter(|n| !n.is_empty()).unwrap_or_else(|| raw.id.clone());
    Ok(Schedule { id: raw.id, name, zone, missed: raw.missed, data: raw.data, timing })
}

/// A moment with an offset, or a local time of the zone.
fn moment(text: &str, zone: Tz) -> Result<Millis, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.timestamp_millis());
    }
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())
        .and_then(|wall| zone::instant(wall, zone))
        .ok_or_else(|| format!("\"{text}\" is not a date and time. Write 2030-01-31T09:00."))
}
