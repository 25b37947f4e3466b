//! What the surface shows of a source: manifest, status, configuration and errors in one.

use super::log::Line;
use super::snapshot::{Broken, SourceSpec};
use super::status::{State, Status};
use super::trust::Trust;
use super::{Registry, SourceError};
use crate::etag;
use crate::secrets::mask;
use prama_model::event::Object;
use prama_model::manifest::{FILE_NAME, ManifestError};
use std::path::PathBuf;
use std::sync::Arc;

/// Beside the state of a source that a person turned off.
const PAUSED: &str =
    "You turned it off. Events that are still sent to it are kept, and nothing is run for them.";

/// A listed source, registered or broken.
#[derive(Debug, Clone)]
pub struct View {
    /// Its id; for a broken one the name it is listed under.
    pub id: String,
    /// Its display name.
    pub name: String,
    /// Whether it comes with the app.
    pub shipped: bool,
    /// Whether its program may run; `None` while its manifest cannot be read.
    pub trust: Option<Trust>,
    /// Its folder.
    pub dir: PathBuf,
    /// Its README.
    pub readme: Option<String>,
    /// Its manifest and types, if it is registered.
    pub spec: Option<Arc<SourceSpec>>,
    /// What it is doing.
    pub status: Status,
    /// Its configuration, with defaults.
    pub config: Object,
    /// Tag of its configuration's state.
    pub config_tag: String,
    /// What a person said; `None`: as the manifest and the triggers want.
    pub enabled: Option<bool>,
    /// Events are accepted, flagged, whose data does not fit what it declares.
    pub accept_unfit: bool,
    /// What is wrong with its manifest on disk.
    pub errors: Vec<ManifestError>,
    /// What is worth a look.
    pub warnings: Vec<ManifestError>,
}

impl View {
    /// The manifest's path.
    #[must_use]
    pub fn manifest_path(&self) -> PathBuf {
        self.dir.join(FILE_NAME)
    }
}

impl Registry {
    /// One source; `None` when there is none of that id.
    #[must_use]
    pub fn view(&self, id: &str) -> Option<View> {
        let snapshot = self.snapshot();
        snapshot
            .source(id)
            .map(|spec| self.registered(spec))
            .or_else(|| snapshot.broken_one(id).map(|broken| self.broken(broken)))
    }

    /// All sources: problems first, then running ones, then the rest; by name inside each.
    #[must_use]
    pub fn views(&self) -> Vec<View> {
        let snapshot = self.snapshot();
        let good = snapshot.sources().map(|spec| self.registered(spec));
        let mut views: Vec<View> = good.chain(snapshot.broken().map(|b| self.broken(b))).collect();
        views.sort_by_cached_key(|v| (rank(v), v.name.to_lowercase(), v.id.clone()));
        views
    }

    /// Up to `limit` lines of a source's log after line `after`, and the number of the newest.
    ///
    /// # Errors
    /// When there is no such source.
    pub fn log(&self, id: &str, after: u64, limit: usize) -> Result<(Vec<Line>, u64), SourceError> {
        let unknown = || SourceError::unknown(id, self.snapshot().ids());
        self.inner.units().get(id).map(|unit| unit.log.lines(after, limit)).ok_or_else(unknown)
    }

    /// Counts an event of a source, accepted or set aside. Called by ingest after the commit.
    pub fn counted(&self, id: &str, accepted: bool) {
        let reporter = self.inner.units().get(id).map(|unit| unit.reporter.clone());
        if let Some(reporter) = reporter {
            reporter.counted(accepted);
        }
    }

    fn registered(&self, spec: &Arc<SourceSpec>) -> View {
        let settings = self.settings(spec.id());
        View {
            id: spec.id().to_owned(),
            name: spec.manifest.name.clone(),
            shipped: spec.shipped,
            trust: Some(self.trust_shown(spec)),
            dir: spec.dir.clone(),
            readme: spec.readme.clone(),
            status: self.shown(spec, settings.enabled),
            config_tag: etag::of_config(&settings.config),
            config: mask(spec.manifest.config_schema.as_ref(), spec.with_defaults(settings.config)),
            enabled: settings.enabled,
            accept_unfit: settings.accept_unfit,
            errors: spec.errors.clone(),
            warnings: spec.warnings.clone(),
            spec: Some(spec.clone()),
        }
    }

    fn broken(&self, broken: &Arc<Broken>) -> View {
        let settings = self.settings(&broken.key);
        View {
            id: broken.key.clone(),
            name: broken.name.clone(),
            shipped: broken.shipped,
            trust: None,
            dir: broken.dir.clone(),
            readme: broken.readme.clone(),
            spec: None,
            status: self.status(&broken.key, State::Invalid),
            config_tag: etag::of_config(&settings.config),
            config: mask(None, settings.config),
            enabled: settings.enabled,
            accept_unfit: settings.accept_unfit,
            errors: broken.errors.clone(),
            warnings: broken.warnings.clone(),
        }
    }

    /// Its status; with what happens to its events while a person keeps it off.
    fn shown(&self, spec: &SourceSpec, enabled: Option<bool>) -> Status {
        let mut status = self.status(spec.id(), self.resting_state(spec));
        if enabled == Some(false) && status.state == State::Off && status.detail.is_none() {
            status.detail = Some(PAUSED.to_owned());
        }
        status
    }

    fn status(&self, id: &str, otherwise: State) -> Status {
        let known = self.inner.units().get(id).map(|unit| unit.reporter.status());
        known.unwrap_or_else(|| Status::new(otherwise, self.inner.clock.now_ms()))
    }
}

fn rank(view: &View) -> u8 {
    let troubled =
        matches!(view.status.state, State::Invalid | State::CrashLoop | State::BackingOff | State::Untrusted);
    match view.status.state {
        _ if troubled || !view.errors.is_empty() => 0,
        State::Running | State::Starting | State::Builtin => 1,
        _ => 2,
    }
}
