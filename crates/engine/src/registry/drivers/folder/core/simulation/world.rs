//! The world of the simulation: what happens to its folders, and what stands there.

use super::{File, Sim};
use crate::registry::drivers::folder::core::{Hint, Look, Proof, SharedPath, Stamp};
use rand::Rng;
use rand::seq::IndexedRandom;
use std::path::Path;

impl Sim {
    pub(super) fn some_path(&mut self) -> SharedPath {
        let folder = ["/in", "/in/a", "/in/b"].choose(&mut self.rng).unwrap();
        Path::new(folder).join(format!("f{}", self.rng.random_range(0..6))).into()
    }

    pub(super) fn some_file(&mut self) -> Option<SharedPath> {
        let paths: Vec<_> = self.disk.keys().filter(|p| Some(*p) != self.writing.as_ref()).cloned().collect();
        paths.choose(&mut self.rng).cloned()
    }

    pub(super) fn hint(&mut self, path: &SharedPath, hint: Hint) {
        if !self.rng.random_bool(self.mode.lost) {
            self.hints.push_back((path.clone(), hint));
        }
    }

    pub(super) fn stamp(&mut self) -> Stamp {
        self.serial += 1;
        self.time_ns += 1;
        let reuse = self.rng.random_bool(0.7).then(|| self.free_inodes.pop()).flatten();
        let born_ns = if self.mode.births { self.time_ns } else { 0 };
        let size = self.rng.random_range(1..3);
        Stamp {
            dev: 1,
            ino: reuse.unwrap_or(self.serial),
            born_ns,
            size,
            mtime_ns: self.time_ns,
            ctime_ns: self.time_ns,
        }
    }

    pub(super) fn drop_file(&mut self, path: &SharedPath) {
        if let Some(file) = self.disk.remove(path) {
            self.free_inodes.push(file.stamp.ino);
        }
        if self.writing.as_ref() == Some(path) {
            self.writing = None;
        }
    }

    /// Something happens to the folder.
    pub(super) fn happen(&mut self) {
        match self.rng.random_range(0..12) {
            0..=2 if self.writing.is_none() => {
                let path = self.some_path();
                let stamp = self.stamp();
                let content = self.serial;
                let kept = self.disk.get(&path).map(|f| (f.stamp.ino, f.stamp.born_ns));
                let stamp = kept.map_or(stamp, |(ino, born_ns)| Stamp { ino, born_ns, ..stamp });
                self.disk.insert(path.clone(), File { stamp, content, whole: false });
                self.hint(&path, Hint::Written);
                self.writing = Some(path);
            }
            0..=5 => {
                if let Some(path) = self.writing.clone() {
                    self.time_ns += 1;
                    self.serial += 1;
                    let (time, content) = (self.time_ns, self.serial);
                    let done = self.rng.random_bool(0.5);
                    let file = self.disk.get_mut(&path).unwrap();
                    file.stamp =
                        Stamp { size: file.stamp.size + 1, mtime_ns: time, ctime_ns: time, ..file.stamp };
                    file.content = content;
                    file.whole = done;
                    self.hint(&path, Hint::Written);
                    if done {
                        self.writing = None;
                        self.hint(&path, Hint::Closed);
                    }
                }
            }
            6 | 7 => {
                let (Some(from), to) = (self.some_file(), self.some_path()) else { return };
                self.rename(&from, &to);
            }
            8 => {
                let Some(path) = self.some_file() else { return };
                self.drop_file(&path);
                self.hint(&path, Hint::Look);
            }
            9 => {
                // Came whole from outside.
                let path = self.some_path();
                self.drop_file(&path);
                let stamp = self.stamp();
                self.disk.insert(path.clone(), File { stamp, content: self.serial, whole: true });
                self.hint(&path, Hint::MovedIn);
            }
            10 => {
                let Some(path) = self.some_file() else { return };
                self.time_ns += 1;
                let time = self.time_ns;
                let dated = self.rng.random_bool(0.5);
                let stamp = &mut self.disk.get_mut(&path).unwrap().stamp;
                stamp.ctime_ns = time;
                stamp.mtime_ns = if dated { time } else { stamp.mtime_ns };
                self.hint(&path, Hint::Look);
            }
            _ => self.rename_folder(),
        }
    }

    pub(super) fn rename(&mut self, from: &SharedPath, to: &SharedPath) {
        if from == to {
            return;
        }
        self.drop_file(to);
        self.time_ns += 1;
        let mut file = self.disk.remove(from).unwrap();
        file.stamp.ctime_ns = self.time_ns;
        self.disk.insert(to.clone(), file);
        self.hint(from, Hint::Look);
        self.hint(to, Hint::MovedIn);
    }

    pub(super) fn rename_folder(&mut self) {
        let (from, to) = (Path::new("/in/a"), Path::new("/in/b"));
        if self.writing.is_some() || self.disk.keys().any(|p| p.starts_with(to)) {
            return;
        }
        let moved: Vec<_> = self.disk.keys().filter(|p| p.starts_with(from)).cloned().collect();
        for path in moved {
            let file = self.disk.remove(&path).unwrap();
            self.disk.insert(to.join(path.strip_prefix(from).unwrap()).into(), file);
        }
        self.hint(&from.into(), Hint::Look);
        self.hint(&to.into(), Hint::MovedIn);
    }

    pub(super) fn look(&self, path: &Path) -> Look {
        if let Some(file) = self.disk.get(path) {
            let proof = match (self.mode.proofs, file.whole) {
                (false, _) => Proof::Silent,
                (true, true) => Proof::Holds,
                (true, false) => Proof::Fails("half".into()),
            };
            return Look::File { stamp: file.stamp, proof };
        }
        let folder = path == Path::new("/in") || self.disk.keys().any(|p| p.starts_with(path));
        if folder { Look::Folder } else { Look::Gone }
    }
}
