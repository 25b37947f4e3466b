//! What happens in watched folders: each function is one thing that a person or a program does.

use super::world::World;
use rand::Rng;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Most files in a folder that is moved or removed as a whole.
const WHOLE: usize = 200;

impl World {
    /// One determined thing.
    pub(crate) fn happen(&mut self) {
        // Half of all that happens makes files; the longer there are many, the more go.
        let crowded = self.files.len() > 4_000;
        match self.rng.random_range(0..if crowded { 34 } else { 30 }) {
            0..=5 => self.create(),
            6 | 7 => self.create_aside_and_move_in(),
            8 => self.replace_by_rename(),
            9 => self.come_from_outside(),
            10 => self.copy(),
            11 => self.deep(),
            12..=14 => self.rewrite(),
            15 => self.append(),
            16 => self.shorten(),
            17 | 18 => self.rename_within(),
            19 | 20 => self.move_between(),
            21 => self.hide(),
            22 => self.move_onto(),
            23 => self.nothing_that_counts(),
            24 => self.move_dir(),
            25 => self.remove_dir(),
            26 => self.make_dir_anew(),
            27 => self.dir_from_outside(),
            _ => self.delete(),
        }
    }

    fn create(&mut self) {
        let path = self.fresh();
        let content = self.content(&path);
        fs::write(&path, &content).unwrap();
        self.note("create", &path);
        self.came(&path, &content);
    }

    /// Many files at once, half of them in a folder made for them.
    pub(crate) fn burst(&mut self, files: usize) {
        let mut dir = self.some_dir();
        if self.rng.random_bool(0.5) && self.is_watched_dir(&dir) {
            dir = dir.join(self.name());
            fs::create_dir(&dir).unwrap();
            self.dirs.insert(dir.clone());
        }
        self.note(&format!("burst of {files}"), &dir);
        for _ in 0..files {
            let path = dir.join(self.name());
            let content = self.content(&path);
            fs::write(&path, &content).unwrap();
            self.claim(&path);
            self.came(&path, &content);
        }
    }

    fn temp_beside(&mut self, path: &Path) -> PathBuf {
        let name = self.name();
        let hidden = self.rng.random_bool(0.5);
        path.with_file_name(if hidden { format!(".{name}") } else { format!("{name}.part") })
    }

    fn create_aside_and_move_in(&mut self) {
        let path = self.fresh();
        let (temp, content) = (self.temp_beside(&path), self.content(&path));
        fs::write(&temp, &content).unwrap();
        fs::rename(&temp, &path).unwrap();
        self.note("temp and rename to", &path);
        self.came(&path, &content);
    }

    fn replace_by_rename(&mut self) {
        let Some(path) = self.pick() else { return };
        let (temp, content) = (self.temp_beside(&path), self.content(&path));
        fs::write(&temp, &content).unwrap();
        fs::rename(&temp, &path).unwrap();
        self.note("temp and rename over", &path);
        self.came(&path, &content);
    }

    fn come_from_outside(&mut self) {
        let path = self.fresh();
        let (outside, content) = (self.outside(), self.content(&path));
        fs::write(&outside, &content).unwrap();
        fs::rename(&outside, &path).unwrap();
        self.note("move in from outside", &path);
        self.came(&path, &content);
    }

    fn copy(&mut self) {
        let Some(from) = self.pick() else { return };
        let to = self.fresh().with_extension(from.extension().unwrap_or_default());
        fs::copy(&from, &to).unwrap();
        self.note(&format!("copy {} to", from.display()), &to);
        self.claim(&to);
        let content = fs::read(&to).unwrap();
        self.came(&to, &content);
    }

    /// `mkdir -p` ten deep and a file at once.
    fn deep(&mut self) {
        let mut dir = self.some_dir();
        if !self.is_watched_dir(&dir) || dir.components().count() > 40 {
            return;
        }
        let mut made = Vec::new();
        for _ in 0..10 {
            dir = dir.join(self.name());
            made.push(dir.clone());
        }
        let path = dir.join(self.name());
        let content = self.content(&path);
        self.claim(&path);
        fs::create_dir_all(&dir).unwrap();
        fs::write(&path, &content).unwrap();
        self.dirs.extend(made);
        self.note("ten folders deep", &path);
        self.came(&path, &content);
    }

    fn rewrite(&mut self) {
        let Some(path) = self.pick() else { return };
        let content = self.content(&path);
        fs::write(&path, &content).unwrap();
        self.note("rewrite", &path);
        self.came(&path, &content);
    }

    fn append(&mut self) {
        let Some(path) = self.pick() else { return };
        let more = self.content(&path);
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(&more).unwrap();
        self.note("append to", &path);
        let content = fs::read(&path).unwrap();
        self.came(&path, &content);
    }

    fn shorten(&mut self) {
        let Some(path) = self.pick() else { return };
        let length = fs::metadata(&path).unwrap().len();
        // A PDF without its end is not complete.
        if length < 20 || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
            return;
        }
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(self.rng.random_range(1..length)).unwrap();
        drop(file);
        self.note("truncate", &path);
        let content = fs::read(&path).unwrap();
        self.came(&path, &content);
    }

    fn rename_within(&mut self) {
        let Some(from) = self.pick() else { return };
        let name = self.name();
        let to = from.with_file_name(name).with_extension(from.extension().unwrap_or_default());
        self.rename(&from, &to);
    }

    fn move_between(&mut self) {
        let Some(from) = self.pick() else { return };
        let to = self.fresh().with_extension(from.extension().unwrap_or_default());
        self.rename(&from, &to);
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        self.claim(to);
        fs::rename(from, to).unwrap();
        self.note(&format!("rename {} to", from.display()), to);
        self.moved(from, to);
    }

    /// Out of what is watched: outside, or a hidden name.
    fn hide(&mut self) {
        let Some(from) = self.pick() else { return };
        let to = match self.rng.random_bool(0.5) {
            true => self.outside(),
            false => self.temp_beside(&from),
        };
        self.rename(&from, &to);
    }

    /// Onto another file, which is replaced by it.
    fn move_onto(&mut self) {
        let (Some(from), Some(to)) = (self.pick(), self.pick()) else { return };
        if from.extension() != to.extension() {
            return;
        }
        let known = self.files.get(&from).unwrap().hash == self.files.get(&to).unwrap().hash;
        if known {
            return;
        }
        self.rename(&from, &to);
    }

    /// A date, rights, or the same bytes again: no event.
    fn nothing_that_counts(&mut self) {
        let Some(path) = self.pick_read() else { return };
        let content = fs::read(&path).unwrap();
        match self.rng.random_range(0..4) {
            0 => fs::write(&path, &content).unwrap(),
            1 => fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(std::time::SystemTime::UNIX_EPOCH)
                .unwrap(),
            2 => {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            }
            _ => {
                let temp = self.temp_beside(&path);
                fs::write(&temp, &content).unwrap();
                fs::rename(&temp, &path).unwrap();
            }
        }
        self.note("touch", &path);
    }

    fn delete(&mut self) {
        let Some(path) = self.pick() else { return };
        fs::remove_file(&path).unwrap();
        self.note("delete", &path);
        self.went(&path);
    }

    /// A folder that nothing in it happened to yet, claimed with all that is in it.
    fn pick_dir(&mut self) -> Option<PathBuf> {
        for _ in 0..10 {
            let dir = self.some_dir();
            if self.dirs.contains(&dir) && !self.touches(&dir) && self.files.under(&dir).len() <= WHOLE {
                self.claim_dir(&dir);
                return Some(dir);
            }
        }
        None
    }

    fn move_dir(&mut self) {
        let Some(from) = self.pick_dir() else { return };
        let to = match self.rng.random_range(0..5) {
            0 => self.outside(),
            _ => self.some_dir().join(self.name()),
        };
        if to.starts_with(&from) {
            return;
        }
        self.claim_dir(&to);
        fs::rename(&from, &to).unwrap();
        self.note(&format!("rename folder {} to", from.display()), &to);
        self.moved_dir(&from, &to);
    }

    fn remove_dir(&mut self) {
        let Some(dir) = self.pick_dir() else { return };
        fs::remove_dir_all(&dir).unwrap();
        self.note("remove folder", &dir);
        self.files.under(&dir).iter().for_each(|p| self.went(p));
        self.dirs.retain(|d| !d.starts_with(&dir));
    }

    /// A folder goes, and another one of the same name with other files comes at once.
    fn make_dir_anew(&mut self) {
        let Some(dir) = self.pick_dir() else { return };
        fs::remove_dir_all(&dir).unwrap();
        let below = dir.join(self.name());
        fs::create_dir_all(&below).unwrap();
        self.note("make folder anew", &dir);
        self.files.under(&dir).iter().for_each(|p| self.went(p));
        self.dirs.retain(|d| !d.starts_with(&dir));
        self.dirs.extend([dir.clone(), below.clone()]);
        for dir in [&dir, &below, &below] {
            let path = dir.join(self.name());
            let content = self.content(&path);
            fs::write(&path, &content).unwrap();
            self.came(&path, &content);
        }
    }

    fn dir_from_outside(&mut self) {
        let (to, name) = (self.some_dir(), self.name());
        if !self.is_watched_dir(&to) {
            return;
        }
        let (outside, to) = (self.outside(), to.join(&name));
        let below = outside.join("below");
        fs::create_dir_all(&below).unwrap();
        let mut made = Vec::new();
        for dir in [&outside, &below, &below] {
            let path = dir.join(self.name());
            let content = self.content(&path);
            fs::write(&path, &content).unwrap();
            made.push((to.join(path.strip_prefix(&outside).unwrap()), content));
        }
        self.claim_dir(&to);
        fs::rename(&outside, &to).unwrap();
        self.note("folder from outside to", &to);
        self.dirs.extend([to.clone(), to.join("below")]);
        made.iter().for_each(|(path, content)| self.came(path, content));
    }
}
