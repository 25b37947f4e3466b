//! Watched folders on the disk, things that happen in them, and the oracle that is told of each.

use super::oracle::{Kind, Oracle};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const SETTLE_MS: u64 = 250;

pub(crate) struct World {
    pub(crate) rng: StdRng,
    /// Watched with sub-folders, watched with sub-folders, watched without; and a folder that nobody watches.
    pub(crate) roots: [PathBuf; 3],
    aside: PathBuf,
    pub(super) files: Files,
    /// Folders below the watched roots.
    pub(super) dirs: BTreeSet<PathBuf>,
    /// What something happened to in this round, as files and as whole folders.
    claimed: HashSet<PathBuf>,
    claimed_dirs: Vec<PathBuf>,
    serial: u64,
    pub(crate) oracle: Oracle,
    /// What happened in this round, for a person who reads a failure.
    pub(crate) diary: Vec<String>,
    /// Files made since the beginning.
    pub(crate) made: usize,
}

/// The files that stand in watched folders and are watched there.
#[derive(Default)]
pub(super) struct Files {
    by_path: HashMap<PathBuf, (usize, File)>,
    order: Vec<PathBuf>,
}

#[derive(Clone)]
pub(super) struct File {
    pub(super) hash: String,
    /// Was there before and never read.
    pub(super) silent: bool,
}

impl Files {
    pub(super) fn get(&self, path: &Path) -> Option<&File> {
        self.by_path.get(path).map(|(_, f)| f)
    }

    pub(super) fn set(&mut self, path: &Path, hash: &str, silent: bool) {
        let file = File { hash: hash.to_owned(), silent };
        match self.by_path.get_mut(path) {
            Some((_, old)) => *old = file,
            None => {
                self.by_path.insert(path.to_owned(), (self.order.len(), file));
                self.order.push(path.to_owned());
            }
        }
    }

    pub(super) fn remove(&mut self, path: &Path) -> Option<File> {
        let (at, file) = self.by_path.remove(path)?;
        self.order.swap_remove(at);
        if let Some(moved) = self.order.get(at)
            && let Some((place, _)) = self.by_path.get_mut(moved)
        {
            *place = at;
        }
        Some(file)
    }

    pub(super) fn under(&self, dir: &Path) -> Vec<PathBuf> {
        let mut below: Vec<_> = self.order.iter().filter(|p| p.starts_with(dir)).cloned().collect();
        below.sort();
        below
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn standing(&self) -> BTreeMap<PathBuf, String> {
        self.by_path.iter().map(|(p, (_, f))| (p.clone(), f.hash.clone())).collect()
    }
}

pub(super) fn hash(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

impl World {
    /// Folders with a few files that were there before.
    pub(crate) fn new(dir: &Path, seed: u64) -> Self {
        let roots = ["inbox", "archive", "flat"].map(|name| dir.join(name));
        let aside = dir.join("aside");
        roots.iter().chain([&aside]).for_each(|d| fs::create_dir(d).unwrap());
        let mut world = Self {
            rng: StdRng::seed_from_u64(seed),
            roots,
            aside,
            files: Files::default(),
            dirs: BTreeSet::new(),
            claimed: HashSet::new(),
            claimed_dirs: Vec::new(),
            serial: 0,
            oracle: Oracle::default(),
            diary: Vec::new(),
            made: 0,
        };
        for _ in 0..20 {
            let path = world.fresh();
            let content = world.content(&path);
            fs::write(&path, &content).unwrap();
            world.oracle.knows(&path, &hash(&content));
            world.files.set(&path, &hash(&content), true);
        }
        world.end_round();
        world
    }

    /// Whether files there are watched.
    pub(super) fn wanted(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap().to_string_lossy();
        let [inbox, archive, flat] = &self.roots;
        let inside = path.starts_with(inbox) || path.starts_with(archive) || path.parent() == Some(flat);
        inside && !name.starts_with('.') && !name.ends_with(".part")
    }

    pub(crate) fn end_round(&mut self) {
        self.claimed.clear();
        self.claimed_dirs.clear();
        self.diary.clear();
    }

    pub(super) fn note(&mut self, what: &str, path: &Path) {
        self.diary.push(format!("{what} {}", path.display()));
    }

    pub(super) fn is_free(&self, path: &Path) -> bool {
        !self.claimed.contains(path) && !self.claimed_dirs.iter().any(|d| path.starts_with(d))
    }

    pub(super) fn claim(&mut self, path: &Path) {
        self.claimed.insert(path.to_owned());
    }

    pub(super) fn claim_dir(&mut self, dir: &Path) {
        self.claimed_dirs.push(dir.to_owned());
    }

    pub(super) fn touches(&self, dir: &Path) -> bool {
        !self.is_free(dir)
            || self.claimed.iter().any(|p| p.starts_with(dir))
            || self.claimed_dirs.iter().any(|p| p.starts_with(dir))
    }

    pub(super) fn some_dir(&mut self) -> PathBuf {
        loop {
            let at = self.rng.random_range(0..self.dirs.len() + self.roots.len());
            match self.dirs.iter().nth(at) {
                None => return self.roots[at - self.dirs.len()].clone(),
                Some(dir) if self.is_free(dir) => return dir.clone(),
                Some(_) => {}
            }
        }
    }

    pub(super) fn name(&mut self) -> String {
        self.serial += 1;
        let stem = ["f", "Rechnung März ", "a b ", "x'\"&;$(", "\u{202e}…"].choose(&mut self.rng).unwrap();
        let end = ["", ".txt", ".csv", ".PDF", ".pdf", ".tar.xyz"].choose(&mut self.rng).unwrap();
        format!("{stem}{}{end}", self.serial)
    }

    /// A new name in some folder, claimed.
    pub(super) fn fresh(&mut self) -> PathBuf {
        let path = self.some_dir().join(self.name());
        self.claim(&path);
        path
    }

    /// A file that nothing happened to yet, claimed.
    pub(super) fn pick(&mut self) -> Option<PathBuf> {
        for _ in 0..20 {
            let path = self.files.order.choose(&mut self.rng)?.clone();
            if self.is_free(&path) {
                self.claim(&path);
                return Some(path);
            }
        }
        None
    }

    pub(super) fn pick_read(&mut self) -> Option<PathBuf> {
        self.pick().filter(|p| self.files.get(p).is_some_and(|f| !f.silent))
    }

    /// Content that was never there before, whole for its type.
    pub(super) fn content(&mut self, path: &Path) -> Vec<u8> {
        self.serial += 1;
        let length = if self.rng.random_bool(0.02) { 200_000 } else { self.rng.random_range(0..2_000) };
        let text = format!("%PDF-1.4 {}\n{}\n%%EOF\n", self.serial, "x".repeat(length));
        let pdf = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
        if pdf { text } else { text.replace("%%EOF", "end") }.into_bytes()
    }

    /// A file of this path came up on the disk, or has other content now.
    pub(super) fn came(&mut self, path: &Path, content: &[u8]) {
        let hash = hash(content);
        let before = self.files.get(path).cloned();
        if before.is_none() {
            self.made += 1;
        }
        if !self.wanted(path) {
            return;
        }
        let kind = if before.is_some() { Kind::Modified } else { Kind::Added };
        if before.is_none_or(|f| f.hash != hash) {
            self.oracle.expect(kind, path, None, Some(&hash));
        }
        self.files.set(path, &hash, false);
    }

    /// A file of this path went.
    pub(super) fn went(&mut self, path: &Path) {
        if self.files.remove(path).is_some() {
            self.oracle.expect(Kind::Deleted, path, None, None);
        }
    }

    /// A file went from one name to another, on the disk already.
    pub(super) fn moved(&mut self, from: &Path, to: &Path) {
        let known = self.files.get(from).cloned();
        match (known, self.wanted(to)) {
            (Some(file), true) if self.files.get(to).is_none() => {
                self.oracle.expect(Kind::Renamed, to, Some(from), Some(&file.hash));
                self.files.remove(from);
                self.files.set(to, &file.hash, false);
            }
            (known, wanted) => {
                if known.is_some() {
                    self.went(from);
                }
                if wanted {
                    self.came(to, &fs::read(to).unwrap());
                }
            }
        }
    }

    /// A folder with all that is in it went from one name to another, on the disk already.
    pub(super) fn moved_dir(&mut self, from: &Path, to: &Path) {
        let place = |p: &Path| to.join(p.strip_prefix(from).unwrap());
        for path in self.files.under(from) {
            self.moved(&path, &place(&path));
        }
        let below: Vec<_> = self.dirs.iter().filter(|d| d.starts_with(from)).cloned().collect();
        for dir in below {
            self.dirs.remove(&dir);
            if self.is_watched_dir(&place(&dir)) {
                self.dirs.insert(place(&dir));
            }
        }
    }

    /// A new path where nobody watches.
    pub(super) fn outside(&mut self) -> PathBuf {
        let name = self.name();
        self.aside.join(name)
    }

    pub(super) fn is_watched_dir(&self, dir: &Path) -> bool {
        self.roots[..2].iter().any(|r| dir.starts_with(r))
    }

    /// What really stands on the disk, read anew.
    pub(crate) fn on_disk(&self) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        let mut dirs = self.roots.to_vec();
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(&dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                } else if self.wanted(&path) {
                    found.insert(path.clone(), hash(&fs::read(&path).unwrap()));
                }
            }
        }
        found
    }
}
