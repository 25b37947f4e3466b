//! The driver's configuration, and which paths it is about.

mod ignore_file;
mod lanes;
mod read;
#[cfg(test)]
mod tests;
mod watched;

pub use ignore_file::{IgnoreFile, NAME as IGNORE_FILE, Reading, SETTLE_MS as IGNORE_SETTLE_MS};
pub use watched::{Watched, is_partial};

use std::path::Path;

/// Which family of event types a source emits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `pdf_file_added` and so on, for `*.pdf`.
    Pdf,
    /// `file_added` and so on, for any pattern.
    File,
}

impl Family {
    /// What the event types start with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Pdf => "pdf_file",
            Self::File => "file",
        }
    }
}

/// What is done with what changed while nobody watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatchUp {
    /// It runs as always, and a report says what it was.
    #[default]
    Run,
    /// What matches waits until a person has seen the report.
    Ask,
    /// It runs as always, without a report.
    Silent,
}

/// What a folder source watches.
#[derive(Debug)]
pub struct Settings {
    /// Event types.
    pub family: Family,
    /// Folders.
    pub folders: Vec<Watched>,
    /// The longest of their quiet times.
    pub settle_ms: i64,
    /// Whether each event is followed by an `any_change` one.
    pub any_change: bool,
    /// What is done with what changed while nobody watched.
    pub catch_up: CatchUp,
}

/// The deepest of these folders that covers a path.
#[must_use]
pub fn deepest<'f>(folders: &'f [Watched], path: &Path) -> Option<&'f Watched> {
    folders.iter().filter(|f| f.covers(path)).max_by_key(|f| f.path.components().count())
}

impl Settings {
    /// The folder that a path belongs to: the deepest one that covers it. Its settings are the ones that count.
    #[must_use]
    pub fn owner(&self, path: &Path) -> Option<&Watched> {
        deepest(&self.folders, path)
    }

    /// Whether a file of this path is watched.
    #[must_use]
    pub fn wants(&self, path: &Path) -> bool {
        self.owner(path).is_some_and(|f| f.wants(path) && !f.leaves_out(path))
    }

    /// Whether a file of this path is watched as far as the configuration goes.
    #[must_use]
    pub fn may_want(&self, path: &Path) -> bool {
        self.owner(path).is_some_and(|f| f.wants(path))
    }

    /// Whether a file of this path would be watched, did not the folder itself say otherwise.
    #[must_use]
    pub fn leaves_out(&self, path: &Path) -> bool {
        self.owner(path).is_some_and(|f| f.wants(path) && f.leaves_out(path))
    }

    /// Whether a file of this path and size is watched.
    #[must_use]
    pub fn fits(&self, path: &Path, size: u64) -> bool {
        self.owner(path).is_some_and(|f| f.fits(size))
    }

    /// Whether files may be wanted directly in this folder.
    #[must_use]
    pub fn enters(&self, folder: &Path) -> bool {
        self.folders.iter().any(|f| f.enters(folder))
    }

    /// Identifies which files of a folder are watched. When it changes, those that come into view are not new.
    #[must_use]
    pub fn filter(&self, folder: &Watched) -> String {
        folder.filter.clone()
    }
}
