//! Files that are not there any more: renamed, deleted, or only out of reach.

use super::{Action, Change, Core, Gone, Record, SharedPath, Stamp, Telling, Tick};
use std::collections::HashMap;
use std::path::Path;

impl Core {
    /// Nothing stands at a path.
    pub(super) fn missing(&mut self, path: &SharedPath, now: Tick) {
        if let Some(track) = self.tracks.get_mut(path) {
            if track.reading {
                track.again = Some(super::Hint::Look);
            } else {
                self.tracks.remove(path);
            }
        }
        if self.index.get(path).is_none() {
            return;
        }
        match self.gone.get(path).map(|gone| gone.due) {
            None => {
                let at = now + self.rules.grace_ms;
                self.gone.insert(path.clone(), Gone { due: at, last_asked: None });
                self.wake(path, at);
            }
            Some(at) if now < at => {}
            Some(_) if self.hold_back(path, now) => {}
            Some(_) => self.delete(path),
        }
    }

    /// A file that went is not given up while it may be found under another name: one that settles is the same, a listing is
    /// under way, or a look that was asked for in time has no answer.
    pub(super) fn hold_back(&mut self, path: &SharedPath, now: Tick) -> bool {
        let later = now + self.rules.grace_ms.max(1);
        let Some(gone) = self.gone.get_mut(path) else { return false };
        if self.listing {
            // What it asks about then still counts.
            *gone = Gone { due: later, last_asked: None };
            self.wake(path, later);
            return true;
        }
        // Looks that are asked for after it is due are not waited for, or a flood would hold it up.
        let last = *gone.last_asked.get_or_insert(now);
        let asked = self.oldest_look.is_some_and(|at| at <= last);
        let settles = self.index.get(path).is_some_and(|r| self.tracks.has_file(&r.stamp));
        let held = asked || settles;
        if held {
            self.wake(path, later);
        }
        held
    }

    fn delete(&mut self, path: &SharedPath) {
        self.gone.remove(path);
        let Some(record) = self.index.remove(path) else { return };
        self.actions.push(Action::Tell(Telling {
            change: Change::Deleted,
            path: path.clone(),
            previous: None,
            stamp: record.stamp,
            hash: record.hash,
            row: None,
        }));
    }

    /// The version that stands there is not to be told: it settles no more, and what was known of the path stays.
    pub(super) fn outside(&mut self, path: &SharedPath) {
        self.gone.remove(path);
        match self.tracks.get_mut(path) {
            Some(track) if track.reading => track.again = Some(super::Hint::Look),
            Some(_) => drop(self.tracks.remove(path)),
            None => {}
        }
    }

    /// A disk may have another number after it was away. A file that is unchanged shows which one, and that holds for those
    /// that are missing too.
    pub(super) fn renumber(&mut self, folder: &Path, files: &[(SharedPath, Stamp)]) {
        let mut numbers = HashMap::new();
        for (path, stamp) in files {
            let known = self.index.get(path).map(|r| &r.stamp);
            if let Some(known) = known.filter(|k| k.dev != stamp.dev && k.unchanged(stamp)) {
                numbers.insert(known.dev, stamp.dev);
            }
        }
        if numbers.is_empty() {
            return;
        }
        let old: Vec<_> = self
            .index
            .under(folder)
            .filter_map(|(p, r)| Some((p.clone(), r.clone(), *numbers.get(&r.stamp.dev)?)))
            .collect();
        for (path, record, dev) in old {
            let record = Record { stamp: Stamp { dev, ..record.stamp }, ..record };
            self.index.set(path.clone(), record.clone());
            self.actions.push(Action::Save(path, record));
        }
    }

    /// A folder may have gone with everything below it.
    pub(super) fn missing_below(&mut self, folder: &SharedPath) {
        let known = self.index.under(folder).map(|(p, _)| p).filter(|p| !self.gone.contains_key(*p));
        let waiting = self.tracks.under(folder);
        let below: std::collections::BTreeSet<_> =
            known.chain(waiting).filter(|p| *p != folder).cloned().collect();
        self.actions.extend(below.into_iter().map(Action::Look));
    }

    /// Nothing can be told about a path: what is known stays, and it is asked again while something waits for it.
    pub(super) fn unknown(&mut self, path: &SharedPath, reason: String, now: Tick) {
        let at = now + self.rules.patience_ms;
        if let Some(track) = self.tracks.get_mut(path).filter(|t| !t.reading) {
            track.refused = Some(reason);
            track.quiet_since = now;
        } else if let Some(gone) = self.gone.get_mut(path) {
            *gone = Gone { due: at, last_asked: None };
        } else {
            return;
        }
        self.wake(path, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::core::{Hint, Listing, Rules};
    use crate::registry::drivers::folder::index::Record;
    use crate::registry::drivers::folder::look::{Digested, Look};
    use crate::registry::drivers::folder::proof::Proof;
    use crate::registry::drivers::folder::stamp::Stamp;
    use std::path::Path;

    const RULES: Rules = Rules { settle_ms: 2_000, patience_ms: 30_000, grace_ms: 500 };

    fn path(text: &str) -> SharedPath {
        Path::new(text).into()
    }

    fn stamp(size: u64) -> Stamp {
        Stamp { dev: 1, ino: 7, born_ns: 70, size, mtime_ns: 80 + i64::try_from(size).unwrap(), ctime_ns: 90 }
    }

    /// Knows `/in/a`, which went at tick 0.
    fn gone() -> Core {
        let hash = Some([1; 32]);
        let record = Record { stamp: stamp(3), hash, version: 1, announced: true, fresh: false };
        let mut core = Core::new(RULES, [(path("/in/a"), record)]);
        core.saw(&path("/in/a"), Hint::Look, Look::Gone, 0);
        assert!(core.take_actions().is_empty());
        core
    }

    fn told(core: &mut Core) -> Vec<Change> {
        let told = |a| if let Action::Tell(t) = a { Some(t.change) } else { None };
        core.take_actions().into_iter().filter_map(told).collect()
    }

    #[test]
    fn it_is_not_given_up_while_a_listing_may_find_it() {
        let mut core = gone();
        core.searching(true, None);
        core.tick(600);
        core.saw(&path("/in/a"), Hint::Look, Look::Gone, 700);
        assert!(core.take_actions().is_empty());
        core.searching(false, None);
        let files = vec![(path("/in/new/a"), stamp(3))];
        core.scanned(Path::new("/in/new"), Listing { files, ..Listing::default() });
        core.saw(&path("/in/new/a"), Hint::Look, Look::File { stamp: stamp(3), proof: Proof::Silent }, 800);
        assert_eq!(told(&mut core), [Change::Renamed]);
    }

    #[test]
    fn it_is_not_given_up_while_a_listing_elsewhere_has_looks_without_answer() {
        let mut core = gone();
        core.searching(true, None);
        core.tick(500);
        // The listing asked about its files at 900; the queue there is long.
        core.searching(false, Some(900));
        core.tick(1_000);
        core.saw(&path("/in/a"), Hint::Look, Look::Gone, 1_100);
        assert!(core.take_actions().is_empty());
        core.saw(&path("/other/a"), Hint::Look, Look::File { stamp: stamp(3), proof: Proof::Silent }, 1_200);
        assert_eq!(told(&mut core), [Change::Renamed]);
        // What was asked for later can't be about it: a flood elsewhere holds nothing up.
        let mut core = gone();
        core.searching(false, Some(500));
        core.tick(500);
        assert!(core.take_actions().is_empty());
        core.searching(false, Some(501));
        core.tick(1_000);
        core.saw(&path("/in/a"), Hint::Look, Look::Gone, 1_010);
        assert_eq!(told(&mut core), [Change::Deleted]);
    }

    #[test]
    fn it_is_not_given_up_while_what_it_became_is_read() {
        let mut core = gone();
        core.tick(600);
        assert_eq!(core.take_actions(), [Action::Look(path("/in/a"))]);
        // Before that look came, the new name was looked at, with more in it.
        core.saw(&path("/in/b"), Hint::Closed, Look::File { stamp: stamp(5), proof: Proof::Silent }, 610);
        assert_eq!(core.take_actions(), [Action::Digest(path("/in/b"), stamp(5))]);
        core.saw(&path("/in/a"), Hint::Look, Look::Gone, 620);
        assert!(core.take_actions().is_empty());
        core.digested(&path("/in/b"), Ok(Digested { hash: [2; 32], fresh: false }), 630);
        assert_eq!(told(&mut core), [Change::Renamed, Change::Modified]);
    }
}
