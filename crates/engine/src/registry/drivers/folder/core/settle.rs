//! From a file that is there to an event: proof first, waiting last.

use super::{Action, Change, Core, Hint, Identity, Proof, Record, SharedPath, Stamp, Telling, Tick, Track};
use crate::registry::drivers::folder::look::Digested;

impl Core {
    pub(super) fn present(&mut self, path: &SharedPath, stamp: Stamp, proof: Proof, hint: Hint, now: Tick) {
        self.gone.remove(path);
        let written = matches!(hint, Hint::Closed | Hint::Written);
        if let Some(track) = self.tracks.get_mut(path).filter(|t| t.reading) {
            if !track.stamp.same_version(&stamp) || written {
                track.again = Some(hint);
            }
            return;
        }
        if let Some(record) = self.index.get_mut(path) {
            // Without a hash to compare, size and mtime have to tell.
            let touched = record.hash.is_none()
                && (record.stamp.size, record.stamp.mtime_ns) == (stamp.size, stamp.mtime_ns)
                && record.stamp != stamp;
            if touched {
                let record = Record { stamp, ..record.clone() };
                self.index.set(path.clone(), record.clone());
                self.actions.push(Action::Save(path.clone(), record));
                self.tracks.remove(path);
                return;
            }
            if record.stamp.unchanged(&stamp) && !(written && record.fresh) {
                self.tracks.remove(path);
                return;
            }
        }
        let before = self.tracks.get(path).map_or(stamp, |t| t.stamp);
        let track = self.tracks.stamped(path, stamp, || Track {
            stamp,
            proof: Proof::Silent,
            quiet_since: now,
            finished: false,
            reading: false,
            again: None,
            refused: None,
            open: None,
            grew: false,
            identity: Identity::Unasked,
        });
        if !before.same_version(&stamp) {
            track.grew = stamp.size > before.size;
            track.quiet_since = now;
            track.finished = false;
            track.refused = None;
            track.open = None;
        }
        // Its rights may be other ones now.
        if before.ctime_ns != stamp.ctime_ns {
            track.refused = None;
        }
        match track.again.take().filter(|_| hint == Hint::Look).unwrap_or(hint) {
            Hint::Closed | Hint::MovedIn => (track.finished, track.open) = (true, None),
            Hint::Written => track.finished = false,
            Hint::Look => {}
        }
        track.proof = proof;
        self.judge(path, now);
    }

    /// Whether a file that was just looked at is complete; if not, when to look again.
    pub(super) fn judge(&mut self, path: &SharedPath, now: Tick) {
        self.ask_identity(path);
        let Some(track) = self.tracks.get(path).filter(|t| !t.reading && t.identity != Identity::Asked)
        else {
            return;
        };
        let origin = self.origin(path, track);
        let moved_whole =
            origin.as_ref().and_then(|p| self.index.get(p)).filter(|r| r.stamp.same_version(&track.stamp));
        let (quiet_ms, settle_ms) = (now - track.quiet_since, self.settle_ms(path));
        let ready = moved_whole.is_some()
            || match &track.proof {
                Proof::Holds | Proof::Silent => track.finished || quiet_ms >= settle_ms,
                Proof::Fails(_) => quiet_ms >= self.rules.patience_ms.max(settle_ms),
            };
        if track.refused.is_some() && quiet_ms < self.rules.patience_ms {
            return;
        }
        if !ready {
            let quiet_at = track.quiet_since + settle_ms;
            if let Some(track) = self.tracks.get_mut(path) {
                track.grew &= quiet_at > now;
            }
            let at = if quiet_at > now { quiet_at } else { now + settle_ms.max(1) };
            self.wake(path, at);
            return;
        }
        let known = moved_whole.and_then(|r| r.hash.map(|hash| Digested { hash, fresh: r.fresh }));
        if let Some(digested) = known {
            self.conclude(path, digested, now);
        } else if let Some(track) = self.tracks.get_mut(path) {
            track.reading = true;
            let stamp = track.stamp;
            self.actions.push(Action::Digest(path.clone(), stamp));
        }
    }

    /// The content is known: tell what it means against the index, if anything.
    pub(super) fn conclude(&mut self, path: &SharedPath, digested: Digested, now: Tick) {
        // An event for the old name may have gone out while this file was read.
        self.ask_identity(path);
        let Some(track) = self.tracks.get(path).filter(|t| t.identity != Identity::Asked) else { return };
        let origin = self.origin(path, track);
        let Some(Track { stamp, .. }) = self.tracks.remove(path) else { return };
        let hash = Some(digested.hash);
        let record = |version| Record { stamp, hash, version, announced: true, fresh: digested.fresh };
        if let Some(old) = self.index.get(path) {
            let same = old.hash == hash;
            let new = if same {
                Record { announced: old.announced, ..record(old.version) }
            } else {
                record(old.version + 1)
            };
            if same {
                self.index.set(path.clone(), new.clone());
                self.actions.push(Action::Save(path.clone(), new));
            } else {
                self.tell(Change::Modified, path, None, stamp, hash, new);
                self.look_at_other_names(path, &stamp);
            }
        } else if let Some(previous) = origin {
            self.gone.remove(&previous);
            let Some(old) = self.index.remove(&previous) else { return };
            let same = old.hash.map_or(old.stamp.same_version(&stamp), |h| Some(h) == hash);
            let version = old.version;
            // Until the new content is told too, the row keeps the old one: a crash in between leaves work for the scan.
            let row = if same { record(version) } else { Record { announced: true, ..old } };
            self.tell(Change::Renamed, path, Some(previous.clone()), stamp, hash, row);
            if !same {
                self.tell(Change::Modified, path, None, stamp, hash, record(version + 1));
                self.look_at_other_names(path, &stamp);
            }
            self.answer(&previous, now);
        } else {
            self.tell(Change::Added, path, None, stamp, hash, record(1));
        }
    }

    fn tell(
        &mut self,
        change: Change,
        path: &SharedPath,
        previous: Option<SharedPath>,
        stamp: Stamp,
        hash: Option<[u8; 32]>,
        row: Record,
    ) {
        self.index.set(path.clone(), row.clone());
        self.actions.push(Action::Tell(Telling {
            change,
            path: path.clone(),
            previous,
            stamp,
            hash,
            row: Some(row),
        }));
    }

    /// A write is announced under the name that it was made by; a file may have more.
    fn look_at_other_names(&mut self, path: &SharedPath, stamp: &Stamp) {
        let others = self.index.paths_of(stamp).filter(|p| *p != path).cloned().map(Action::Look);
        self.actions.extend(others.collect::<Vec<_>>());
    }

    /// A file that is new here may be one that was known elsewhere: look there first.
    fn ask_identity(&mut self, path: &SharedPath) {
        let unasked = |t: &&Track| t.identity == Identity::Unasked;
        let Some(track) = self.tracks.get(path).filter(unasked).filter(|_| self.index.get(path).is_none())
        else {
            return;
        };
        if self.origin(path, track).is_some() {
            return;
        }
        let Some(other) = self.index.paths_of(&track.stamp).find(|p| *p != path).cloned() else { return };
        if let Some(track) = self.tracks.get_mut(path) {
            track.identity = Identity::Asked;
        }
        self.askers.entry(other.clone()).or_default().push(path.clone());
        self.actions.push(Action::Look(other));
    }

    /// There will be no answer for a path soon: who asked for it takes its file for another one.
    pub fn unanswered(&mut self, path: &SharedPath, now: Tick) {
        if self.askers.contains_key(path) {
            self.answer(path, now);
        }
    }

    /// The answer to [`Core::ask_identity`]: where the old name is gone the new one is its continuation.
    pub(super) fn answer(&mut self, path: &SharedPath, now: Tick) {
        for asker in self.askers.remove(path).unwrap_or_default() {
            let gone = self.has_left(path);
            let Some(track) = self.tracks.get_mut(&asker).filter(|t| t.identity == Identity::Asked) else {
                continue;
            };
            track.identity = if gone { Identity::Unasked } else { Identity::Own };
            self.judge(&asker, now);
        }
    }

    /// The name under which this new file was known, if that name is gone.
    fn origin(&self, path: &SharedPath, track: &Track) -> Option<SharedPath> {
        if self.index.get(path).is_some() || track.identity == Identity::Own {
            return None;
        }
        self.index.paths_of(&track.stamp).find(|p| *p != path && self.has_left(p)).cloned()
    }

    /// Whether the file known under this name is not there any more: nothing is, or another file.
    fn has_left(&self, path: &SharedPath) -> bool {
        let replaced = |t: &Track| self.index.get(path).is_some_and(|r| !r.stamp.same_file(&t.stamp));
        self.gone.contains_key(path) || self.tracks.get(path).is_some_and(replaced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::core::{Pending, Rules};
    use crate::registry::drivers::folder::look::Look;
    use std::path::Path;

    const RULES: Rules = Rules { settle_ms: 2_000, patience_ms: 30_000, grace_ms: 500 };

    fn path(text: &str) -> SharedPath {
        Path::new(text).into()
    }

    fn stamp(size: u64) -> Stamp {
        Stamp { ino: 7, born_ns: 70, size, mtime_ns: 80 + i64::try_from(size).unwrap(), ..Stamp::default() }
    }

    #[test]
    fn a_file_grows_until_it_was_quiet_for_its_time() {
        let mut core = Core::new(RULES, []);
        let (a, proof) = (path("/in/a.pdf"), Proof::Fails("The PDF's end is missing.".into()));
        let mut see = |size, now| {
            core.saw(&a, Hint::Written, Look::File { stamp: stamp(size), proof: proof.clone() }, now);
            core.pending()
                .next()
                .map(|(_, reason)| (reason.grows, matches!(reason.why, Pending::Unproven(_))))
        };
        assert_eq!(see(1, 0), Some((false, true)));
        assert_eq!(see(2, 100), Some((true, true)));
        assert_eq!(see(2, 1_000), Some((true, true)));
        assert_eq!(see(2, 2_100), Some((false, true)));
    }

    #[test]
    fn a_write_through_one_name_asks_for_the_others() {
        let record =
            Record { stamp: stamp(1), hash: Some([1; 32]), version: 1, announced: true, fresh: false };
        let known = ["/in/a", "/in/b"].map(|p| (path(p), record.clone()));
        let mut core = Core::new(RULES, known);
        core.saw(&path("/in/a"), Hint::Closed, Look::File { stamp: stamp(2), proof: Proof::Silent }, 0);
        core.digested(&path("/in/a"), Ok(Digested { hash: [2; 32], fresh: false }), 1);
        assert!(core.take_actions().contains(&Action::Look(path("/in/b"))));
    }
}
