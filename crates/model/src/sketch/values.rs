//! The commonest values of a field (space saving: Metwally, Agrawal, El Abbadi, 2005): exact up to so many different ones.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Different values that are counted at a time. Whatever makes up more than one in so many events is among them.
pub(super) const COUNTERS: usize = 48;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Counter {
    value: Value,
    count: u64,
    /// By how much the count may be too high: what was counted for the values that stood here before.
    over: u64,
}

/// Values with their counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct TopValues(Vec<Counter>);

impl TopValues {
    pub(super) fn add(&mut self, value: &Value) {
        if let Some(known) = self.0.iter_mut().find(|c| c.value == *value) {
            known.count += 1;
            return;
        }
        if self.0.len() < COUNTERS {
            self.0.push(Counter { value: value.clone(), count: 1, over: 0 });
            return;
        }
        // The rarest gives way; of several the one that came first, so that equal events give equal sketches.
        if let Some(rarest) = self.0.iter_mut().min_by_key(|c| c.count) {
            *rarest = Counter { value: value.clone(), count: rarest.count + 1, over: rarest.count };
        }
    }

    /// The commonest of two generations, with the counts that are certain.
    pub(super) fn both(a: &Self, b: &Self, most: usize) -> Vec<(Value, i64)> {
        let mut all: Vec<(Value, i64)> = Vec::with_capacity(a.0.len() + b.0.len());
        for counter in a.0.iter().chain(&b.0) {
            let certain = super::whole(counter.count - counter.over);
            match all.iter_mut().find(|(value, _)| *value == counter.value) {
                Some((_, count)) => *count += certain,
                None => all.push((counter.value.clone(), certain)),
            }
        }
        all.sort_by_cached_key(|(value, count)| (std::cmp::Reverse(*count), value.to_string()));
        all.truncate(most);
        all
    }
}
