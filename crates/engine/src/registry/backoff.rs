//! When a crashed source starts again: 1 s·2ⁿ up to 60 s with jitter; after more than 5 crashes in 5 minutes never by itself.

use prama_model::time::Millis;
use std::collections::VecDeque;

const FIRST_MS: Millis = 1_000;
const LONGEST_MS: Millis = 60_000;
/// A run this long counts as healthy and starts the series anew.
const HEALTHY_MS: Millis = 60_000;
const WINDOW_MS: Millis = 5 * 60_000;
const MOST_CRASHES: usize = 5;

/// A source's crashes of late.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    crashes: VecDeque<Millis>,
    in_a_row: u32,
}

/// What follows a crash.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Start again after so many milliseconds.
    After(Millis),
    /// Wait for a person.
    CrashLoop,
}

impl Backoff {
    /// Counts a crash at `now_ms` after a run of `ran_ms`. `jitter` is a random number from 0 to 1.
    pub(super) fn crashed(&mut self, now_ms: Millis, ran_ms: Millis, jitter: f64) -> Next {
        if ran_ms >= HEALTHY_MS {
            self.in_a_row = 0;
        }
        self.crashes.push_back(now_ms);
        self.crashes.retain(|at| *at > now_ms - WINDOW_MS);
        if self.crashes.len() > MOST_CRASHES {
            return Next::CrashLoop;
        }
        let full = (FIRST_MS << self.in_a_row.min(6)).min(LONGEST_MS);
        self.in_a_row += 1;
        // Between 80 % and 100 %, so that sources that fell together do not rise together.
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        let pause = (full as f64 * (0.8 + 0.2 * jitter.clamp(0.0, 1.0))) as Millis;
        Next::After(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Next};

    #[test]
    fn pauses_double_and_a_healthy_minute_resets_them() {
        let mut b = Backoff::default();
        assert_eq!(b.crashed(0, 10, 1.0), Next::After(1_000));
        assert_eq!(b.crashed(1_000, 10, 1.0), Next::After(2_000));
        assert_eq!(b.crashed(3_000, 10, 0.0), Next::After(3_200));
        assert_eq!(b.crashed(70_000, 60_000, 1.0), Next::After(1_000));
    }

    #[test]
    fn pauses_end_at_a_minute() {
        let mut b = Backoff::default();
        let last = (0..20).map(|i| b.crashed(i * 200_000, 10, 1.0)).last();
        assert_eq!(last, Some(Next::After(60_000)));
    }

    #[test]
    fn the_sixth_crash_in_five_minutes_is_a_loop() {
        let mut b = Backoff::default();
        assert!((0..5).all(|i| b.crashed(i * 10_000, 10, 0.5) != Next::CrashLoop));
        assert_eq!(b.crashed(50_000, 10, 0.5), Next::CrashLoop);
    }
}
