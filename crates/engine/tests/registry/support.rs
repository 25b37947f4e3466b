//! A registry over temporary folders, with a sink that remembers what came.

use async_trait::async_trait;
use prama_engine::clock::{Clock, SystemClock};
use prama_engine::ingest::{Ack, Incoming, Refused, Sink};
use prama_engine::registry::status::{State, Status};
use prama_engine::registry::trust::TrustState;
use prama_engine::registry::{Options, Registry, Shipped, View};
use prama_engine::secrets::Vault;
use prama_model::Problem;
use prama_model::event::Envelope;
use prama_store::{OpenOptions, Store};
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) struct World {
    pub registry: Registry,
    pub sink: Arc<Memory>,
    pub store: Store,
    pub sources: PathBuf,
    dir: tempfile::TempDir,
}

/// Takes events whose type is not "wrong"; runs their further writes.
pub(crate) struct Memory {
    pub events: Mutex<Vec<Envelope>>,
    /// Events of the type "held" are not stored before they get a permit.
    pub release: tokio::sync::Semaphore,
    store: Store,
}

#[async_trait]
impl Sink for Memory {
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused> {
        if incoming.envelope.event_type == "held" {
            self.release.acquire().await.unwrap().forget();
        }
        if let Some(also) = incoming.also {
            self.store.write(also).await.expect("the store takes it");
        }
        let wrong = incoming.envelope.event_type == "wrong";
        self.events.lock().unwrap().push(incoming.envelope);
        if wrong {
            let problem = Box::new(Problem::new("EVT-002", "Not declared.", "It was set aside."));
            return Err(Refused::Rejected { event_id: None, problem });
        }
        Ok(Ack { event_id: SystemClock.event_id(), duplicate: false, runs: Vec::new(), flag: None })
    }
}

impl World {
    /// A registry over the given files of the person's source folder; nothing runs yet.
    pub(crate) async fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sources = dir.path().join("event-sources");
        fs::create_dir_all(&sources).unwrap();
        let store = Store::open(&OpenOptions::new(dir.path().join("data"))).unwrap();
        let options = options(&dir, &sources);
        for (name, text) in files {
            write(&sources, name, text);
        }
        let registry = Registry::open(options, store.clone(), Arc::new(SystemClock)).await.unwrap();
        let sink = Arc::new(Memory {
            events: Mutex::default(),
            release: tokio::sync::Semaphore::new(0),
            store: store.clone(),
        });
        Self { registry, sink, store, sources, dir }
    }

    /// The same, with the sources running: a person has said yes to each of them.
    pub(crate) async fn running(files: &[(&str, &str)]) -> Self {
        let world = Self::new(files).await;
        world.registry.run(world.sink.clone()).await;
        for view in world.registry.views() {
            if view.trust.is_some_and(|t| t.state == TrustState::New) {
                world.trust(&view.id).await;
            }
        }
        world
    }

    /// What a person does: looks at the files and says yes to them.
    pub(crate) async fn trust(&self, id: &str) -> View {
        self.registry.rescan().await;
        let hash = self.registry.view(id).and_then(|v| v.trust).map(|t| t.hash).unwrap_or_default();
        self.registry.trust(id, &hash, false).await.unwrap_or_else(|e| panic!("{id}: {}", e.problem()))
    }

    /// A second registry over the same folders and store.
    pub(crate) async fn reopened(&self) -> Registry {
        let options = options(&self.dir, &self.sources);
        Registry::open(options, self.store.clone(), Arc::new(SystemClock)).await.unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        write(&self.sources, name, text);
    }

    pub(crate) fn chmod(&self, name: &str, mode: u32) {
        fs::set_permissions(self.sources.join(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub(crate) fn status(&self, id: &str) -> Status {
        self.registry.view(id).unwrap_or_else(|| panic!("{id} is not listed")).status
    }

    pub(crate) fn log(&self, id: &str) -> String {
        let (lines, _) = self.registry.log(id, 0, 1000).unwrap();
        lines.iter().map(|l| format!("{} {}\n", l.level.name(), l.text)).collect()
    }

    pub(crate) fn values(&self, field: &str) -> Vec<serde_json::Value> {
        self.sink.events.lock().unwrap().iter().filter_map(|e| e.data.get(field).cloned()).collect()
    }

    /// Waits until a source of that id is listed and fulfils `done`.
    pub(crate) async fn wait_for_view(&self, what: &str, id: &str, done: impl Fn(&View) -> bool) {
        for _ in 0..1500 {
            if self.registry.view(id).is_some_and(|v| done(&v)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("never: {what}; {:?}", self.registry.view(id));
    }

    pub(crate) async fn wait_for_state(&self, id: &str, state: State) {
        self.until(&format!("{id} is {}", state.name()), || self.status(id).state == state, id).await;
    }

    pub(crate) async fn wait_for_events(&self, count: usize, id: &str) {
        self.until(&format!("{count} events"), || self.sink.events.lock().unwrap().len() >= count, id).await;
    }

    pub(crate) async fn wait_for_log(&self, id: &str, text: &str) {
        self.until(&format!("\"{text}\" in the log"), || self.log(id).contains(text), id).await;
    }

    pub(crate) async fn wait_for_checkpoint(&self, id: &'static str, value: serde_json::Value) {
        for _ in 0..1500 {
            let kept = self.store.read(move |conn| prama_store::sources::checkpoint(conn, id)).await.unwrap();
            if kept.as_ref() == Some(&value) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("never: the checkpoint {value} of {id}");
    }

    pub(crate) async fn until(&self, what: &str, done: impl Fn() -> bool, id: &str) {
        for _ in 0..1500 {
            if done() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("never: {what}; {:?}; log:\n{}", self.status(id), self.log(id));
    }
}

fn options(dir: &tempfile::TempDir, sources: &std::path::Path) -> Options {
    Options {
        source_dirs: vec![sources.to_owned()],
        shipped: Shipped::lay_out(dir.path()).unwrap(),
        drivers: HashMap::new(),
        vault: Vault::new(dir.path(), false, Arc::new(SystemClock)),
    }
}

fn write(sources: &std::path::Path, name: &str, text: &str) {
    let path = sources.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A manifest with the event types `tick` and `row`, and further members.
pub(crate) fn manifest(id: &str, more: &str) -> String {
    format!(
        r#"{{
  "type": "event-source", "id": "{id}", "name": "Test {id}", "description": "d", "version": "1.0.0", {more}
  "eventTypes": [
    {{"type": "tick", "label": "Tick", "description": "d", "schema": {{"properties": {{"n": {{"type": "integer"}}}}}}}},
    {{"type": "row", "label": "Row", "description": "d"}}
  ]
}}"#
    )
}

/// Whether a process of that number is alive (not a zombie).
pub(crate) fn is_alive(pid: &str) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", pid.trim())) else { return false };
    !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
}
