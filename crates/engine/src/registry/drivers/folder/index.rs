//! What was last seen in the watched folders, by path and by file identity.

use super::stamp::Stamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A path that is held in several places.
pub type SharedPath = Arc<Path>;

/// One known file version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Identity and version.
    pub stamp: Stamp,
    /// SHA-256 of the content; `None` for a file that was there before the folder was watched.
    pub hash: Option<[u8; 32]>,
    /// 1 for the first version seen at this path, then counting up.
    pub version: u64,
    /// Whether an event told of it.
    pub announced: bool,
    /// Read so soon after its last change that a further one could hide behind the same mtime. Not stored.
    pub fresh: bool,
}

/// All known files of a source. There may be a million of them, so the look-ups hold a number and a shared path each, and
/// the record says whether it is the one that was meant.
#[derive(Debug, Default)]
pub struct Index {
    by_path: BTreeMap<SharedPath, Record>,
    by_inode: Lookup,
    by_content: Lookup,
    /// How many files are known below these folders.
    counts: Vec<(PathBuf, u64)>,
    /// How many files there were when it was last made in one go.
    packed: usize,
}

/// Fewer files than these are not worth it.
const WORTH_PACKING: usize = 10_000;

impl Index {
    /// Of files that are known already; made in one go it takes half the memory of one that grew.
    #[must_use]
    pub fn new(known: impl IntoIterator<Item = (SharedPath, Record)>) -> Self {
        let by_path: BTreeMap<_, _> = known.into_iter().collect();
        let by_inode = by_path.iter().map(|(path, record)| (record.stamp.ino, path.clone())).collect();
        let content = |(path, record): (&SharedPath, &Record)| Some((start(&record.hash?), path.clone()));
        let by_content = by_path.iter().filter_map(content).collect();
        let packed = by_path.len();
        Self {
            by_path,
            by_inode: Lookup(by_inode),
            by_content: Lookup(by_content),
            counts: Vec::new(),
            packed,
        }
    }

    /// Makes it in one go again when most of it grew since.
    pub fn pack(&mut self) {
        if self.by_path.len() < WORTH_PACKING.max(2 * self.packed) {
            return;
        }
        let counts = std::mem::take(&mut self.counts);
        *self = Self { counts, ..Self::new(std::mem::take(&mut self.by_path)) };
    }

    /// The record of a path.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Record> {
        self.by_path.get(path)
    }

    /// The record of a path, to change anything but its stamp's identity and its hash.
    pub fn get_mut(&mut self, path: &Path) -> Option<&mut Record> {
        self.by_path.get_mut(path)
    }

    /// The known paths of this very file, under whatever names.
    pub fn paths_of(&self, stamp: &Stamp) -> impl Iterator<Item = &SharedPath> {
        // Where files have no numbers, all of them have 0.
        let numbered = (stamp.ino != 0).then(|| self.by_inode.paths(stamp.ino));
        let same = |p: &&SharedPath| self.by_path.get(*p).is_some_and(|r| r.stamp.same_file(stamp));
        numbered.into_iter().flatten().filter(same)
    }

    /// Another known path whose file has this content.
    #[must_use]
    pub fn twin(&self, hash: [u8; 32], path: &Path) -> Option<SharedPath> {
        let same = |p: &&SharedPath| self.by_path.get(*p).is_some_and(|r| r.hash == Some(hash));
        self.by_content.paths(start(&hash)).filter(same).find(|p| ***p != *path).cloned()
    }

    /// Sets a path's record.
    pub fn set(&mut self, path: SharedPath, record: Record) {
        let (inode, content) = (record.stamp.ino, record.hash.as_ref().map(start));
        let before = self.by_path.insert(path.clone(), record);
        if before.is_none() {
            self.counts.iter_mut().filter(|(f, _)| path.starts_with(f)).for_each(|(_, n)| *n += 1);
        }
        self.by_inode.turn(&path, before.as_ref().map(|r| r.stamp.ino), Some(inode));
        self.by_content.turn(&path, before.and_then(|r| r.hash).as_ref().map(start), content);
    }

    /// Forgets a path.
    pub fn remove(&mut self, path: &Path) -> Option<Record> {
        let (path, record) = self.by_path.remove_entry(path)?;
        self.counts.iter_mut().filter(|(f, _)| path.starts_with(f)).for_each(|(_, n)| *n -= 1);
        self.by_inode.turn(&path, Some(record.stamp.ino), None);
        self.by_content.turn(&path, record.hash.as_ref().map(start), None);
        Some(record)
    }

    /// Keeps count of the files below these folders.
    pub fn count_below(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        let counts = folders.into_iter().map(|f| {
            let n = self.under(&f).count() as u64;
            (f, n)
        });
        self.counts = counts.collect();
    }

    /// How many files are known below a folder that is kept count of.
    #[must_use]
    pub fn count(&self, folder: &Path) -> u64 {
        self.counts.iter().find(|(f, _)| f == folder).map_or(0, |(_, n)| *n)
    }

    /// Paths at and below a folder, in order.
    pub fn under<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a SharedPath, &'a Record)> {
        self.by_path
            .range::<Path, _>((Bound::Included(folder), Bound::Unbounded))
            .take_while(move |(p, _)| p.starts_with(folder))
    }
}

/// Paths by a number that most often only one of them has.
#[derive(Debug, Default)]
struct Lookup(BTreeSet<(u64, SharedPath)>);

impl Lookup {
    fn paths(&self, number: u64) -> impl Iterator<Item = &SharedPath> {
        let from = (number, SharedPath::from(Path::new("")));
        self.0.range(from..).take_while(move |(n, _)| *n == number).map(|(_, path)| path)
    }

    /// A path has another number now.
    fn turn(&mut self, path: &SharedPath, before: Option<u64>, now: Option<u64>) {
        if before == now {
            return;
        }
        if let Some(number) = before {
            self.0.remove(&(number, path.clone()));
        }
        if let Some(number) = now {
            self.0.insert((number, path.clone()));
        }
    }
}

/// The first eight bytes of a hash: enough to find it by.
fn start(hash: &[u8; 32]) -> u64 {
    hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
