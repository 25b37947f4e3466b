//! What lives beside a source's manifest while the app runs: status, log, and the task that keeps it running.

use super::log::SourceLog;
use super::status::{Reporter, State};
use super::{Inner, Registry};
use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A source at run time.
pub(super) struct Unit {
    pub reporter: Reporter,
    pub log: SourceLog,
    pub worker: Option<Worker>,
    /// Of the worker before: cancelled once it is gone.
    pub leaving: Option<CancellationToken>,
}

/// The task that keeps a source running.
pub(super) struct Worker {
    pub cancel: CancellationToken,
    pub task: JoinHandle<()>,
    /// The version that it runs.
    pub fingerprint: String,
    /// The hash that its folder must have when it is started again; `None`: any.
    pub expected: Option<String>,
}

impl Unit {
    pub(super) fn is_working(&self) -> bool {
        self.worker.as_ref().is_some_and(|w| !w.task.is_finished())
    }

    /// Whether the worker before is still on its way out.
    pub(super) fn is_leaving(&self) -> bool {
        self.leaving.as_ref().is_some_and(|gone| !gone.is_cancelled())
    }
}

impl Inner {
    pub(super) fn units(&self) -> MutexGuard<'_, HashMap<String, Unit>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registry {
    /// Gives every listed source a unit, and forgets those of sources that are gone and do not run.
    pub(super) fn settle_units(&self) {
        let snapshot = self.snapshot();
        let mut units = self.inner.units();
        units.retain(|id, unit| {
            snapshot.source(id).is_some()
                || snapshot.broken_one(id).is_some()
                || unit.is_working()
                || unit.is_leaving()
        });
        let good = snapshot.sources().map(|s| (s.id(), self.resting_state(s)));
        let bad = snapshot.broken().map(|b| (b.key.as_str(), State::Invalid));
        for (id, state) in good.chain(bad) {
            let unit = units.entry(id.to_owned()).or_insert_with(|| {
                let notice = &self.inner.notice;
                let reporter = Reporter::new(id, state, self.inner.clock.clone(), notice.clone());
                let log = SourceLog::new(id, self.inner.clock.clone(), notice.clone());
                Unit { reporter, log, worker: None, leaving: None }
            });
            let now = unit.reporter.status().state;
            let stays = now == State::CrashLoop && state != State::Untrusted;
            if !unit.is_working() && now == State::Untrusted && state != now {
                // What waited for trust starts by itself.
                unit.worker = None;
            }
            if !unit.is_working() && !unit.is_leaving() && now != state && !stays {
                unit.reporter.set(state, None);
            }
            self.inner.notice.changed(id);
        }
    }
}
