//! The loop around the core: hints, timers and finished jobs come in, jobs go out. Nothing here blocks.

mod catch_up;
mod health;
mod jobs;
mod lane;
mod seen;
mod start;
mod sync;
mod visit;

pub(super) use sync::Askers;

use super::config::{IGNORE_FILE, Settings, Watched};
use super::core::{Action, Core, Hint, Rounds, Tick, Why};
use super::open::Writers;
use super::outbox::{Letter, Outbox};
use super::roots::Root;
use super::watch::{FolderWatch, Hints};
use crate::registry::drivers::Context;
use jobs::Done;
use lane::Lane;
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
    /// Work in the folders, by lane; at least one.
    lanes: Vec<Lane>,
    writers: Arc<Writers>,
    rounds: Rounds,
    sync: sync::Sync,
    /// The folders as they were watched before this start.
    was: Arc<Vec<Watched>>,
    health: health::Health,
    catch_up: catch_up::CatchUp,
    began: Instant,
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
            let report_at = self.report();
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

    /// Says how the folders are, if that changed and is not too soon; else when to ask again.
    fn report(&mut self) -> Option<Tick> {
        let (now, context) = (self.now(), &self.context);
        self.health.report(&context.status, &self.roots, &self.core, &context.clock, now)
    }

    /// Milliseconds since this source began, on a clock that never goes back.
    fn now(&self) -> Tick {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn next_wake(&self, report_at: Option<Tick>) -> Tick {
        let roots = self.roots.iter().flat_map(|r| [r.next_look(), r.next_doubt()]).flatten();
        let times = roots.chain(self.core.next_due()).chain(report_at).chain(self.sync.next_due(self.now()));
        times.chain([self.rounds.next_due()]).min().unwrap_or_default()
    }

    fn tick(&mut self) {
        // A file that is due may have a new name, and that may have been announced.
        self.drain_hints();
        let now = self.now();
        self.tell_searching();
        self.core.tick(now);
        if let Some(why) = self.rounds.turn(now, self.context.clock.now_ms()) {
            if why == Why::Slept {
                self.context
                    .log
                    .info("The computer was asleep, or its clock was set: every folder is listed anew.");
            }
            self.list_all();
        }
        self.find_silent();
        for at in 0..self.roots.len() {
            if self.roots.get(at).and_then(Root::next_look).is_some_and(|t| t <= now) {
                self.probe(at);
            }
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
        let (mut probe, now) = (Vec::new(), self.now());
        for (path, hint) in named.drain(..) {
            if self.sync.signalled(&path) {
                continue;
            }
            for (at, root) in self.roots.iter_mut().enumerate() {
                if root.is_about(&path) && !probe.contains(&at) {
                    probe.push(at);
                }
                if path.starts_with(&root.folder.path) {
                    root.canary.heard();
                }
            }
            if path.file_name().is_some_and(|name| name == IGNORE_FILE)
                && let Some(at) = self.roots.iter().position(|r| path.parent() == Some(&r.folder.path))
            {
                // Its lines count from the next listing.
                self.list_root(at);
                continue;
            }
            let folder = self.roots.iter().any(|r| r.folder.recursive) && self.settings.enters(&path);
            if self.settings.wants(&path) || folder {
                self.lane(&path).looks.push(path.into(), hint, now);
            }
        }
        probe.into_iter().for_each(|at| self.probe(at));
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
        self.start_visits();
        self.start_digests();
        self.start_deliveries();
    }

    fn carry_out(&mut self, action: Action) {
        match action {
            Action::Look(path) => {
                let now = self.now();
                let lane = self.lane(&path);
                lane.looks.push(path.clone(), Hint::Look, now);
                if lane.silent {
                    self.core.unanswered(&path, now);
                }
            }
            Action::Scan(path) => self.visit(&path),
            Action::Digest(path, stamp) => {
                let quiet = self.core.only_quiet_since(&path);
                self.lane(&path.clone()).digests.push_back((path, stamp, quiet));
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
