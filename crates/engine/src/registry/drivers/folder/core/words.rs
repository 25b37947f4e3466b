//! What goes in and comes out: hints and listings, actions and tellings, and why a file waits.

use crate::registry::drivers::folder::index::{Record, SharedPath};
use crate::registry::drivers::folder::stamp::Stamp;

/// Waiting times, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// A file whose end was not reported is complete when it did not change for so long.
    pub settle_ms: i64,
    /// A file without its type's proof is taken as it is when it did not change for so long.
    pub patience_ms: i64,
    /// A file that went may come up under another name for so long.
    pub grace_ms: i64,
}

/// What a notification said of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// A writer closed it.
    Closed,
    /// It was renamed to this name, so it came whole.
    MovedIn,
    /// It was made or written to.
    Written,
    /// Anything else, or no notification at all.
    Look,
}

/// What is to be done in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Look at a path and say what stands there: [`Core::saw`].
    Look(SharedPath),
    /// A folder came up: watch and list it: [`Core::scanned`].
    Scan(SharedPath),
    /// Read this version to its end: [`Core::digested`].
    Digest(SharedPath, Stamp),
    /// Tell it, and store the row, in one transaction.
    Tell(Telling),
    /// Store the row without telling: nothing that matters changed.
    Save(SharedPath, Record),
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// New at this path.
    Added,
    /// Other content at this path.
    Modified,
    /// Gone from this path.
    Deleted,
    /// The same file under another name or in another watched folder.
    Renamed,
}

/// One event in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// What happened.
    pub change: Change,
    /// Where.
    pub path: SharedPath,
    /// The name before, for a renamed file.
    pub previous: Option<SharedPath>,
    /// The file as it is now; as it was last, for a deleted one.
    pub stamp: Stamp,
    /// SHA-256 of its content, where it was read.
    pub hash: Option<[u8; 32]>,
    /// The row to store for the path; `None` removes it.
    pub row: Option<Record>,
}

impl Telling {
    /// The paths whose rows it writes.
    pub fn paths(&self) -> impl Iterator<Item = &SharedPath> {
        std::iter::once(&self.path).chain(self.previous.as_ref())
    }
}

/// Why a file is not told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What is waited for.
    pub why: Pending,
    /// Its length now.
    pub bytes: u64,
    /// It became longer lately.
    pub grows: bool,
}

/// What a file waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pending {
    /// A time without changes.
    Quiet,
    /// The program that has it open.
    Open(String),
    /// Its type's own end mark.
    Unproven(String),
    /// The right to read it, or whatever else the system says.
    Refused(String),
    /// Nothing: it is being read.
    Reading,
}

/// What a scan found below a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files that are to be watched.
    pub files: Vec<(SharedPath, Stamp)>,
    /// Files that were there before the folder was watched: known from now on, not told.
    pub existing: Vec<(SharedPath, Stamp)>,
    /// Folders that were not listed, because they can't be or because it is not for this listing: nothing is concluded about
    /// them.
    pub unreadable: Vec<std::path::PathBuf>,
}
