//! How fast a program's output is read: enough for any honest source, not enough to keep the engine busy.
//! Events are what a source is for; everything else it writes costs more of its allowance.

use crate::process_tree::let_others_first;
use rustix::process::Pid;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep, sleep};

/// Bytes a second, over time and at once.
const RATE: i64 = 8 << 20;
/// What a line costs besides its bytes: so many bytes. With the rate it makes 8,192 short lines a second.
const LINE: i64 = 1 << 10;
/// The same for a line that is no event, such as one for the log: 1,024 of them a second.
const OTHER_LINE: i64 = 8 << 10;
/// How long a program is left waiting at a time. It is also how much work comes at once, so it is short: what others
/// wait behind is at most this long a share of the rate.
const PAUSE: Duration = Duration::from_millis(20);

/// Whether a program's output was left waiting of late, and whether its end was seen. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<State>);

#[derive(Default)]
struct State {
    slowed: AtomicBool,
    told: Notify,
    free: AtomicBool,
    owed: AtomicI64,
    group: Option<Pid>,
}

impl Pace {
    /// Of a program that leads this process group.
    pub(super) fn of(group: Option<Pid>) -> Self {
        Self(Arc::new(State { group, ..State::default() }))
    }

    /// Whether it was slowed down of late.
    pub(super) fn is_slowed(&self) -> bool {
        self.0.slowed.load(Ordering::Relaxed)
    }

    /// Returns when it is slowed down.
    pub(super) async fn slowed(&self) {
        self.0.told.notified().await;
    }

    /// Whether it was slowed down of late; forgets it.
    pub(super) fn take_slowed(&self) -> bool {
        self.0.slowed.swap(false, Ordering::Relaxed)
    }

    /// A line on standard output was no event.
    pub(super) fn was_no_event(&self) {
        self.0.owed.fetch_add(OTHER_LINE - LINE, Ordering::Relaxed);
    }

    /// The program has ended: what is left in its pipes is little, and is read at once.
    pub(super) fn release(&self) {
        self.0.free.store(true, Ordering::Relaxed);
    }
}

/// What may still be read now; less than nothing: a pause is due.
struct Balance {
    left: i64,
    line: i64,
}

impl Balance {
    fn new(left: i64, line: i64) -> Self {
        Self { left, line }
    }

    fn earn(&mut self, time: Duration) {
        let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        self.left = self.left.saturating_add(micros.saturating_mul(RATE) / 1_000_000).min(RATE);
    }

    fn spend(&mut self, read: &[u8]) {
        let lines = read.iter().filter(|b| **b == b'\n').count();
        let bytes = |n: usize| i64::try_from(n).unwrap_or(RATE);
        self.left -= bytes(read.len()) + bytes(lines) * self.line;
    }
}

/// Reads no faster than the pace. The program waits in its own writes, nothing is lost.
pub(super) struct Paced<R> {
    inner: R,
    pace: Pace,
    balance: Balance,
    since: Instant,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<R> Paced<R> {
    /// Standard output, where events come.
    pub(super) fn of_events(inner: R, pace: Pace) -> Self {
        Self::new(inner, pace, LINE)
    }

    /// Standard error, where everything is for the log.
    pub(super) fn of_log(inner: R, pace: Pace) -> Self {
        Self::new(inner, pace, OTHER_LINE)
    }

    fn new(inner: R, pace: Pace, line: i64) -> Self {
        Self { inner, pace, balance: Balance::new(RATE, line), since: Instant::now(), pause: None }
    }

    fn earn(&mut self) {
        let now = Instant::now();
        self.balance.earn(now.duration_since(self.since));
        self.since = now;
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Paced<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = &mut *self;
        if this.balance.line == LINE {
            this.balance.left -= this.pace.0.owed.swap(0, Ordering::Relaxed);
        }
        while this.balance.left < 0 && !this.pace.0.free.load(Ordering::Relaxed) {
            let pause = this.pause.get_or_insert_with(|| Box::pin(sleep(PAUSE)));
            ready!(pause.as_mut().poll(context));
            this.pause = None;
            this.earn();
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(context, buffer))?;
        this.earn();
        this.balance.spend(&buffer.filled()[before..]);
        if this.balance.left < 0 && !this.pace.0.slowed.swap(true, Ordering::Relaxed) {
            this.pace.0.told.notify_one();
            if !this.pace.0.free.load(Ordering::Relaxed) {
                let_others_first(this.pace.0.group);
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    /// What is left of a second's allowance after this was read.
    fn left(read: &[u8], line: i64) -> i64 {
        let mut balance = Balance::new(0, line);
        balance.earn(Duration::from_secs(1));
        for piece in read.chunks(8 << 10) {
            balance.spend(piece);
        }
        balance.left
    }

    #[test]
    fn a_second_pays_for_eight_thousand_events_a_thousand_other_lines_or_eight_mebibytes() {
        let lines = [b"x".repeat(1 << 16), b"\n".to_vec()].concat().repeat(120);
        for (flood, line) in [(vec![b'\n'; 8_000], LINE), (vec![b'\n'; 1_000], OTHER_LINE), (lines, LINE)] {
            assert!((0..RATE / 10).contains(&left(&flood, line)), "{}", left(&flood, line));
        }
        let mut balance = Balance::new(RATE, LINE);
        balance.earn(Duration::from_secs(3600));
        assert_eq!(balance.left, RATE, "a quiet hour saves nothing up");
    }

    #[tokio::test]
    async fn a_flood_waits_until_the_pace_is_released() {
        let pace = Pace::default();
        let mut flood = Paced::of_events(tokio::io::repeat(b'\n'), pace.clone());
        flood
            .read_exact(&mut vec![0; 900_000])
            .await
            .expect("the first second's worth, and all that came with it");
        assert!(pace.take_slowed() && !pace.is_slowed());
        let more = tokio::time::timeout(Duration::from_millis(1), flood.read_u8()).await;
        assert!(more.is_err(), "a pause is due");
        pace.release();
        flood.read_exact(&mut vec![0; 900_000]).await.expect("a hundred seconds' worth");
    }

    #[tokio::test]
    async fn lines_that_are_no_events_use_the_allowance_up_sooner() {
        let pace = Pace::default();
        let mut output = Paced::of_events(tokio::io::repeat(b'\n'), pace.clone());
        let mut lines = 0;
        while !pace.is_slowed() {
            output.read_u8().await.expect("without end");
            pace.was_no_event();
            lines += 1;
        }
        assert!((1_024..5_000).contains(&lines), "{lines} at once, where 8,192 events would be read");
    }
}
