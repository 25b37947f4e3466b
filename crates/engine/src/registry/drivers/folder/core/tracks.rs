//! The files that are not yet told, by path and by which file they are.

use super::{SharedPath, Stamp, Track};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::path::Path;

#[derive(Debug, Default)]
pub(super) struct Tracks {
    by_path: BTreeMap<SharedPath, Track>,
    files: HashMap<(u64, i64), usize>,
}

impl Tracks {
    pub(super) fn get(&self, path: &Path) -> Option<&Track> {
        self.by_path.get(path)
    }

    /// To change anything but its stamp.
    pub(super) fn get_mut(&mut self, path: &Path) -> Option<&mut Track> {
        self.by_path.get_mut(path)
    }

    pub(super) fn contains(&self, path: &Path) -> bool {
        self.by_path.contains_key(path)
    }

    /// Whether a file that settles under some name is this one.
    pub(super) fn has_file(&self, stamp: &Stamp) -> bool {
        self.files.contains_key(&stamp.file())
    }

    /// The track of a path with this stamp from now on; a new one where there is none.
    pub(super) fn stamped(
        &mut self,
        path: &SharedPath,
        stamp: Stamp,
        new: impl FnOnce() -> Track,
    ) -> &mut Track {
        let track = self.by_path.entry(path.clone()).or_insert_with(|| {
            let track = new();
            *self.files.entry(track.stamp.file()).or_default() += 1;
            track
        });
        let (old, now) = (track.stamp.file(), stamp.file());
        if old != now {
            forget(&mut self.files, old);
            *self.files.entry(now).or_default() += 1;
        }
        track.stamp = stamp;
        track
    }

    pub(super) fn remove(&mut self, path: &Path) -> Option<Track> {
        let track = self.by_path.remove(path)?;
        forget(&mut self.files, track.stamp.file());
        Some(track)
    }

    pub(super) fn len(&self) -> usize {
        self.by_path.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&SharedPath, &Track)> {
        self.by_path.iter()
    }

    /// Those at or below a path.
    pub(super) fn under<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a SharedPath> {
        let from = self.by_path.range::<Path, _>((Bound::Included(folder), Bound::Unbounded));
        from.map(|(p, _)| p).take_while(move |p| p.starts_with(folder))
    }
}

fn forget(files: &mut HashMap<(u64, i64), usize>, file: (u64, i64)) {
    if let Some(n) = files.get_mut(&file) {
        *n -= 1;
        if *n == 0 {
            files.remove(&file);
        }
    }
}
