//! What a trigger's options would have made of past matches: the same rule as on the live path, over a book in memory.

use super::gate::{Book, CHUNK, Decided, Gate, Joined, Kind, Limit, Waiting};
use super::keys::{Keys, OnceKey};
use super::options::Options;
use super::reason::ReasonCode;
use super::why::{Flooding, Handled};
use crate::event::Object;
use crate::schedule::Tz;
use crate::time::Millis;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

/// An event that a trigger's conditions matched.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    /// When it came.
    pub at: Millis,
    /// Its payload.
    pub data: &'a Object,
}

/// What became of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It starts a run, at this time; so many events are in it.
    Runs(Millis, usize),
    /// It waits for a person.
    Held(ReasonCode),
    /// It does not run.
    Suppressed(ReasonCode),
}

/// What would have become of the matches, in their order; they are sorted by time. A run is at work for `run_ms`.
#[must_use]
pub fn simulate(options: &Options, zone: Tz, matches: &[Match<'_>], run_ms: Millis) -> Vec<Fate> {
    let mut book = Memory { run_ms, ..Memory::default() };
    for m in matches {
        book.events.push(options.keys(m.data));
        book.fates.push(Fate::Suppressed(ReasonCode::Off));
    }
    for (i, m) in matches.iter().enumerate() {
        book.settle(options, zone, m.at);
        book.now = m.at;
        let keys = book.events[i].clone();
        let event = i64::try_from(i).unwrap_or(i64::MAX);
        let Ok(()) = Gate { options, zone, now: m.at, book: &mut book }.arrived(event, &keys);
    }
    book.settle(options, zone, Millis::MAX);
    book.fates
}

#[derive(Default)]
struct Memory {
    now: Millis,
    run_ms: Millis,
    events: Vec<Keys>,
    fates: Vec<Fate>,
    handled: HashMap<OnceKey, Millis>,
    marks: HashMap<Limit, Vec<Millis>>,
    flood: Option<Flooding>,
    /// Runs of a key: when each ends, and what it handles.
    lanes: HashMap<String, Vec<(Millis, Vec<OnceKey>)>>,
    windows: BTreeMap<i64, Window>,
    opened: i64,
}

struct Window {
    kind: Kind,
    key: String,
    due: Millis,
    members: Vec<i64>,
}

impl Window {
    fn waiting(&self, n: i64) -> Waiting {
        Waiting { n, kind: self.kind, due: self.due }
    }
}

impl Memory {
    /// Ends every window that is over by then, each at its time.
    fn settle(&mut self, options: &Options, zone: Tz, until: Millis) {
        loop {
            let first = self.windows.iter().filter(|(_, w)| w.due <= until).min_by_key(|(n, w)| (w.due, **n));
            let Some(window) = first.map(|(n, w)| w.waiting(*n)) else { return };
            self.now = window.due;
            let Ok(()) = Gate { options, zone, now: window.due, book: self }.over(&window);
        }
    }

    fn at(&self, event: i64) -> usize {
        usize::try_from(event).unwrap_or(usize::MAX).min(self.fates.len().saturating_sub(1))
    }
}

impl Book for Memory {
    type Error = Infallible;

    fn keys(&mut self, event: i64) -> Result<Keys, Infallible> {
        let at = self.at(event);
        Ok(self.events[at].clone())
    }

    fn handled(&mut self, key: &OnceKey, since: Option<Millis>) -> Result<Option<Handled>, Infallible> {
        let at = self.handled.get(key).copied().filter(|at| since.is_none_or(|since| *at >= since));
        Ok(at.map(|at| Handled { at, event: String::new(), run: String::new() }))
    }

    fn newest(&mut self, limit: Limit, nth: u32) -> Result<Option<Millis>, Infallible> {
        let marks = self.marks.entry(limit).or_default();
        Ok(marks.len().checked_sub(nth as usize).map(|i| marks[i]))
    }

    fn mark(&mut self, limit: Limit, _: i64, at: Millis, keep: Millis) -> Result<(), Infallible> {
        let marks = self.marks.entry(limit).or_default();
        marks.retain(|mark| *mark >= keep);
        marks.push(at);
        marks.sort_unstable();
        Ok(())
    }

    fn flood(&mut self) -> Result<Option<Flooding>, Infallible> {
        Ok(self.flood)
    }

    fn set_flood(&mut self, flood: Flooding) -> Result<(), Infallible> {
        self.flood = Some(flood);
        Ok(())
    }

    fn at_work(&mut self, key: &str) -> Result<u32, Infallible> {
        let now = self.now;
        let count = self.lanes.get(key).map_or(0, |ends| ends.iter().filter(|(end, _)| *end > now).count());
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    fn join(&mut self, kind: Kind, key: &str, due: Millis, event: i64) -> Result<Joined, Infallible> {
        let found = self.windows.iter().find(|(_, w)| w.kind == kind && w.key == key).map(|(n, _)| *n);
        let n = found.unwrap_or_else(|| {
            self.opened += 1;
            let window = Window { kind, key: key.to_owned(), due, members: Vec::new() };
            self.windows.insert(self.opened, window);
            self.opened
        });
        let mut joined = Joined { window: Waiting { n, kind, due }, members: 0, bytes: 0, before: None };
        if let Some(window) = self.windows.get_mut(&n) {
            if kind == Kind::Debounce {
                window.due = due;
            }
            joined.before = window.members.last().copied();
            window.members.push(event);
            // By their number, as the store has them: what waited elsewhere before may join late.
            window.members.sort_unstable();
            joined.members = u32::try_from(window.members.len()).unwrap_or(u32::MAX);
            joined.window = window.waiting(n);
        }
        Ok(joined)
    }

    fn over(&mut self, now: Millis) -> Result<Option<Waiting>, Infallible> {
        let due = self.windows.iter().filter(|(_, w)| w.kind != Kind::Schedule && w.due <= now);
        Ok(due.min_by_key(|(n, w)| (w.due, **n)).map(|(n, w)| w.waiting(*n)))
    }

    fn members(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, Infallible> {
        let members = self.windows.get(&window).map(|w| w.members.clone()).unwrap_or_default();
        let skip = members.len().saturating_sub(limit as usize);
        Ok(members.into_iter().skip(skip).collect())
    }

    fn take(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, Infallible> {
        let Some(window) = self.windows.get_mut(&window) else { return Ok(Vec::new()) };
        let count = window.members.len().min(limit.min(CHUNK) as usize);
        Ok(window.members.drain(..count).collect())
    }

    fn postpone(&mut self, window: i64, due: Millis) -> Result<(), Infallible> {
        if let Some(window) = self.windows.get_mut(&window) {
            window.due = due;
        }
        Ok(())
    }

    fn close(&mut self, window: i64) -> Result<(), Infallible> {
        self.windows.remove(&window);
        Ok(())
    }

    fn decide(&mut self, event: i64, keys: &Keys, decided: Decided) -> Result<(), Infallible> {
        let fate = match decided {
            Decided::Held(why) => Fate::Held(why.code()),
            Decided::Suppressed(why) => Fate::Suppressed(why.code()),
            Decided::Runs(start, _) => {
                let at = start.not_before.unwrap_or(self.now).max(self.now);
                if start.lane.is_some() {
                    let runs = self.lanes.entry(keys.concurrency.clone()).or_default();
                    runs.retain(|(end, _)| *end > self.now);
                    for (_, gone) in runs.drain(..runs.len().min(start.replaces as usize)) {
                        self.handled.retain(|key, _| !gone.contains(key));
                    }
                    runs.push((at.saturating_add(self.run_ms), start.handles.clone()));
                }
                for key in start.handles {
                    self.handled.insert(key, self.now);
                }
                Fate::Runs(at, start.batch.len().max(1))
            }
        };
        let at = self.at(event);
        self.fates[at] = fate;
        Ok(())
    }
}
