//! One watched folder: which paths below it are its own.

use super::ignore_file::{Current, IgnoreFile, NAME as IGNORE_FILE, Reading};
use super::read::ignore_lines;
use globset::GlobSet;
use ignore::gitignore::Gitignore;
use prama_model::event::Object;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// Endings of files that another program is still making.
const PARTIAL: [&str; 15] = [
    "part",
    "partial",
    "crdownload",
    "download",
    "tmp",
    "temp",
    "opdownload",
    "filepart",
    "dtapart",
    "ytdl",
    "aria2",
    "!ut",
    "!qb",
    "bc!",
    "swp",
];

/// How names of lock files and of files in the making begin, beside being hidden.
const PARTIAL_STARTS: [&str; 4] = ["~$", ".~lock.", ".goutputstream-", ".fuse_hidden"];

/// One watched folder.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Its path as configured, without a trailing slash.
    pub path: PathBuf,
    /// Whether its sub-folders belong to it.
    pub recursive: bool,
    /// How many levels of sub-folders, if not all.
    pub max_depth: Option<usize>,
    /// Whether files that are there already are told.
    pub include_existing: bool,
    /// Whether names that begin with a dot belong to it.
    pub hidden: bool,
    /// Smallest size in bytes.
    pub min_bytes: u64,
    /// Largest size in bytes.
    pub max_bytes: u64,
    /// Milliseconds without a change after which a file is complete.
    pub settle_ms: i64,
    /// Which other folders are worked on with it: those with the same number.
    pub lane: usize,
    /// A configuration of this folder alone, which reads as it.
    pub setup: Arc<Object>,
    pub(super) filter: String,
    pub(super) globs: GlobSet,
    pub(super) narrowed: Option<GlobSet>,
    pub(super) ignore: Gitignore,
    /// What its `.pramaignore` said when it was last read; shared by all copies.
    pub(super) ignore_file: Arc<RwLock<Current>>,
}

impl Watched {
    /// Whether a path lies in it, whatever its name.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.path) else { return false };
        let depth = below.components().count();
        depth == 1 || (depth > 1 && self.recursive && self.max_depth.is_none_or(|most| depth - 1 <= most))
    }

    /// Whether a file of this path, which lies in it, is watched.
    #[must_use]
    pub fn wants(&self, path: &Path) -> bool {
        let (Ok(below), Some(name)) = (path.strip_prefix(&self.path), path.file_name()) else { return false };
        let matches = |globs: &GlobSet| globs.is_match(name) || globs.is_match(below);
        !is_partial(name)
            && self.shows(below)
            && matches(&self.globs)
            && self.narrowed.as_ref().is_none_or(matches)
            && !ignore_lines(&self.ignore, below, false)
            && below != Path::new(IGNORE_FILE)
    }

    /// Whether files may be wanted directly in this folder.
    #[must_use]
    pub fn enters(&self, folder: &Path) -> bool {
        let Ok(below) = folder.strip_prefix(&self.path) else { return false };
        if below.as_os_str().is_empty() {
            return true;
        }
        self.recursive
            && self.max_depth.is_none_or(|most| below.components().count() <= most)
            && self.shows(below)
            && !ignore_lines(&self.ignore, below, true)
            && !self.ignore_file().ignores(folder, true)
    }

    /// What its `.pramaignore` said when it was last read.
    #[must_use]
    pub fn ignore_file(&self) -> Arc<IgnoreFile> {
        self.ignore_file.read().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Reads it again, at this time on the source's own clock. As slow as its file system.
    #[must_use]
    pub fn read_ignore_file(&self, at: i64) -> Reading {
        let read = IgnoreFile::read(&self.path, &self.ignore_file());
        self.ignore_file.write().unwrap_or_else(PoisonError::into_inner).saw(read, at)
    }

    /// Whether its `.pramaignore` leaves out a file of this path.
    #[must_use]
    pub fn leaves_out(&self, path: &Path) -> bool {
        self.ignore_file().ignores(path, false)
    }

    /// Whether a file of this size is watched.
    #[must_use]
    pub fn fits(&self, size: u64) -> bool {
        (self.min_bytes..=self.max_bytes).contains(&size)
    }

    fn shows(&self, below: &Path) -> bool {
        self.hidden || !below.components().any(|c| c.as_os_str().as_encoded_bytes().starts_with(b"."))
    }
}

/// Whether the name is one of a file in the making, of a lock or of a backup.
#[must_use]
pub fn is_partial(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    let ending = Path::new(name).extension();
    text.ends_with('~')
        || PARTIAL_STARTS.iter().any(|start| text.starts_with(start))
        || ending.is_some_and(|e| PARTIAL.iter().any(|p| e.eq_ignore_ascii_case(p)))
}
