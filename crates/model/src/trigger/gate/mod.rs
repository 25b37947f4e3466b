//! From match to run: the one rule by which a trigger's options let a match run, wait, or not run. What was before stands in
//! a book: the store's on the live path, one in memory when a draft is tried on past events.

mod book;

pub use book::{Book, Decided, Joined, Kind, Limit, Start, Waiting};

use super::keys::Keys;
use super::options::{Mode, Options, Outside, Overflow};
use super::why::{Flooding, Handled, Why};
use crate::schedule::Tz;
use crate::time::Millis;
use std::collections::HashSet;

/// Members of a window that are dealt with in one go.
pub const CHUNK: u32 = 256;
/// Events that one run takes along are at most so large together, in bytes.
const BATCH_BYTES: i64 = 2 * 1024 * 1024;

/// Where in the order of the options a match goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Arrived,
    Opened,
    Quiet,
}

/// The options of one trigger at one moment.
pub struct Gate<'a, B> {
    /// The options.
    pub options: &'a Options,
    /// The computer's time zone.
    pub zone: Tz,
    /// Now.
    pub now: Millis,
    /// What was before.
    pub book: &'a mut B,
}

impl<B: Book> Gate<'_, B> {
    /// A match came in.
    pub fn arrived(&mut self, event: i64, keys: &Keys) -> Result<(), B::Error> {
        if self.options.debounce.is_some() || self.options.batch.is_some() {
            while let Some(window) = self.book.over(self.now)? {
                self.over(&window)?;
            }
        }
        self.go_on(Stage::Arrived, event, keys)
    }

    /// A person lets a match run: what only a person can answer is answered, what keeps order still does.
    /// `anyway`: even if the same has its run.
    pub fn allowed(&mut self, event: i64, keys: &Keys, anyway: bool) -> Result<(), B::Error> {
        let handled = if anyway { None } else { self.handled(keys)? };
        match handled {
            Some(twin) => self.book.decide(event, keys, Decided::Suppressed(Why::Once(twin))),
            None => self.start(event, keys, Vec::new(), true).map(|_| ()),
        }
    }

    /// The wait of a window is over.
    pub fn over(&mut self, window: &Waiting) -> Result<(), B::Error> {
        match window.kind {
            Kind::Schedule => self.opened(window),
            Kind::Debounce => self.quiet(window),
            Kind::Batch => self.collected(window),
        }
    }

    fn opened(&mut self, window: &Waiting) -> Result<(), B::Error> {
        let closed = self.options.schedule.as_ref().and_then(|s| s.opens(self.now, self.zone));
        if let Some(opens) = closed {
            return self.book.postpone(window.n, opens);
        }
        let members = self.book.take(window.n, CHUNK)?;
        if members.len() < CHUNK as usize {
            self.book.close(window.n)?;
        }
        for event in members {
            let keys = self.book.keys(event)?;
            self.go_on(Stage::Opened, event, &keys)?;
        }
        Ok(())
    }

    fn quiet(&mut self, window: &Waiting) -> Result<(), B::Error> {
        let mut members = self.book.members(window.n, CHUNK)?;
        self.book.close(window.n)?;
        let Some(last) = members.pop() else { return Ok(()) };
        let keys = self.book.keys(last)?;
        self.go_on(Stage::Quiet, last, &keys)?;
        for event in members {
            let keys = self.book.keys(event)?;
            self.book.decide(event, &keys, Decided::Suppressed(Why::Debounced(last)))?;
        }
        Ok(())
    }

    fn collected(&mut self, window: &Waiting) -> Result<(), B::Error> {
        let members = self.book.members(window.n, u32::MAX)?;
        self.book.close(window.n)?;
        let (mut taken, mut left, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for event in members.into_iter().rev() {
            let keys = self.book.keys(event)?;
            if let Some(twin) = self.handled(&keys)? {
                self.book.decide(event, &keys, Decided::Suppressed(Why::Once(twin)))?;
            } else if keys.once.clone().is_some_and(|key| !seen.insert(key)) {
                left.push((event, keys));
            } else {
                taken.push((event, keys));
            }
        }
        let Some((leader, keys)) = taken.first().cloned() else { return Ok(()) };
        let batch: Vec<(i64, Keys)> = taken.into_iter().rev().collect();
        let others = batch.len() - 1;
        let refused = self.start(leader, &keys, batch.clone(), false)?;
        for (event, keys) in batch.into_iter().chain(left).filter(|(event, _)| *event != leader) {
            let decided = refused.clone().unwrap_or(Decided::Suppressed(Why::Batched(leader, others)));
            self.book.decide(event, &keys, decided)?;
        }
        Ok(())
    }

    fn go_on(&mut self, stage: Stage, event: i64, keys: &Keys) -> Result<(), B::Error> {
        let options = self.options;
        if stage == Stage::Arrived
            && let Some(schedule) = &options.schedule
            && let Some(opens) = schedule.opens(self.now, self.zone)
        {
            let decided = match schedule.outside {
                Outside::Ignore => Decided::Suppressed(Why::Closed),
                Outside::Hold => {
                    self.book.join(Kind::Schedule, "", opens, event)?;
                    Decided::Held(Why::Opens(opens))
                }
            };
            return self.book.decide(event, keys, decided);
        }
        if let Some(twin) = self.handled(keys)? {
            return self.book.decide(event, keys, Decided::Suppressed(Why::Once(twin)));
        }
        if stage == Stage::Arrived
            && let Some(flood) = self.flood(event)?
        {
            return self.book.decide(event, keys, Decided::Held(Why::Flood(flood)));
        }
        if stage <= Stage::Opened
            && let Some(debounce) = &options.debounce
        {
            let due = self.now + debounce.wait_s.ms();
            let joined = self.book.join(Kind::Debounce, &keys.debounce, due, event)?;
            if let Some(before) = joined.before {
                let keys = self.book.keys(before)?;
                self.book.decide(before, &keys, Decided::Suppressed(Why::Debounced(event)))?;
            }
            return self.book.decide(event, keys, Decided::Held(Why::Quiet(due)));
        }
        if let Some(batch) = &options.batch {
            let joined = self.book.join(Kind::Batch, &keys.batch, self.now + batch.window_s.ms(), event)?;
            self.book.decide(event, keys, Decided::Held(Why::Collects(joined.window.due)))?;
            if joined.members >= batch.most() || joined.bytes >= BATCH_BYTES {
                self.collected(&joined.window)?;
            }
            return Ok(());
        }
        self.start(event, keys, Vec::new(), false).map(|_| ())
    }

    fn handled(&mut self, keys: &Keys) -> Result<Option<Handled>, B::Error> {
        let (Some(once), Some(key)) = (&self.options.once, &keys.once) else { return Ok(None) };
        let since = once.forget_after_days.map(|days| self.now - i64::from(days) * 86_400_000);
        self.book.handled(key, since)
    }

    /// The flood that the event is part of.
    fn flood(&mut self, event: i64) -> Result<Option<Flooding>, B::Error> {
        let Some(limit) = &self.options.flood else { return Ok(None) };
        let going_on = self.book.flood()?;
        let flood = match going_on {
            Some(flood) => Flooding { last: self.now, held: flood.held + 1, ..flood },
            None => {
                let first = self.book.newest(Limit::Flood, limit.limit)?;
                let Some(first) = first.filter(|at| self.now - at < limit.per_s.ms()) else {
                    self.book.mark(Limit::Flood, event, self.now, self.now - limit.per_s.ms())?;
                    return Ok(None);
                };
                Flooding { first, last: self.now, let_through: limit.limit, held: 1 }
            }
        };
        self.book.set_flood(flood)?;
        Ok(Some(flood))
    }

    /// Starts the run, unless its rate or an earlier run stands against it; that is returned.
    fn start(
        &mut self,
        event: i64,
        keys: &Keys,
        batch: Vec<(i64, Keys)>,
        by_person: bool,
    ) -> Result<Option<Decided>, B::Error> {
        let options = self.options;
        let mut start = Start::default();
        if let Some((concurrency, most)) =
            options.concurrency.as_ref().and_then(|c| c.most().map(|most| (c, most)))
        {
            start.lane = Some(keys.concurrency.clone());
            let waits = by_person || matches!(concurrency.mode, Mode::Queue | Mode::Parallel);
            if !waits {
                let at_work = self.book.at_work(&keys.concurrency)?;
                match concurrency.mode {
                    Mode::Skip if at_work >= most => {
                        return self.refuse(event, keys, Decided::Suppressed(Why::Busy));
                    }
                    Mode::Replace => start.replaces = (at_work + 1).saturating_sub(most),
                    _ => {}
                }
            }
        }
        let mut why = None;
        if let Some(rate) = &options.rate {
            let per = rate.per_s.ms();
            let free =
                self.book.newest(Limit::Rate, rate.limit)?.map(|at| at + per).filter(|at| *at > self.now);
            match (free, rate.overflow) {
                (Some(_), Overflow::Drop) if !by_person => {
                    return self.refuse(event, keys, Decided::Suppressed(Why::Dropped));
                }
                (Some(_), Overflow::Hold) if !by_person => {
                    return self.refuse(event, keys, Decided::Held(Why::Limited));
                }
                (Some(at), Overflow::Queue) => {
                    start.not_before = Some(at);
                    why = Some(Why::Later(at));
                }
                _ => {}
            }
            self.book.mark(Limit::Rate, event, start.not_before.unwrap_or(self.now), self.now - per)?;
        }
        start.handles = match batch.as_slice() {
            [] => keys.once.iter().cloned().collect(),
            all => all.iter().filter_map(|(_, keys)| keys.once.clone()).collect(),
        };
        start.batch = batch.into_iter().map(|(event, _)| event).collect();
        self.book.decide(event, keys, Decided::Runs(start, why))?;
        Ok(None)
    }

    fn refuse(&mut self, event: i64, keys: &Keys, decided: Decided) -> Result<Option<Decided>, B::Error> {
        self.book.decide(event, keys, decided.clone())?;
        Ok(Some(decided))
    }
}
