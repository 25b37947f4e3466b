//! Runs that wait for their trigger's rate start when it allows it, also when their time passed while nobody could start them:
//! after a stop or a sleep of the computer they keep their order and their distance.

use crate::clock::SharedClock;
use crate::triggers::Rules;
use prama_model::schedule::Tz;
use prama_model::time::Millis;
use prama_model::trigger::gate::CHUNK;
use prama_model::trigger::{Keys, Options, Rate, Why};
use prama_store::decisions::{self, Outcome};
use prama_store::lanes::Delayed;
use prama_store::{StoreError, Tx, lanes, options as store_options};
use std::collections::HashMap;

/// So late a run may start and still counts from its own time, so that what follows it is not late as well.
const LATE: Millis = 250;

/// Runs that began, by trigger, while several chunks of them are dealt with.
#[derive(Default)]
pub(super) struct Pace {
    begun: HashMap<i64, Vec<Millis>>,
}

/// What one chunk came to.
pub(super) struct Released {
    /// Row numbers of runs that may start.
    pub(super) ready: Vec<i64>,
    /// Whether more may be due.
    pub(super) more: bool,
    pub(super) pace: Pace,
}

/// Lets a chunk of due runs start, as far as their rates allow it; the others wait on.
pub(super) fn release(
    tx: &mut Tx<'_>,
    rules: &Rules,
    clock: &SharedClock,
    mut pace: Pace,
) -> Result<Released, StoreError> {
    let (now, zone) = (clock.now_ms(), clock.zone());
    let due = lanes::due(tx.conn(), now, CHUNK)?;
    let more = due.len() == CHUNK as usize;
    let mut ready = Vec::with_capacity(due.len());
    for run in due {
        let at = match paced(rules, &run) {
            Some((trigger_n, rate, options)) => {
                let begun = pace.of(tx, trigger_n, rate, now)?;
                let at = rate.next(begun, if now - run.at_ms <= LATE { run.at_ms } else { now });
                begun.push(at);
                later(tx, &run, (trigger_n, options), at, (now, zone))?;
                at
            }
            None => now,
        };
        if at <= now {
            lanes::delay(tx, &run, None)?;
            ready.push(run.n);
        } else {
            lanes::delay(tx, &run, Some(at))?;
        }
    }
    Ok(Released { ready, more, pace })
}

impl Pace {
    fn of(
        &mut self,
        tx: &mut Tx<'_>,
        trigger_n: i64,
        rate: &Rate,
        now: Millis,
    ) -> Result<&mut Vec<Millis>, StoreError> {
        Ok(match self.begun.entry(trigger_n) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(store_options::begun(tx.conn(), trigger_n, now, rate.limit)?)
            }
        })
    }
}

/// The rate that a run waits for, as its trigger says now; none when it says none, or is gone.
fn paced<'r>(rules: &'r Rules, run: &Delayed) -> Option<(i64, &'r Rate, &'r Options)> {
    let trigger_n = run.trigger_n?;
    let options = rules.numbered(trigger_n)?.row.definition.options.as_deref()?;
    Some((trigger_n, options.rate.as_ref()?, options))
}

/// The run counts from another instant on, and its decision says when it starts.
fn later(
    tx: &mut Tx<'_>,
    run: &Delayed,
    (trigger_n, options): (i64, &Options),
    at: Millis,
    (now, zone): (Millis, Tz),
) -> Result<(), StoreError> {
    if at == run.at_ms {
        return Ok(());
    }
    store_options::move_mark(tx, trigger_n, run.event_n, run.at_ms, at)?;
    if at <= now {
        return Ok(());
    }
    let reason = Why::Later(at).reason(options, &Keys::default(), now, zone);
    decisions::change(tx, run.event_n, trigger_n, Outcome::Matched, Some(&reason), now)
}
