//! The rules of watching, free of disk and clock: observations go in, actions come out.
//!
//! The index is the truth about what was told; a notification only asks for a look at a path. Whatever the order in which
//! looks and scans arrive, each stable content at a path is told once.

mod rounds;
mod settle;
#[cfg(test)]
mod simulation;
mod tracks;
mod vanish;
mod words;

pub use rounds::{Rounds, Why};
pub use words::{Action, Change, Hint, Listing, Pending, Reason, Rules, Telling};

use super::index::{Index, Record, SharedPath};
use super::look::{Digested, Look, Unread};
use super::proof::Proof;
use super::stamp::Stamp;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// A file that is quiet but open is asked about again after this time; its closing is usually told at once.
const OPEN_AGAIN_MS: Tick = 5_000;

/// Milliseconds on a clock that never goes back.
pub type Tick = i64;

/// A file that is not yet told.
#[derive(Debug)]
struct Track {
    stamp: Stamp,
    proof: Proof,
    quiet_since: Tick,
    finished: bool,
    reading: bool,
    again: Option<Hint>,
    refused: Option<String>,
    /// It was longer at the last look than at the one before.
    grew: bool,
    /// Who had it open for writing when it was quiet.
    open: Option<String>,
    identity: Identity,
}

/// What is known of where a new file came from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Identity {
    Unasked,
    Asked,
    Own,
}

/// A known file that is not there.
#[derive(Debug, Clone, Copy)]
struct Gone {
    /// When it is given up.
    due: Tick,
    /// Once that is so: which looks may still find it, by when they were asked for.
    last_asked: Option<Tick>,
}

/// The state of all watched folders of one source.
#[derive(Debug)]
pub struct Core {
    rules: Rules,
    /// Folders whose files have another quiet time than the rules'.
    settle: Vec<(std::path::PathBuf, i64)>,
    index: Index,
    tracks: tracks::Tracks,
    /// Known files that are not there any more.
    gone: HashMap<SharedPath, Gone>,
    /// Whether a folder is being listed: a file that went may come up in it.
    listing: bool,
    /// When the oldest look was asked for that has no answer: one folder's looks don't wait for another's.
    oldest_look: Option<Tick>,
    /// Who waits for a look at this path.
    askers: HashMap<SharedPath, Vec<SharedPath>>,
    due: BTreeSet<(Tick, SharedPath)>,
    alarms: HashMap<SharedPath, Tick>,
    actions: Vec<Action>,
}

impl Core {
    /// Starts from what was stored.
    #[must_use]
    pub fn new(rules: Rules, known: impl IntoIterator<Item = (SharedPath, Record)>) -> Self {
        Self {
            rules,
            settle: Vec::new(),
            index: Index::new(known),
            tracks: tracks::Tracks::default(),
            listing: false,
            oldest_look: None,
            gone: HashMap::new(),
            askers: HashMap::new(),
            due: BTreeSet::new(),
            alarms: HashMap::new(),
            actions: Vec::new(),
        }
    }

    /// What is to be done now, in order.
    pub fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    /// When [`Core::tick`] has something to do.
    #[must_use]
    pub fn next_due(&self) -> Option<Tick> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Time went on.
    pub fn tick(&mut self, now: Tick) {
        if self.next_due().is_none_or(|at| at > now) {
            return;
        }
        while self.due.first().is_some_and(|(at, _)| *at <= now) {
            let Some((_, path)) = self.due.pop_first() else { return };
            self.alarms.remove(&path);
            let waits = self.tracks.get(&path).is_some_and(|t| !t.reading);
            let gone = self.gone.contains_key(&path);
            let held = gone && !waits && self.hold_back(&path, now);
            if (waits || gone) && !held {
                self.actions.push(Action::Look(path));
            }
        }
    }

    /// Looks at a path again then, and not earlier.
    fn wake(&mut self, path: &SharedPath, at: Tick) {
        if let Some(old) = self.alarms.insert(path.clone(), at) {
            self.due.remove(&(old, path.clone()));
        }
        self.due.insert((at, path.clone()));
    }

    /// Whether folders are being listed now, and since when the oldest unanswered look waits.
    pub fn searching(&mut self, listing: bool, oldest_look: Option<Tick>) {
        (self.listing, self.oldest_look) = (listing, oldest_look);
    }

    /// A path was looked at.
    pub fn saw(&mut self, path: &SharedPath, hint: Hint, look: Look, now: Tick) {
        match look {
            Look::File { stamp, proof } => self.present(path, stamp, proof, hint, now),
            Look::Folder => {
                if self.index.get(path).is_some() || self.tracks.contains(path) {
                    self.missing(path, now);
                }
                self.actions.push(Action::Scan(path.clone()));
            }
            Look::Gone => {
                self.missing(path, now);
                self.missing_below(path);
            }
            Look::Outside => self.outside(path),
            Look::Unknown(reason) => self.unknown(path, reason, now),
        }
        self.answer(path, now);
    }

    /// A folder was listed to the bottom. Files that it does not name are looked at before they count as gone.
    pub fn scanned(&mut self, folder: &Path, listing: Listing) {
        let existing: HashSet<SharedPath> = listing.existing.iter().map(|(p, _)| p.clone()).collect();
        for (path, stamp) in listing.existing {
            if self.index.get(&path).is_none() && !self.tracks.contains(&path) {
                let record = Record { stamp, hash: None, version: 1, announced: false, fresh: false };
                self.index.set(path.clone(), record.clone());
                self.actions.push(Action::Save(path, record));
            }
        }
        self.index.pack();
        self.renumber(folder, &listing.files);
        let found: HashSet<&Path> = listing.files.iter().map(|(p, _)| &**p).collect();
        let known = self.index.under(folder).map(|(p, _)| p);
        // What is just being read may be told after this listing.
        let unlisted: BTreeSet<_> = known
            .chain(self.tracks.under(folder))
            .filter(|p| !found.contains(&***p) && !existing.contains(*p))
            .filter(|p| !listing.unreadable.iter().any(|u| p.starts_with(u)))
            .cloned()
            .collect();
        self.actions.extend(unlisted.into_iter().map(Action::Look));
        for (path, stamp) in listing.files {
            let known = self.index.get(&path).is_some_and(|r| r.stamp.unchanged(&stamp));
            if !known || self.gone.contains_key(&path) {
                self.actions.push(Action::Look(path));
            }
        }
    }

    /// A version was read to its end, or not.
    pub fn digested(&mut self, path: &SharedPath, result: Result<Digested, Unread>, now: Tick) {
        let Some(track) = self.tracks.get_mut(path).filter(|t| t.reading) else { return };
        track.reading = false;
        match result {
            Ok(digested) if track.again.is_none() => self.conclude(path, digested, now),
            Err(Unread::Open(program)) => {
                track.open = Some(program);
                self.wake(path, now + OPEN_AGAIN_MS);
            }
            Err(Unread::Refused(reason)) => {
                track.refused = Some(format!("The file can't be read: {reason}."));
                track.quiet_since = now;
                let at = now + self.rules.patience_ms;
                self.wake(path, at);
            }
            Ok(_) | Err(Unread::Changed) => {
                track.quiet_since = now;
                self.actions.push(Action::Look(path.clone()));
            }
        }
    }

    /// Since when a file is quiet that counts as complete only because of that: its end was not reported.
    #[must_use]
    pub fn only_quiet_since(&self, path: &Path) -> Option<Tick> {
        self.tracks.get(path).filter(|t| !t.finished).map(|t| t.quiet_since)
    }

    /// Files that wait, and why, in no order.
    pub fn pending(&self) -> impl Iterator<Item = (&SharedPath, Reason)> {
        self.tracks.iter().map(|(path, track)| (path, track.reason()))
    }

    /// How many files are not told yet: those that settle or are read, and those whose disappearance may be a rename.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.tracks.len() + self.gone.len()
    }

    /// Files below these folders have their own quiet times; the deepest folder counts.
    pub fn settle_below(&mut self, folders: impl IntoIterator<Item = (std::path::PathBuf, i64)>) {
        self.settle = folders.into_iter().collect();
        self.settle.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
    }

    /// The quiet time of a file.
    fn settle_ms(&self, path: &Path) -> i64 {
        self.settle.iter().find(|(f, _)| path.starts_with(f)).map_or(self.rules.settle_ms, |(_, ms)| *ms)
    }

    /// Whether nothing about this path is left to find out.
    #[must_use]
    pub fn is_settled(&self, path: &Path) -> bool {
        !self.tracks.contains(path) && !self.gone.contains_key(path)
    }

    /// Keeps count of the known files below these folders.
    pub fn count_below(&mut self, folders: impl IntoIterator<Item = std::path::PathBuf>) {
        self.index.count_below(folders);
    }

    /// What is known.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }
}

impl Track {
    fn reason(&self) -> Reason {
        let why = match (&self.refused, &self.open, &self.proof) {
            (Some(reason), ..) => Pending::Refused(reason.clone()),
            (None, ..) if self.reading => Pending::Reading,
            (None, Some(program), _) => Pending::Open(program.clone()),
            (None, None, Proof::Fails(reason)) => Pending::Unproven(reason.clone()),
            (None, None, _) => Pending::Quiet,
        };
        Reason { why, bytes: self.stamp.size, grows: self.grew }
    }
}
