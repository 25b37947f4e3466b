//! Events of the last 60 s, counted by the second.

use prama_model::time::Millis;

const SECONDS: usize = 60;

/// One counter for each of the last 60 seconds.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    counts: [(Millis, u32); SECONDS],
}

impl Default for Rate {
    fn default() -> Self {
        Self { counts: [(Millis::MIN, 0); SECONDS] }
    }
}

impl Rate {
    /// Counts one event.
    pub(super) fn add(&mut self, now_ms: Millis) {
        let second = now_ms.div_euclid(1000);
        let slot = &mut self.counts[usize::try_from(second.rem_euclid(SECONDS as i64)).unwrap_or(0)];
        if slot.0 != second {
            *slot = (second, 0);
        }
        slot.1 = slot.1.saturating_add(1);
    }

    /// Events of the last 60 s.
    pub(super) fn per_minute(&self, now_ms: Millis) -> u32 {
        self.recent(now_ms).iter().sum()
    }

    /// Events in each of the last 60 seconds, the running one last.
    pub(super) fn recent(&self, now_ms: Millis) -> Vec<u32> {
        let first = now_ms.div_euclid(1000) - SECONDS as i64 + 1;
        let mut out = vec![0; SECONDS];
        for (second, n) in self.counts {
            let at = usize::try_from(second.saturating_sub(first)).ok();
            if let Some(slot) = at.and_then(|at| out.get_mut(at)) {
                *slot = n;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn counts_only_the_last_minute() {
        let mut rate = Rate::default();
        (0..120).for_each(|s| rate.add(s * 1000));
        assert_eq!(rate.per_minute(119_999), 60);
        assert_eq!(rate.per_minute(149_000), 30);
        assert_eq!(rate.per_minute(500_000), 0);
    }

    #[test]
    fn tells_the_seconds_apart() {
        let mut rate = Rate::default();
        [58_000, 59_000, 59_999, 60_000].into_iter().for_each(|ms| rate.add(ms));
        let recent = rate.recent(60_500);
        assert_eq!((recent.len(), &recent[57..]), (60, &[1, 2, 1][..]));
        assert_eq!(rate.recent(118_000)[..3], [2, 1, 0]);
    }
}
