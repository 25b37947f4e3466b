//! The triggers of one event type, filed under what an event must have for them to match: judging an event costs as much as
//! there are triggers that it may match, not as there are triggers.

use super::set::Live;
use super::sharded::Sharded;
use prama_model::condition::{By, Facts, Need};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The triggers that listen to one event type.
#[derive(Debug, Clone, Default)]
pub(super) struct Listeners {
    all: Sharded<i64, Filed>,
    /// Asked of every event: their conditions name nothing that could be looked up.
    unfiled: BTreeMap<i64, Arc<Live>>,
    drawers: HashMap<(Arc<str>, By), Drawer>,
    on: usize,
}

#[derive(Debug, Clone)]
struct Filed {
    live: Arc<Live>,
    /// Where it is filed; empty when it is not, or off.
    under: Arc<[Need]>,
}

/// The triggers that need something of one field.
#[derive(Debug, Clone, Default)]
struct Drawer {
    by_key: Sharded<Arc<str>, Vec<Arc<Live>>>,
    /// Lengths of its keys with their number, for prefixes.
    lengths: BTreeMap<usize, usize>,
}

impl Listeners {
    pub(super) fn insert(&mut self, live: Arc<Live>) {
        let n = live.row.n;
        self.remove(n);
        let mut under: Arc<[Need]> = Arc::default();
        if live.row.definition.active {
            self.on += 1;
            // Of all that must hold, the rarest among the triggers is taken.
            match live.compiled.as_ref().ok().and_then(|c| c.needs(&|need| self.crowd(need))) {
                Some(mut needs) => {
                    for need in &mut needs {
                        self.file(need, &live);
                    }
                    under = needs.into();
                }
                None => drop(self.unfiled.insert(n, Arc::clone(&live))),
            }
        }
        self.all.insert(n, Filed { live, under });
    }

    pub(super) fn remove(&mut self, n: i64) {
        let Some(Filed { live, under }) = self.all.remove(&n) else { return };
        self.on -= usize::from(live.row.definition.active);
        self.unfiled.remove(&n);
        for need in under.iter() {
            let drawer = (Arc::clone(&need.field), need.by);
            let Some(found) = self.drawers.get_mut(&drawer) else { continue };
            let mut rest = found.by_key.remove(&need.key).unwrap_or_default();
            rest.retain(|t| t.row.n != n);
            if !rest.is_empty() {
                found.by_key.insert(need.key.clone(), rest);
                continue;
            }
            if let Some(count) = found.lengths.get_mut(&need.key.len()) {
                *count -= 1;
                if *count == 0 {
                    found.lengths.remove(&need.key.len());
                }
            }
            if found.by_key.len() == 0 {
                self.drawers.remove(&drawer);
            }
        }
    }

    fn crowd(&self, need: &Need) -> usize {
        let drawer = self.drawers.get(&(Arc::clone(&need.field), need.by));
        drawer.and_then(|d| d.by_key.get(&need.key)).map_or(0, Vec::len)
    }

    fn file(&mut self, need: &mut Need, live: &Arc<Live>) {
        let drawer = (Arc::clone(&need.field), need.by);
        // The drawers' own text of the field is kept once.
        if let Some(((field, _), _)) = self.drawers.get_key_value(&drawer) {
            need.field = Arc::clone(field);
        }
        let drawer = self.drawers.entry(drawer).or_default();
        let filed = drawer.by_key.entry(Arc::clone(&need.key));
        if filed.is_empty() {
            *drawer.lengths.entry(need.key.len()).or_default() += 1;
            // Most are filed alone.
            filed.reserve_exact(1);
        }
        // One trigger may ask for one thing twice.
        if filed.last().is_none_or(|t| t.row.n != live.row.n) {
            filed.push(Arc::clone(live));
        }
    }

    /// The triggers that are on and may match; every other one that is on does not. In the order they were made.
    pub(super) fn candidates(&self, facts: &Facts<'_>) -> Vec<&Arc<Live>> {
        let mut found: Vec<&Arc<Live>> = self.unfiled.values().collect();
        for ((field, by), drawer) in &self.drawers {
            let Some(value) = facts.value(field) else { continue };
            by.keys(value, drawer.lengths.keys().copied(), &mut |key| {
                found.extend(drawer.by_key.get(key).into_iter().flatten());
            });
        }
        found.sort_unstable_by_key(|t| t.row.n);
        found.dedup_by_key(|t| t.row.n);
        found
    }

    /// A trigger by its row number.
    pub(super) fn get(&self, n: i64) -> Option<&Arc<Live>> {
        self.all.get(&n).map(|filed| &filed.live)
    }

    /// All of them, in the order they were made.
    pub(super) fn all(&self) -> Vec<&Arc<Live>> {
        let mut all: Vec<_> = self.all.values().map(|filed| &filed.live).collect();
        all.sort_unstable_by_key(|t| t.row.n);
        all
    }

    /// How many are on, and how many off.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.on, self.all.len() - self.on)
    }
}
