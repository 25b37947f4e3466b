//! Options on a simulated clock: each one from event to run, and the live path against the simulation on generated sequences.

mod agree;
mod each;
mod time;

use super::{Due, Held};
use crate::clock::{Clock, SharedClock};
use crate::ingest::{Effects, Incoming, Ingest, Origin, Sink};
use crate::registry::{self, Registry, Shipped};
use crate::runner::{Offer, Task};
use crate::secrets::Vault;
use crate::triggers::RuleSet;
use prama_model::event::Envelope;
use prama_model::ids::EventId;
use prama_model::schedule::Tz;
use prama_model::time::{Millis, parse};
use prama_model::trigger::{Options, Reason, ReasonCode};
use prama_store::decisions::{self, Outcome};
use prama_store::{OpenOptions, Store, books, events, runs, triggers, workflows};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now_ms(&self) -> Millis {
        self.0.load(Ordering::Relaxed)
    }

    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn zone(&self) -> Tz {
        Tz::UTC
    }
}

/// Runs stay where they are.
struct Nobody;

impl Offer for Nobody {
    fn offer(&self, _: Task) {}
    fn written(&self) {}
    fn ready(&self, _: i64) {}
    fn lane(&self, _: String) {}
}

struct World {
    store: Store,
    clock: Arc<Hand>,
    rules: RuleSet,
    ingest: Ingest,
    due: Arc<Due>,
    held: Held,
    _dir: tempfile::TempDir,
}

/// 2025-11-21 is a Friday.
fn start() -> Millis {
    parse("2025-11-21T10:00:00Z").unwrap()
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let source = dir.path().join("sources/files");
        std::fs::create_dir_all(&source).unwrap();
        let manifest = json!({"type": "event-source", "id": "files", "name": "Files", "description": "d", "version": "1.0.0",
            "eventTypes": [{"type": "came", "label": "Came", "description": "d"}]});
        std::fs::write(source.join("plugin.json"), manifest.to_string()).unwrap();
        let store = Store::open(&OpenOptions::new(dir.path().join("data"))).unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(start())));
        let shared: SharedClock = clock.clone();
        let vault = Vault::new(&dir.path().join("data"), false, shared.clone());
        let shipped = Shipped::lay_out(&dir.path().join("data")).unwrap();
        let options = registry::Options {
            source_dirs: vec![dir.path().join("sources")],
            shipped,
            drivers: HashMap::new(),
            vault,
        };
        let registry = Registry::open(options, store.clone(), shared.clone()).await.unwrap();
        let rules = RuleSet::load(store.clone()).await.unwrap();
        let runner: Arc<dyn Offer> = Arc::new(Nobody);
        let due = Due::new(store.clone(), shared.clone(), rules.clone(), runner.clone());
        let effects = Effects::load(store.clone(), shared.clone(), &rules.current()).await.unwrap();
        let ingest =
            Ingest::new(store.clone(), shared.clone(), registry, rules.clone(), runner, effects, due.clone());
        let held = Held::new(store.clone(), shared, rules.clone(), due.clone());
        let world = Self { store, clock, rules, ingest, due, held, _dir: dir };
        let workflow = serde_json::from_value(json!({"id": "w", "name": "W", "steps": []})).unwrap();
        world.rules.change(move |tx| workflows::save(tx, &workflow, 0)).await.unwrap();
        world
    }

    async fn trigger(&self, id: &str, options: &Value) {
        let options = Options::from_value(options).unwrap();
        let definition =
            serde_json::from_value(json!({"id": id, "name": id, "source": "files", "event_type": "came",
            "workflow_id": "w", "options": options, "active": true}));
        let definition = definition.unwrap();
        self.rules.change(move |tx| triggers::save(tx, &definition, 0)).await.unwrap();
    }

    fn after(&self, ms: Millis) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    async fn send(&self, data: Value) -> EventId {
        let envelope: Envelope =
            serde_json::from_value(json!({"event_type": "came", "source": "files", "data": data})).unwrap();
        self.ingest.ingest(Incoming::new(envelope, Origin::Api)).await.unwrap().event_id
    }

    /// What a trigger says of an event by now.
    async fn said(&self, event: EventId, trigger: &str) -> (Outcome, Option<Reason>) {
        let trigger = trigger.to_owned();
        self.store
            .read(move |c| {
                let (n, _) = events::get(c, event)?;
                let t = triggers::find(c, &trigger)?.unwrap();
                let d = decisions::get(c, n, t.n)?.unwrap();
                Ok((d.outcome, d.reason))
            })
            .await
            .unwrap()
    }

    async fn is(&self, event: EventId, wanted: Outcome, code: ReasonCode, text: &str) -> Reason {
        let (outcome, reason) = self.said(event, "t").await;
        let reason = reason.unwrap();
        assert_eq!((outcome, reason.code, reason.text.as_str()), (wanted, code, text));
        reason
    }

    async fn run(&self, event: EventId) -> Option<runs::RunRow> {
        self.store
            .read(move |c| {
                let (n, _) = events::get(c, event)?;
                let t = triggers::find(c, "t")?.unwrap();
                runs::of_match(c, n, t.n)?.map(|id| runs::get(c, id)).transpose()
            })
            .await
            .unwrap()
    }

    async fn balanced(&self) {
        let books = self.store.read(books).await.unwrap();
        assert_eq!(books.findings, []);
    }
}

fn file(path: &str, hash: &str) -> Value {
    json!({"file_path": path, "file_hash": hash})
}
