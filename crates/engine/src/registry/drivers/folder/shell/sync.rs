//! Answering "have you seen everything up to now?". Notifications come in order, so a file made in a folder of our own, whose
//! notification is here, shows that all earlier ones are.

use super::Shell;
use super::jobs::Done;
use super::lane::Lane;
use super::start::GRACE_MS;
use crate::registry::drivers::Context;
use crate::registry::drivers::folder::core::Tick;
use crate::registry::drivers::folder::watch::FolderWatch;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// An answer comes within this time.
const ANSWER_MS: Tick = 20_000;
/// Beyond the times a file usually settles in.
const SLACK_MS: Tick = 1_000;
/// Questions that may wait.
const QUEUE: usize = 16;

type Asker = oneshot::Sender<usize>;

/// The way to every running source of a driver.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Askers(Arc<Mutex<Vec<mpsc::Sender<Asker>>>>);

impl Askers {
    /// Asks all; how much they still wait for.
    pub(in super::super) async fn ask(&self) -> usize {
        let doors = {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            doors.retain(|d| !d.is_closed());
            doors.clone()
        };
        let ask = async |door: mpsc::Sender<Asker>| {
            let (reply, answer) = oneshot::channel();
            door.send(reply).await.ok()?;
            answer.await.ok()
        };
        // One that stopped meanwhile waits for nothing.
        futures::future::join_all(doors.into_iter().map(ask)).await.into_iter().flatten().sum()
    }

    fn enter(&self) -> mpsc::Receiver<Asker> {
        let (door, asked) = mpsc::channel(QUEUE);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(door);
        asked
    }
}

/// The open questions of one source.
pub(super) struct Sync {
    pub(super) asked: mpsc::Receiver<Asker>,
    /// Where signals are made; `None`: the system tells nothing about it, everything is listed instead.
    dir: Option<PathBuf>,
    serial: u64,
    open: Vec<Open>,
}

struct Open {
    reply: Asker,
    /// The file whose notification is waited for.
    signal: Option<PathBuf>,
    /// Until then what usually settles is waited for, and until then at most.
    settled_at: Tick,
    answer_at: Tick,
}

impl Sync {
    pub(super) fn start(askers: &Askers, watch: &FolderWatch, context: &Context) -> Self {
        let dir = context.store.dir().join("signals").join(&context.source);
        // What a crash left behind.
        let _ = std::fs::remove_dir_all(&dir);
        let ready = std::fs::create_dir_all(&dir).is_ok() && watch.add(&dir, &dir, false).is_ok();
        Self { asked: askers.enter(), dir: ready.then_some(dir), serial: 0, open: Vec::new() }
    }

    /// Whether a notification was about a signal.
    pub(super) fn signalled(&mut self, path: &Path) -> bool {
        if self.dir.as_deref().is_none_or(|dir| !path.starts_with(dir)) {
            return false;
        }
        for open in self.open.iter_mut().filter(|o| o.signal.as_deref() == Some(path)) {
            open.signal = None;
        }
        true
    }

    /// Everything is listed from now on, which is as good.
    pub(super) fn signals_are_lost(&mut self) {
        self.open.iter_mut().for_each(|o| o.signal = None);
    }

    pub(super) fn next_due(&self, now: Tick) -> Option<Tick> {
        let due = |o: &Open| if o.settled_at > now { o.settled_at } else { o.answer_at };
        self.open.iter().map(due).min()
    }
}

impl Shell {
    pub(super) fn asked(&mut self, reply: Asker) {
        let now = self.now();
        self.sync.serial += 1;
        let signal = self.sync.dir.as_ref().map(|dir| dir.join(self.sync.serial.to_string()));
        self.sync.open.push(Open {
            reply,
            signal: signal.clone(),
            settled_at: now + self.settings.settle_ms + GRACE_MS + SLACK_MS,
            answer_at: now + ANSWER_MS,
        });
        let Some(signal) = signal else { return self.list_all() };
        self.jobs.spawn_blocking(move || {
            let made = std::fs::write(&signal, []).is_ok();
            // A leftover is removed at the next start.
            let _ = std::fs::remove_file(&signal);
            Done::Signalled(made)
        });
        let polled: Vec<usize> = (0..self.roots.len()).filter(|at| self.is_polled(*at)).collect();
        polled.into_iter().for_each(|at| self.list_root(at));
    }

    fn is_polled(&self, at: usize) -> bool {
        self.roots.get(at).is_some_and(|r| r.polled.is_some())
    }

    /// Answers those whose question is settled.
    pub(super) fn answer_askers(&mut self) {
        if self.sync.open.is_empty() {
            return;
        }
        let (now, busy) = (self.now(), self.busy());
        // Nothing can be said of a folder that doesn't answer, however long one waits.
        let waiting = self.core.waiting() + busy + self.lanes.iter().filter(|lane| lane.silent).count();
        let (done, open) = std::mem::take(&mut self.sync.open).into_iter().partition::<Vec<_>, _>(|o| {
            let still = o.signal.is_none() && busy == 0 && (waiting == 0 || o.settled_at <= now);
            still || o.answer_at <= now
        });
        self.sync.open = open;
        if !done.is_empty() {
            // Who was told that all is seen finds no file that still waits.
            self.health.hurry();
            self.report();
        }
        for open in done {
            let unseen = usize::from(open.signal.is_some());
            // Who does not wait any more needs no answer.
            let _ = open.reply.send(waiting + unseen);
        }
    }

    /// How much is on its way between the world and the store.
    fn busy(&self) -> usize {
        let probing = self.roots.iter().filter(|r| r.asked.is_some() && r.silent_since.is_none()).count();
        let lanes = self.lanes.iter().filter(|lane| !lane.silent).map(Lane::busy).sum::<usize>();
        let lost = usize::from(self.hints.lost.is_set());
        self.hints.paths.len() + lanes + probing + lost + self.outbox.len()
    }
}
