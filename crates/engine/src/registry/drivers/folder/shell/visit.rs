//! Listing folders and keeping an eye on the watched ones.

use super::jobs::Done;
use super::{PROBE_MS, Shell, sway};
use crate::registry::drivers::folder::core::Listing;
use crate::registry::drivers::folder::index::SharedPath;
use crate::registry::drivers::folder::outbox::Letter;
use crate::registry::drivers::folder::roots::{Place, Probe, probe};
use crate::registry::drivers::folder::scan::list;
use crate::registry::drivers::folder::watch::Unwatched;
use crate::registry::status::FolderState;
use std::path::{Path, PathBuf};

impl Shell {
    /// Looks at all watched folders.
    pub(super) fn probe(&mut self) {
        if self.probing {
            return;
        }
        self.probing = true;
        let paths: Vec<PathBuf> = self.roots.iter().map(|r| r.folder.path.clone()).collect();
        self.jobs.spawn_blocking(move || Done::Probed(paths.iter().map(|p| probe(p)).collect()));
    }

    pub(super) fn probed(&mut self, probes: Vec<Probe>) {
        self.probing = false;
        let now = self.now();
        self.next_probe = now + PROBE_MS;
        for (at, probe) in probes.into_iter().enumerate() {
            let Some(root) = self.roots.get_mut(at) else { continue };
            match probe {
                Probe::There(place) if root.place == Some(place) && root.polled.is_none() => {}
                Probe::There(place) => {
                    // What notifications there were belonged to the folder that stood here before.
                    if root.place != Some(place) {
                        self.watch.remove(&root.folder.path);
                    }
                    self.list_root(at);
                }
                Probe::Missing(detail) => self.away(at, FolderState::Missing, detail),
                Probe::Forbidden(detail) => self.away(at, FolderState::NoPermission, detail),
            }
        }
    }

    fn away(&mut self, at: usize, state: FolderState, detail: String) {
        let now = self.now();
        let Some(root) = self.roots.get_mut(at) else { return };
        if root.state != state {
            self.context.log.warn(format!("{}: {detail}", root.folder.path.display()));
        }
        root.away(state, detail, now);
        self.health.touch();
    }

    /// Hints were lost, by an overflow of the system's queue or of our own.
    pub(super) fn lost(&mut self) {
        self.context.log.warn(
            "Notifications were lost, as when very many files change at once: every folder is listed anew.",
        );
        self.list_all();
    }

    /// The truth is what stands there.
    pub(super) fn list_all(&mut self) {
        self.rounds.listed(self.now(), sway());
        self.sync.signals_are_lost();
        (0..self.roots.len()).for_each(|at| self.list_root(at));
    }

    pub(super) fn list_root(&mut self, at: usize) {
        let Some(root) = self.roots.get_mut(at) else { return };
        if root.listing {
            root.again = true;
            return;
        }
        self.health.touch();
        root.listing = true;
        root.retry_at = None;
        if root.place.is_none() {
            root.state = FolderState::Scanning;
        }
        let path = root.folder.path.clone();
        self.list(at, path);
    }

    /// A folder came up below a watched one.
    pub(super) fn visit(&mut self, folder: &SharedPath) {
        if let Some(at) = self.roots.iter().position(|r| r.folder.path == **folder) {
            self.list_root(at);
            return;
        }
        let covers = |r: &super::Root| r.folder.recursive && folder.starts_with(&r.folder.path);
        if let Some(at) = self.roots.iter().position(covers) {
            self.list(at, folder.to_path_buf());
        }
    }

    fn list(&mut self, at: usize, folder: PathBuf) {
        let Some(root) = self.roots.get(at) else { return };
        let before = root.before(self.settings.settle_ms);
        let (settings, watch, root_path) =
            (self.settings.clone(), self.watch.clone(), root.folder.path.clone());
        self.listings += 1;
        self.core.listing(true);
        self.jobs.spawn_blocking(move || {
            let probe = probe(&root_path);
            let mut unwatched = None;
            let listing = list(&folder, &settings, before, &mut |entered: &Path| {
                if let Err(problem) = watch.add(entered, &root_path)
                    && (problem == Unwatched::Limit || entered == root_path)
                {
                    unwatched = Some(problem.to_string());
                }
            });
            Done::Listed {
                root: at,
                first: before.is_some() && folder == root_path,
                folder,
                probe,
                listing,
                unwatched,
            }
        });
    }

    pub(super) fn listed(
        &mut self,
        at: usize,
        folder: &Path,
        probe: &Probe,
        listing: Listing,
        unwatched: Option<String>,
        first: bool,
    ) {
        self.listings -= 1;
        self.core.listing(self.listings > 0);
        let Some(root) = self.roots.get_mut(at) else { return };
        let whole = root.folder.path == folder;
        let again = whole && std::mem::take(&mut root.again);
        if whole {
            root.listing = false;
        }
        if root.polled != unwatched && (whole || unwatched.is_some()) {
            unwatched.iter().for_each(|why| self.context.log.warn(why.clone()));
            root.polled = unwatched;
        }
        let place = match probe {
            Probe::There(place) => *place,
            Probe::Missing(detail) => return self.away(at, FolderState::Missing, detail.clone()),
            Probe::Forbidden(detail) => return self.away(at, FolderState::NoPermission, detail.clone()),
        };
        if whole && self.is_other_disk(at, place, &listing) {
            let detail = "Another, empty disk stands here now. Its files are waited for.";
            return self.away(at, FolderState::Missing, detail.into());
        }
        let existing = listing.existing.len();
        self.core.scanned(folder, listing);
        if !whole {
            return;
        }
        let Some(root) = self.roots.get_mut(at) else { return };
        root.place = Some(place);
        root.settled();
        if first || root.row.dev != place.dev {
            root.row.complete = true;
            root.row.dev = place.dev;
            self.store_first(at, existing);
        }
        if again {
            self.list_root(at);
        }
    }

    /// A disk that is not mounted leaves its empty mount point: that is not a deletion of everything.
    fn is_other_disk(&self, at: usize, place: Place, listing: &Listing) -> bool {
        let Some(root) = self.roots.get(at).filter(|r| r.row.dev != 0 && r.row.dev != place.dev) else {
            return false;
        };
        let empty = listing.files.is_empty() && listing.existing.is_empty();
        empty && self.core.index().under(&root.folder.path).next().is_some()
    }

    /// The files that were there before and the folder's row are stored together.
    fn store_first(&mut self, at: usize, existing: usize) {
        let mut rows = Vec::with_capacity(existing);
        for action in self.core.take_actions() {
            match action {
                super::Action::Save(path, record) => rows.push((path, record)),
                other => self.carry_out(other),
            }
        }
        let row = self.roots.get(at).map(|r| r.row.clone());
        self.outbox.push(Letter::Save(rows, row));
    }
}
