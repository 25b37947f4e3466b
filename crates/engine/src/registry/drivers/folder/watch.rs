//! The notifications of the operating system, reduced to hints about paths.

use super::core::Hint;
use notify::event::{AccessKind, AccessMode, EventKind, Flag, ModifyKind, RenameMode};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Notify, mpsc};

/// Hints that may wait; beyond it everything is listed anew.
const QUEUE: usize = 65_536;

/// Where hints arrive.
pub struct Hints {
    /// Paths to look at.
    pub paths: mpsc::Receiver<(PathBuf, Hint)>,
    /// Says when some were lost.
    pub lost: LostHints,
}

#[derive(Debug, Default)]
struct Lost {
    flag: AtomicBool,
    wake: Notify,
}

impl Lost {
    fn set(&self) {
        self.flag.store(true, Ordering::SeqCst);
        self.wake.notify_one();
    }
}

/// Says when hints were lost, by an overflow or an error.
#[derive(Debug, Clone)]
pub struct LostHints(Arc<Lost>);

impl LostHints {
    /// Whether some were lost and nobody waited for it yet.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.flag.load(Ordering::SeqCst)
    }

    /// Returns when everything must be listed anew.
    pub async fn wait(&self) {
        while !self.0.flag.swap(false, Ordering::SeqCst) {
            self.0.wake.notified().await;
        }
    }
}

/// Watches folders, one by one where the system knows no trees.
pub struct FolderWatch {
    inner: Mutex<RecommendedWatcher>,
}

/// Why a folder can't be watched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwatched {
    /// The system's number of watches is used up.
    #[error(
        "The system's limit of watched folders is reached, so the folder is listed every few seconds. Raise fs.inotify.max_user_watches."
    )]
    Limit,
    /// Anything else.
    #[error("The system can't watch this folder, so it is listed every few seconds: {0}.")]
    Other(String),
}

/// Whether one watch covers a whole tree. On Linux it does not, and a library that adds sub-folders by itself does so
/// after it told of them, so that files made at once are lost: each folder is watched before it is listed instead.
const TREES: bool = cfg!(any(target_os = "macos", target_os = "windows"));

impl FolderWatch {
    /// Starts without folders.
    pub fn start() -> Result<(Self, Hints), String> {
        let (send, paths) = mpsc::channel(QUEUE);
        let lost = Arc::new(Lost::default());
        let report = lost.clone();
        let handler = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if event.flag() == Some(Flag::Rescan) => report.set(),
            Ok(event) => {
                let Some(hint) = hint(&event.kind) else { return };
                for path in event.paths {
                    if send.try_send((path, hint)).is_err() {
                        report.set();
                    }
                }
            }
            Err(_) => report.set(),
        };
        let inner = notify::recommended_watcher(handler).map_err(|e| e.to_string())?;
        Ok((Self { inner: Mutex::new(inner) }, Hints { paths, lost: LostHints(lost) }))
    }

    /// Watches one folder; `root` is the configured folder it belongs to. Watching it again is harmless.
    pub fn add(&self, folder: &Path, root: &Path) -> Result<(), Unwatched> {
        if TREES && folder != root {
            return Ok(());
        }
        let mode = if TREES { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.watch(folder, mode).map_err(|e| match e.kind {
            ErrorKind::MaxFilesWatch => Unwatched::Limit,
            _ => Unwatched::Other(e.to_string()),
        })
    }

    /// Forgets a folder that is away, so that the one which comes in its place is watched afresh.
    pub fn remove(&self, folder: &Path) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // Not watched any more is what is wanted.
        let _ = inner.unwatch(folder);
    }
}

fn hint(kind: &EventKind) -> Option<Hint> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Hint::Closed),
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(Hint::MovedIn),
        // Comes after its two halves.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) if cfg!(target_os = "linux") => None,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any) => {
            Some(Hint::Written)
        }
        EventKind::Any | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => Some(Hint::Look),
    }
}
