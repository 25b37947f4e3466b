//! Whether a source should run: what a person said, else what its manifest and the triggers want.

use super::drivers::Driver;
use super::drivers::process::Program;
use super::snapshot::SourceSpec;
use super::status::State;
use super::unit::Unit;
use super::{BUILTIN, Registry};
use prama_model::manifest::Status;
use prama_model::time::Millis;
use prama_store::sources::SourceSettings;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// What makes a source's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The engine itself or a sender outside.
    NoProgram,
    /// A driver of the engine.
    Driver,
    /// A program of its own.
    Process,
}

impl Registry {
    /// The driver of the engine that makes the source's events.
    pub(super) fn driver(&self, spec: &SourceSpec) -> Option<&Arc<dyn Driver>> {
        self.inner.options.drivers.get(spec.base()).filter(|_| spec.shipped)
    }

    /// The folder of a source in which a file that lies in `folder` is seen; without a name, any file that may be.
    pub(crate) fn watches(&self, source: &str, folder: &Path, name: Option<&str>) -> Option<PathBuf> {
        let snapshot = self.snapshot();
        let spec = snapshot.source(source)?;
        self.driver(spec)?.watches(&spec.with_defaults(self.settings(source).config), folder, name)
    }

    pub(super) fn kind(&self, spec: &SourceSpec) -> Kind {
        if self.driver(spec).is_some() {
            Kind::Driver
        } else if (spec.shipped && BUILTIN.contains(&spec.base())) || spec.program == Program::None {
            Kind::NoProgram
        } else {
            Kind::Process
        }
    }

    /// The state of a source that does not run.
    pub(super) fn resting_state(&self, spec: &SourceSpec) -> State {
        match self.kind(spec) {
            Kind::NoProgram if self.settings(spec.id()).enabled == Some(false) => State::Off,
            Kind::NoProgram => State::Builtin,
            Kind::Process if !self.is_trusted(spec) => State::Untrusted,
            Kind::Driver | Kind::Process => State::Off,
        }
    }

    pub(super) fn settings(&self, id: &str) -> SourceSettings {
        let settings = self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.get(id).cloned().unwrap_or_default()
    }

    /// Since when a source is paused: a person turned it off, and what its program sent on the way out is in.
    pub(crate) fn paused_since(&self, id: &str) -> Option<Millis> {
        let since = {
            let settings = self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner);
            let own = settings.get(id).filter(|s| s.enabled == Some(false))?;
            own.switched_ms.unwrap_or_default()
        };
        (!self.inner.units().get(id).is_some_and(Unit::is_leaving)).then_some(since)
    }

    /// Whether events are accepted, flagged, whose data does not fit what the source declares.
    pub(crate) fn accepts_unfit(&self, id: &str) -> bool {
        let settings = self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.get(id).is_some_and(|s| s.accept_unfit)
    }

    /// What a driver's configuration lacks for it to have something to do.
    pub(super) fn lacks(&self, spec: &SourceSpec) -> Option<&'static str> {
        self.driver(spec)?.lacks(&spec.with_defaults(self.settings(spec.id()).config))
    }

    fn is_listened(&self, id: &str) -> bool {
        self.inner.listened.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    /// Whether the source should run now.
    pub(super) fn is_wanted(&self, spec: &SourceSpec) -> bool {
        let settings = self.settings(spec.id());
        let by_itself = match self.kind(spec) {
            Kind::NoProgram => return false,
            Kind::Driver if self.lacks(spec).is_some() => return false,
            Kind::Driver => true,
            Kind::Process => !spec.shipped || self.is_listened(spec.id()),
        };
        settings.enabled.unwrap_or(by_itself && spec.manifest.status == Status::Active)
    }
}
