//! Steps as the runner sees them: inputs in, output or problem out.

mod command;
mod events;
mod files;
mod http;
mod pdf;

use super::catalogue;
use crate::clock::{Clock as _, SystemClock};
use crate::ingest::{Ack, Incoming, Origin, Refused, Sink};
use crate::runner::StepError;
use crate::runner::children::Children;
use crate::runner::exact::ExactNames;
use crate::runner::step::StepContext;
use async_trait::async_trait;
use prama_model::event::Object;
use prama_model::ids::RunId;
use prama_store::{OpenOptions, Store};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// A run's place in the world.
struct Bench {
    dir: tempfile::TempDir,
    store: Store,
    run: RunId,
    sink: Arc<Inbox>,
    cancel: CancellationToken,
    worker: Arc<[OsString]>,
    names: ExactNames,
}

#[derive(Default)]
struct Inbox(Mutex<Vec<(prama_model::event::Envelope, Origin)>>);

#[async_trait]
impl Sink for Inbox {
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused> {
        self.0.lock().unwrap().push((incoming.envelope, incoming.origin));
        Ok(Ack { event_id: SystemClock.event_id(), duplicate: false, runs: Vec::new(), flag: None })
    }
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&OpenOptions::new(dir.path().join("data"))).unwrap();
        Self {
            dir,
            store,
            run: SystemClock.run_id(),
            sink: Arc::default(),
            cancel: CancellationToken::new(),
            worker: Arc::from([]),
            names: ExactNames::default(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs one attempt of a step and gives its result and log.
    async fn attempt(
        &self,
        number: u32,
        kind: &str,
        input: Value,
    ) -> (Result<Object, StepError>, Vec<String>) {
        let (log, lines) = crate::runner::log::capture(Arc::new(SystemClock));
        let context = StepContext {
            run: self.run,
            step_index: 0,
            step_id: "it".into(),
            attempt: number,
            key: format!("{}-it", self.run),
            depth: 3,
            doer: crate::ingest::effects::Doer::unrecorded(self.run),
            log,
            cancel: self.cancel.clone(),
            children: Children::unrecorded(self.store.clone()),
            sink: self.sink.clone(),
            store: self.store.clone(),
            names: self.names.clone(),
            worker: Arc::clone(&self.worker),
            data_dir: Arc::new(self.path("data")),
        };
        let step = catalogue().into_iter().find(|s| s.spec().kind == kind).unwrap();
        let done = step.run(&context, input.as_object().unwrap().clone()).await;
        (done, lines().into_iter().map(|l| l.text).collect())
    }

    async fn run(&self, kind: &str, input: Value) -> Result<Object, StepError> {
        self.attempt(1, kind, input).await.0
    }

    async fn code(&self, kind: &str, input: Value) -> String {
        let error = self.run(kind, input).await.unwrap_err();
        assert!(!error.problem.title.is_empty() && error.problem.fix.is_some(), "{error}");
        error.problem.code.clone()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
