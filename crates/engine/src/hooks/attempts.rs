//! Signed calls that were made a short while ago: the same one again is a replay, one that was signed anew is its
//! provider trying again.

use prama_model::time::Millis;
use prama_model::webhook::TOLERANCE_S;
use std::collections::BTreeMap;

/// How long a signed call could still pass: signed at most so far ahead, and good for so long after.
const KEPT_MS: Millis = 2 * TOLERANCE_S * 1000;
/// Attempts that are remembered, at most; the oldest go first. Their events are not made twice either way.
const MAX: usize = 100_000;

/// What was attempted, by key and second of signing.
pub(super) struct Attempts {
    since: Millis,
    noted: BTreeMap<(String, i64), Millis>,
    order: std::collections::VecDeque<(Millis, (String, i64))>,
}

impl Attempts {
    /// None yet.
    pub(super) fn new(now: Millis) -> Self {
        Self { since: now, noted: BTreeMap::new(), order: std::collections::VecDeque::new() }
    }

    /// Notes an attempt; whether it was made before. Of one that was signed before the app started nobody knows, so it
    /// counts as made: if its event is stored, its provider will sign anew. So does one without a time, as its
    /// signature stays the same for ever.
    pub(super) fn note(&mut self, key: &str, at_s: Option<i64>, now: Millis) -> bool {
        let Some(at_s) = at_s else { return true };
        while self.order.len() >= MAX || self.order.front().is_some_and(|(at, _)| at + KEPT_MS < now) {
            let Some((_, oldest)) = self.order.pop_front() else { break };
            self.noted.remove(&oldest);
        }
        let attempt = (key.to_owned(), at_s);
        let known = self.noted.contains_key(&attempt);
        if !known {
            self.order.push_back((now, attempt.clone()));
            self.noted.insert(attempt, now);
        }
        known || at_s * 1000 <= self.since
    }

    /// An attempt came to nothing and may be made again.
    pub(super) fn forget(&mut self, key: &str, at_s: Option<i64>) {
        if let Some(at_s) = at_s {
            self.noted.remove(&(key.to_owned(), at_s));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_signature_again_is_known_and_a_new_one_is_not() {
        let mut attempts = Attempts::new(1_000_000);
        assert!(!attempts.note("a", Some(1_001), 1_001_000) && !attempts.note("a", Some(1_002), 1_002_000));
        assert!(!attempts.note("b", Some(1_001), 1_002_000), "another delivery of the same second");
        assert!(attempts.note("a", Some(1_001), 1_003_000) && attempts.note("a", Some(1_002), 1_003_000));
        attempts.forget("a", Some(1_001));
        assert!(!attempts.note("a", Some(1_001), 1_004_000), "it had come to nothing");
        assert!(attempts.note("c", Some(1_000), 1_004_000), "signed before the start");
        assert!(attempts.note("d", None, 1_004_000), "without a time");
    }

    #[test]
    fn what_can_no_longer_pass_is_forgotten() {
        let mut attempts = Attempts::new(0);
        for n in 1..=1_000 {
            attempts.note("a", Some(n), n * 1000);
        }
        attempts.note("a", Some(10_000), 10_000_000);
        assert_eq!((attempts.noted.len(), attempts.order.len()), (1, 1));
        for n in 0..=i64::try_from(MAX).unwrap() {
            attempts.note("b", Some(n), 10_000_000);
        }
        assert_eq!((attempts.noted.len(), attempts.order.len()), (MAX, MAX));
    }
}
