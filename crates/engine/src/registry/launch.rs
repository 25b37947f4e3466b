//! How the one task of a source begins and ends: there are never two of them.

use super::Registry;
use super::configure::Opening;
use super::drivers::process::Process;
use super::drivers::{Context, Driver};
use super::policy::Kind;
use super::snapshot::SourceSpec;
use super::status::State;
use super::supervise::supervise;
use super::unit::Worker;
use crate::ingest::Sink;
use prama_model::event::Object;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a driver has to stop before its task is dropped: a process gets 5 s of it before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(8);

impl Registry {
    pub(super) fn launch(&self, spec: &Arc<SourceSpec>, sink: Arc<dyn Sink>) {
        let expected = self.expected_hash(spec);
        let driver: Arc<dyn Driver> = match self.kind(spec) {
            Kind::NoProgram => return,
            Kind::Driver => match self.driver(spec) {
                Some(driver) => driver.clone(),
                None => return,
            },
            Kind::Process => {
                Arc::new(Process::new(spec.clone(), self.inner.options.shipped.clone(), expected.clone()))
            }
        };
        let mut units = self.inner.units();
        let Some(unit) = units.get_mut(spec.id()) else { return };
        let cancel = self.inner.cancel.child_token();
        let context = Context {
            source: spec.id().to_owned(),
            config: Object::new(),
            sink,
            store: self.inner.store.clone(),
            clock: self.inner.clock.clone(),
            log: unit.log.clone(),
            status: unit.reporter.clone(),
            cancel: cancel.clone(),
        };
        unit.reporter.set(State::Starting, None);
        let opening = Opening {
            vault: self.inner.options.vault.clone(),
            spec: spec.clone(),
            stored: self.settings(spec.id()).config,
        };
        let before = unit.leaving.clone();
        let task = tokio::spawn(async move {
            // There are never two of them, and nobody else waits for one that takes its time to end.
            if let Some(gone) = before {
                gone.cancelled().await;
            }
            if !context.cancel.is_cancelled() {
                supervise(driver, opening, context).await;
            }
        });
        unit.worker = Some(Worker { cancel, task, fingerprint: spec.fingerprint.clone(), expected });
    }

    /// Stops a source's task and waits for it.
    pub(super) async fn halt(&self, id: &str) {
        self.dismiss(id).cancelled().await;
    }

    /// Tells a source's task to stop. What is returned is cancelled once it has; a new one begins only then.
    pub(super) fn dismiss(&self, id: &str) -> CancellationToken {
        let gone = CancellationToken::new();
        let mut units = self.inner.units();
        let worker = units.get_mut(id).and_then(|unit| {
            let worker = unit.worker.take()?;
            unit.leaving = Some(gone.clone());
            Some(worker)
        });
        let leaving = units.get(id).and_then(|unit| unit.leaving.clone()).filter(|gone| !gone.is_cancelled());
        drop(units);
        let Some(mut worker) = worker else {
            return leaving.unwrap_or_else(|| {
                self.rest(id);
                gone.cancel();
                gone
            });
        };
        worker.cancel.cancel();
        let (registry, id, done) = (self.clone(), id.to_owned(), gone.clone());
        tokio::spawn(async move {
            if tokio::time::timeout(STOP_WITHIN, &mut worker.task).await.is_err() {
                worker.task.abort();
                tracing::warn!(source = id, "the source did not stop in time and was dropped");
            }
            registry.rest(&id);
            done.cancel();
        });
        gone
    }

    /// Waits until the worker that was told to stop last is gone.
    pub(super) async fn left(&self, id: &str) {
        let leaving = self.inner.units().get(id).and_then(|unit| unit.leaving.clone());
        if let Some(gone) = leaving {
            gone.cancelled().await;
        }
    }

    /// The same for all sources.
    pub(super) async fn all_left(&self) {
        let ids: Vec<String> = self.inner.units().keys().cloned().collect();
        futures::future::join_all(ids.iter().map(|id| self.left(id))).await;
    }

    /// Sets the state of a source that nothing runs for.
    pub(super) fn rest(&self, id: &str) {
        let state = self.snapshot().source(id).map_or(State::Invalid, |spec| self.resting_state(spec));
        if let Some(unit) = self.inner.units().get(id).filter(|unit| unit.worker.is_none()) {
            unit.reporter.set(state, None);
        }
    }
}
