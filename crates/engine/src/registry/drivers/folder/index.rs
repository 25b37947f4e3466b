//! What was last seen in the watched folders, by path and by file identity.

use super::stamp::Stamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// All known files of a source.
#[derive(Debug, Default)]
pub struct Index {
    by_path: BTreeMap<SharedPath, Record>,
    by_file: HashMap<(u64, i64), SharedPath>,
    by_content: BTreeSet<([u8; 32], SharedPath)>,
    /// How many files are known below these folders.
    counts: Vec<(PathBuf, u64)>,
}

impl Index {
    /// Of files that are known already; made in one go it takes half the memory of one that grew.
    #[must_use]
    pub fn new(known: impl IntoIterator<Item = (SharedPath, Record)>) -> Self {
        let by_path: BTreeMap<_, _> = known.into_iter().collect();
        let by_file = by_path.iter().map(|(path, record)| (record.stamp.file(), path.clone())).collect();
        let content = |(path, record): (&SharedPath, &Record)| Some((record.hash?, path.clone()));
        let by_content = by_path.iter().filter_map(content).collect();
        Self { by_path, by_file, by_content, counts: Vec::new() }
    }

    /// The record of a path.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Record> {
        self.by_path.get(path)
    }

    /// The record of a path, to change anything but its stamp's identity.
    pub fn get_mut(&mut self, path: &Path) -> Option<&mut Record> {
        self.by_path.get_mut(path)
    }

    /// The known path of this very file, under whatever name.
    #[must_use]
    pub fn path_of(&self, stamp: &Stamp) -> Option<SharedPath> {
        let path = self.by_file.get(&stamp.file())?;
        self.by_path.get(path).filter(|r| r.stamp.same_file(stamp)).map(|_| path.clone())
    }

    /// Another known path whose file has this content.
    #[must_use]
    pub fn twin(&self, hash: [u8; 32], path: &Path) -> Option<SharedPath> {
        let from = (hash, SharedPath::from(Path::new("")));
        let same = self.by_content.range(from..).take_while(|(h, _)| *h == hash);
        same.map(|(_, p)| p).find(|p| ***p != *path).cloned()
    }

    /// Sets a path's record.
    pub fn set(&mut self, path: SharedPath, record: Record) {
        let (new, hash) = (record.stamp.file(), record.hash);
        let before = self.by_path.insert(path.clone(), record);
        self.settle_content(&path, before.as_ref().and_then(|r| r.hash), hash);
        match before.map(|r| r.stamp.file()) {
            Some(old) if old != new => self.release(old, &path),
            Some(_) => {}
            None => self.counts.iter_mut().filter(|(f, _)| path.starts_with(f)).for_each(|(_, n)| *n += 1),
        }
        self.by_file.insert(new, path);
    }

    /// Forgets a path.
    pub fn remove(&mut self, path: &Path) -> Option<Record> {
        let record = self.by_path.remove(path)?;
        self.counts.iter_mut().filter(|(f, _)| path.starts_with(f)).for_each(|(_, n)| *n -= 1);
        self.release(record.stamp.file(), path);
        self.settle_content(&path.into(), record.hash, None);
        Some(record)
    }

    fn settle_content(&mut self, path: &SharedPath, before: Option<[u8; 32]>, now: Option<[u8; 32]>) {
        if before == now {
            return;
        }
        if let Some(hash) = before {
            self.by_content.remove(&(hash, path.clone()));
        }
        if let Some(hash) = now {
            self.by_content.insert((hash, path.clone()));
        }
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

    fn release(&mut self, file: (u64, i64), path: &Path) {
        if self.by_file.get(&file).is_some_and(|p| **p == *path) {
            self.by_file.remove(&file);
        }
    }

    /// Paths at and below a folder, in order.
    pub fn under<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a SharedPath, &'a Record)> {
        self.by_path
            .range::<Path, _>((Bound::Included(folder), Bound::Unbounded))
            .take_while(move |(p, _)| p.starts_with(folder))
    }
}
