//! Numbers of a field: smallest and largest exactly, the middle from a sample in which every number has the same chance to be.

use serde::{Deserialize, Serialize};

/// Numbers that are kept: the middle is exact up to so many; beyond, its rank is off by 3 % of them in the usual case.
pub(super) const KEPT: usize = 256;

/// A reservoir (Vitter's algorithm R) whose dice are the count itself: equal events give equal sketches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Numbers {
    count: u64,
    min: f64,
    max: f64,
    kept: Vec<f64>,
}

impl Numbers {
    pub(super) fn add(&mut self, number: f64) {
        let first = self.count == 0;
        self.min = if first { number } else { self.min.min(number) };
        self.max = if first { number } else { self.max.max(number) };
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(number);
        } else if let Ok(place) = usize::try_from(mixed(self.count) % self.count)
            && let Some(old) = self.kept.get_mut(place)
        {
            *old = number;
        }
    }

    /// Smallest, middle and largest of two generations.
    pub(super) fn both(a: &Self, b: &Self) -> Option<(f64, f64, f64)> {
        let parts: Vec<&Self> = [a, b].into_iter().filter(|n| n.count > 0).collect();
        let min = parts.iter().map(|n| n.min).min_by(f64::total_cmp)?;
        let max = parts.iter().map(|n| n.max).max_by(f64::total_cmp)?;
        // A kept number stands for as many as were not kept beside it.
        let mut weighed: Vec<(f64, f64)> = parts
            .iter()
            .flat_map(|n| n.kept.iter().map(|k| (*k, n.count as f64 / n.kept.len() as f64)))
            .collect();
        weighed.sort_by(|x, y| x.0.total_cmp(&y.0));
        let half = parts.iter().map(|n| n.count as f64).sum::<f64>() / 2.0;
        let mut below = 0.0;
        let median = weighed.iter().find(|(_, weight)| {
            below += weight;
            below + 1e-9 >= half
        })?;
        Some((min, median.0, max))
    }
}

/// SplitMix64's finish: neighbouring counts give unlike numbers.
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}
