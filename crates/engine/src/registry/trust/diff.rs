//! What changed in a folder since it was trusted: files, and lines of the manifest.

use super::Contents;
use prama_store::trust::ApprovedFile;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::time::Duration;

/// After this the rest of two long and different texts is taken as replaced.
const AT_MOST: Duration = Duration::from_millis(100);

/// How a file differs from what was trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// Was not there.
    Added,
    /// Is gone.
    Removed,
    /// Other content, kind or mode.
    Modified,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFile {
    /// Path in the folder; a link is shown with where it leads.
    pub path: String,
    /// Its size.
    pub size_bytes: u64,
    /// How it differs.
    pub change: Option<FileChange>,
}

/// How a line compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffKind {
    /// In both.
    Same,
    /// Only now.
    Added,
    /// Only before.
    Removed,
}

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// How it compares.
    pub kind: DiffKind,
    /// The line.
    pub text: String,
}

/// The files, changed ones first. Without `approved` nothing is compared.
pub(super) fn files(now: Option<&Contents>, approved: Option<&[ApprovedFile]>) -> Vec<TrustFile> {
    let mut before: BTreeMap<&str, (u64, &str)> = approved
        .into_iter()
        .flatten()
        .map(|(path, size, hash)| (path.as_str(), (*size, hash.as_str())))
        .collect();
    let mut files = Vec::new();
    for file in now.map(|c| c.files.as_slice()).unwrap_or_default() {
        let change = match before.remove(file.path.as_str()) {
            _ if approved.is_none() => None,
            None => Some(FileChange::Added),
            Some((_, hash)) => (hash != file.hash).then_some(FileChange::Modified),
        };
        files.push(TrustFile { path: file.path.clone(), size_bytes: file.size_bytes, change });
    }
    // What cannot be read now is not known to be gone.
    for (path, (size_bytes, _)) in before.into_iter().filter(|_| now.is_some()) {
        files.push(TrustFile { path: path.to_owned(), size_bytes, change: Some(FileChange::Removed) });
    }
    files.sort_by_key(|f| f.change.is_none());
    files
}

/// The lines of two texts, compared.
pub(super) fn lines(before: &str, now: &str) -> Vec<DiffLine> {
    let diff = TextDiff::configure().timeout(AT_MOST).diff_lines(before, now);
    let line = |change: similar::Change<&str>| DiffLine {
        kind: match change.tag() {
            ChangeTag::Equal => DiffKind::Same,
            ChangeTag::Insert => DiffKind::Added,
            ChangeTag::Delete => DiffKind::Removed,
        },
        text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
    };
    diff.iter_all_changes().map(line).collect()
}
