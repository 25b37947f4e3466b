//! A source's log: the last lines it wrote, bounded by count and size, in memory.

use super::notice::Notice;
use crate::clock::SharedClock;
use crate::secrets::Redactor;
use arc_swap::ArcSwap;
use prama_model::time::Millis;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

const MAX_LINES: usize = 2000;
const MAX_BYTES: usize = 1024 * 1024;
const MAX_LINE_BYTES: usize = 8 * 1024;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Detail for a developer.
    Debug,
    /// Ordinary news.
    Info,
    /// Worth a look.
    Warn,
    /// Something failed.
    Error,
}

impl Level {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }
}

/// One line of a source's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1 since the start of the app.
    pub n: u64,
    /// When it was written.
    pub at_ms: Millis,
    /// How much it matters.
    pub level: Level,
    /// What it says; at most 8 KiB.
    pub text: String,
}

/// A source's log. Cloning shares it.
#[derive(Clone)]
pub struct SourceLog {
    id: Arc<str>,
    ring: Arc<Mutex<Ring>>,
    clock: SharedClock,
    notice: Notice,
    redactor: Arc<ArcSwap<Redactor>>,
}

#[derive(Default)]
struct Ring {
    lines: VecDeque<Line>,
    bytes: usize,
    last: u64,
}

impl SourceLog {
    pub(super) fn new(id: &str, clock: SharedClock, notice: Notice) -> Self {
        Self { id: id.into(), ring: Arc::default(), clock, notice, redactor: Arc::default() }
    }

    /// A log that stands alone: for drivers run outside a registry, as in tests.
    #[must_use]
    pub fn detached(clock: SharedClock) -> Self {
        Self::new("", clock, Notice::default())
    }

    /// From now on these secrets are taken out of every line.
    pub(super) fn redact(&self, redactor: Redactor) {
        self.redactor.store(Arc::new(redactor));
    }

    /// A text as it may be shown.
    pub(super) fn redacted(&self, text: String) -> String {
        self.redactor.load().redact(text)
    }

    /// Detail for a developer.
    pub fn debug(&self, text: impl Into<String>) {
        self.write(Level::Debug, text);
    }

    /// Ordinary news.
    pub fn info(&self, text: impl Into<String>) {
        self.write(Level::Info, text);
    }

    /// Worth a look.
    pub fn warn(&self, text: impl Into<String>) {
        self.write(Level::Warn, text);
    }

    /// Something failed.
    pub fn error(&self, text: impl Into<String>) {
        self.write(Level::Error, text);
    }

    /// Adds a line; the oldest go when there is no room. Secrets are taken out, control characters escaped.
    pub fn write(&self, level: Level, text: impl Into<String>) {
        let text = clean(self.redacted(text.into()));
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.last += 1;
        ring.bytes += text.len();
        let line = Line { n: ring.last, at_ms: self.clock.now_ms(), level, text };
        ring.lines.push_back(line);
        while ring.lines.len() > MAX_LINES || ring.bytes > MAX_BYTES {
            let Some(gone) = ring.lines.pop_front() else { break };
            ring.bytes -= gone.text.len();
        }
        drop(ring);
        self.notice.changed(&self.id);
    }

    /// Up to `limit` lines after number `after`, oldest first, and the number of the newest line. Asked from the
    /// start (`after` 0), the newest `limit` lines.
    #[must_use]
    pub fn lines(&self, after: u64, limit: usize) -> (Vec<Line>, u64) {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let first = ring.lines.partition_point(|l| l.n <= after);
        let first = if after == 0 { first.max(ring.lines.len().saturating_sub(limit)) } else { first };
        (ring.lines.iter().skip(first).take(limit).cloned().collect(), ring.last)
    }
}

/// A line without control characters (a forged log line or a terminal escape), cut to its longest length.
fn clean(mut text: String) -> String {
    if text.len() > MAX_LINE_BYTES {
        text.truncate(text.floor_char_boundary(MAX_LINE_BYTES));
        text.push('…');
    }
    if !text.contains(|c: char| c.is_control() && c != '\t') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\t' && c != '\n' { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn the_oldest_lines_go_first() {
        let log = SourceLog::detached(Arc::new(SystemClock));
        (0..MAX_LINES + 10).for_each(|i| log.info(format!("line {i}")));
        let (lines, last) = log.lines(5, 10_000);
        assert_eq!((lines.len(), last), (MAX_LINES, 2010));
        assert_eq!((lines[0].n, lines[0].text.as_str()), (11, "line 10"));
        let (lines, _) = log.lines(2008, 10);
        assert_eq!(lines.iter().map(|l| l.n).collect::<Vec<_>>(), [2009, 2010]);
        assert_eq!(log.lines(0, 3).0[0].n, 2008);
    }

    #[test]
    fn memory_is_bounded_and_control_characters_are_escaped() {
        let log = SourceLog::detached(Arc::new(SystemClock));
        (0..500).for_each(|_| log.error("x".repeat(1 << 20)));
        let held: usize = log.lines(0, 10_000).0.iter().map(|l| l.text.len()).sum();
        assert!(held <= MAX_BYTES && held > MAX_BYTES / 2, "{held}");
        log.warn("a\u{1b}[31mred\rb");
        assert_eq!(log.lines(500, 1).0[0].text, "a\\u{1b}[31mred\\rb");
    }
}
