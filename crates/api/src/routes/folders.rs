//! Folders of this computer, for the folder picker.

use crate::extract::Params;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{Folder, FolderEntry};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use utoipa::IntoParams;

/// Folders that are listed.
const MAX_ENTRIES: usize = 1_000;
/// Entries that are looked at.
const MAX_READ: usize = 100_000;

#[derive(Deserialize, IntoParams)]
pub(super) struct FolderParams {
    /// The folder, `~` for home; home if absent.
    path: Option<String>,
}

/// What is in a folder.
#[utoipa::path(get, path = "/api/folders", tag = "folders", params(FolderParams), responses((status = 200, body = Folder)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Params(params): Params<FolderParams>,
) -> Result<Json<Folder>, ApiError> {
    let home = surface.about.home_dir.clone();
    let path = resolve(&home, params.path.as_deref().unwrap_or_default());
    let folder = tokio::task::spawn_blocking(move || look(&path, &home)).await;
    folder.map(Json).map_err(|_| ApiError::invalid("The folder can't be read.", Vec::new()))
}

fn resolve(home: &Path, given: &str) -> PathBuf {
    match given.trim() {
        "" | "~" => home.to_owned(),
        path => match path.strip_prefix("~/") {
            Some(rest) => home.join(rest),
            None => home.join(path),
        },
    }
}

fn look(path: &Path, home: &Path) -> Folder {
    let mut folder = Folder {
        path: path.display().to_string(),
        parent: path.parent().map(|p| p.display().to_string()),
        home: home.display().to_string(),
        exists: path.is_dir(),
        readable: false,
        pdf_count: 0,
        entries: Vec::new(),
        problem: None,
    };
    if !folder.exists {
        let what =
            if path.exists() { "This is a file, not a folder." } else { "This folder can't be found." };
        folder.problem = Some(what.to_owned());
        return folder;
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            folder.problem = Some(format!("This folder can't be read: {error}."));
            return folder;
        }
    };
    folder.readable = true;
    for entry in entries.flatten().take(MAX_READ) {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Links to folders are followed, as the watcher does.
        if entry.path().is_dir() {
            if !name.starts_with('.') {
                folder.entries.push(FolderEntry { path: entry.path().display().to_string(), name });
            }
        } else if name.to_lowercase().ends_with(".pdf") {
            folder.pdf_count += 1;
        }
    }
    folder.entries.sort_by_cached_key(|e| e.name.to_lowercase());
    folder.entries.truncate(MAX_ENTRIES);
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_pdfs_and_lists_folders() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b", "A", ".hidden"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        for name in ["x.pdf", "y.PDF", "z.txt"] {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        let folder = look(&resolve(dir.path(), "~"), dir.path());
        assert_eq!(folder.entries.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["A", "b"]);
        assert_eq!((folder.pdf_count, folder.exists, folder.readable), (2, true, true));
        let missing = look(&resolve(dir.path(), "~/none"), dir.path());
        assert!(!missing.exists && missing.problem.is_some());
    }
}
