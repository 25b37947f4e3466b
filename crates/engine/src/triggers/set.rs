//! The live rules: every trigger compiled and filed by (source, event type), and every workflow's newest plan.
//! A snapshot has a version; the writer refuses an event judged on an older one.

use super::index::Listeners;
use super::shadow::Beside;
use super::sharded::Sharded;
use crate::runner::Plan;
use prama_model::condition::{Compiled, Condition, Facts};
use prama_model::event::Event;
use prama_model::trigger::Definition;
use prama_store::shadows::{self, Shadow};
use prama_store::triggers::Trigger;
use prama_store::workflows::Workflow;
use prama_store::{Kind, Store, StoreError, Tx, triggers, workflows};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use tokio::sync::watch;

/// A trigger ready to judge.
#[derive(Debug)]
pub struct Live {
    /// As stored.
    pub row: Trigger,
    /// Its conditions; `Err` when they can no longer be compiled.
    pub compiled: Result<Compiled, String>,
}

/// One version of the rules. A changed copy shares what did not change.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Grows with each change.
    pub version: u64,
    by_type: HashMap<String, HashMap<String, Arc<Listeners>>>,
    by_id: Sharded<Arc<str>, Arc<Live>>,
    plans: HashMap<String, Arc<Plan>>,
    beside: Arc<Vec<Beside>>,
}

impl Rules {
    fn listeners(&self, source: &str, event_type: &str) -> Option<&Arc<Listeners>> {
        self.by_type.get(source)?.get(event_type)
    }

    /// The triggers that listen to an event type, on or off, in the order they were made.
    #[must_use]
    pub fn listening(&self, source: &str, event_type: &str) -> Vec<&Arc<Live>> {
        self.listeners(source, event_type).map(|l| l.all()).unwrap_or_default()
    }

    /// The triggers to ask about an event: the enabled ones that it may match, and those with a draft beside them. The other
    /// enabled ones do not match it.
    #[must_use]
    pub fn asked(&self, event: &Event, facts: &Facts<'_>) -> Vec<&Arc<Live>> {
        let mut asked = self.candidates(event, facts);
        let beside = self.beside.iter().filter_map(|b| self.trigger(&b.row.draft.id));
        let hears = |d: &Definition| d.source == event.source && d.event_type == event.event_type;
        asked.extend(beside.filter(|t| hears(&t.row.definition)));
        if !self.beside.is_empty() {
            asked.sort_unstable_by_key(|t| t.row.n);
            asked.dedup_by_key(|t| t.row.n);
        }
        asked
    }

    /// The enabled triggers that an event may match, in the order they were made.
    #[must_use]
    pub fn candidates(&self, event: &Event, facts: &Facts<'_>) -> Vec<&Arc<Live>> {
        self.listeners(&event.source, &event.event_type).map(|l| l.candidates(facts)).unwrap_or_default()
    }

    /// How many triggers that listen to an event type are on, and how many off.
    #[must_use]
    pub fn counts(&self, source: &str, event_type: &str) -> (usize, usize) {
        self.listeners(source, event_type).map(|l| l.counts()).unwrap_or_default()
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
        self.counts(source, event_type).0 > 0
    }

    /// A trigger by id.
    #[must_use]
    pub fn trigger(&self, id: &str) -> Option<&Arc<Live>> {
        self.by_id.get(id)
    }

    /// A trigger by its row number.
    #[must_use]
    pub fn numbered(&self, n: i64) -> Option<&Arc<Live>> {
        self.by_type.values().flat_map(HashMap::values).find_map(|l| l.get(n))
    }

    /// All triggers, in no order.
    pub fn triggers(&self) -> impl Iterator<Item = &Arc<Live>> {
        self.by_id.values()
    }

    /// The event types, with their sources, that triggers listen to, on or off.
    pub fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_type.iter().flat_map(|(source, types)| types.keys().map(|t| (source.as_str(), t.as_str())))
    }

    /// How many triggers are on, and how many off.
    #[must_use]
    pub fn totals(&self) -> (usize, usize) {
        let counts = self.by_type.values().flat_map(HashMap::values).map(|l| l.counts());
        counts.fold((0, 0), |sum, (on, off)| (sum.0 + on, sum.1 + off))
    }

    /// Sources that an enabled trigger listens to.
    #[must_use]
    pub fn listened_sources(&self) -> HashSet<String> {
        let awaited = |types: &HashMap<String, Arc<Listeners>>| types.values().any(|l| l.counts().0 > 0);
        self.by_type.iter().filter(|(_, types)| awaited(types)).map(|(source, _)| source.clone()).collect()
    }

    /// Takes a trigger as it is now; `None` takes it away.
    fn put(&mut self, id: &str, row: Option<Trigger>) {
        if let Some(old) = self.by_id.remove(id) {
            let d = &old.row.definition;
            if let Some(types) = self.by_type.get_mut(&d.source)
                && let Some(listeners) = types.get_mut(&d.event_type)
            {
                Arc::make_mut(listeners).remove(old.row.n);
                if listeners.counts() == (0, 0) {
                    types.remove(&d.event_type);
                }
            }
        }
        let Some(row) = row else { return };
        let compiled =
            row.definition.compile().map_err(|e| e.first().map(|p| p.message.clone()).unwrap_or_default());
        let live = Arc::new(Live { row, compiled });
        let d = &live.row.definition;
        let listeners =
            self.by_type.entry(d.source.clone()).or_default().entry(d.event_type.clone()).or_default();
        Arc::make_mut(listeners).insert(Arc::clone(&live));
        self.by_id.insert(id.into(), live);
    }

    fn put_shadows(&mut self, shadows: Vec<Shadow>) {
        let beside = |row: Shadow| {
            let live = self.by_id.get(row.draft.id.as_str())?;
            Some(Beside::new(row, &live.row.definition))
        };
        self.beside = Arc::new(shadows.into_iter().filter_map(beside).collect());
    }

    fn put_workflow(&mut self, id: &str, workflow: Option<&Workflow>) {
        match workflow {
            Some(workflow) => self.plans.insert(id.to_owned(), Arc::new(Plan::new(workflow))),
            None => self.plans.remove(id),
        };
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
    taking: Arc<tokio::sync::Mutex<BTreeSet<u64>>>,
    store: Store,
}

/// What a change touched, and the version it made.
#[derive(Default)]
struct Touched {
    version: u64,
    triggers: Vec<String>,
    workflows: Vec<String>,
}

impl RuleSet {
    /// Loads the rules.
    pub async fn load(store: Store) -> Result<Self, StoreError> {
        let (triggers, workflows, shadows) =
            store.read(|c| Ok((triggers::all(c)?, workflows::all(c)?, shadows::all(c)?))).await?;
        let mut rules = Rules::default();
        for workflow in workflows {
            rules.put_workflow(&workflow.definition.id, Some(&workflow));
        }
        for row in triggers {
            rules.put(&row.definition.id.clone(), Some(row));
        }
        rules.put_shadows(shadows);
        let (publish, current) = watch::channel(Arc::new(rules));
        Ok(Self {
            current,
            publish: Arc::new(publish),
            version: Arc::default(),
            taking: Arc::default(),
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
    /// what changed is read again after it, also when it was rolled back. It goes to its end when nobody waits any more:
    /// events would wait forever for a version that nobody publishes.
    pub async fn change<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let rules = self.clone();
        let done = tokio::spawn(async move { rules.change_and_take(work).await });
        done.await.unwrap_or(Err(StoreError::Closed))
    }

    async fn change_and_take<T, F>(self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let touched = Arc::new(std::sync::Mutex::new(Touched::default()));
        let (version, noted) = (self.version(), Arc::clone(&touched));
        let done = self
            .store
            .write(move |tx| {
                let version = version.fetch_add(1, Ordering::AcqRel) + 1;
                let done = work(tx);
                *noted.lock().unwrap_or_else(PoisonError::into_inner) = Touched {
                    version,
                    triggers: tx.changed_ids(Kind::Trigger),
                    workflows: tx.changed_ids(Kind::Workflow),
                };
                done
            })
            .await;
        let touched = std::mem::take(&mut *touched.lock().unwrap_or_else(PoisonError::into_inner));
        if touched.version > 0 {
            self.take(touched).await?;
        }
        done
    }

    /// Takes what a change touched as it is in the store now. A version is published when every change up to it was taken.
    async fn take(&self, touched: Touched) -> Result<(), StoreError> {
        let mut ahead = self.taking.lock().await;
        let Touched { version, triggers: ids, workflows: flows } = touched;
        let (rows, plans, shadows) = self
            .store
            .read(move |c| {
                let rows = ids
                    .into_iter()
                    .map(|id| Ok((triggers::find(c, &id)?.filter(|t| !t.deleted), id)))
                    .collect::<Result<Vec<_>, StoreError>>()?;
                let plans = flows
                    .into_iter()
                    .map(|id| Ok((workflows::find(c, &id)?.filter(|w| !w.deleted), id)))
                    .collect::<Result<Vec<_>, StoreError>>()?;
                Ok((rows, plans, shadows::all(c)?))
            })
            .await?;
        let mut rules = Rules::clone(&self.current());
        for (row, id) in rows {
            rules.put(&id, row);
        }
        for (workflow, id) in plans {
            rules.put_workflow(&id, workflow.as_ref());
        }
        rules.put_shadows(shadows);
        ahead.insert(version);
        while ahead.remove(&(rules.version + 1)) {
            rules.version += 1;
        }
        self.publish.send_replace(Arc::new(rules));
        Ok(())
    }

    /// Told of each new snapshot.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<Rules>> {
        self.current.clone()
    }
}
