//! Durable runs: an attempt row before the side effect, the outcome and the next status after it, nothing read back on the
//! hot path, everything resumed from the store after a stop.

mod act;
pub mod children;
mod control;
mod dispatch;
mod ending;
pub(crate) mod exact;
mod execute;
mod lanes;
pub(crate) mod log;
mod outcome;
mod plan;
mod record;
mod resume;
mod step;
pub mod steps;
mod task;

pub use control::Runs;
pub use dispatch::{Runner, RunnerLoop};
pub use log::StepLog;
pub use outcome::Failure;
pub use plan::{Plan, PlanStep};
pub use step::{Spec, StepContext, StepError, StepType, Touch};
pub use task::{Offer, Task};

use crate::clock::SharedClock;
use crate::ingest::Sink;
use prama_store::Store;
use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// What all runs share.
pub struct Shared {
    /// The store.
    pub store: Store,
    /// Time and ids.
    pub clock: SharedClock,
    /// Step types by name.
    pub steps: HashMap<&'static str, Arc<dyn StepType>>,
    /// Argument vector of the document worker.
    pub worker: Arc<[OsString]>,
    /// The data folder.
    pub data_dir: Arc<PathBuf>,
    /// Where events go; set once the ingest stands, which in turn needs the runner.
    pub sink: OnceLock<Arc<dyn Sink>>,
    /// The live rules, to know whether anyone awaits `workflow_completed`.
    pub rules: crate::triggers::RuleSet,
    /// What runs do to files.
    pub effects: Arc<crate::ingest::Effects>,
}
