//! What happens beside the loop: looking, reading, listing, storing.

use super::{Shell, visit};
use crate::ingest::Refused;
use crate::registry::drivers::Context;
use crate::registry::drivers::folder::core::{Hint, Tick};
use crate::registry::drivers::folder::index::SharedPath;
use crate::registry::drivers::folder::look::{Digested, Look, Unread, digest, look};
use crate::registry::drivers::folder::outbox::Letter;
use crate::registry::drivers::folder::payload::{Outgoing, row};
use crate::registry::drivers::folder::stamp::Stamp;
use prama_store::files;
use std::sync::Arc;
use std::time::Duration;

/// Paths looked at in one job.
const LOOKS: usize = 512;
/// Jobs that read files, at a time.
const DIGESTING: usize = 3;
/// Files and bytes read in one job.
const DIGESTS: usize = 32;
const DIGEST_BYTES: u64 = 4 * 1024 * 1024;
/// Results that may wait for the next stage; beyond it nothing more is begun, so that a flood of files takes little memory.
const AHEAD: usize = 4096;
/// Longest pause before a refused event is sent again.
const RETRY_MOST_S: u64 = 30;

/// What a job brings back.
pub(super) enum Done {
    /// In this lane.
    Looked(usize, Vec<(SharedPath, Hint, Look)>),
    /// In this lane.
    Digested(usize, Vec<(SharedPath, Result<Digested, Unread>)>),
    Delivered(Vec<SharedPath>),
    Probed(visit::Probed),
    /// Written down, and nobody waits for it.
    Noted,
    /// A file was made whose notification comes after all earlier ones; or not.
    Signalled(bool),
    Listed(Box<visit::Listed>),
}

impl Shell {
    /// One job of a lane at a time, so that a later look is never overtaken by an earlier one.
    pub(super) fn start_looks(&mut self) {
        for at in 0..self.lanes.len() {
            let lane = &mut self.lanes[at];
            if !lane.silent && lane.digests.len() < AHEAD && self.outbox.len() < AHEAD {
                let batch = lane.looks.take(LOOKS);
                self.look_at(at, batch);
            }
        }
    }

    fn look_at(&mut self, lane: usize, batch: Vec<(SharedPath, Hint)>) {
        if batch.is_empty() {
            return;
        }
        let device = |path: &SharedPath| self.core.index().get(path).map(|r| r.stamp.dev);
        let batch: Vec<_> = batch.into_iter().map(|(path, hint)| (device(&path), path, hint)).collect();
        let settings = self.settings.clone();
        self.jobs.spawn_blocking(move || {
            let look_at = |(device, path, hint): (Option<u64>, SharedPath, Hint)| {
                // A folder's own path may lie in no folder of the configuration: it is its own root then.
                let root = settings.owner(&path).map_or(&*path, |f| &*f.path);
                if settings.leaves_out(&path) {
                    // Nothing is told of it, and what was told stays as it is.
                    return (path, hint, Look::Outside);
                }
                let seen = match look(&path, root, settings.wants(&path), device) {
                    Look::File { stamp, .. } if !settings.fits(&path, stamp.size) => Look::Outside,
                    seen => seen,
                };
                (path, hint, seen)
            };
            Done::Looked(lane, batch.into_iter().map(look_at).collect())
        });
    }

    /// A few jobs in all, but each lane may have one.
    pub(super) fn start_digests(&mut self) {
        for at in 0..self.lanes.len() {
            while self.may_digest(at) {
                self.digest(at);
            }
        }
    }

    fn may_digest(&self, at: usize) -> bool {
        let lane = &self.lanes[at];
        let all: usize = self.lanes.iter().filter(|l| !l.silent).map(|l| l.digesting).sum();
        let free = lane.digesting == 0 || all < DIGESTING;
        free && !lane.silent && !lane.digests.is_empty() && self.outbox.len() < AHEAD
    }

    fn digest(&mut self, at: usize) {
        let lane = &mut self.lanes[at];
        let mut batch: Vec<(SharedPath, Stamp, Option<Tick>)> = Vec::new();
        let mut bytes = 0;
        while let Some((path, stamp, quiet)) = lane.digests.pop_front() {
            bytes += stamp.size;
            batch.push((path, stamp, quiet));
            if batch.len() >= DIGESTS || bytes >= DIGEST_BYTES {
                break;
            }
        }
        lane.digesting += 1;
        let (writers, began) = (self.writers.clone(), self.began);
        self.jobs.spawn_blocking(move || {
            let read = |(path, stamp, quiet): (SharedPath, Stamp, Option<Tick>)| {
                let since = |tick| Duration::from_millis(u64::try_from(tick).unwrap_or(0));
                let writer = quiet.and_then(|tick| writers.of(&stamp, since(tick), began.elapsed()));
                let result = writer.map_or_else(|| digest(&path, &stamp), |w| Err(Unread::Open(w)));
                (path, result)
            };
            Done::Digested(at, batch.into_iter().map(read).collect())
        });
    }

    pub(super) fn start_deliveries(&mut self) {
        while let Some(letter) = self.outbox.take() {
            let paths = letter.paths();
            let context = self.context.clone();
            match letter {
                Letter::Tell(telling, note) => {
                    let now = context.clock.now_ms();
                    let outgoing = Outgoing::new(&context.source, &self.settings, telling, now).noted(note);
                    self.jobs.spawn(async move {
                        deliver(&context, &outgoing).await;
                        Done::Delivered(paths)
                    });
                }
                Letter::Save(rows, folder) => {
                    let rows: Arc<Vec<_>> = Arc::new(rows.iter().map(|(p, r)| row(p, r)).collect());
                    let listed =
                        self.roots.iter().find(|r| folder.as_ref().is_some_and(|f| f.path == r.row.path));
                    let setup = listed.map(|r| super::seen::setup(&r.folder));
                    self.jobs.spawn(async move {
                        save(&context, &rows, folder.as_ref(), setup.as_deref()).await;
                        Done::Delivered(paths)
                    });
                }
            }
        }
    }

    pub(super) fn finished(&mut self, done: Result<Done, tokio::task::JoinError>) {
        match done {
            Ok(Done::Listed(listed)) => {
                let lane = &mut self.lanes[listed.lane];
                if lane.looks.is_asking() {
                    lane.held.push(Done::Listed(listed));
                } else {
                    self.take_in(Done::Listed(listed));
                }
            }
            Ok(Done::Looked(lane, seen)) => {
                self.take_in(Done::Looked(lane, seen));
                std::mem::take(&mut self.lanes[lane].held).into_iter().for_each(|held| self.take_in(held));
            }
            Ok(done) => self.take_in(done),
            Err(error) => self.context.log.error(format!("A job of the folder source ended: {error}.")),
        }
    }

    fn take_in(&mut self, done: Done) {
        let now = self.now();
        if !matches!(done, Done::Probed(_) | Done::Noted) {
            self.health.touch();
        }
        match done {
            Done::Looked(lane, seen) => {
                self.lanes[lane].looks.answered();
                self.drain_hints();
                self.tell_searching();
                for (path, hint, look) in seen {
                    if matches!(look, Look::File { .. }) && !self.settings.wants(&path) {
                        continue;
                    }
                    if look == Look::Gone {
                        self.roots.iter_mut().for_each(|r| r.unreadable.retain(|p| !p.starts_with(&path)));
                    }
                    self.core.saw(&path, hint, look, now);
                    self.catch_up.touch(path);
                }
            }
            Done::Digested(lane, read) => {
                self.lanes[lane].digesting -= 1;
                // A write that was reported meanwhile comes first: this may be half of it.
                self.drain_hints();
                for (path, result) in read {
                    let result = if self.lane(&path).looks.knows_a_write(&path) {
                        Err(Unread::Changed)
                    } else {
                        result
                    };
                    self.core.digested(&path, result, now);
                    self.catch_up.touch(path);
                }
            }
            Done::Delivered(paths) => self.outbox.done(&paths),
            Done::Signalled(true) => {}
            Done::Signalled(false) => self.list_all(),
            Done::Noted => {}
            Done::Probed(probed) => self.probed(probed),
            Done::Listed(listed) => self.listed(*listed),
        }
    }
}

/// Sends an event until it is taken; a full queue or disk is waited for.
async fn deliver(context: &Context, outgoing: &Outgoing) {
    let mut waiting = false;
    'again: loop {
        for incoming in outgoing.incoming() {
            match context.sink.ingest(incoming).await {
                Ok(_) => {}
                Err(Refused::Rejected { problem, .. }) => {
                    context.log.warn(format!("An event was set aside: {problem}."));
                }
                Err(Refused::Unavailable { problem, retry_after_s }) => {
                    if !waiting {
                        context.log.warn(format!("Events wait until they can be stored: {problem}."));
                        waiting = true;
                    }
                    let pause = Duration::from_secs(u64::from(retry_after_s).clamp(1, RETRY_MOST_S));
                    tokio::time::sleep(pause).await;
                    continue 'again;
                }
            }
        }
        return;
    }
}

/// Rows without an event; with the folder's own after its first listing, and how it was watched then.
async fn save(
    context: &Context,
    rows: &Arc<Vec<files::FileRow>>,
    folder: Option<&files::FolderRow>,
    setup: Option<&str>,
) {
    loop {
        let (rows, folder, source) = (rows.clone(), folder.cloned(), context.source.clone());
        let setup = setup.map(str::to_owned);
        let stored = context.store.write(move |tx| {
            rows.iter().try_for_each(|r| files::put(tx, &source, r))?;
            let Some(folder) = folder else { return Ok(()) };
            files::put_folder(tx, &source, &folder)?;
            setup.map_or(Ok(()), |s| files::put_watched_before(tx, &source, &folder.path, Some(&s)))
        });
        let Err(error) = stored.await else { return };
        context.log.warn(format!("The folder index could not be stored: {error}."));
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
