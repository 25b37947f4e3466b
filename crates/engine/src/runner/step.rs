//! What a step type is: its entry in the catalogue, its context, its errors.

use crate::ingest::Sink;
use crate::ingest::effects::Doer;
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::Object;
use prama_model::ids::RunId;
use prama_store::Store;
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a step touches, shown in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// Reads files.
    FilesRead,
    /// Makes, moves or changes files.
    FilesWrite,
    /// Talks over the network.
    Network,
    /// Starts a program.
    Process,
    /// Shows something on the screen.
    Screen,
    /// Makes events.
    Events,
}

impl Touch {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Touch::FilesRead => "files_read",
            Touch::FilesWrite => "files_write",
            Touch::Network => "network",
            Touch::Process => "process",
            Touch::Screen => "screen",
            Touch::Events => "events",
        }
    }
}

/// A step type's entry in the catalogue.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Its name in workflows, e.g. `pdf.text`.
    pub kind: &'static str,
    /// Display name, e.g. "Extract PDF text".
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Words it is found by.
    pub keywords: &'static [&'static str],
    /// What it touches.
    pub touches: &'static [Touch],
    /// Never started twice for one (run, step): after an interruption it stops and asks.
    pub at_most_once: bool,
    /// Has no effect outside and takes no noticeable time: its attempt is recorded together with its outcome.
    pub instant: bool,
    /// JSON Schema (object) of the inputs, with `title`, `description`, `default`, `required`, `format: "path"|"folder"|"multiline"|"uri"`.
    pub inputs: Value,
    /// JSON Schema (object) of the outputs.
    pub outputs: Value,
    /// An example of `with`.
    pub example: Value,
}

/// A step type.
#[async_trait]
pub trait StepType: Send + Sync {
    /// Its catalogue entry.
    fn spec(&self) -> &Spec;

    /// Does the work once. The runner owns time-outs and retries: on a time-out or cancel it cancels `context.cancel`,
    /// waits 5 s, and drops this future; children must die with it.
    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError>;
}

/// What a step may use.
pub struct StepContext {
    /// The run.
    pub run: RunId,
    /// Position of the step in the workflow, from 0.
    pub step_index: u32,
    /// The step's id.
    pub step_id: String,
    /// Attempt number, from 1.
    pub attempt: u32,
    /// Idempotency key: the same over all attempts of this (run, step).
    pub key: String,
    /// Depth of the run's event in its causation chain.
    pub depth: u32,
    /// Where it says beforehand what it does to files.
    pub doer: Doer,
    /// The run's log.
    pub log: super::log::StepLog,
    /// Cancelled on time-out and on a person's cancel.
    pub cancel: CancellationToken,
    /// Where this attempt's child process group is recorded, so that a restart can kill it first.
    pub children: super::children::Children,
    /// Where events go.
    pub sink: Arc<dyn Sink>,
    /// The store.
    pub store: Store,
    /// Names of the run's event that are not text.
    pub names: super::exact::ExactNames,
    /// Argument vector that runs the document worker.
    pub worker: Arc<[OsString]>,
    /// The data folder.
    pub data_dir: Arc<PathBuf>,
}

impl StepContext {
    /// The path that is meant by a readable one.
    #[must_use]
    pub fn exact(&self, path: &Path) -> PathBuf {
        path.to_str().map_or_else(|| path.to_owned(), |text| self.names.put_back(text).into())
    }
}

/// Why an attempt failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{problem}")]
pub struct StepError {
    /// The problem, with its code and fix.
    pub problem: Box<Problem>,
    /// Whether another attempt could help.
    pub retryable: bool,
}

impl StepError {
    /// An error that another attempt cannot mend.
    #[must_use]
    pub fn fatal(problem: Problem) -> Self {
        Self { problem: Box::new(problem), retryable: false }
    }

    /// An error that may pass.
    #[must_use]
    pub fn passing(problem: Problem) -> Self {
        Self { problem: Box::new(problem), retryable: true }
    }
}
