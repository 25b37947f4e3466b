//! The configured folders themselves: are they there, may they be read, are they still the same ones?

use super::canary::Canary;
use super::config::Watched;
use super::core::Tick;
use super::open::Writers;
use super::scan::Before;
use crate::registry::status::FolderState;
use prama_model::time::Millis;
use prama_store::files::FolderRow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// First pause before a folder that is away is looked for again.
const RETRY_FIRST_MS: Tick = 1_000;
/// Longest such pause.
const RETRY_MOST_MS: Tick = 30_000;
/// Times between two listings of a polled folder.
const POLL_MS: [Tick; 5] = [5_000, 10_000, 30_000, 60_000, 300_000];
/// Listing takes at most this share of the time.
const POLL_SHARE: Tick = 50;

/// A folder that says nothing for so long doesn't answer.
const ANSWER_MS: Tick = 4_000;
/// After this time it is looked at once more whether that is so.
const DOUBT_MS: Tick = 1_000;

/// What stands where a watched folder should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// A readable folder.
    There(Place),
    /// None that can be listed.
    Away(Away),
}

/// Which folder it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Device.
    pub dev: u64,
    /// Inode.
    pub ino: u64,
}

/// Looks at a watched folder.
#[must_use]
pub fn probe(path: &Path) -> Probe {
    let away = |e: std::io::Error| {
        Probe::Away(match e.kind() {
            ErrorKind::NotFound => Away::Missing,
            ErrorKind::NotADirectory => Away::NoFolder,
            ErrorKind::PermissionDenied => Away::Forbidden,
            _ => Away::Failed(e.to_string()),
        })
    };
    // A link counts as the folder it leads to.
    let meta = match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => meta,
        Ok(_) => return Probe::Away(Away::NoFolder),
        Err(e) => return away(e),
    };
    // With a first entry: some file systems open a folder that they could not read.
    let first = std::fs::read_dir(path).and_then(|mut entries| entries.next().transpose());
    match first {
        Ok(_) => {
            let stamp = super::stamp::Stamp::of(&meta);
            Probe::There(Place { dev: stamp.dev, ino: stamp.ino })
        }
        Err(e) => away(e),
    }
}

/// The nearest folder above that is there.
#[must_use]
pub fn nearest(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|folder| folder.is_dir())
}

/// Why a folder is listed every now and then instead of waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled {
    /// The system's number of watches is used up.
    WatchLimit,
    /// The system's number of programs that watch is used up.
    ProgramLimit,
    /// On this kind of file system not every change is announced.
    FileSystem(String),
    /// It is this other watched folder under another name, and the system announces changes under one name only.
    Same(PathBuf),
    /// Changes were found that had not been announced.
    Silent,
    /// The system refused to watch it.
    Refused(String),
}

/// What is the matter with a folder that can't be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Away {
    /// Nothing stands there.
    Missing,
    /// A file stands there.
    NoFolder,
    /// It may not be read.
    Forbidden,
    /// Another, empty disk stands there.
    OtherDisk,
    /// The system says this.
    Failed(String),
}

impl Away {
    /// The state that is shown.
    #[must_use]
    pub fn state(&self) -> FolderState {
        if *self == Self::Forbidden { FolderState::NoPermission } else { FolderState::Missing }
    }
}

/// A look at a watched folder that is under way.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// When it began.
    pub at: Tick,
    /// The same as wall time.
    pub wall_ms: Millis,
    /// When it was first found to take too long.
    pub doubted_at: Option<Tick>,
}

/// One watched folder and how it is doing.
#[derive(Debug)]
pub struct Root {
    /// Its configuration.
    pub folder: Watched,
    /// Its row.
    pub row: FolderRow,
    /// Shown state.
    pub state: FolderState,
    /// Why it can't be listed.
    pub away: Option<Away>,
    /// Folders inside that could not be listed last time.
    pub unreadable: Vec<PathBuf>,
    /// Which folder is watched now; `None` while it is away.
    pub place: Option<Place>,
    /// Whether it is being listed.
    pub listing: bool,
    /// Whether it must be listed again after that.
    pub again: bool,
    /// Whether it must be listed at the next look.
    pub relist: bool,
    /// Notifications don't tell all about it.
    pub polled: Option<Polled>,
    /// How often it is listed then.
    pub poll_ms: Tick,
    /// Whether notifications arrive.
    pub canary: Canary,
    /// The nearest folder above that is there, watched while this one is away.
    pub lookout: Option<PathBuf>,
    /// Such folders of earlier that need not be watched any more.
    pub unused: Vec<PathBuf>,
    /// Whether another folder stands here now, so that it must be watched afresh.
    pub afresh: bool,
    /// When it is looked at next while it is away or polled.
    pub retry_at: Option<Tick>,
    /// When it is looked at next in any case.
    pub probe_at: Tick,
    /// The look that is under way.
    pub asked: Option<Asked>,
    /// Since when it doesn't answer.
    pub silent_since: Option<Millis>,
    pause_ms: Tick,
}

impl Root {
    /// A folder about which nothing is known yet.
    #[must_use]
    pub fn new(folder: Watched, row: FolderRow) -> Self {
        Self {
            folder,
            row,
            state: FolderState::Scanning,
            away: None,
            unreadable: Vec::new(),
            place: None,
            listing: false,
            again: false,
            relist: false,
            polled: None,
            poll_ms: POLL_MS[0],
            canary: Canary::default(),
            lookout: None,
            unused: Vec::new(),
            afresh: false,
            retry_at: None,
            probe_at: 0,
            asked: None,
            silent_since: None,
            pause_ms: RETRY_FIRST_MS,
        }
    }

    /// What counts as "there before" until the first listing is stored, with the folders as they were watched before.
    #[must_use]
    pub fn before(&self, was: &Arc<Vec<Watched>>, writers: &Arc<Writers>, now: Duration) -> Option<Before> {
        let (at_ms, settle_ms) = (self.row.seen_ms, self.folder.settle_ms);
        let before = || Before { at_ms, settle_ms, was: was.clone(), writers: writers.clone(), now };
        (!self.row.complete).then(before)
    }

    /// It is away: look again after a growing pause.
    pub fn away(&mut self, away: Away, now: Tick) {
        self.state = away.state();
        self.away = Some(away);
        self.place = None;
        self.retry_at = Some(now + self.pause_ms);
        self.pause_ms = (self.pause_ms * 2).min(RETRY_MOST_MS);
    }

    /// It is there and listed, which took so long.
    pub fn settled(&mut self, took_ms: Tick, now: Tick) {
        self.state = if self.polled.is_some() { FolderState::Polling } else { FolderState::Watching };
        self.away = None;
        self.pause_ms = RETRY_FIRST_MS;
        let least = took_ms.saturating_mul(POLL_SHARE);
        self.poll_ms = POLL_MS.into_iter().find(|ms| *ms >= least).unwrap_or(POLL_MS[POLL_MS.len() - 1]);
        self.retry_at = self.polled.is_some().then(|| now + self.poll_ms);
    }

    /// When it is looked at next; `None` while it is.
    #[must_use]
    pub fn next_look(&self) -> Option<Tick> {
        let at = self.retry_at.map_or(self.probe_at, |at| at.min(self.probe_at));
        self.asked.is_none().then_some(at)
    }

    /// When a look that is under way shows that the folder doesn't answer, if it has not by then.
    #[must_use]
    pub fn next_doubt(&self) -> Option<Tick> {
        let asked = self.asked.filter(|_| self.silent_since.is_none())?;
        Some(asked.doubted_at.map_or(asked.at + ANSWER_MS, |at| at + DOUBT_MS))
    }

    /// Time went on; whether it fell silent. An answer that came while our own program stood still is taken first.
    pub fn falls_silent(&mut self, now: Tick) -> bool {
        let due = self.next_doubt().is_some_and(|at| at <= now);
        let Some(asked) = self.asked.as_mut().filter(|_| due) else { return false };
        if asked.doubted_at.is_none() {
            asked.doubted_at = Some(now);
            return false;
        }
        self.silent_since = Some(asked.wall_ms);
        true
    }

    /// Whether it is time to list it though nothing was announced.
    #[must_use]
    pub fn is_due(&self, now: Tick) -> bool {
        self.relist || (self.polled.is_some() && self.retry_at.is_none_or(|at| at <= now))
    }

    /// Whether a change of this path may bring it back, or is one of its own.
    #[must_use]
    pub fn is_about(&self, path: &Path) -> bool {
        self.folder.path == path || (self.lookout.is_some() && self.folder.path.starts_with(path))
    }
}
