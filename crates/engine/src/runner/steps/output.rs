//! A child's output: into the log line by line, and kept up to a limit that stdout and stderr share.

use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What is kept of a child's output, in bytes.
pub(super) const KEPT_MAX_BYTES: usize = 10 << 20;

/// A longer line reaches the log in pieces of this many bytes.
const LINE_MAX_BYTES: usize = 16 << 10;

/// Room for output, shared by both streams.
pub(super) struct Room(AtomicUsize);

impl Room {
    /// As many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }

    /// Takes up to `wanted` bytes of it.
    fn take(&self, wanted: usize) -> usize {
        let less = |left: usize| Some(left - wanted.min(left));
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).unwrap_or(0);
        wanted.min(left)
    }
}

/// What came of one stream so far.
#[derive(Default)]
pub(super) struct Kept {
    bytes: Vec<u8>,
    /// Where the line begins that has not reached the log.
    line: usize,
    /// Whether some was thrown away.
    pub(super) truncated: bool,
}

impl Kept {
    /// The text; invalid UTF-8 is replaced.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The last line that is not blank.
    pub(super) fn last_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        text.lines()
            .rev()
            .map(str::trim)
            .find(|l| !l.is_empty())
            .unwrap_or_default()
            .chars()
            .take(500)
            .collect()
    }

    fn add(&mut self, more: &[u8], log: &impl Fn(String)) {
        for &byte in more {
            self.bytes.push(byte);
            if byte == b'\n' || self.bytes.len() - self.line >= LINE_MAX_BYTES {
                self.flush(log);
            }
        }
    }

    fn flush(&mut self, log: &impl Fn(String)) {
        let line = &self.bytes[self.line..];
        if !line.is_empty() {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            log(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned());
        }
        self.line = self.bytes.len();
    }
}

/// Reads to the end into `kept`; `log` gets each line as it comes, as long as there is room.
pub(super) async fn drain(
    stream: Option<impl AsyncRead + Unpin>,
    room: &Room,
    kept: &mut Kept,
    log: impl Fn(String),
) {
    let Some(mut stream) = stream else { return };
    let mut buffer = vec![0; 8 << 10];
    while let Ok(n) = stream.read(&mut buffer).await {
        if n == 0 {
            break;
        }
        let fits = room.take(n);
        kept.truncated |= fits < n;
        kept.add(&buffer[..fits], &log);
    }
    kept.flush(&log);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    async fn drained(input: &[u8], room: usize) -> (Kept, Vec<String>) {
        let (mut kept, lines) = (Kept::default(), RefCell::new(Vec::new()));
        drain(Some(input), &Room::new(room), &mut kept, |l| lines.borrow_mut().push(l)).await;
        (kept, lines.into_inner())
    }

    #[tokio::test]
    async fn lines_reach_the_log_whole() {
        let (kept, lines) = drained(b"one\r\ntwo\n\nthree", 100).await;
        assert_eq!(lines, ["one", "two", "", "three"]);
        assert_eq!(kept.last_line(), "three");
        assert!(!kept.truncated);
    }

    #[tokio::test]
    async fn beyond_the_room_nothing_is_kept_or_logged() {
        let (kept, lines) = drained(&b"0123456789\n".repeat(5_000), 22).await;
        assert_eq!(lines, ["0123456789", "0123456789"]);
        assert_eq!(kept.text().len(), 22);
        assert!(kept.truncated);
    }

    #[tokio::test]
    async fn a_line_without_end_comes_in_pieces() {
        let (_, lines) = drained(&vec![b'x'; LINE_MAX_BYTES * 2 + 1], usize::MAX).await;
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [LINE_MAX_BYTES, LINE_MAX_BYTES, 1]);
    }
}
