//! Listing folders and keeping an eye on the watched ones.

use super::jobs::Done;
use super::{PROBE_MS, Shell, sway};
use crate::registry::drivers::folder::canary::{Changed, Verdict, dates};
use crate::registry::drivers::folder::config::{IGNORE_SETTLE_MS, Reading};
use crate::registry::drivers::folder::core::{Listing, Tick};
use crate::registry::drivers::folder::index::SharedPath;
use crate::registry::drivers::folder::mounts::{mounts, unannounced};
use crate::registry::drivers::folder::outbox::Letter;
use crate::registry::drivers::folder::roots::{Asked, Away, Place, Polled, Probe, nearest, probe};
use crate::registry::drivers::folder::scan::list;
use crate::registry::drivers::folder::texts;
use crate::registry::status::FolderState;
use std::path::{Path, PathBuf};

/// A folder whose changes may not be announced is looked at again after this time.
const SUSPECT_MS: Tick = 2_000;

/// Listings of a lane at a time, beside those of whole folders.
const VISITS: usize = 4;

/// What a look at a watched folder brought.
pub(super) struct Probed {
    root: usize,
    probe: Probe,
    /// Dates of change of it and of some folders inside.
    changed: Vec<Changed>,
    /// The folder above that is watched until it comes up.
    lookout: Option<PathBuf>,
}

/// What listing a folder brought.
pub(super) struct Listed {
    pub(super) lane: usize,
    root: usize,
    folder: PathBuf,
    probe: Probe,
    listing: Listing,
    /// Why notifications don't tell all about it.
    polled: Option<Polled>,
    /// The folders inside.
    inner: Vec<PathBuf>,
    took_ms: Tick,
    first: bool,
    /// What its `.pramaignore` says.
    ignore: Reading,
}

impl Shell {
    /// Looks at a watched folder.
    pub(super) fn probe(&mut self, at: usize) {
        let (now, wall_ms) = (self.now(), self.context.clock.now_ms());
        let Some(root) = self.roots.get_mut(at).filter(|r| r.asked.is_none()) else { return };
        root.asked = Some(Asked { at: now, wall_ms, doubted_at: None });
        let (path, unused) = (root.folder.path.clone(), std::mem::take(&mut root.unused));
        let mut folders = root.canary.turn();
        folders.push(path.clone());
        let watch = self.watch.clone();
        self.jobs.spawn_blocking(move || {
            unused.iter().for_each(|p| watch.remove(p, &path));
            let mut found = Probed { root: at, probe: probe(&path), changed: Vec::new(), lookout: None };
            match found.probe {
                Probe::There(_) => found.changed = dates(&folders),
                Probe::Away(_) => {
                    // What comes up between the look and the watch would be announced to nobody: look again.
                    let near = nearest(&path).filter(|p| watch.look_out(p, &path).is_ok());
                    found.lookout = near.map(Path::to_owned);
                    found.probe = probe(&path);
                }
            }
            Done::Probed(found)
        });
    }

    pub(super) fn probed(&mut self, probed: Probed) {
        let Probed { root: at, probe, changed, lookout } = probed;
        self.drain_hints();
        self.heard_from(at);
        let now = self.now();
        let Some(root) = self.roots.get_mut(at) else { return };
        root.probe_at = now + PROBE_MS;
        let before = std::mem::replace(&mut root.lookout, lookout);
        let place = match probe {
            Probe::There(place) => place,
            Probe::Away(away) => return self.away(at, away),
        };
        let lookouts: Vec<_> = root.lookout.take().into_iter().chain(before).collect();
        let needed =
            |p: &PathBuf| self.settings.enters(p) || self.roots.iter().any(|r| r.lookout.as_ref() == Some(p));
        let unused: Vec<_> = lookouts.into_iter().filter(|p| !needed(p)).collect();
        let Some(root) = self.roots.get_mut(at) else { return };
        root.unused = unused;
        if root.place != Some(place) {
            // What notifications there were belonged to the folder that stood here before.
            root.afresh = true;
            self.list_root(at);
            return;
        }
        let verdict = root.canary.judge(changed);
        if verdict == Verdict::Suspect {
            root.probe_at = now + SUSPECT_MS;
        }
        if verdict != Verdict::Fine || root.is_due(now) {
            self.list_root(at);
        }
    }

    fn away(&mut self, at: usize, away: Away) {
        let now = self.now();
        let Some(root) = self.roots.get_mut(at) else { return };
        let was_there = root.place.is_some();
        let changed = root.away.as_ref() != Some(&away);
        root.away(away, now);
        if changed {
            self.context.log.warn(texts::of(root, &self.context.clock).line());
        }
        self.health.touch();
        if was_there {
            self.went_away(at);
        }
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
        let silent = self.lanes[self.lane_of_root(at)].silent;
        let Some(root) = self.roots.get_mut(at) else { return };
        if silent {
            // Once it answers it is listed anyway.
            root.retry_at = None;
            return;
        }
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
        let lane = self.settings.lane(folder);
        let covers = |r: &super::Root| {
            r.folder.lane == lane && r.folder.recursive && folder.starts_with(&r.folder.path)
        };
        if let Some(at) = self.roots.iter().position(covers) {
            self.lanes[lane].visits.push_back((at, folder.to_path_buf()));
            self.tell_searching();
        }
    }

    pub(super) fn start_visits(&mut self) {
        for at in 0..self.lanes.len() {
            while !self.lanes[at].silent && self.lanes[at].listings < VISITS {
                let Some((root, folder)) = self.lanes[at].visits.pop_front() else { break };
                self.list(root, folder);
            }
        }
    }

    fn list(&mut self, at: usize, folder: PathBuf) {
        let Some(root) = self.roots.get_mut(at) else { return };
        let whole = folder == root.folder.path;
        let afresh = whole && std::mem::take(&mut root.afresh);
        root.relist &= !whole;
        let watched = root.folder.clone();
        let before = root.before(&self.was, &self.writers, self.began.elapsed());
        let lane = root.folder.lane;
        let (recursive, silent) = (root.folder.recursive, root.canary.is_silent());
        let (settings, watch, root_path) =
            (self.settings.clone(), self.watch.clone(), root.folder.path.clone());
        self.lanes[lane].listings += 1;
        self.tell_searching();
        let began = self.began;
        self.jobs.spawn_blocking(move || {
            let start = began.elapsed();
            let probe = probe(&root_path);
            if afresh {
                watch.remove(&root_path, &root_path);
            }
            let now = i64::try_from(start.as_millis()).unwrap_or(Tick::MAX);
            let ignore = if whole { watched.read_ignore_file(now) } else { Reading::Same };
            let kind = unannounced(&mounts(), &root_path, recursive).map(Polled::FileSystem);
            let away = kind.is_some();
            let mut polled = kind.or_else(|| silent.then_some(Polled::Silent));
            let mut inner = Vec::new();
            let listing = list(&folder, &settings, before.as_ref(), &mut |entered: &Path| {
                if entered != root_path {
                    inner.push(entered.to_owned());
                }
                // With the limit reached the rest would only be refused as well.
                if matches!(polled, Some(Polled::WatchLimit | Polled::ProgramLimit)) {
                    return;
                }
                if let Err(problem) = watch.add(entered, &root_path, away)
                    && (!matches!(problem, Polled::Refused(_)) || entered == root_path)
                {
                    polled.get_or_insert(problem);
                }
            });
            let took_ms = i64::try_from((began.elapsed() - start).as_millis()).unwrap_or(Tick::MAX);
            let first = before.is_some() && folder == root_path;
            Done::Listed(Box::new(Listed {
                lane,
                root: at,
                folder,
                probe,
                listing,
                polled,
                inner,
                took_ms,
                first,
                ignore,
            }))
        });
    }

    pub(super) fn listed(&mut self, listed: Listed) {
        let Listed { lane, root: at, folder, probe, mut listing, polled, inner, took_ms, first, ignore } =
            listed;
        let now = self.now();
        self.lanes[lane].listings -= 1;
        self.tell_searching();
        let Some(root) = self.roots.get_mut(at) else { return };
        let whole = root.folder.path == folder;
        let again = whole && std::mem::take(&mut root.again);
        if whole {
            root.listing = false;
            root.canary.listed(inner);
        }
        root.unreadable.retain(|p| !p.starts_with(&folder));
        root.unreadable.extend(listing.unreadable.iter().cloned());
        if ignore == Reading::Unsettled {
            root.relist = true;
            root.probe_at = root.probe_at.min(now + IGNORE_SETTLE_MS);
        }
        if ignore == Reading::Changed {
            let (changed, bad) = texts::ignore_file(root);
            self.context.log.info(changed);
            bad.into_iter().for_each(|problem| self.context.log.warn(problem));
        }
        listing.unreadable.extend(self.settings.others_below(&folder).map(Path::to_owned));
        let tell = polled.is_some() && root.polled != polled;
        if root.polled != polled && (whole || polled.is_some()) {
            root.polled = polled;
        }
        let place = match probe {
            Probe::There(place) => place,
            Probe::Away(away) => return self.away(at, away),
        };
        if whole && self.is_other_disk(at, place, &listing) {
            return self.away(at, Away::OtherDisk);
        }
        let existing = listing.existing.len();
        let back = whole && self.is_back(at);
        if back {
            // What was concluded before the listing still belongs to the absence.
            self.core.take_actions().into_iter().for_each(|a| self.carry_out(a));
        }
        self.core.scanned(&folder, listing);
        if back {
            self.came_back(at);
        }
        let Some(root) = self.roots.get_mut(at) else { return };
        if whole {
            root.place = Some(place);
        }
        if whole || tell {
            root.settled(took_ms, now);
        }
        if tell {
            self.context.log.warn(texts::of(root, &self.context.clock).line());
        }
        if !whole {
            return;
        }
        if first || root.row.dev != place.dev {
            root.row.complete = true;
            root.row.dev = place.dev;
            self.store_first(at, existing);
        }
        self.watched(vec![at]);
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
        let lane = root.folder.lane;
        empty && self.core.index().under(&root.folder.path).any(|(p, _)| self.settings.lane(p) == lane)
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
