//! A run's log on its way to the store: numbered at once, written in batches.

use crate::clock::SharedClock;
use prama_store::logs::{Level, NewLine};
use std::sync::{Arc, Mutex, PoisonError};

/// Lines waiting to be written, at most; beyond it lines are counted and the count is said.
const MAX_WAITING: usize = 20_000;
/// The longest line kept, in bytes.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// The log of one run.
#[derive(Clone)]
pub(super) struct RunLog {
    clock: SharedClock,
    waiting: Arc<Mutex<Waiting>>,
}

struct Waiting {
    next: i64,
    lines: Vec<NewLine>,
    dropped: u64,
}

impl RunLog {
    /// Continues after line `last`.
    pub(super) fn after(last: i64, clock: SharedClock) -> Self {
        Self {
            clock,
            waiting: Arc::new(Mutex::new(Waiting { next: last + 1, lines: Vec::new(), dropped: 0 })),
        }
    }

    /// A log that writes for one attempt of a step.
    pub(super) fn for_step(&self, step: u32, attempt: u32) -> StepLog {
        StepLog { log: self.clone(), step, attempt }
    }

    pub(super) fn push(&self, level: Level, step: Option<u32>, attempt: Option<u32>, text: &str) {
        let at_ms = self.clock.now_ms();
        let mut w = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for line in text.split('\n') {
            if w.lines.len() >= MAX_WAITING {
                w.dropped += 1;
                continue;
            }
            let mut end = line.len().min(MAX_LINE_BYTES);
            while !line.is_char_boundary(end) {
                end -= 1;
            }
            let number = w.next;
            w.next += 1;
            w.lines.push(NewLine { line: number, at_ms, level, step, attempt, text: line[..end].to_owned() });
        }
    }

    /// What waits, with a line that says how many were left out.
    pub(super) fn take(&self) -> Vec<NewLine> {
        let dropped = {
            let mut w = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if w.dropped == 0 {
                return std::mem::take(&mut w.lines);
            }
            std::mem::take(&mut w.dropped)
        };
        let mut lines = {
            let mut w = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut w.lines)
        };
        self.push(Level::Warn, None, None, &format!("{dropped} lines came too fast and were left out"));
        lines.append(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner).lines);
        lines
    }
}

/// The log as a step writes it.
#[derive(Clone)]
pub struct StepLog {
    log: RunLog,
    step: u32,
    attempt: u32,
}

impl StepLog {
    fn at(&self, level: Level, text: &str) {
        self.log.push(level, Some(self.step), Some(self.attempt), text);
    }

    /// For the curious.
    pub fn debug(&self, text: impl AsRef<str>) {
        self.at(Level::Debug, text.as_ref());
    }

    /// What happens.
    pub fn info(&self, text: impl AsRef<str>) {
        self.at(Level::Info, text.as_ref());
    }

    /// What may matter.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.at(Level::Warn, text.as_ref());
    }

    /// What failed.
    pub fn error(&self, text: impl AsRef<str>) {
        self.at(Level::Error, text.as_ref());
    }

    /// A line of a child's standard output.
    pub fn out(&self, text: impl AsRef<str>) {
        self.at(Level::Out, text.as_ref());
    }

    /// A line of a child's standard error.
    pub fn err(&self, text: impl AsRef<str>) {
        self.at(Level::Err, text.as_ref());
    }
}

/// A log that is kept in memory only, and what gives its lines.
pub(crate) fn capture(clock: SharedClock) -> (StepLog, impl Fn() -> Vec<NewLine>) {
    let log = RunLog::after(0, clock);
    (log.for_step(0, 1), move || log.take())
}
