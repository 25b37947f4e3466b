//! Opens a folder of sources, or a manifest in it, in the program that the system has for it.

use std::path::{Path, PathBuf};

/// The one kind of file that is opened: a program or a document could do anything when it is.
const MANIFEST: &str = "plugin.json";

/// Opens a folder or a manifest.
#[tauri::command]
pub(crate) async fn open_path(path: PathBuf) -> Result<(), String> {
    if !may_open(&path) {
        return Err(format!("{} is neither a folder nor a {MANIFEST}.", path.display()));
    }
    tauri_plugin_opener::open_path(&path, None::<&str>)
        .map_err(|error| format!("{} can't be opened: {error}", path.display()))
}

fn may_open(path: &Path) -> bool {
    let is_manifest = path.file_name().is_some_and(|name| name == MANIFEST) && path.is_file();
    path.is_absolute() && (path.is_dir() || is_manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_and_manifests_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("plugin.json"), "{}").unwrap();
        std::fs::write(path("run.sh"), "").unwrap();
        assert!(may_open(dir.path()) && may_open(&path("plugin.json")));
        assert!(
            !may_open(&path("run.sh")) && !may_open(&path("gone")) && !may_open(Path::new("plugin.json"))
        );
    }
}
