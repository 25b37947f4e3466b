//! When everything is listed anew though no notification asked for it: every hour, and after the computer slept.

use super::Tick;
use prama_model::time::Millis;

/// Everything is listed anew so often, a tenth earlier or later, so that sources don't list at the same moment.
const HOUR_MS: Tick = 3_600_000;
/// Wall time that went on so much further than our own clock, which stands still during sleep, was slept through. A clock
/// that was set looks the same, and a listing too many costs little.
const SLEPT_MS: i64 = 5_000;

/// Why it is time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An hour went by.
    Hour,
    /// The computer slept.
    Slept,
}

/// Keeps the times.
#[derive(Debug)]
pub struct Rounds {
    next: Tick,
    /// Wall time at tick 0, as last seen.
    offset_ms: Millis,
}

impl Rounds {
    /// Starts at tick 0; `jitter` is between -1 and 1.
    #[must_use]
    pub fn new(wall_ms: Millis, jitter: f64) -> Self {
        let mut rounds = Self { next: 0, offset_ms: wall_ms };
        rounds.listed(0, jitter);
        rounds
    }

    /// When [`Rounds::turn`] has something to say.
    #[must_use]
    pub fn next_due(&self) -> Tick {
        self.next
    }

    /// Everything is being listed.
    pub fn listed(&mut self, now: Tick, jitter: f64) {
        #[allow(clippy::cast_possible_truncation)]
        let sway = (HOUR_MS as f64 / 10.0 * jitter.clamp(-1.0, 1.0)) as Tick;
        self.next = now + HOUR_MS + sway;
    }

    /// Whether everything must be listed now. Ask at least every few seconds: sleep shows only afterwards.
    pub fn turn(&mut self, now: Tick, wall_ms: Millis) -> Option<Why> {
        let offset_ms = wall_ms - now;
        let gap = offset_ms - std::mem::replace(&mut self.offset_ms, offset_ms);
        if gap >= SLEPT_MS {
            return Some(Why::Slept);
        }
        (self.next <= now).then_some(Why::Hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    /// A computer that works, sleeps and has its clock corrected, for about a month of its own time.
    #[test]
    fn every_hour_and_after_each_sleep_and_not_otherwise() {
        for seed in 0..50 {
            println!("seed {seed}");
            let mut rng = StdRng::seed_from_u64(seed);
            let (mut now, mut wall) = (0, 1_700_000_000_000);
            let mut rounds = Rounds::new(wall, rng.random_range(-1.0..=1.0));
            let mut last = 0;
            for _ in 0..5_000 {
                let worked = rng.random_range(1..=10_000);
                now += worked;
                // Clocks drift and are corrected by a little.
                wall += worked + rng.random_range(-20..=20);
                let slept = rng.random_bool(0.002);
                if slept {
                    wall += rng.random_range(SLEPT_MS + 20..36_000_000);
                }
                let why = rounds.turn(now, wall);
                match why {
                    Some(Why::Slept) => assert!(slept),
                    Some(Why::Hour) => assert!(!slept && now - last >= HOUR_MS / 10 * 9),
                    None => assert!(!slept && now - last < HOUR_MS / 10 * 11 + 10_000),
                }
                if why.is_some() {
                    last = now;
                    rounds.listed(now, rng.random_range(-1.0..=1.0));
                }
            }
        }
    }

    #[test]
    fn sources_that_start_together_do_not_list_together() {
        let due = |jitter| Rounds::new(0, jitter).next_due();
        assert_eq!((due(-1.0), due(0.0), due(1.0)), (HOUR_MS / 10 * 9, HOUR_MS, HOUR_MS / 10 * 11));
    }

    #[test]
    fn a_clock_that_is_set_back_is_no_sleep() {
        let mut rounds = Rounds::new(1_000_000, 0.0);
        assert_eq!(rounds.turn(1_000, 1_000), None);
        assert_eq!(rounds.turn(2_000, 2_000), None);
        assert_eq!(rounds.turn(3_000, 3_000 + SLEPT_MS), Some(Why::Slept));
    }
}
