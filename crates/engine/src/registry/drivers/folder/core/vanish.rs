//! Files that are not there any more: renamed, deleted, or only out of reach.

use super::{Action, Change, Core, SharedPath, Telling, Tick};

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
        match self.gone.get(path) {
            None => {
                let at = now + self.rules.grace_ms;
                self.gone.insert(path.clone(), at);
                self.wake(path, at);
            }
            Some(at) if now < *at => {}
            Some(_) => self.delete(path),
        }
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

    /// A folder may have gone with everything below it.
    pub(super) fn missing_below(&mut self, folder: &SharedPath) {
        let known = self.index.under(folder).map(|(p, _)| p).filter(|p| !self.gone.contains_key(*p));
        let waiting = self.waiting_under(folder);
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
        } else if let Some(due) = self.gone.get_mut(path) {
            *due = at;
        } else {
            return;
        }
        self.wake(path, at);
    }
}
