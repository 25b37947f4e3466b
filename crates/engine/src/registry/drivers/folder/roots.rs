//! The configured folders themselves: are they there, may they be read, are they still the same ones?

use super::config::Watched;
use super::core::Tick;
use super::scan::Before;
use crate::registry::status::FolderState;
use prama_store::files::FolderRow;
use std::io::ErrorKind;
use std::path::Path;

/// First pause before a folder that is away is looked for again.
const RETRY_FIRST_MS: Tick = 1_000;
/// Longest such pause.
const RETRY_MOST_MS: Tick = 30_000;

/// What stands where a watched folder should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// A readable folder.
    There(Place),
    /// Nothing, or no folder.
    Missing(String),
    /// A folder that may not be read.
    Forbidden(String),
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
    let meta = match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => meta,
        Ok(_) => return Probe::Missing("This is a file, not a folder.".into()),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            return Probe::Missing("The folder is not there.".into());
        }
        Err(e) if e.kind() == ErrorKind::PermissionDenied => {
            return Probe::Forbidden("The folder may not be opened.".into());
        }
        Err(e) => return Probe::Missing(format!("The folder can't be reached: {e}.")),
    };
    match std::fs::read_dir(path) {
        Ok(_) => {
            let stamp = super::stamp::Stamp::of(&meta);
            Probe::There(Place { dev: stamp.dev, ino: stamp.ino })
        }
        Err(e) if e.kind() == ErrorKind::PermissionDenied => {
            Probe::Forbidden("The folder may not be read.".into())
        }
        Err(e) => Probe::Missing(format!("The folder can't be read: {e}.")),
    }
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
    /// More about it.
    pub detail: Option<String>,
    /// Which folder is watched now; `None` while it is away.
    pub place: Option<Place>,
    /// Whether it is being listed.
    pub listing: bool,
    /// Whether it must be listed again after that.
    pub again: bool,
    /// Notifications don't reach all of it.
    pub polled: Option<String>,
    /// When it is looked at next while it is away.
    pub retry_at: Option<Tick>,
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
            detail: None,
            place: None,
            listing: false,
            again: false,
            polled: None,
            retry_at: None,
            pause_ms: RETRY_FIRST_MS,
        }
    }

    /// What counts as "there before" until the first listing is stored.
    #[must_use]
    pub fn before(&self, settle_ms: i64) -> Option<Before> {
        (!self.row.complete).then_some(Before { at_ms: self.row.seen_ms, settle_ms })
    }

    /// It is away: look again after a growing pause.
    pub fn away(&mut self, state: FolderState, detail: String, now: Tick) {
        self.state = state;
        self.detail = Some(detail);
        self.place = None;
        self.retry_at = Some(now + self.pause_ms);
        self.pause_ms = (self.pause_ms * 2).min(RETRY_MOST_MS);
    }

    /// It is there and listed.
    pub fn settled(&mut self) {
        self.state = if self.polled.is_some() { FolderState::Polling } else { FolderState::Watching };
        self.detail = self.polled.clone();
        self.retry_at = None;
        self.pause_ms = RETRY_FIRST_MS;
    }
}
