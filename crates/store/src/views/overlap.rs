//! Events that more than one trigger matched.

use super::page::{Timeline, first_since};
use crate::StoreError;
use prama_model::time::Millis;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};

/// Triggers looked at per event, at most.
const TRIGGERS_PER_EVENT: u32 = 20;

/// How many of these events each trigger matched, by row number. What was suppressed or held had matched.
pub fn of_events(conn: &Connection, events: &[i64]) -> Result<HashMap<i64, usize>, StoreError> {
    let mut counts = HashMap::new();
    each(conn, events, |matched| {
        for trigger in matched {
            *counts.entry(*trigger).or_default() += 1;
        }
    })?;
    Ok(counts)
}

/// Pairs of triggers that matched the same events, among the newest `last` that were received since an instant: how often.
pub fn pairs(
    conn: &Connection,
    since_ms: Millis,
    last: u32,
) -> Result<BTreeMap<(i64, i64), usize>, StoreError> {
    let from = first_since(conn, Timeline::Events, since_ms)?;
    let mut statement = conn.prepare_cached(
        "SELECT n FROM (SELECT n, matched + held + suppressed AS hits FROM events WHERE n >= ?1 ORDER BY n DESC LIMIT ?2) WHERE hits > 1",
    )?;
    let events = statement.query_map((from, last), |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let mut counts = BTreeMap::new();
    each(conn, &events, |matched| {
        for a in matched {
            for b in matched.iter().filter(|b| *b != a) {
                *counts.entry((*a, *b)).or_default() += 1;
            }
        }
    })?;
    Ok(counts)
}

fn each(conn: &Connection, events: &[i64], mut each: impl FnMut(&[i64])) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT trigger_n FROM decisions WHERE event_n = ?1 AND outcome IN (1, 4, 5) ORDER BY trigger_n LIMIT {TRIGGERS_PER_EVENT}"
    ))?;
    for event in events {
        let matched =
            statement.query_map([event], |r| r.get(0))?.collect::<Result<Vec<i64>, rusqlite::Error>>()?;
        each(&matched);
    }
    Ok(())
}
