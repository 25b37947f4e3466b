//! What a person and the triggers ask of the registry: run, start, stop, configure, scan again, shut down.

use super::drivers::process::{Process, kill_left_over};
use super::drivers::{Context, Driver};
use super::policy::Kind;
use super::snapshot::SourceSpec;
use super::status::State;
use super::supervise::supervise;
use super::unit::Worker;
use super::{Registry, SourceError, View};
use crate::ingest::Sink;
use prama_model::Problem;
use prama_model::event::Object;
use prama_store::sources;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How long a driver has to stop before its task is dropped: a process gets 5 s of it before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(8);

impl Registry {
    /// Starts the sources that should run; their events go to `sink`. Called once.
    pub async fn run(&self, sink: Arc<dyn Sink>) {
        if self.inner.sink.set(sink).is_err() {
            tracing::error!("the registry runs already");
            return;
        }
        let tell = self.inner.notice.clone().tell(self.inner.store.clone(), self.inner.cancel.clone());
        tokio::spawn(tell);
        tokio::spawn(self.clone().follow_folders());
        let _one = self.inner.control.lock().await;
        if let Err(error) = kill_left_over(&self.inner.store).await {
            tracing::warn!(%error, "programs left over from an earlier run could not be looked up");
        }
        self.reconcile_all().await;
    }

    /// Says which sources enabled triggers listen to; a shipped program runs only then, or when a person started it.
    pub async fn listening(&self, ids: HashSet<String>) {
        *self.inner.listened.lock().unwrap_or_else(PoisonError::into_inner) = ids;
        let _one = self.inner.control.lock().await;
        self.reconcile_all().await;
    }

    /// Turns a source on, and keeps it on.
    ///
    /// # Errors
    /// When there is no such source, or it cannot run.
    pub async fn start(&self, id: &str) -> Result<View, SourceError> {
        let _one = self.inner.control.lock().await;
        let spec = self.startable(id)?;
        self.set_enabled(id, true).await?;
        if let Some(lack) = self.lacks(&spec) {
            return Err(SourceError::conflict(
                "SRC-004",
                format!("{} has {lack}.", spec.manifest.name),
                "It was turned on, and starts as soon as it has one.",
                "Add one in its configuration.",
            ));
        }
        self.reconcile(&spec, true).await;
        self.seen(id)
    }

    /// Turns a source off, and keeps it off.
    ///
    /// # Errors
    /// When there is no such source, or it has no program.
    pub async fn stop(&self, id: &str) -> Result<View, SourceError> {
        let _one = self.inner.control.lock().await;
        self.startable(id)?;
        self.set_enabled(id, false).await?;
        self.halt(id).await;
        self.seen(id)
    }

    /// Stops a source's program and starts it again, also out of a crash loop.
    ///
    /// # Errors
    /// When there is no such source, or it cannot run.
    pub async fn restart(&self, id: &str) -> Result<View, SourceError> {
        {
            let _one = self.inner.control.lock().await;
            self.startable(id)?;
            self.halt(id).await;
        }
        self.start(id).await
    }

    /// Replaces a source's configuration; a running one starts again with it.
    ///
    /// # Errors
    /// When there is no such source, or the configuration does not fit its schema.
    pub async fn configure(&self, id: &str, config: Object) -> Result<View, SourceError> {
        let _one = self.inner.control.lock().await;
        let spec = self.spec(id)?;
        let mut errors = spec.config_errors(&config);
        if let (true, Kind::Driver) = (errors.is_empty(), self.kind(&spec)) {
            let driver = self.inner.options.drivers.get(spec.id());
            let whole = spec.with_defaults(config.clone());
            errors = driver.map(|d| d.check(&whole, &self.inner.clock)).unwrap_or_default();
        }
        if !errors.is_empty() {
            let title = format!("The configuration of {} does not fit its schema.", spec.manifest.name);
            let problem = Problem::new("SRC-002", title, "Nothing was changed.").errors(errors);
            return Err(SourceError::Invalid(Box::new(problem.fix("Correct the fields named here."))));
        }
        let (key, kept, now) = (id.to_owned(), config.clone(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| sources::set_config(tx, &key, &kept, now)).await?;
        self.change_settings(id, |s| s.config = config);
        self.halt(id).await;
        self.reconcile(&spec, true).await;
        self.seen(id)
    }

    /// Reads the folders again: new sources start, removed ones stop, changed ones start anew.
    pub async fn rescan(&self) -> Vec<View> {
        let _one = self.inner.control.lock().await;
        self.scan().await;
        self.reconcile_all().await;
        self.settle_units();
        self.views()
    }

    /// Stops every source; returns when all are gone.
    pub async fn shutdown(&self) {
        let _one = self.inner.control.lock().await;
        let ids: Vec<String> = self.inner.units().keys().cloned().collect();
        futures::future::join_all(ids.iter().map(|id| self.halt(id))).await;
        self.inner.cancel.cancel();
    }

    async fn reconcile_all(&self) {
        let snapshot = self.snapshot();
        let gone: Vec<String> =
            self.inner.units().keys().filter(|id| snapshot.source(id).is_none()).cloned().collect();
        futures::future::join_all(gone.iter().map(|id| self.halt(id))).await;
        let all = snapshot.sources().map(|spec| self.reconcile(spec, false));
        futures::future::join_all(all).await;
    }

    /// Makes a source run, or not, as it should. One in a crash loop starts only when `asked`.
    async fn reconcile(&self, spec: &Arc<SourceSpec>, asked: bool) {
        let Some(sink) = self.inner.sink.get() else { return };
        let (working, same, looping) = {
            let units = self.inner.units();
            let Some(unit) = units.get(spec.id()) else { return };
            let same = unit.worker.as_ref().is_some_and(|w| w.fingerprint == spec.fingerprint);
            (unit.is_working(), same, unit.worker.is_some())
        };
        let wanted = self.is_wanted(spec) && !self.inner.cancel.is_cancelled();
        match (wanted, working) {
            (false, true) => self.halt(spec.id()).await,
            (true, true) if !same => {
                self.halt(spec.id()).await;
                self.launch(spec, sink.clone());
            }
            // A worker that ended by itself or crashed too often waits for a person, or for another version.
            (true, false) if asked || !looping || !same => self.launch(spec, sink.clone()),
            _ => {}
        }
    }

    fn launch(&self, spec: &Arc<SourceSpec>, sink: Arc<dyn Sink>) {
        let driver: Arc<dyn Driver> = match self.kind(spec) {
            Kind::NoProgram => return,
            Kind::Driver => match self.inner.options.drivers.get(spec.id()) {
                Some(driver) => driver.clone(),
                None => return,
            },
            Kind::Process => Arc::new(Process::new(spec.clone(), self.inner.options.shipped.python.clone())),
        };
        let mut units = self.inner.units();
        let Some(unit) = units.get_mut(spec.id()) else { return };
        let cancel = self.inner.cancel.child_token();
        let context = Context {
            source: spec.id().to_owned(),
            config: spec.with_defaults(self.settings(spec.id()).config),
            sink,
            store: self.inner.store.clone(),
            clock: self.inner.clock.clone(),
            log: unit.log.clone(),
            status: unit.reporter.clone(),
            cancel: cancel.clone(),
        };
        unit.reporter.set(State::Starting, None);
        let task = tokio::spawn(supervise(driver, context));
        unit.worker = Some(Worker { cancel, task, fingerprint: spec.fingerprint.clone() });
    }

    /// Stops a source's task and waits for it.
    async fn halt(&self, id: &str) {
        let worker = self.inner.units().get_mut(id).and_then(|unit| unit.worker.take());
        if let Some(mut worker) = worker {
            worker.cancel.cancel();
            if tokio::time::timeout(STOP_WITHIN, &mut worker.task).await.is_err() {
                worker.task.abort();
                tracing::warn!(source = id, "the source did not stop in time and was dropped");
            }
        }
        let state = self.snapshot().source(id).map_or(State::Invalid, |spec| self.resting_state(spec));
        if let Some(unit) = self.inner.units().get(id) {
            unit.reporter.set(state, None);
        }
    }

    fn spec(&self, id: &str) -> Result<Arc<SourceSpec>, SourceError> {
        let snapshot = self.snapshot();
        if let Some(spec) = snapshot.source(id) {
            return Ok(spec.clone());
        }
        if let Some(broken) = snapshot.broken_one(id) {
            return Err(SourceError::conflict(
                "SRC-003",
                format!("{} can't be loaded.", broken.name),
                "Its plugin.json has errors.",
                "Correct the errors listed with it, then rescan.",
            ));
        }
        Err(SourceError::unknown(id, snapshot.ids()))
    }

    fn startable(&self, id: &str) -> Result<Arc<SourceSpec>, SourceError> {
        let spec = self.spec(id)?;
        if self.kind(&spec) == Kind::NoProgram {
            return Err(SourceError::conflict(
                "SRC-005",
                format!("{} has no program to start or stop.", spec.manifest.name),
                "Its events come from Prama itself or are sent from elsewhere.",
                "Turn off the triggers that listen to it instead.",
            ));
        }
        Ok(spec)
    }

    async fn set_enabled(&self, id: &str, enabled: bool) -> Result<(), SourceError> {
        let (key, now) = (id.to_owned(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| sources::set_enabled(tx, &key, enabled, now)).await?;
        self.change_settings(id, |s| s.enabled = Some(enabled));
        Ok(())
    }

    fn change_settings(&self, id: &str, change: impl FnOnce(&mut sources::SourceSettings)) {
        let mut settings = self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner);
        change(settings.entry(id.to_owned()).or_default());
    }

    fn seen(&self, id: &str) -> Result<View, SourceError> {
        self.view(id).ok_or_else(|| SourceError::unknown(id, self.snapshot().ids()))
    }
}
