//! The live rules: every trigger compiled and indexed by (source, event type), and every workflow's newest plan.
//! A snapshot has a version; the writer refuses an event judged on an older one.

use super::shadow::Beside;
use crate::runner::Plan;
use prama_model::condition::{Compiled, Condition};
use prama_store::triggers::Trigger;
use prama_store::{Store, StoreError, Tx, shadows, triggers, workflows};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// A trigger ready to judge.
#[derive(Debug)]
pub struct Live {
    /// As stored.
    pub row: Trigger,
    /// Its conditions; `Err` when they can no longer be compiled.
    pub compiled: Result<Compiled, String>,
}

/// One version of the rules.
#[derive(Debug, Default)]
pub struct Rules {
    /// Grows with each change.
    pub version: u64,
    by_type: HashMap<String, HashMap<String, Vec<Arc<Live>>>>,
    by_id: HashMap<String, Arc<Live>>,
    plans: HashMap<String, Arc<Plan>>,
    beside: Vec<Beside>,
}

impl Rules {
    /// The triggers that listen to an event type, on or off.
    #[must_use]
    pub fn listening(&self, source: &str, event_type: &str) -> &[Arc<Live>] {
        self.by_type.get(source).and_then(|types| types.get(event_type)).map_or(&[], Vec::as_slice)
    }

    /// The drafts that are judged beside live triggers; mostly none.
    #[must_use]
    pub fn beside(&self) -> &[Beside] {
        &self.beside
    }

    /// Ids of the triggers that listen to an event type and ask for a field, for what is in it or for what it is in.
    #[must_use]
    pub fn users(&self, source: &str, event_type: &str, path: &str) -> Vec<String> {
        let within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        let asks = |c: &Condition| c.fields().into_iter().any(|f| within(f, path) || within(path, f));
        self.listening(source, event_type)
            .iter()
            .map(|live| &live.row.definition)
            .filter(|d| d.conditions.as_ref().is_some_and(asks))
            .map(|d| d.id.clone())
            .collect()
    }

    /// Whether an enabled trigger listens to an event type.
    #[must_use]
    pub fn is_awaited(&self, source: &str, event_type: &str) -> bool {
        self.listening(source, event_type).iter().any(|t| t.row.definition.active)
    }

    /// A trigger by id.
    #[must_use]
    pub fn trigger(&self, id: &str) -> Option<&Arc<Live>> {
        self.by_id.get(id)
    }

    /// All triggers, in no order.
    pub fn triggers(&self) -> impl Iterator<Item = &Arc<Live>> {
        self.by_id.values()
    }

    /// Sources that an enabled trigger listens to.
    #[must_use]
    pub fn listened_sources(&self) -> HashSet<String> {
        self.by_id
            .values()
            .filter(|t| t.row.definition.active)
            .map(|t| t.row.definition.source.clone())
            .collect()
    }

    /// The newest plan of a workflow.
    #[must_use]
    pub fn plan(&self, workflow_id: &str) -> Option<&Arc<Plan>> {
        self.plans.get(workflow_id)
    }

    /// All workflows' ids.
    #[must_use]
    pub fn workflow_ids(&self) -> Vec<&str> {
        self.plans.keys().map(String::as_str).collect()
    }
}

/// The current rules and the version that the store holds.
#[derive(Clone)]
pub struct RuleSet {
    current: watch::Receiver<Arc<Rules>>,
    publish: Arc<watch::Sender<Arc<Rules>>>,
    version: Arc<AtomicU64>,
    reloading: Arc<tokio::sync::Mutex<()>>,
    store: Store,
}

impl RuleSet {
    /// Loads the rules.
    pub async fn load(store: Store) -> Result<Self, StoreError> {
        let rules = read(&store, 0).await?;
        let (publish, current) = watch::channel(Arc::new(rules));
        Ok(Self {
            current,
            publish: Arc::new(publish),
            version: Arc::new(AtomicU64::new(0)),
            reloading: Arc::default(),
            store,
        })
    }

    /// The current snapshot.
    #[must_use]
    pub fn current(&self) -> Arc<Rules> {
        Arc::clone(&self.current.borrow())
    }

    /// A snapshot that is at least as new as the store's version.
    pub async fn fresh(&self) -> Arc<Rules> {
        let wanted = self.version.load(Ordering::Acquire);
        let mut current = self.current.clone();
        match current.wait_for(|r| r.version >= wanted).await {
            Ok(rules) => Arc::clone(&rules),
            Err(_) => self.current(),
        }
    }

    /// The version to compare inside a transaction.
    #[must_use]
    pub fn version(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.version)
    }

    /// Changes triggers or workflows: the version moves inside the transaction, so that no event is stored on older rules, and
    /// the rules are read again after it, also when it was rolled back.
    pub async fn change<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let version = self.version();
        let done = self
            .store
            .write(move |tx| {
                version.fetch_add(1, Ordering::AcqRel);
                work(tx)
            })
            .await;
        self.reload().await?;
        done
    }

    async fn reload(&self) -> Result<(), StoreError> {
        let _one = self.reloading.lock().await;
        let version = self.version.load(Ordering::Acquire);
        let rules = read(&self.store, version).await?;
        self.publish.send_replace(Arc::new(rules));
        Ok(())
    }

    /// Told of each new snapshot.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<Rules>> {
        self.current.clone()
    }
}

async fn read(store: &Store, version: u64) -> Result<Rules, StoreError> {
    let (triggers, workflows, shadows) =
        store.read(|c| Ok((triggers::all(c)?, workflows::all(c)?, shadows::all(c)?))).await?;
    let mut rules = Rules { version, ..Rules::default() };
    for workflow in workflows {
        rules.plans.insert(workflow.definition.id.clone(), Arc::new(Plan::new(&workflow)));
    }
    for row in triggers {
        let compiled =
            row.definition.compile().map_err(|e| e.first().map(|p| p.message.clone()).unwrap_or_default());
        let live = Arc::new(Live { row, compiled });
        let d = &live.row.definition;
        rules
            .by_type
            .entry(d.source.clone())
            .or_default()
            .entry(d.event_type.clone())
            .or_default()
            .push(Arc::clone(&live));
        rules.by_id.insert(d.id.clone(), Arc::clone(&live));
    }
    for row in shadows {
        let live = rules.by_id.values().find(|t| t.row.n == row.trigger_n);
        if let Some(beside) = live.map(|live| Beside::new(row, &live.row.definition)) {
            rules.beside.push(beside);
        }
    }
    Ok(rules)
}
