//! Drivers: what makes a source's events. One folder or file per kind.

pub mod folder;
pub mod process;
pub mod scheduler;
pub mod webhook;

use crate::clock::SharedClock;
use crate::ingest::Sink;
use crate::registry::log::SourceLog;
use async_trait::async_trait;
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use prama_store::Store;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a driver may use.
#[derive(Clone)]
pub struct Context {
    /// The source's id.
    pub source: String,
    /// Its configuration, validated against its `configSchema`.
    pub config: Object,
    /// Where events go; `Origin::Source(source)`.
    pub sink: Arc<dyn Sink>,
    /// The store.
    pub store: Store,
    /// Time and ids.
    pub clock: SharedClock,
    /// The source's log.
    pub log: SourceLog,
    /// What the source says of itself.
    pub status: super::status::Reporter,
    /// Cancelled when the source must stop; return within 5 s.
    pub cancel: CancellationToken,
}

/// Makes a source's events until it is cancelled.
#[async_trait]
pub trait Driver: Send + Sync {
    /// Runs until `context.cancel`. An error is a crash: the registry restarts it with back-off. An early `Ok` means that
    /// the source has nothing more to say: it is off until it is started again.
    async fn run(&self, context: Context) -> Result<(), Box<Problem>>;

    /// What is wrong with a configuration beyond what its schema can say.
    fn check(&self, _config: &Object, _clock: &SharedClock) -> Vec<FieldProblem> {
        Vec::new()
    }

    /// The folder of the configuration in which a file that lies in `folder` is seen; without a name, any file that may be.
    fn watches(&self, _config: &Object, _folder: &Path, _name: Option<&str>) -> Option<PathBuf> {
        None
    }

    /// Returns once it has seen what happened in the world before the call, after 20 s at the latest; how many things it
    /// still waits for, e.g. files that are being written.
    async fn catch_up(&self) -> usize {
        0
    }

    /// What a configuration lacks for the driver to have something to do, e.g. "no folder to watch".
    fn lacks(&self, _config: &Object) -> Option<&'static str> {
        None
    }
}
