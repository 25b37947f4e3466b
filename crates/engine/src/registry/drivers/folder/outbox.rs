//! Work on its way to the store: several at a time, but never two that write the row of one path.

use super::core::Telling;
use super::index::{Record, SharedPath};
use prama_store::catch_ups::Absence;
use prama_store::files::FolderRow;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

/// Unacknowledged writes at a time: enough for a group commit.
const WINDOW: usize = 64;
/// How far a free one is looked for behind one that must wait.
const LOOK_AHEAD: usize = 256;
/// Rows without an event that are stored together.
const BATCH: usize = 1000;

/// What is said of a file beside what happened to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// It was found after nobody had watched for a while.
    pub absence: Option<Arc<Absence>>,
    /// Another known file of the same content.
    pub twin: Option<SharedPath>,
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// An event with its row.
    Tell(Telling, Note),
    /// Rows without an event; with the folder's own row after its first listing.
    Save(Vec<(SharedPath, Record)>, Option<FolderRow>),
}

impl Letter {
    /// The paths whose rows it writes.
    #[must_use]
    pub fn paths(&self) -> Vec<SharedPath> {
        match self {
            Self::Tell(telling, _) => telling.paths().cloned().collect(),
            Self::Save(rows, _) => rows.iter().map(|(p, _)| p.clone()).collect(),
        }
    }
}

/// Letters that wait and paths that are on their way.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<Letter>,
    busy: HashSet<SharedPath>,
    under_way: usize,
}

impl Outbox {
    /// Puts one at the end.
    pub fn push(&mut self, letter: Letter) {
        if let (Letter::Save(rows, None), Some(Letter::Save(last, None))) = (&letter, self.waiting.back_mut())
            && last.len() < BATCH
        {
            last.extend(rows.iter().cloned());
            return;
        }
        self.waiting.push_back(letter);
    }

    /// The next one that may leave.
    pub fn take(&mut self) -> Option<Letter> {
        if self.under_way >= WINDOW {
            return None;
        }
        let mut held: HashSet<SharedPath> = HashSet::new();
        for at in 0..self.waiting.len().min(LOOK_AHEAD) {
            let paths = self.waiting.get(at)?.paths();
            if paths.iter().any(|p| self.busy.contains(p) || held.contains(p)) {
                held.extend(paths);
                continue;
            }
            self.busy.extend(paths);
            self.under_way += 1;
            return self.waiting.remove(at);
        }
        None
    }

    /// One arrived.
    pub fn done(&mut self, paths: &[SharedPath]) {
        self.under_way = self.under_way.saturating_sub(1);
        for path in paths {
            self.busy.remove(path);
        }
    }

    /// How many have not arrived.
    #[must_use]
    pub fn len(&self) -> usize {
        self.under_way + self.waiting.len()
    }

    /// Whether everything arrived.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::core::Change;
    use crate::registry::drivers::folder::stamp::Stamp;

    fn tell(change: Change, path: &str, previous: Option<&str>) -> Letter {
        let shared = |p: &str| SharedPath::from(std::path::Path::new(p));
        let (path, previous) = (shared(path), previous.map(shared));
        let telling = Telling { change, path, previous, stamp: Stamp::default(), hash: None, row: None };
        Letter::Tell(telling, Note::default())
    }

    #[test]
    fn writes_of_one_path_keep_their_order_and_others_pass() {
        let mut outbox = Outbox::default();
        let added = tell(Change::Added, "/a", None);
        let renamed = tell(Change::Renamed, "/b", Some("/a"));
        let deleted = tell(Change::Deleted, "/b", None);
        let other = tell(Change::Added, "/c", None);
        for letter in [&added, &renamed, &deleted, &other] {
            outbox.push(letter.clone());
        }
        assert_eq!(outbox.take().as_ref(), Some(&added));
        assert_eq!(outbox.take().as_ref(), Some(&other));
        assert_eq!(outbox.take(), None);
        outbox.done(&added.paths());
        assert_eq!(outbox.take().as_ref(), Some(&renamed));
        assert_eq!(outbox.take(), None);
        outbox.done(&renamed.paths());
        assert_eq!(outbox.take().as_ref(), Some(&deleted));
        outbox.done(&deleted.paths());
        outbox.done(&other.paths());
        assert!(outbox.is_empty());
    }
}
