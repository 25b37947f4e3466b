//! The loop around the core: hints, timers and finished jobs come in, jobs go out. Nothing here blocks.

mod catch_up;
mod health;
mod jobs;
mod start;
mod sync;
mod visit;

pub(super) use sync::Askers;

use super::config::Settings;
use super::core::{Action, Core, Hint, Rounds, Tick, Why};
use super::index::SharedPath;
use super::open::Writers;
use super::outbox::{Letter, Outbox};
use super::roots::Root;
use super::stamp::Stamp;
use super::watch::{FolderWatch, Hints};
use crate::registry::drivers::Context;
use jobs::Done;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Hints taken at a time.
const HINTS: usize = 4096;
/// The watched folders themselves are looked at so often: a mount over a folder notifies nobody.
const PROBE_MS: Tick = 5_000;

/// One running folder source.
pub(super) struct Shell {
    context: Arc<Context>,
    settings: Arc<Settings>,
    core: Core,
    outbox: Outbox,
    watch: Arc<FolderWatch>,
    hints: Hints,
    roots: Vec<Root>,
    jobs: JoinSet<Done>,
    looks: Looks,
    /// Listings under way.
    listings: usize,
    /// Listings that wait for the looks made before them: what those saw may be gone by now.
    held: Vec<Done>,
    /// Files to read; with whether they may still be open.
    digests: VecDeque<(SharedPath, Stamp, bool)>,
    digesting: usize,
    writers: Arc<Writers>,
    probing: bool,
    next_probe: Tick,
    rounds: Rounds,
    sync: sync::Sync,
    health: health::Health,
    catch_up: catch_up::CatchUp,
    began: Instant,
}

/// Paths to look at, each once, in the order in which they were first named.
#[derive(Default)]
struct Looks {
    order: VecDeque<SharedPath>,
    hints: HashMap<SharedPath, Hint>,
    /// Those whose answer is on its way.
    asked: HashMap<SharedPath, Hint>,
}

impl Looks {
    fn push(&mut self, path: SharedPath, hint: Hint) {
        let kept = self.hints.entry(path).or_insert_with_key(|path| {
            self.order.push_back(path.clone());
            hint
        });
        if hint != Hint::Look {
            *kept = hint;
        }
    }

    fn take(&mut self, most: usize) -> Vec<(SharedPath, Hint)> {
        let n = most.min(self.order.len());
        let paths = self.order.drain(..n);
        let batch: Vec<_> = paths.map(|p| (p.clone(), self.hints.remove(&p).unwrap_or(Hint::Look))).collect();
        self.asked = batch.iter().cloned().collect();
        batch
    }

    /// Whether a write to this path was reported and not yet looked at.
    fn knows_a_write(&self, path: &SharedPath) -> bool {
        let hints = [self.hints.get(path), self.asked.get(path)];
        hints.iter().any(|h| matches!(h, Some(Hint::Written | Hint::Closed)))
    }
}

impl Shell {
    /// Runs until it is cancelled.
    pub(super) async fn run(mut self) {
        let lost = self.hints.lost.clone();
        let cancel = self.context.cancel.clone();
        let mut named = Vec::new();
        loop {
            self.act();
            self.answer_askers();
            let report_at = self.health.report(&self.context.status, &self.roots, &self.core, self.now());
            let wake =
                self.began + Duration::from_millis(u64::try_from(self.next_wake(report_at)).unwrap_or(0));
            tokio::select! {
                () = cancel.cancelled() => break,
                n = self.hints.paths.recv_many(&mut named, HINTS), if !self.hints.paths.is_closed() => {
                    if n > 0 {
                        self.hinted(&mut named);
                    }
                }
                () = lost.wait() => self.lost(),
                Some(asker) = self.sync.asked.recv() => self.asked(asker),
                Some(done) = self.jobs.join_next(), if !self.jobs.is_empty() => {
                    self.finished(done);
                    while let Some(done) = self.jobs.try_join_next() {
                        self.finished(done);
                    }
                }
                () = tokio::time::sleep_until(wake) => self.tick(),
            }
        }
        self.leave().await;
    }

    /// Milliseconds since this source began, on a clock that never goes back.
    fn now(&self) -> Tick {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn next_wake(&self, report_at: Option<Tick>) -> Tick {
        let retries = self.roots.iter().filter(|_| !self.probing).filter_map(|r| r.retry_at);
        let times =
            retries.chain(self.core.next_due()).chain(report_at).chain(self.sync.next_due(self.now()));
        let probe = (!self.probing && !self.roots.is_empty()).then_some(self.next_probe);
        times.chain(probe).chain([self.rounds.next_due()]).min().unwrap_or_default()
    }

    fn tick(&mut self) {
        let now = self.now();
        self.core.tick(now);
        if let Some(why) = self.rounds.turn(now, self.context.clock.now_ms()) {
            if why == Why::Slept {
                self.context
                    .log
                    .info("The computer was asleep, or its clock was set: every folder is listed anew.");
            }
            self.list_all();
        }
        if !self.probing
            && (self.next_probe <= now || self.roots.iter().any(|r| r.retry_at.is_some_and(|t| t <= now)))
        {
            self.probe();
        }
    }

    fn drain_hints(&mut self) {
        let mut named = Vec::new();
        while let Ok(hint) = self.hints.paths.try_recv() {
            named.push(hint);
            if named.len() >= HINTS {
                break;
            }
        }
        self.hinted(&mut named);
    }

    fn hinted(&mut self, named: &mut Vec<(PathBuf, Hint)>) {
        let mut probe = false;
        for (path, hint) in named.drain(..) {
            if self.sync.signalled(&path) {
                continue;
            }
            for root in &mut self.roots {
                probe |= root.is_about(&path);
                if path.starts_with(&root.folder.path) {
                    root.canary.heard();
                }
            }
            let folder = self.roots.iter().any(|r| r.folder.recursive) && self.settings.enters(&path);
            if self.settings.wants(&path) || folder {
                self.looks.push(path.into(), hint);
            }
        }
        if probe {
            self.probe();
        }
    }

    /// Does what the core wants done.
    fn act(&mut self) {
        loop {
            let actions = self.core.take_actions();
            if actions.is_empty() {
                break;
            }
            self.health.touch();
            actions.into_iter().for_each(|a| self.carry_out(a));
        }
        self.settle_catch_up();
        self.start_looks();
        self.start_digests();
        self.start_deliveries();
    }

    fn carry_out(&mut self, action: Action) {
        match action {
            Action::Look(path) => self.looks.push(path, Hint::Look),
            Action::Scan(path) => self.visit(&path),
            Action::Digest(path, stamp) => {
                let quiet = self.core.is_only_quiet(&path);
                self.digests.push_back((path, stamp, quiet));
            }
            Action::Tell(telling) => {
                let note = self.note(&telling);
                self.outbox.push(Letter::Tell(telling, note));
            }
            Action::Save(path, record) => self.outbox.push(Letter::Save(vec![(path, record)], None)),
        }
    }
}

/// Between -1 and 1, so that sources don't list at the same moment.
fn sway() -> f64 {
    rand::random_range(-1.0..=1.0)
}
