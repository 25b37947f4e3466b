//! Finding out that notifications don't arrive, without writing anything: a folder's own date of change moves when a file comes
//! or goes in it, and that must have been announced. The folder and a few of those inside are looked at in turns.
//!
//! One silent change may be a notification on its way, so the folder is listed and nothing else happens. A second one, with
//! still no notification from anywhere in the folder, proves it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Inner folders looked at in one turn.
const TURN: usize = 16;
/// Inner folders that take part; with more, these stand for the rest.
const PART: usize = 4096;

/// Date of change of a folder, in nanoseconds since the epoch.
pub type Changed = (PathBuf, i64);

/// What a turn showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to complain about.
    Fine,
    /// Something changed that was not announced yet.
    Suspect,
    /// Changes are not announced.
    Silent,
}

/// Watches the watching of one folder.
#[derive(Debug, Default)]
pub struct Canary {
    inner: Vec<PathBuf>,
    next: usize,
    seen: HashMap<PathBuf, i64>,
    heard: bool,
    suspect: bool,
    silent: bool,
}

impl Canary {
    /// A notification came from somewhere in the folder.
    pub fn heard(&mut self) {
        self.heard = true;
    }

    /// Whether it is proven that notifications don't arrive.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// The folder was listed; these are the ones inside.
    pub fn listed(&mut self, mut inner: Vec<PathBuf>) {
        inner.truncate(PART);
        self.seen.retain(|path, _| inner.contains(path) || !self.inner.contains(path));
        self.inner = inner;
    }

    /// The folders to look at in this turn, beside the watched one.
    pub fn turn(&mut self) -> Vec<PathBuf> {
        let len = self.inner.len();
        let turn =
            (0..TURN.min(len)).filter_map(|n| self.inner.get((self.next + n) % len)).cloned().collect();
        self.next = (self.next + TURN) % len.max(1);
        turn
    }

    /// What was found in this turn.
    pub fn judge(&mut self, changed: Vec<Changed>) -> Verdict {
        let mut moved = false;
        for (path, ns) in changed {
            moved |= self.seen.insert(path, ns).is_some_and(|before| before != ns);
        }
        if std::mem::take(&mut self.heard) {
            self.suspect = false;
            return Verdict::Fine;
        }
        if !moved {
            return Verdict::Fine;
        }
        self.silent = std::mem::replace(&mut self.suspect, true);
        if self.silent { Verdict::Silent } else { Verdict::Suspect }
    }
}

/// The dates of change of these folders.
#[must_use]
pub fn dates(folders: &[PathBuf]) -> Vec<Changed> {
    let date = |folder: &Path| {
        let meta = std::fs::metadata(folder).ok()?;
        Some((folder.to_owned(), super::stamp::Stamp::of(&meta).mtime_ns))
    };
    folders.iter().filter_map(|f| date(f)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ns: i64) -> Vec<Changed> {
        vec![("/in".into(), ns)]
    }

    #[test]
    fn two_silent_changes_prove_it_and_a_late_notification_clears_the_first() {
        let mut canary = Canary::default();
        assert_eq!(canary.judge(at(1)), Verdict::Fine);
        assert_eq!(canary.judge(at(2)), Verdict::Suspect);
        assert_eq!(canary.judge(at(2)), Verdict::Fine);
        canary.heard();
        assert_eq!(canary.judge(at(2)), Verdict::Fine);
        assert_eq!(canary.judge(at(3)), Verdict::Suspect);
        assert_eq!(canary.judge(at(4)), Verdict::Silent);
        assert!(canary.is_silent());
    }

    #[test]
    fn inner_folders_take_turns() {
        let mut canary = Canary::default();
        let inner: Vec<PathBuf> = (0..20).map(|n| format!("/in/{n}").into()).collect();
        canary.listed(inner.clone());
        let turns: Vec<_> = (0..5).flat_map(|_| canary.turn()).collect();
        assert!(inner.iter().all(|f| turns.contains(f)), "{turns:?}");
        assert_eq!(turns.len(), 80);
        canary.listed(Vec::new());
        assert!(canary.turn().is_empty());
    }
}
