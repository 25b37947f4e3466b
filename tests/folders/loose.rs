//! Things that happen to one file several times in a round, and files that are written slowly: what is told of them may vary
//! within bounds, which the oracle is told.

use super::oracle::Kind;
use super::world::{SETTLE_MS, World, hash};
use rand::Rng;
use rand::seq::IndexedRandom;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file that a program is still writing.
pub(crate) struct Writer {
    path: PathBuf,
    file: fs::File,
    content: Vec<u8>,
    pieces: usize,
    before: Option<String>,
    last: Instant,
    /// Halves that stood still for so long that they count as versions.
    stood: Vec<String>,
}

impl World {
    /// A handful of changes among three names of one folder.
    pub(crate) fn churn(&mut self) {
        let first = match self.rng.random_bool(0.5) {
            true => self.pick_read().filter(|p| !is_pdf(p)),
            false => None,
        };
        let first = first.unwrap_or_else(|| {
            let dir = self.some_dir();
            dir.join(format!("{}.txt", self.name()))
        });
        let other = |w: &mut Self| first.with_file_name(format!("{}.txt", w.name()));
        let names = [first.clone(), other(self), other(self)];
        for name in &names {
            self.claim(name);
            let stands = self.files.get(name).map(|f| f.hash.clone());
            self.oracle.loosen(name, stands.as_deref());
        }
        self.note("churn around", &first);
        for _ in 0..self.rng.random_range(2..9) {
            let (a, b) = (names.choose(&mut self.rng).unwrap(), names.choose(&mut self.rng).unwrap());
            self.turn(a, b);
        }
    }

    fn turn(&mut self, a: &Path, b: &Path) {
        let there = self.files.get(a).is_some();
        let what = match self.rng.random_range(0..8) {
            0 | 1 => {
                let content = self.content(a);
                fs::write(a, &content).unwrap();
                self.stands(a, Some(&content));
                "write"
            }
            2 if there => {
                let mut content = fs::read(a).unwrap();
                let more = self.content(a);
                fs::OpenOptions::new().append(true).open(a).unwrap().write_all(&more).unwrap();
                content.extend(more);
                self.stands(a, Some(&content));
                "append to"
            }
            3 | 4 if there && a != b => {
                fs::rename(a, b).unwrap();
                let content = fs::read(b).unwrap();
                self.stands(a, None);
                self.stands(b, Some(&content));
                "rename"
            }
            5 if there => {
                fs::remove_file(a).unwrap();
                self.stands(a, None);
                "delete"
            }
            6 if there && a != b => {
                fs::copy(a, b).unwrap();
                let content = fs::read(b).unwrap();
                self.stands(b, Some(&content));
                "copy"
            }
            7 if there => {
                let content = fs::read(a).unwrap();
                fs::remove_file(a).unwrap();
                self.stands(a, None);
                fs::write(a, &content).unwrap();
                self.stands(a, Some(&content));
                "delete and make again"
            }
            _ => {
                let ms =
                    if self.rng.random_bool(0.05) { SETTLE_MS + 50 } else { self.rng.random_range(0..10) };
                std::thread::sleep(Duration::from_millis(ms));
                "wait beside"
            }
        };
        self.note(&format!("… {what} {} …", a.display()), b);
    }

    fn stands(&mut self, path: &Path, content: Option<&[u8]>) {
        match content {
            Some(content) => {
                self.made += usize::from(self.files.get(path).is_none());
                self.files.set(path, &hash(content), false);
            }
            None => drop(self.files.remove(path)),
        }
        let hash = content.map(hash);
        self.oracle.stands(path, hash.as_deref());
    }

    /// Begins to write a new file or over an old one.
    pub(crate) fn begin_to_write(&mut self) -> Option<Writer> {
        let old = if self.rng.random_bool(0.3) { self.pick_read() } else { None };
        let path = old.unwrap_or_else(|| self.fresh());
        let before = self.files.get(&path).map(|f| f.hash.clone());
        self.note("write slowly", &path);
        let file = fs::File::create(&path).unwrap();
        let pieces = self.rng.random_range(2..7);
        let mut writer = Writer {
            path,
            file,
            content: Vec::new(),
            pieces,
            before,
            last: Instant::now(),
            stood: Vec::new(),
        };
        self.write_on(&mut writer);
        Some(writer)
    }

    /// Writes one more piece; whether there is more.
    pub(crate) fn write_on(&mut self, w: &mut Writer) -> bool {
        let head = if w.content.is_empty() { "%PDF-1.4" } else { "and" };
        let piece = format!("{head} {} {}\n", w.content.len(), "y".repeat(self.rng.random_range(0..3000)));
        w.write(piece.as_bytes());
        w.pieces -= 1;
        w.pieces > 0
    }

    /// Writes the end and closes it.
    pub(crate) fn end_writing(&mut self, mut w: Writer) {
        let end = self.content(&w.path);
        w.write(&end);
        drop(w.file);
        self.note("written to the end:", &w.path);
        let hash = hash(&w.content);
        if w.stood.is_empty() {
            let kind = if w.before.is_some() { Kind::Modified } else { Kind::Added };
            self.oracle.expect(kind, &w.path, None, Some(&hash));
        } else {
            self.oracle.loosen(&w.path, w.before.as_deref());
            w.stood.iter().for_each(|h| self.oracle.stands(&w.path, Some(h)));
            self.oracle.stands(&w.path, Some(&hash));
        }
        self.made += usize::from(w.before.is_none());
        self.files.set(&w.path, &hash, false);
    }
}

impl Writer {
    fn write(&mut self, piece: &[u8]) {
        let half = (!self.content.is_empty()).then(|| hash(&self.content));
        self.file.write_all(piece).unwrap();
        // A pause as long as the quiet time makes a version of what is there; a PDF's end is waited for.
        let paused = self.last.elapsed() >= Duration::from_millis(SETTLE_MS - 10);
        self.stood.extend(half.filter(|_| paused && !is_pdf(&self.path)));
        self.content.extend(piece);
        self.last = Instant::now();
    }
}

fn is_pdf(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"))
}
