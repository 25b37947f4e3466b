//! What a source is doing now: state, process, counters, folders. Kept in memory; a new start begins anew.

use super::drivers::folder::config::IgnoreFile;
use super::notice::Notice;
use super::rate::Rate;
use crate::clock::SharedClock;
use prama_model::time::Millis;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The state of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not running, and nobody wants it to.
    Off,
    /// On its way.
    Starting,
    /// Works.
    Running,
    /// Crashed; starts again after a pause.
    BackingOff,
    /// Crashed too often; starts again only when asked.
    CrashLoop,
    /// Its manifest has errors.
    Invalid,
    /// Nobody has said yes to this version.
    Untrusted,
    /// Part of the app: no program of its own.
    Builtin,
}

impl State {
    /// Every state.
    pub const ALL: [State; 8] = [
        State::Off,
        State::Starting,
        State::Running,
        State::BackingOff,
        State::CrashLoop,
        State::Invalid,
        State::Untrusted,
        State::Builtin,
    ];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Off => "off",
            State::Starting => "starting",
            State::Running => "running",
            State::BackingOff => "backing_off",
            State::CrashLoop => "crash_loop",
            State::Invalid => "invalid",
            State::Untrusted => "untrusted",
            State::Builtin => "builtin",
        }
    }
}

/// How a watched folder is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderState {
    /// The operating system tells of changes.
    Watching,
    /// What is there is being read.
    Scanning,
    /// Looked at every few seconds.
    Polling,
    /// Not there now.
    Missing,
    /// May not be read.
    NoPermission,
    /// Its file system says nothing, neither yes nor no.
    NotAnswering,
}

impl FolderState {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FolderState::Watching => "watching",
            FolderState::Scanning => "scanning",
            FolderState::Polling => "polling",
            FolderState::Missing => "missing",
            FolderState::NoPermission => "no_permission",
            FolderState::NotAnswering => "not_answering",
        }
    }
}

/// A watched folder and how it is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderHealth {
    /// The folder.
    pub path: String,
    /// How it is doing.
    pub state: FolderState,
    /// How changes are noticed.
    pub backend: Backend,
    /// What there is to say about it, when all is not as usual.
    pub note: Option<FolderNote>,
    /// What its own `.pramaignore` leaves out.
    pub ignore_file: Arc<IgnoreFile>,
    /// Matching files known in it.
    pub files: u64,
    /// Files seen but not yet turned into events.
    pub pending: Vec<PendingFile>,
}

/// How changes in a folder are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// The operating system tells of them.
    Notifications,
    /// By listing the folder every so many milliseconds.
    Polling {
        /// How often.
        every_ms: i64,
        /// Why, as a code.
        why: &'static str,
    },
}

/// What there is to say about a folder: what happened, what it means, and the fix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderNote {
    /// What happened, as a sentence.
    pub title: String,
    /// Why, or what happens next.
    pub detail: String,
    /// What to do about it, if anything helps.
    pub fix: Option<String>,
    /// The command that does it.
    pub command: Option<String>,
}

impl FolderNote {
    /// All of it in one line, for a log.
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [Some(&self.title), Some(&self.detail), self.fix.as_ref(), self.command.as_ref()];
        parts.into_iter().flatten().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// A file that waits for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    /// The file.
    pub path: String,
    /// What it waits for, as a sentence.
    pub reason: String,
    /// Its length so far.
    pub bytes: u64,
    /// It became longer lately.
    pub growing: bool,
}

/// A copy of a source's status.
#[derive(Debug, Clone)]
pub struct Status {
    /// The state.
    pub state: State,
    /// Since when.
    pub since_ms: Millis,
    /// More about the state.
    pub detail: Option<String>,
    /// Its process, while it has one.
    pub pid: Option<u32>,
    /// Restarts after crashes since the app started.
    pub restarts: u32,
    /// Events accepted since the app started.
    pub accepted: u64,
    /// Events set aside since the app started.
    pub rejected: u64,
    /// When it last sent an event.
    pub last_activity_ms: Option<Millis>,
    /// Events in the last 60 s.
    pub rate_per_min: u32,
    /// Events in each of the last 60 seconds, the running one last; empty when there were none.
    pub recent: Vec<u32>,
    /// When it starts again, while it backs off.
    pub next_restart_ms: Option<Millis>,
    /// Its folders.
    pub folders: Vec<FolderHealth>,
}

impl Status {
    /// The status of a source of which nothing else is known.
    pub(super) fn new(state: State, now_ms: Millis) -> Self {
        Self {
            state,
            since_ms: now_ms,
            detail: None,
            pid: None,
            restarts: 0,
            accepted: 0,
            rejected: 0,
            last_activity_ms: None,
            rate_per_min: 0,
            recent: Vec::new(),
            next_restart_ms: None,
            folders: Vec::new(),
        }
    }
}

/// Where a source's status is written and read. Cloning shares it.
#[derive(Clone)]
pub struct Reporter {
    id: Arc<str>,
    born_ms: Millis,
    inner: Arc<Mutex<Inner>>,
    clock: SharedClock,
    notice: Notice,
}

struct Inner {
    status: Status,
    rate: Rate,
}

impl Reporter {
    pub(super) fn new(id: &str, state: State, clock: SharedClock, notice: Notice) -> Self {
        let born_ms = clock.now_ms();
        let status = Status::new(state, born_ms);
        let inner = Arc::new(Mutex::new(Inner { status, rate: Rate::default() }));
        Self { id: id.into(), born_ms, inner, clock, notice }
    }

    /// A reporter that stands alone: for drivers run outside a registry, as in tests.
    #[must_use]
    pub fn detached(clock: SharedClock) -> Self {
        Self::new("", State::Starting, clock, Notice::default())
    }

    /// When the app first knew of the source since it was started.
    #[must_use]
    pub fn born_ms(&self) -> Millis {
        self.born_ms
    }

    /// Says that the source works now.
    pub fn running(&self) {
        self.set(State::Running, None);
    }

    /// Replaces the text beside the state.
    pub fn detail(&self, detail: Option<String>) {
        self.change(|s, _| s.detail = detail);
    }

    /// Replaces what is known of the source's folders.
    pub fn folders(&self, folders: Vec<FolderHealth>) {
        self.change(|s, _| s.folders = folders);
    }

    /// Says which process works for the source.
    pub fn pid(&self, pid: Option<u32>) {
        self.change(|s, _| s.pid = pid);
    }

    pub(super) fn set(&self, state: State, detail: Option<String>) {
        self.change(|s, now| {
            if s.state != state {
                s.state = state;
                s.since_ms = now;
            }
            s.detail = detail;
            s.next_restart_ms = None;
            if !matches!(state, State::Running | State::Starting) {
                s.pid = None;
            }
        });
    }

    pub(super) fn backing_off(&self, until_ms: Millis, detail: Option<String>) {
        self.set(State::BackingOff, detail);
        self.change(|s, _| {
            s.next_restart_ms = Some(until_ms);
            s.restarts += 1;
        });
    }

    pub(super) fn counted(&self, accepted: bool) {
        let now = self.clock.now_ms();
        let mut inner = self.lock();
        if accepted {
            inner.status.accepted += 1;
        } else {
            inner.status.rejected += 1;
        }
        inner.status.last_activity_ms = Some(now);
        inner.rate.add(now);
        drop(inner);
        self.notice.changed(&self.id);
    }

    /// What it is now.
    #[must_use]
    pub fn status(&self) -> Status {
        let now = self.clock.now_ms();
        let inner = self.lock();
        let rate_per_min = inner.rate.per_minute(now);
        let recent = if rate_per_min > 0 { inner.rate.recent(now) } else { Vec::new() };
        Status { rate_per_min, recent, ..inner.status.clone() }
    }

    fn change(&self, change: impl FnOnce(&mut Status, Millis)) {
        let now = self.clock.now_ms();
        change(&mut self.lock().status, now);
        self.notice.changed(&self.id);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
