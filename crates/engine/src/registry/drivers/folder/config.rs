//! The driver's configuration, and which paths it is about.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use prama_model::Problem;
use prama_model::event::Object;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Endings of files that another program is still making.
const PARTIAL: [&str; 8] =
    ["part", "partial", "crdownload", "download", "tmp", "temp", "opdownload", "filepart"];

/// Which family of event types a source emits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `pdf_file_added` and so on, for `*.pdf`.
    Pdf,
    /// `file_added` and so on, for any pattern.
    File,
}

impl Family {
    /// What the event types start with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Pdf => "pdf_file",
            Self::File => "file",
        }
    }
}

#[derive(Debug, Deserialize)]
struct Raw {
    #[serde(default)]
    folders: Vec<RawFolder>,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default = "settle")]
    settle_ms: u32,
    #[serde(default)]
    emit_any_change: bool,
}

#[derive(Debug, Deserialize)]
struct RawFolder {
    path: String,
    #[serde(default)]
    recursive: bool,
    #[serde(default)]
    include_existing: bool,
}

fn settle() -> u32 {
    2000
}

/// One watched folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its path as configured, without a trailing slash.
    pub path: PathBuf,
    /// Whether its sub-folders belong to it.
    pub recursive: bool,
    /// Whether files that are there already are told.
    pub include_existing: bool,
}

/// What a folder source watches.
#[derive(Debug)]
pub struct Settings {
    /// Event types.
    pub family: Family,
    /// Folders.
    pub folders: Vec<Watched>,
    /// Milliseconds without a change after which a file is complete.
    pub settle_ms: i64,
    /// Whether each event is followed by an `any_change` one.
    pub any_change: bool,
    patterns: Vec<String>,
    globs: GlobSet,
}

impl Settings {
    /// Reads a configuration that its schema has accepted.
    pub fn read(family: Family, config: &Object) -> Result<Self, Box<Problem>> {
        let wrong = |title: String, fix: &str| {
            Box::new(Problem::new("SRC-101", title, "The source's configuration can't be used.").fix(fix))
        };
        let raw: Raw = serde_json::from_value(serde_json::Value::Object(config.clone())).map_err(|e| {
            wrong(format!("The folder configuration is not right: {e}."), "Correct it on the source's page.")
        })?;
        let patterns = match (family, raw.patterns.is_empty()) {
            (Family::Pdf, _) => vec!["*.pdf".to_owned()],
            (Family::File, true) => vec!["*".to_owned()],
            (Family::File, false) => raw.patterns,
        };
        let mut globs = GlobSetBuilder::new();
        for pattern in &patterns {
            let glob = GlobBuilder::new(pattern).case_insensitive(true).literal_separator(true).build();
            globs.add(glob.map_err(|e| {
                wrong(
                    format!("The pattern \"{pattern}\" can't be read: {}.", e.kind()),
                    "Use a pattern such as *.pdf or report-*.csv.",
                )
            })?);
        }
        let globs = globs.build().map_err(|e| {
            wrong(format!("The patterns can't be used: {e}."), "Use fewer or simpler patterns.")
        })?;
        let mut folders: Vec<Watched> = Vec::new();
        for raw in raw.folders {
            let path: PathBuf = Path::new(&raw.path).components().collect();
            if !path.is_absolute() {
                return Err(wrong(
                    format!("The folder \"{}\" is not a full path.", raw.path),
                    "Choose the folder again.",
                ));
            }
            if !folders.iter().any(|f| f.path == path) {
                folders.push(Watched {
                    path,
                    recursive: raw.recursive,
                    include_existing: raw.include_existing,
                });
            }
        }
        Ok(Self {
            family,
            folders,
            settle_ms: raw.settle_ms.into(),
            any_change: raw.emit_any_change,
            patterns,
            globs,
        })
    }

    /// The folder that a path belongs to: the deepest one that covers it.
    #[must_use]
    pub fn owner(&self, path: &Path) -> Option<&Watched> {
        let covers =
            |f: &&Watched| path.starts_with(&f.path) && (f.recursive || path.parent() == Some(&*f.path));
        self.folders.iter().filter(covers).max_by_key(|f| f.path.components().count())
    }

    /// Whether a file of this path is watched.
    #[must_use]
    pub fn wants(&self, path: &Path) -> bool {
        let (Some(folder), Some(name)) = (self.owner(path), path.file_name()) else { return false };
        let text = name.to_string_lossy();
        if text.starts_with('.') || text.starts_with("~$") || text.ends_with('~') {
            return false;
        }
        let partial = path.extension().is_some_and(|e| PARTIAL.iter().any(|p| e.eq_ignore_ascii_case(p)));
        let below = path.strip_prefix(&folder.path).unwrap_or(path);
        let hidden = below.parent().is_some_and(|p| p.components().any(|c| is_hidden(c.as_os_str())));
        !partial && !hidden && (self.globs.is_match(name) || self.globs.is_match(below))
    }

    /// Whether files may be wanted directly in this folder.
    #[must_use]
    pub fn enters(&self, folder: &Path) -> bool {
        self.folders.iter().any(|f| {
            folder == f.path
                || f.recursive
                    && folder
                        .strip_prefix(&f.path)
                        .is_ok_and(|below| !below.components().any(|c| is_hidden(c.as_os_str())))
        })
    }

    /// Identifies which files of a folder are watched. When it changes, those that come into view are not new.
    #[must_use]
    pub fn filter(&self, folder: &Watched) -> String {
        format!("{} {}", if folder.recursive { "recursive" } else { "flat" }, self.patterns.join("|"))
    }
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(family: Family, config: serde_json::Value) -> Settings {
        Settings::read(family, config.as_object().unwrap()).unwrap()
    }

    #[test]
    fn names_that_are_still_being_made_never_match() {
        let s = settings(
            Family::File,
            json!({"folders": [{"path": "/in/", "recursive": true}], "patterns": ["*"]}),
        );
        for name in ["a.part", "b.CRDOWNLOAD", ".hidden", "~$doc.docx", "x.tmp", "note~", ".git/a.txt"] {
            assert!(!s.wants(&Path::new("/in").join(name)), "{name}");
        }
        for name in ["a.txt", "deep/er/a.PDF", "no-extension"] {
            assert!(s.wants(&Path::new("/in").join(name)), "{name}");
        }
    }

    #[test]
    fn pdf_family_takes_pdfs_in_any_case_and_only_in_its_folders() {
        let s = settings(
            Family::Pdf,
            json!({"folders": [{"path": "/in"}, {"path": "/in/deep", "recursive": true}], "patterns": ["*.txt"]}),
        );
        assert!(s.wants(Path::new("/in/A.PDF")) && s.wants(Path::new("/in/deep/x/a.pdf")));
        assert!(
            !s.wants(Path::new("/in/a.txt"))
                && !s.wants(Path::new("/in/other/a.pdf"))
                && !s.wants(Path::new("/out/a.pdf"))
        );
        assert_eq!(s.owner(Path::new("/in/deep/a.pdf")).unwrap().path, Path::new("/in/deep"));
        assert!(s.enters(Path::new("/in/deep/x")) && !s.enters(Path::new("/in/other")));
    }

    #[test]
    fn a_relative_folder_or_a_broken_pattern_is_refused_with_its_text() {
        let read = |c: serde_json::Value| {
            Settings::read(Family::File, c.as_object().unwrap()).unwrap_err().title.clone()
        };
        assert!(read(json!({"folders": [{"path": "in"}]})).contains("\"in\""));
        assert!(read(json!({"patterns": ["a[b"]})).contains("a[b"));
    }
}
