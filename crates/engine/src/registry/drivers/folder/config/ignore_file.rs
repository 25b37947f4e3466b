//! `.pramaignore` at the top of a watched folder: what whoever works in the folder leaves out, in the syntax of `.gitignore`.

use super::read::{add_lines, ignore_lines};
use ignore::gitignore::Gitignore;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Its name.
pub const NAME: &str = ".pramaignore";
/// A longer one is not read: it is no list of patterns.
const MOST_BYTES: u64 = 64 * 1024;

/// It counts once it said the same for so long: an editor empties a file, or takes it away, before it writes it anew.
pub const SETTLE_MS: i64 = 1_000;

/// What came of reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It says what it said before.
    Same,
    /// It says something else from now on.
    Changed,
    /// It says something else, which counts only if it still does after [`SETTLE_MS`].
    Unsettled,
}

/// What it says, and what it may be about to say.
#[derive(Debug)]
pub(super) struct Current {
    now: Arc<IgnoreFile>,
    /// With the time on the source's own clock.
    next: Option<(Arc<IgnoreFile>, i64)>,
    /// Whether it was read at all.
    known: bool,
}

impl Current {
    /// Before it is read.
    pub(super) fn new(folder: &Path) -> Self {
        Self { now: Arc::new(IgnoreFile::none(folder)), next: None, known: false }
    }

    /// What counts.
    pub(super) fn now(&self) -> Arc<IgnoreFile> {
        self.now.clone()
    }

    /// It was read at this time.
    pub(super) fn saw(&mut self, read: Arc<IgnoreFile>, at: i64) -> Reading {
        if read == self.now {
            self.next = None;
            self.known = true;
            return Reading::Same;
        }
        let since = self.next.take().filter(|(next, _)| *next == read).map_or(at, |(_, since)| since);
        if self.known && at - since < SETTLE_MS {
            self.next = Some((read, since));
            return Reading::Unsettled;
        }
        self.known = true;
        self.now = read;
        Reading::Changed
    }
}

/// What it says.
#[derive(Debug)]
pub struct IgnoreFile {
    folder: PathBuf,
    text: Vec<u8>,
    set: Gitignore,
    /// What is wrong with it; the rest of it counts.
    pub problems: Vec<String>,
}

impl PartialEq for IgnoreFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.folder, &self.text, &self.problems) == (&other.folder, &other.text, &other.problems)
    }
}

impl Eq for IgnoreFile {}

impl IgnoreFile {
    /// Of a folder that has none.
    #[must_use]
    pub fn none(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), text: Vec::new(), set: Gitignore::empty(), problems: Vec::new() }
    }

    /// Reads it. What can't be read leaves it as it was `before`, and says why. As slow as its file system.
    #[must_use]
    pub fn read(folder: &Path, before: &Arc<Self>) -> Arc<Self> {
        let path = folder.join(NAME);
        let unread = |why: String| {
            let text = before.text.clone();
            let set = before.set.clone();
            Arc::new(Self { folder: folder.to_owned(), text, set, problems: vec![why] })
        };
        let meta = match std::fs::metadata(&path) {
            Ok(meta) => meta,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                // With the whole folder away nothing is known of it.
                return if folder.is_dir() { Arc::new(Self::none(folder)) } else { before.clone() };
            }
            Err(e) => return unread(format!("The system says: {e}.")),
        };
        if !meta.is_file() {
            return unread("It is not a file.".into());
        }
        let mut text = Vec::new();
        let file = std::fs::File::open(&path);
        match file.and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut text)) {
            Err(e) => unread(format!("The system says: {e}.")),
            Ok(n) if n as u64 > MOST_BYTES => unread("It is longer than 64 KiB.".into()),
            Ok(_) => Arc::new(Self::of(folder, text)),
        }
    }

    /// One with this text.
    #[must_use]
    pub fn of(folder: &Path, text: Vec<u8>) -> Self {
        let shown = String::from_utf8_lossy(&text);
        let mut problems = Vec::new();
        let lines = shown.trim_start_matches('\u{feff}').lines();
        let set =
            add_lines(lines, |at, line, why| problems.push(format!("Line {}, \"{line}\": {why}.", at + 1)));
        let set = set.unwrap_or_else(|why| {
            problems.push(format!("{why}."));
            Gitignore::empty()
        });
        Self { folder: folder.to_owned(), set, problems, text }
    }

    /// The folder that it belongs to.
    #[must_use]
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Whether it leaves out this path, which is that of a folder or of a file.
    #[must_use]
    pub fn ignores(&self, path: &Path, folder: bool) -> bool {
        path.strip_prefix(&self.folder).is_ok_and(|below| ignore_lines(&self.set, below, folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_as_in_a_gitignore_and_bad_ones_are_named() {
        let text = "\u{feff}# drafts\r\n*.LOG\r\n!keep.log\n/top.txt\narchive/\n**/tmp-*\n{a\n[z-a]\n";
        let file = IgnoreFile::of(Path::new("/in"), text.into());
        let ignores = |path: &str| file.ignores(&Path::new("/in").join(path), false);
        for path in ["a.log", "deep/b.Log", "top.txt", "archive/a", "x/archive/deep/keep.log", "x/tmp-1"] {
            assert!(ignores(path), "{path}");
        }
        for path in ["keep.log", "deep/top.txt", "archive", "a.txt"] {
            assert!(!ignores(path), "{path}");
        }
        assert!(!file.ignores(Path::new("/other/a.log"), false));
        assert!(file.problems.iter().any(|p| p.starts_with("Line 8, \"[z-a]\"")), "{:?}", file.problems);
    }

    #[test]
    fn what_it_says_for_a_moment_only_does_not_count() {
        let of = |text: &str| Arc::new(IgnoreFile::of(Path::new("/in"), text.into()));
        let mut current = Current::new(Path::new("/in"));
        assert_eq!(
            current.saw(of("*.log"), 0),
            Reading::Changed,
            "at the start there is nothing to wait for"
        );
        assert_eq!(current.saw(of(""), 100), Reading::Unsettled);
        assert_eq!(current.saw(of("*.log\n*.txt"), 900), Reading::Unsettled);
        assert_eq!(current.saw(of("*.log\n*.txt"), 1_800), Reading::Unsettled);
        assert_eq!(current.now(), of("*.log"));
        assert_eq!(current.saw(of("*.log\n*.txt"), 1_900), Reading::Changed);
        assert_eq!(current.saw(of(""), 3_000), Reading::Unsettled);
        assert_eq!(current.saw(of("*.log\n*.txt"), 3_100), Reading::Same);
        assert_eq!(current.saw(of(""), 4_200), Reading::Unsettled, "it starts anew");
    }

    #[test]
    fn what_cannot_be_read_leaves_it_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let none = Arc::new(IgnoreFile::none(dir.path()));
        assert_eq!(IgnoreFile::read(dir.path(), &none), none);
        std::fs::write(dir.path().join(NAME), "*.log\n").unwrap();
        let first = IgnoreFile::read(dir.path(), &none);
        assert!(first.ignores(&dir.path().join("a.log"), false) && first.problems.is_empty());
        std::fs::write(dir.path().join(NAME), vec![b'x'; 70_000]).unwrap();
        let long = IgnoreFile::read(dir.path(), &first);
        assert!(long.ignores(&dir.path().join("a.log"), false));
        assert_eq!(long.problems, ["It is longer than 64 KiB."]);
        std::fs::remove_file(dir.path().join(NAME)).unwrap();
        assert_eq!(IgnoreFile::read(dir.path(), &long), none);
    }
}
