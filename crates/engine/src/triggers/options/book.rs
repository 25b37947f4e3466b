//! The store as the book of a trigger's options: what was before is read, and what becomes of a match is written, in one
//! transaction.

use crate::clock::SharedClock;
use crate::runner::Plan;
use prama_model::event::{Event, Object};
use prama_model::ids::RunId;
use prama_model::schedule::Tz;
use prama_model::time::{Millis, rfc3339};
use prama_model::trigger::gate::{Book, Decided, Gate, Joined, Kind, Limit, Start, Waiting};
use prama_model::trigger::{Flooding, Handled, Keys, OnceKey, Options, Overflow, Reason, Why};
use prama_store::decisions::{self, Outcome};
use prama_store::runs::{self, NewRun};
use prama_store::{StoreError, Tx, events, lanes, options};
use serde_json::{Value, json};
use std::sync::Arc;

/// A run that was written.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    /// Row number of the run.
    pub(crate) run_n: i64,
    /// The run.
    pub(crate) run: RunId,
    /// Row number of its event.
    pub(crate) event_n: i64,
    /// Row number of its trigger.
    pub(crate) trigger_n: i64,
    /// Whether it may start at once.
    pub(crate) ready: bool,
    /// Whether it may start at once with its event's own payload.
    pub(crate) plain: bool,
}

/// What is to be done once the transaction stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct After {
    /// Runs that were written.
    pub(crate) begun: Vec<Begun>,
    /// Lanes in which something changed.
    pub(crate) lanes: Vec<String>,
    /// Whether something waits for an instant now.
    pub(crate) timed: bool,
}

impl After {
    /// Also does what another one asks for.
    pub(crate) fn and(&mut self, other: After) {
        self.begun.extend(other.begun);
        self.lanes.extend(other.lanes);
        self.timed |= other.timed;
    }
}

/// One trigger, as it is applied.
pub(crate) struct Rule<'a> {
    pub(crate) trigger_n: i64,
    pub(crate) options: &'a Options,
    pub(crate) plan: &'a Arc<Plan>,
}

/// The book of one trigger inside a transaction.
pub(crate) struct Ledger<'a, 'c> {
    tx: &'a mut Tx<'c>,
    rule: Rule<'a>,
    clock: &'a SharedClock,
    zone: Tz,
    now: Millis,
    /// The event that is at hand, so that it need not be read.
    at_hand: Option<(i64, Arc<Event>)>,
    after: After,
}

impl<'a, 'c> Ledger<'a, 'c> {
    /// Opens the book, lets the gate work on it, and says what is to be done afterwards.
    pub(crate) fn with(
        tx: &'a mut Tx<'c>,
        rule: Rule<'a>,
        (clock, zone): (&'a SharedClock, Tz),
        at_hand: Option<(i64, Arc<Event>)>,
        work: impl FnOnce(&mut Gate<'_, Ledger<'a, 'c>>) -> Result<(), StoreError>,
    ) -> Result<After, StoreError> {
        let (options, now) = (rule.options, clock.now_ms());
        let mut ledger = Ledger { tx, rule, clock, zone, now, at_hand, after: After::default() };
        work(&mut Gate { options, zone, now, book: &mut ledger })?;
        Ok(ledger.after)
    }

    fn event(&mut self, event_n: i64) -> Result<Arc<Event>, StoreError> {
        if let Some((n, event)) = &self.at_hand
            && *n == event_n
        {
            return Ok(Arc::clone(event));
        }
        let event = events::by_number(self.tx.conn(), event_n)?
            .ok_or_else(|| StoreError::NotFound { kind: "event", id: event_n.to_string() })?;
        Ok(Arc::new(event))
    }

    fn lane(&self, key: &str) -> String {
        format!("{}:{key}", self.rule.trigger_n)
    }

    fn reason(&self, why: &Why, keys: &Keys) -> Result<Reason, StoreError> {
        let reason = why.reason(self.rule.options, keys, self.now, self.zone);
        let (Why::Debounced(by) | Why::Batched(by, _)) = why else { return Ok(reason) };
        let conn = self.tx.conn();
        let event = events::id_of(conn, *by)?.map(|id| id.to_string());
        let run = runs::of_match(conn, *by, self.rule.trigger_n)?.map(|id| id.to_string());
        Ok(reason.twin(event, run))
    }

    fn start(&mut self, event_n: i64, keys: &Keys, start: Start, why: Option<Why>) -> Result<(), StoreError> {
        let (trigger_n, now) = (self.rule.trigger_n, self.now);
        let event = self.event(event_n)?;
        let lane = start.lane.as_deref().map(|key| self.lane(key));
        // Nobody overtakes what its rate should have let go by now.
        let overtakes = start.not_before.is_none()
            && self.rule.options.rate.as_ref().is_some_and(|r| r.overflow == Overflow::Queue)
            && lanes::is_late(self.tx.conn(), trigger_n, now)?;
        let not_before = start.not_before.or(overtakes.then_some(now));
        if let Some(lane) = &lane
            && start.replaces > 0
        {
            self.replace(lane, start.replaces)?;
        }
        let input = match start.batch.as_slice() {
            [] => None,
            members => Some(self.batch(&event, members)?),
        };
        let reason = why.map(|why| self.reason(&why, keys)).transpose()?;
        decisions::change(self.tx, event_n, trigger_n, Outcome::Matched, reason.as_ref(), now)?;
        let run = NewRun {
            id: self.clock.run_id(),
            event_n,
            trigger_n: Some(trigger_n),
            workflow_n: self.rule.plan.workflow_n,
            revision: self.rule.plan.revision,
            subject: event.subject.clone(),
            depth: event.depth,
            steps_total: self.rule.plan.steps_total(),
            test: false,
            rerun_of: None,
            input,
            lane: lane.clone(),
            not_before_ms: not_before,
        };
        let run_n = runs::insert(self.tx, &run, now)?;
        let by = Handled { at: now, event: event.id.to_string(), run: run.id.to_string() };
        for key in &start.handles {
            options::set_handled(self.tx, trigger_n, key, &by)?;
        }
        let waits = not_before.is_some();
        self.after.timed |= waits;
        let ready = !waits && lane.is_none();
        let plain = ready && run.input.is_none();
        self.after.begun.push(Begun { run_n, run: run.id, event_n, trigger_n, ready, plain });
        self.after.lanes.extend(lane);
        Ok(())
    }

    /// The oldest runs of a lane give way; what they handled was not handled.
    fn replace(&mut self, lane: &str, count: u32) -> Result<(), StoreError> {
        for row in lanes::stop_oldest(self.tx, lane, count, "replaced")? {
            let keys = self.event(row.event_n).map(|event| self.rule.options.keys(&event.data))?;
            // A run with an input of its own took several along.
            let only = keys.once.as_ref().filter(|_| row.input.is_none());
            if self.rule.options.once.is_some() {
                options::forget_run(self.tx, self.rule.trigger_n, &row.id.to_string(), only)?;
            }
        }
        Ok(())
    }

    /// The payload of a run that takes several events along: its own event's, and all of them in `events`.
    fn batch(&mut self, leader: &Event, members: &[i64]) -> Result<String, StoreError> {
        let mut all = Vec::with_capacity(members.len());
        for n in members {
            let event = self.event(*n)?;
            all.push(json!({"id": event.id, "source": event.source, "type": event.event_type,
                "subject": event.subject, "time": rfc3339(event.time_ms), "data": event.data}));
        }
        let mut data: Object = leader.data.clone();
        data.insert("events".to_owned(), Value::Array(all));
        Ok(serde_json::to_string(&data)?)
    }
}

impl Book for Ledger<'_, '_> {
    type Error = StoreError;

    fn keys(&mut self, event: i64) -> Result<Keys, StoreError> {
        let event = self.event(event)?;
        Ok(self.rule.options.keys(&event.data))
    }

    fn handled(&mut self, key: &OnceKey, since: Option<Millis>) -> Result<Option<Handled>, StoreError> {
        options::handled(self.tx.conn(), self.rule.trigger_n, key, since)
    }

    fn newest(&mut self, limit: Limit, nth: u32) -> Result<Option<Millis>, StoreError> {
        options::newest(self.tx.conn(), self.rule.trigger_n, limit, nth)
    }

    fn mark(&mut self, limit: Limit, event: i64, at: Millis, keep: Millis) -> Result<(), StoreError> {
        options::mark(self.tx, self.rule.trigger_n, limit, event, at, keep)
    }

    fn flood(&mut self) -> Result<Option<Flooding>, StoreError> {
        options::flood(self.tx.conn(), self.rule.trigger_n)
    }

    fn set_flood(&mut self, flood: Flooding) -> Result<(), StoreError> {
        options::set_flood(self.tx, self.rule.trigger_n, flood)
    }

    fn at_work(&mut self, key: &str) -> Result<u32, StoreError> {
        let lane = self.lane(key);
        lanes::at_work(self.tx.conn(), &lane)
    }

    fn join(&mut self, kind: Kind, key: &str, due: Millis, event: i64) -> Result<Joined, StoreError> {
        self.after.timed = true;
        options::join(self.tx, self.rule.trigger_n, kind, key, due, event)
    }

    fn over(&mut self, now: Millis) -> Result<Option<Waiting>, StoreError> {
        options::over(self.tx.conn(), self.rule.trigger_n, now)
    }

    fn members(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        options::members(self.tx.conn(), window, limit)
    }

    fn take(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        options::take(self.tx, window, limit)
    }

    fn postpone(&mut self, window: i64, due: Millis) -> Result<(), StoreError> {
        options::postpone(self.tx, window, due)
    }

    fn close(&mut self, window: i64) -> Result<(), StoreError> {
        options::close(self.tx, window)
    }

    fn decide(&mut self, event: i64, keys: &Keys, decided: Decided) -> Result<(), StoreError> {
        let (outcome, why) = match decided {
            Decided::Runs(start, why) => return self.start(event, keys, start, why),
            Decided::Held(why) => (Outcome::Held, why),
            Decided::Suppressed(why) => (Outcome::Suppressed, why),
        };
        let reason = self.reason(&why, keys)?;
        decisions::change(self.tx, event, self.rule.trigger_n, outcome, Some(&reason), self.now)
    }
}
