//! The engine's parts, for those who ask them.

use super::Engine;
use crate::clock::SharedClock;
use crate::files::{CatchUps, Existing, Files};
use crate::hooks::Hooks;
use crate::ingest::Ingest;
use crate::live::Live;
use crate::registry::Registry;
use crate::replay::Replays;
use crate::runner::Runs;
use crate::traffic::Traffic;
use crate::triggers::options::Held;
use crate::triggers::{RuleSet, Triggers};
use crate::uploads::Uploads;
use crate::workflows::Workflows;
use prama_store::Store;
use std::sync::Arc;

impl Engine {
    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Time and ids.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// The sources.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The live rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Takes events in.
    #[must_use]
    pub fn ingest(&self) -> &Arc<Ingest> {
        &self.ingest
    }

    /// Events sent again.
    #[must_use]
    pub fn replays(&self) -> &Replays {
        &self.replays
    }

    /// Triggers.
    #[must_use]
    pub fn triggers(&self) -> &Triggers {
        &self.triggers
    }

    /// Matches that wait.
    #[must_use]
    pub fn held(&self) -> &Held {
        &self.held
    }

    /// What events held lately.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Workflows.
    #[must_use]
    pub fn workflows(&self) -> &Workflows {
        &self.workflows
    }

    /// Runs.
    #[must_use]
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Calls from other services.
    #[must_use]
    pub fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// Files handed to the app.
    #[must_use]
    pub fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// Running triggers for files that were there before.
    #[must_use]
    pub fn existing(&self) -> &Existing {
        &self.existing
    }

    /// Single files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What was found after nobody watched for a while.
    #[must_use]
    pub fn catch_ups(&self) -> &CatchUps {
        &self.catch_ups
    }

    /// Changes.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// When it started, in milliseconds since the epoch.
    #[must_use]
    pub fn started_ms(&self) -> i64 {
        self.started_ms
    }
}
