//! What to do now: the due times since the last one that was handled, judged by the schedule's policy for missed ones.

use super::{Missed, Schedule};
use crate::time::Millis;
use std::collections::VecDeque;

/// Missed due times that are made up for at most.
pub const MAX_MADE_UP: usize = 100;
/// A due time that is acted on within this is on time: a look at the clock every 30 s, and a start of the app.
const GRACE_MS: Millis = 60_000;
/// When the clock went back further than this, what was handled in the future no longer holds the schedule up.
/// Its events are still there under their keys, so nothing is told twice.
const STEP_BACK_MS: Millis = 5 * 60_000;

/// One due time to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When it was due.
    pub at_ms: Millis,
    /// Missed due times that this one stands for, itself among them if it is late. 100 may stand for more.
    pub missed: u32,
}

/// What to do now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// To act on, oldest first.
    pub due: Vec<Due>,
    /// Due times that the policy leaves out. 100 may stand for more.
    pub skipped: u32,
    /// Everything up to here is handled once `due` is acted on; `None`: as before.
    pub handled_ms: Option<Millis>,
    /// The next due time.
    pub next_ms: Option<Millis>,
}

/// What to do at `now` for a schedule that was handled up to `handled_ms`; a new one is handled up to when it was made.
#[must_use]
pub fn turn(schedule: &Schedule, handled_ms: Millis, now: Millis) -> Turn {
    if handled_ms > now + STEP_BACK_MS {
        let next_ms = schedule.next_after(now);
        return Turn { handled_ms: Some(now), next_ms, ..Turn::default() };
    }
    let pending = newest(schedule, handled_ms, now);
    let next_ms = schedule.next_after(now.max(handled_ms));
    let Some(last) = pending.back().copied() else { return Turn { next_ms, ..Turn::default() } };
    let on_time = now - last <= GRACE_MS;
    let missed = pending.len() - usize::from(on_time);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let due = match schedule.missed {
        Missed::Skip => on_time.then_some(Due { at_ms: last, missed: 0 }).into_iter().collect(),
        Missed::Once => vec![Due { at_ms: last, missed: count(missed) }],
        Missed::All => {
            let late = |(n, at): (usize, &Millis)| Due { at_ms: *at, missed: count(usize::from(n < missed)) };
            pending.iter().enumerate().map(late).collect()
        }
    };
    let skipped = if schedule.missed == Missed::Skip { count(missed) } else { 0 };
    Turn { due, skipped, handled_ms: Some(last), next_ms }
}

/// The newest due times in `(from, to]`, at most a hundred, oldest first. Looks back in steps that double, so that a
/// schedule of every second that rested for a year costs no more than one of every day.
fn newest(schedule: &Schedule, from: Millis, to: Millis) -> VecDeque<Millis> {
    let mut span = 60_000;
    loop {
        let start = from.max(to.saturating_sub(span));
        let mut found = VecDeque::new();
        let mut at = schedule.next_after(start);
        while let Some(due) = at.filter(|due| *due <= to) {
            found.push_back(due);
            if found.len() > MAX_MADE_UP {
                found.pop_front();
            }
            at = schedule.next_after(due);
        }
        if start == from || found.len() == MAX_MADE_UP {
            return found;
        }
        span = span.saturating_mul(2);
    }
}
