//! How the watched folders are doing, as the user sees it; told at most a few times a second.

use crate::clock::SharedClock;
use crate::registry::drivers::folder::core::{Core, Tick};
use crate::registry::drivers::folder::roots::Root;
use crate::registry::drivers::folder::texts;
use crate::registry::status::{FolderHealth, FolderState, PendingFile, Reporter};

/// Shortest time between two reports.
const PAUSE_MS: Tick = 500;
/// Most files named as pending in a folder.
const PENDING: usize = 100;

/// What was reported last, and when.
#[derive(Default)]
pub(super) struct Health {
    touched: bool,
    reported_at: Option<Tick>,
    last: Vec<FolderHealth>,
}

impl Health {
    /// Something may have changed.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// The next report is not put off.
    pub(super) fn hurry(&mut self) {
        self.reported_at = None;
    }

    /// Reports if anything changed; `Some` is when to ask again.
    pub(super) fn report(
        &mut self,
        to: &Reporter,
        roots: &[Root],
        core: &Core,
        clock: &SharedClock,
        now: Tick,
    ) -> Option<Tick> {
        if !self.touched {
            return None;
        }
        let at = self.reported_at.map_or(now, |t| t + PAUSE_MS);
        if now < at {
            return Some(at);
        }
        self.touched = false;
        self.reported_at = Some(now);
        let folders: Vec<_> = roots.iter().map(|r| folder(r, core, clock)).collect();
        if folders != self.last {
            self.last.clone_from(&folders);
            to.folders(folders);
        }
        None
    }
}

fn folder(root: &Root, core: &Core, clock: &SharedClock) -> FolderHealth {
    let path = &root.folder.path;
    let mut pending: Vec<_> = core
        .pending()
        .filter(|(p, _)| p.starts_with(path))
        .take(PENDING)
        .map(|(p, reason)| PendingFile {
            path: p.to_string_lossy().into_owned(),
            reason: texts::waiting(p, &reason),
            bytes: reason.bytes,
            growing: reason.grows,
        })
        .collect();
    pending.sort_by(|a, b| a.path.cmp(&b.path));
    FolderHealth {
        path: path.to_string_lossy().into_owned(),
        state: if root.silent_since.is_some() { FolderState::NotAnswering } else { root.state },
        backend: texts::backend(root),
        note: Some(texts::of(root, clock)).filter(|note| !note.title.is_empty()),
        ignore_file: root.folder.ignore_file(),
        files: core.index().count(path),
        pending,
    }
}
