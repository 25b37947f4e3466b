//! How many refused calls become events: a flood of them costs bounded space, and the rest is counted.

use prama_model::time::Millis;

/// Refused calls of one place that are kept in a row.
const BURST: u32 = 20;
/// After which one more may be kept.
const REFILL_MS: Millis = 30_000;

/// A bucket of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quota {
    left: u32,
    refilled_ms: Millis,
    /// Refused calls that were not kept since the last one that was.
    uncounted: u64,
}

impl Quota {
    pub(super) fn new(now: Millis) -> Self {
        Self { left: BURST, refilled_ms: now, uncounted: 0 }
    }

    /// Whether a refused call is kept, and how many before it were not.
    pub(super) fn take(&mut self, now: Millis) -> Option<u64> {
        let gained = (now - self.refilled_ms).max(0) / REFILL_MS;
        if now < self.refilled_ms || gained > 0 {
            self.left = self.left.saturating_add(u32::try_from(gained).unwrap_or(BURST)).min(BURST);
            self.refilled_ms = now;
        }
        if self.left == 0 {
            self.uncounted += 1;
            return None;
        }
        self.left -= 1;
        Some(std::mem::take(&mut self.uncounted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_and_counted() {
        let mut quota = Quota::new(0);
        let kept = (0..10_000).filter(|_| quota.take(0).is_some()).count();
        assert_eq!(kept, 20);
        assert_eq!(quota.take(REFILL_MS - 1), None);
        assert_eq!(quota.take(REFILL_MS), Some(9_981));
        assert_eq!(quota.take(REFILL_MS), None);
        // The clock went back: it goes on from there.
        assert_eq!(quota.take(-1_000_000), None);
        assert_eq!(quota.take(-1_000_000 + 2 * REFILL_MS), Some(2));
        assert_eq!((0..100).filter(|_| quota.take(Millis::MAX / 2).is_some()).count(), 20);
    }
}
