//! Follows a person's source folders: what is added, changed or removed there takes effect without being asked.

use super::Registry;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use prama_model::manifest::FILE_NAME;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// A folder that is being copied in changes many times: it is read once it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(300);
/// But no later than this after its first change.
const LATEST: Duration = Duration::from_millis(900);

impl Registry {
    /// Scans again after changes, until cancelled.
    pub(super) async fn follow_folders(self) {
        let (changed, mut changes) = mpsc::channel(16);
        let dirs = self.source_dirs().to_vec();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|e| matters(&e, &dirs)) {
                // A full channel: a scan is due anyway.
                let _ = changed.try_send(());
            }
        });
        let mut watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => {
                tracing::warn!(%error, "the source folders are not followed; rescan after a change");
                return;
            }
        };
        self.watch(&mut watcher);
        // What changed since the scan at the start.
        self.rescan().await;
        while let Some(Some(())) = self.inner.cancel.run_until_cancelled(changes.recv()).await {
            let settled =
                async { while let Ok(Some(())) = tokio::time::timeout(QUIET, changes.recv()).await {} };
            // Either way the folders are read now.
            let _ = tokio::time::timeout(LATEST, settled).await;
            // First watch, then read: what comes between the two is told.
            self.watch(&mut watcher);
            self.rescan().await;
        }
    }

    /// Watches the source folders and the folders in them. Watching one again does nothing, unless it was made anew.
    fn watch(&self, watcher: &mut RecommendedWatcher) {
        for dir in self.source_dirs() {
            let inside = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path());
            for folder in std::iter::once(dir.clone()).chain(inside.filter(|p| p.is_dir())) {
                if let Err(error) = watcher.watch(&folder, RecursiveMode::NonRecursive) {
                    tracing::warn!(%error, "{} is not followed", folder.display());
                }
            }
        }
    }
}

/// Whether a change can concern a source: a folder that comes or goes, a manifest, a script, a README. Reading does not.
fn matters(event: &Event, dirs: &[PathBuf]) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    event.need_rescan()
        || event.paths.iter().any(|path| {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let script = path.extension().and_then(|e| e.to_str()).is_some_and(is_script);
            path.parent().is_some_and(|parent| dirs.iter().any(|d| d == parent))
                || name == FILE_NAME
                || name.starts_with("README")
                || script
                || is_executable(path)
        })
}

fn is_script(extension: &str) -> bool {
    super::drivers::process::SCRIPTS.contains(&extension)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}
