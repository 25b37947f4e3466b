//! The notifications of the operating system, reduced to hints about paths.

use super::core::Hint;
use super::mounts::{leads_away, mounts};
use super::roots::Polled;
use super::stamp::Stamp;
use notify::event::{AccessKind, AccessMode, EventKind, Flag, ModifyKind, RenameMode};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
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

/// `None` while the system lets no further program watch.
type Watcher = Arc<Mutex<Option<RecommendedWatcher>>>;

/// Watches folders, one by one where the system knows no trees.
pub struct FolderWatch {
    /// For the folders of this computer.
    shared: Watcher,
    /// For each folder that may stop answering one of its own: while the system is asked to watch it, the others go on.
    own: Mutex<HashMap<PathBuf, Watcher>>,
    /// Which folder is watched under which name: a second name of it would take the place of the first one.
    names: Mutex<HashMap<(u64, u64), PathBuf>>,
    send: mpsc::Sender<(PathBuf, Hint)>,
    lost: Arc<Lost>,
}

/// Whether one watch covers a whole tree. On Linux it does not, and a library that adds sub-folders by itself does so
/// after it told of them, so that files made at once are lost: each folder is watched before it is listed instead.
const TREES: bool = cfg!(any(target_os = "macos", target_os = "windows"));

impl FolderWatch {
    /// Starts without folders.
    #[must_use]
    pub fn start() -> (Self, Hints) {
        let (send, paths) = mpsc::channel(QUEUE);
        let lost = Arc::new(Lost::default());
        let watch = Self {
            shared: Watcher::default(),
            own: Mutex::default(),
            names: Mutex::default(),
            send,
            lost: lost.clone(),
        };
        (watch, Hints { paths, lost: LostHints(lost) })
    }

    /// Watches one folder; `root` is the configured folder it belongs to, `away` whether that may stop answering. Watching it
    /// again is harmless.
    pub fn add(&self, folder: &Path, root: &Path, away: bool) -> Result<(), Polled> {
        if TREES && folder != root {
            return Ok(());
        }
        if let Some(other) = self.other_name(folder) {
            return Err(Polled::Same(other));
        }
        let watcher = if away { self.own(root) } else { self.shared.clone() };
        self.watch(
            &watcher,
            folder,
            if TREES { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive },
        )
    }

    /// Watches one folder without those inside, to see another one come up in it.
    pub fn look_out(&self, folder: &Path, root: &Path) -> Result<(), Polled> {
        let away = leads_away(&mounts(), folder);
        let watcher = if away { self.own(root) } else { self.shared.clone() };
        self.watch(&watcher, folder, RecursiveMode::NonRecursive)
    }

    fn own(&self, root: &Path) -> Watcher {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.entry(root.to_owned()).or_default().clone()
    }

    fn watch(&self, inner: &Watcher, folder: &Path, mode: RecursiveMode) -> Result<(), Polled> {
        let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.is_none() {
            *inner = Some(self.open().map_err(|e| polled(&e, Polled::ProgramLimit))?);
        }
        let Some(watcher) = inner.as_mut() else { return Ok(()) };
        watcher.watch(folder, mode).map_err(|e| polled(&e, Polled::WatchLimit))
    }

    /// Under which other name this folder is watched already; else notes this one.
    fn other_name(&self, folder: &Path) -> Option<PathBuf> {
        let identity = |path: &Path| {
            let stamp = Stamp::of(&std::fs::metadata(path).ok()?);
            Some((stamp.dev, stamp.ino)).filter(|(_, ino)| *ino != 0)
        };
        let this = identity(folder)?;
        let names = || self.names.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let other = match names().entry(this) {
                Entry::Occupied(name) if *name.get() != folder => name.get().clone(),
                free => {
                    free.insert_entry(folder.to_owned());
                    return None;
                }
            };
            // The number of a folder that is gone is given out again. The question may take long, so nobody is kept waiting.
            if identity(&other) == Some(this) {
                return Some(other);
            }
            names().retain(|number, name| *number != this || *name != other);
        }
    }

    fn open(&self) -> notify::Result<RecommendedWatcher> {
        let (send, report) = (self.send.clone(), self.lost.clone());
        notify::recommended_watcher(move |event: notify::Result<notify::Event>| match event {
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
        })
    }

    /// Forgets a folder that is away, so that the one which comes in its place is watched afresh. As slow as its file system.
    pub fn remove(&self, folder: &Path, root: &Path) {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner).get(root).cloned();
        for watcher in own.iter().chain([&self.shared]) {
            if let Some(watcher) = watcher.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                // Not watched any more is what is wanted.
                let _ = watcher.unwatch(folder);
            }
        }
        // Only now: a second name that was watched before would lose its watch, which is the same one.
        self.names.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, name| name != folder);
    }
}

/// What an error means; a used-up number of whatever sort is this `limit`.
fn polled(error: &notify::Error, limit: Polled) -> Polled {
    let used_up = match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // Too many open files, as inotify says when the user has too many instances.
        ErrorKind::Io(e) => e.raw_os_error() == Some(24),
        _ => false,
    };
    if used_up { limit } else { Polled::Refused(error.to_string()) }
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
