//! Watched folders. A folder is state and notifications are hints: what stands in it is compared with an index in the
//! store, and every difference becomes one event, stored together with the index row that it makes true.
//!
//! `core` holds the rules and knows neither disk nor clock; `shell` drives it with looks, listings and timers.

pub mod canary;
pub mod config;
pub mod core;
pub mod existing;
pub mod index;
pub mod look;
pub mod mounts;
pub mod open;
pub mod outbox;
pub mod payload;
pub mod proof;
pub mod roots;
pub mod sample;
pub mod scan;
mod shell;
pub mod stamp;
#[cfg(test)]
mod tests;
mod texts;
pub mod watch;

pub use config::Family;

use super::{Context, Driver};
use crate::clock::SharedClock;
use async_trait::async_trait;
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use std::path::{Path, PathBuf};

/// The driver of `pdf-monitor-event-source` and `file-monitor`.
#[derive(Debug, Clone)]
pub struct Folder {
    family: Family,
    askers: shell::Askers,
}

impl Family {
    /// The family of a source, by the id of the folder that its manifest lies in; `None` for other kinds of sources.
    #[must_use]
    pub fn of(base: &str) -> Option<Self> {
        match base {
            "pdf-monitor-event-source" => Some(Self::Pdf),
            "file-monitor" => Some(Self::File),
            _ => None,
        }
    }
}

impl Folder {
    /// A driver that emits this family of event types.
    #[must_use]
    pub fn new(family: Family) -> Self {
        Self { family, askers: shell::Askers::default() }
    }
}

#[async_trait]
impl Driver for Folder {
    async fn run(&self, context: Context) -> Result<(), Box<Problem>> {
        let settings = config::Settings::read(self.family, &context.config)?;
        shell::Shell::start(context, settings, &self.askers).await?.run().await;
        Ok(())
    }

    fn watches(&self, config: &Object, folder: &Path, name: Option<&str>) -> Option<PathBuf> {
        let settings = config::Settings::read(self.family, config).ok()?;
        let file = folder.join(name.unwrap_or("any"));
        let seen = name.is_none() || settings.wants(&file);
        settings.owner(&file).filter(|_| seen).map(|f| f.path.clone())
    }

    async fn catch_up(&self) -> usize {
        self.askers.ask().await
    }

    fn check(&self, config: &Object, _clock: &SharedClock) -> Vec<FieldProblem> {
        config::Settings::read_all(self.family, config).err().unwrap_or_default()
    }

    fn lacks(&self, config: &Object) -> Option<&'static str> {
        let some = config.get("folders").and_then(|f| f.as_array()).is_some_and(|f| !f.is_empty());
        (!some).then_some("no folder to watch")
    }
}
