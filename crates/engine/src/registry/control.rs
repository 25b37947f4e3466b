//! What a person and the triggers ask of the registry: run, start, stop, configure, scan again, shut down.

use super::drivers::process::kill_left_over;
use super::policy::Kind;
use super::snapshot::SourceSpec;
use super::trust::TrustState;
use super::{Registry, SourceError, View};
use crate::ingest::Sink;
use prama_store::sources;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

/// Beside the state of a source whose new version waits while the trusted one goes on.
const CHANGED: &str = "Its files changed. The version that you trusted goes on; it starts again only after you said yes to the change.";
const BROKEN: &str = "Its plugin.json is broken. The version that you trusted goes on; it starts again only when that is mended.";

impl Registry {
    /// Starts the sources that should run; their events go to `sink`. Called once.
    pub async fn run(&self, sink: Arc<dyn Sink>) {
        if self.inner.sink.set(sink).is_err() {
            tracing::error!("the registry runs already");
            return;
        }
        let tell = self.inner.notice.clone().tell(self.inner.store.clone(), self.inner.cancel.clone());
        tokio::spawn(tell);
        // First what was left behind is ended, then something may start.
        let _one = self.inner.control.lock().await;
        tokio::spawn(self.clone().follow_folders());
        if let Err(error) = kill_left_over(&self.inner.store).await {
            tracing::warn!(%error, "programs left over from an earlier run could not be looked up");
        }
        self.reconcile_all().await;
        tokio::spawn(self.clone().move_plain_secrets());
    }

    /// Says which sources enabled triggers listen to; a shipped program runs only then, or when a person started it.
    pub async fn listening(&self, ids: HashSet<String>) {
        *self.inner.listened.lock().unwrap_or_else(PoisonError::into_inner) = ids;
        {
            let _one = self.inner.control.lock().await;
            self.reconcile_all().await;
        }
        self.all_left().await;
    }

    /// Turns a source on, and keeps it on.
    ///
    /// # Errors
    /// When there is no such source, or it cannot run.
    pub async fn start(&self, id: &str) -> Result<View, SourceError> {
        let _one = self.inner.control.lock().await;
        let spec = self.spec(id)?;
        if self.kind(&spec) == Kind::NoProgram {
            self.set_enabled(id, true).await?;
            self.rest(id);
            return self.seen(id);
        }
        if !self.is_trusted(&spec) {
            return Err(self.untrusted(&spec));
        }
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

    /// Turns a source off, and keeps it off: its program ends, and what is still sent to it is kept and starts nothing.
    ///
    /// # Errors
    /// When there is no such source.
    pub async fn stop(&self, id: &str) -> Result<View, SourceError> {
        let gone = {
            let _one = self.inner.control.lock().await;
            self.spec(id)?;
            self.set_enabled(id, false).await?;
            self.dismiss(id)
        };
        gone.cancelled().await;
        let _one = self.inner.control.lock().await;
        self.adopt(id).await;
        self.seen(id)
    }

    /// Stops a source's program and starts it again, also out of a crash loop.
    ///
    /// # Errors
    /// When there is no such source, or it cannot run.
    pub async fn restart(&self, id: &str) -> Result<View, SourceError> {
        let gone = {
            let _one = self.inner.control.lock().await;
            let spec = self.with_program(id)?;
            // A version that may not be started again goes on.
            if !self.is_trusted(&spec) {
                return Err(self.untrusted(&spec));
            }
            self.dismiss(id)
        };
        gone.cancelled().await;
        self.start(id).await
    }

    /// Reads the folders again: new sources start, removed ones stop, changed ones start anew.
    pub async fn rescan(&self) -> Vec<View> {
        {
            let _one = self.inner.control.lock().await;
            self.scan().await;
            self.reconcile_all().await;
        }
        self.all_left().await;
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
        for id in &gone {
            self.dismiss(id);
        }
        let all = snapshot.sources().map(|spec| self.reconcile(spec, false));
        futures::future::join_all(all).await;
    }

    /// Makes a source and its instances run, or not, as they should, after a person spoke about their program.
    pub(super) async fn reconcile_family(&self, base: &str, asked: bool) {
        let snapshot = self.snapshot();
        for spec in self.family(base).iter().filter_map(|id| snapshot.source(id)) {
            let expected = self.expected_hash(spec);
            let stale = {
                let units = self.inner.units();
                let worker = units.get(spec.id()).and_then(|unit| unit.worker.as_ref());
                worker.is_some_and(|w| w.expected != expected)
            };
            if stale && self.is_trusted(spec) {
                self.dismiss(spec.id());
            }
            self.reconcile(spec, asked).await;
        }
    }

    /// Makes a source run, or not, as it should. One in a crash loop starts only when `asked`.
    pub(super) async fn reconcile(&self, spec: &Arc<SourceSpec>, asked: bool) {
        let Some(sink) = self.inner.sink.get() else { return };
        let trust = self.trust_state(spec);
        let trusted = matches!(trust, TrustState::Shipped | TrustState::Trusted);
        let (working, same, looping) = {
            let mut units = self.inner.units();
            let Some(unit) = units.get_mut(spec.id()) else { return };
            if !trusted && !unit.is_working() {
                // It starts by itself once it is trusted.
                unit.worker = None;
            }
            let same = unit.worker.as_ref().is_some_and(|w| w.fingerprint == spec.fingerprint);
            (unit.is_working(), same, unit.worker.is_some())
        };
        let wanted = self.is_wanted(spec) && !self.inner.cancel.is_cancelled();
        match (wanted, working) {
            (_, true) if trust == TrustState::Blocked => drop(self.dismiss(spec.id())),
            // What runs is what was trusted: it goes on with what it has loaded, and only a new start waits.
            (true, true) if !trusted || same => self.tell_waiting(spec, trusted),
            (true, false) if !trusted => {}
            (false, true) => drop(self.dismiss(spec.id())),
            (true, true) => {
                self.dismiss(spec.id());
                self.launch(spec, sink.clone());
            }
            // A worker that ended by itself or crashed too often waits for a person, or for another version.
            (true, false) if asked || !looping || !same => self.launch(spec, sink.clone()),
            _ => {}
        }
    }

    /// Says beside the state of a running source whether another version waits for a person.
    fn tell_waiting(&self, spec: &SourceSpec, trusted: bool) {
        let text = match (trusted, spec.errors.is_empty()) {
            (true, _) => None,
            (false, true) => Some(CHANGED),
            (false, false) => Some(BROKEN),
        };
        if let Some(unit) = self.inner.units().get(spec.id()) {
            let now = unit.reporter.status().detail;
            let ours = now.as_deref().is_none_or(|d| d == CHANGED || d == BROKEN);
            if ours && now.as_deref() != text {
                unit.reporter.detail(text.map(str::to_owned));
            }
        }
    }

    /// After its program stopped: the version on disk takes the place of an earlier one that was in use.
    async fn adopt(&self, id: &str) {
        let differs = |s: &Arc<SourceSpec>| s.on_disk.hash() != s.version.hash();
        if self.snapshot().source(id).is_some_and(differs) {
            self.scan().await;
        }
    }

    pub(super) fn spec(&self, id: &str) -> Result<Arc<SourceSpec>, SourceError> {
        let snapshot = self.snapshot();
        if let Some(spec) = snapshot.source(id) {
            return Ok(spec.clone());
        }
        if let Some(broken) = snapshot.broken_one(id) {
            return Err(self.unloadable(&broken.name));
        }
        Err(SourceError::unknown(id, snapshot.ids()))
    }

    pub(super) fn unloadable(&self, name: &str) -> SourceError {
        SourceError::conflict(
            "SRC-003",
            format!("{name} can't be loaded."),
            "Its plugin.json has errors.",
            "Correct the errors listed with it, then rescan.",
        )
    }

    fn with_program(&self, id: &str) -> Result<Arc<SourceSpec>, SourceError> {
        let spec = self.spec(id)?;
        if self.kind(&spec) == Kind::NoProgram {
            return Err(SourceError::conflict(
                "SRC-005",
                format!("{} has no program to restart.", spec.manifest.name),
                "Its events come from Prama itself or are sent from elsewhere.",
                "Turn it off and on to pause what it starts.",
            ));
        }
        Ok(spec)
    }

    async fn set_enabled(&self, id: &str, enabled: bool) -> Result<(), SourceError> {
        let (key, now) = (id.to_owned(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| sources::set_enabled(tx, &key, enabled, now)).await?;
        self.change_settings(id, |s| {
            if s.enabled != Some(enabled) {
                s.switched_ms = Some(now);
            }
            s.enabled = Some(enabled);
        });
        Ok(())
    }

    /// Whether events are accepted, flagged, whose data does not fit what the source declares; else they are set aside.
    ///
    /// # Errors
    /// When there is no such source, or it can't be kept.
    pub async fn accept_unfit(&self, id: &str, accept: bool) -> Result<View, SourceError> {
        self.spec(id)?;
        let (key, now) = (id.to_owned(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| sources::set_accept_unfit(tx, &key, accept, now)).await?;
        self.change_settings(id, |s| s.accept_unfit = accept);
        self.seen(id)
    }

    pub(super) fn change_settings(&self, id: &str, change: impl FnOnce(&mut sources::SourceSettings)) {
        let mut settings = self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner);
        change(settings.entry(id.to_owned()).or_default());
    }

    pub(super) fn forget_settings(&self, id: &str) {
        self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    pub(super) fn seen(&self, id: &str) -> Result<View, SourceError> {
        self.view(id).ok_or_else(|| SourceError::unknown(id, self.snapshot().ids()))
    }
}
