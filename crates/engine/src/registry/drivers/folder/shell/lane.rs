//! What is to be done in folders that share their paths. Each lane has work of its own, so that a file system which stops
//! answering holds up its own lane only.

use super::Shell;
use super::jobs::Done;
use crate::registry::drivers::folder::core::Hint;
use crate::registry::drivers::folder::core::Tick;
use crate::registry::drivers::folder::index::SharedPath;
use crate::registry::drivers::folder::stamp::Stamp;
use crate::registry::drivers::folder::texts;
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};

/// One lane's work.
#[derive(Default)]
pub(super) struct Lane {
    pub(super) looks: Looks,
    /// Folders to list, of these watched ones.
    pub(super) visits: VecDeque<(usize, PathBuf)>,
    /// Listings under way.
    pub(super) listings: usize,
    /// Listings that wait for the looks made before them: what those saw may be gone by now.
    pub(super) held: Vec<Done>,
    /// Files to read; since when those are quiet that may still be open.
    pub(super) digests: VecDeque<(SharedPath, Stamp, Option<Tick>)>,
    pub(super) digesting: usize,
    /// One of its folders doesn't answer: nothing is begun until it does.
    pub(super) silent: bool,
}

impl Lane {
    /// How much of it is on its way.
    pub(super) fn busy(&self) -> usize {
        let reads = self.digests.len() + self.digesting;
        self.looks.len() + reads + self.visits.len() + self.listings + self.held.len()
    }

    /// Whether a file that went may come up in what it lists.
    fn may_find(&self) -> bool {
        !self.silent && (self.listings > 0 || !self.visits.is_empty())
    }
}

/// Paths to look at, each once, in the order in which they were first named.
#[derive(Default)]
pub(super) struct Looks {
    order: VecDeque<(Tick, SharedPath)>,
    hints: HashMap<SharedPath, Hint>,
    /// Those whose answer is on its way, and when the first of them was named.
    asked: HashMap<SharedPath, Hint>,
    asked_at: Tick,
}

impl Looks {
    pub(super) fn push(&mut self, path: SharedPath, hint: Hint, now: Tick) {
        let kept = self.hints.entry(path).or_insert_with_key(|path| {
            self.order.push_back((now, path.clone()));
            hint
        });
        if hint != Hint::Look {
            *kept = hint;
        }
    }

    /// The next ones, unless some are under way.
    pub(super) fn take(&mut self, most: usize) -> Vec<(SharedPath, Hint)> {
        if self.is_asking() {
            return Vec::new();
        }
        self.asked_at = self.order.front().map_or(0, |(at, _)| *at);
        let n = most.min(self.order.len());
        let paths = self.order.drain(..n).map(|(_, path)| path);
        let batch: Vec<_> = paths.map(|p| (p.clone(), self.hints.remove(&p).unwrap_or(Hint::Look))).collect();
        self.asked = batch.iter().cloned().collect();
        batch
    }

    pub(super) fn is_asking(&self) -> bool {
        !self.asked.is_empty()
    }

    pub(super) fn answered(&mut self) {
        self.asked.clear();
    }

    /// When the one was named that waits longest.
    fn oldest(&self) -> Option<Tick> {
        let asked = self.is_asking().then_some(self.asked_at);
        asked.or_else(|| self.order.front().map(|(at, _)| *at))
    }

    pub(super) fn len(&self) -> usize {
        self.order.len() + self.asked.len()
    }

    /// Whether this path is to be looked at.
    pub(super) fn knows(&self, path: &Path) -> bool {
        self.hints.contains_key(path) || self.asked.contains_key(path)
    }

    /// Whether a write to this path was reported and not yet looked at.
    pub(super) fn knows_a_write(&self, path: &Path) -> bool {
        let hints = [self.hints.get(path), self.asked.get(path)];
        hints.iter().any(|h| matches!(h, Some(Hint::Written | Hint::Closed)))
    }

    fn paths(&self) -> Vec<SharedPath> {
        self.order.iter().map(|(_, path)| path).chain(self.asked.keys()).cloned().collect()
    }
}

impl Shell {
    /// The lane of a path.
    pub(super) fn lane(&mut self, path: &Path) -> &mut Lane {
        let lane = self.settings.lane(path);
        &mut self.lanes[lane]
    }

    pub(super) fn lane_of_root(&self, at: usize) -> usize {
        self.roots.get(at).map_or(0, |r| r.folder.lane)
    }

    /// What is being listed or looked at may be a file that went from elsewhere, unless it lies in a folder that doesn't answer.
    pub(super) fn tell_searching(&mut self) {
        let listing = self.lanes.iter().any(Lane::may_find);
        let looks = self.lanes.iter().filter(|lane| !lane.silent);
        self.core.searching(listing, looks.filter_map(|lane| lane.looks.oldest()).min());
    }

    /// Folders whose look is under way for too long are left to themselves.
    pub(super) fn find_silent(&mut self) {
        let now = self.now();
        for at in 0..self.roots.len() {
            let Some(root) = self.roots.get_mut(at).filter(|r| r.silent_since.is_none()) else { continue };
            if !root.falls_silent(now) {
                continue;
            }
            self.context.log.warn(texts::silent(root, &self.context.clock).line());
            let lane = self.lane_of_root(at);
            self.lanes[lane].silent = true;
            // Who waits to hear what stands at a path there, to tell a renamed file from a new one, waits no longer.
            for path in self.lanes[lane].looks.paths() {
                self.core.unanswered(&path, now);
            }
            self.tell_searching();
            self.health.touch();
        }
    }

    /// A look came back: a folder that was silent answers again, and its lane goes on where it stopped.
    pub(super) fn heard_from(&mut self, at: usize) {
        let Some(root) = self.roots.get_mut(at) else { return };
        root.asked = None;
        if root.silent_since.take().is_none() {
            return;
        }
        self.context.log.info(texts::answers(root));
        let lane = self.lane_of_root(at);
        let silent = self.roots.iter().any(|r| r.folder.lane == lane && r.silent_since.is_some());
        self.lanes[lane].silent = silent;
        self.tell_searching();
        self.health.touch();
        if !silent {
            let roots: Vec<_> = (0..self.roots.len()).filter(|at| self.lane_of_root(*at) == lane).collect();
            roots.into_iter().for_each(|at| self.list_root(at));
        }
    }
}
