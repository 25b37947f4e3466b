//! What events held lately, per type and field. The sketches live in memory and follow the stored events: nothing is added to the
//! transaction that stores an event. They are stored with the position they are at, so that after a kill the events since are looked at
//! again, in the same order, with the same result.

mod follow;

pub use follow::follow;

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::triggers::Rules;
use prama_model::event::Object;
use prama_model::sketch::{Drift, DriftKind, FieldStatistics, TypeSketch};
use prama_model::time::Millis;
use prama_store::{Connection, Store, StoreError, sketches};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Source and event type.
pub type TypeId = (String, String);

/// Events that are looked at in one go.
const BATCH: u32 = 1_000;
/// Batches that a caller waits for, at most; beyond, it gets what is known so far.
const MAX_BATCHES: usize = 20;
/// Stored size of the sketches that stay in memory, in bytes.
const MAX_KEPT: usize = 8 << 20;
/// How long a change that no trigger minds is told.
const TOLD_MS: Millis = 7 * 86_400_000;

/// What the events of one type held.
#[derive(Debug, Clone, Default)]
pub struct TypeTraffic {
    /// Per field, in the order in which they were first seen.
    pub fields: Vec<FieldStatistics>,
    /// Events that this is about.
    pub events: i64,
    /// What changed about the fields.
    pub drifts: Vec<Drift>,
}

/// A change of a field that triggers ask for.
#[derive(Debug, Clone)]
pub struct Minded {
    /// Source id.
    pub source: String,
    /// Event type.
    pub event_type: String,
    /// What changed.
    pub drift: Drift,
    /// Ids of the triggers.
    pub triggers: Vec<String>,
}

/// The sketches.
#[derive(Clone)]
pub struct Traffic {
    store: Store,
    clock: SharedClock,
    memory: Arc<Mutex<Memory>>,
    /// Storing is done by one at a time, so that an older state never overwrites a newer one.
    storing: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct Memory {
    /// Row number of the last event looked at; unknown before the first look.
    position: Option<i64>,
    /// Events looked at since the sketches were stored.
    unstored: i64,
    kept: HashMap<TypeId, Kept>,
}

struct Kept {
    sketch: TypeSketch,
    changed: bool,
    /// When last stored, in bytes.
    size: usize,
}

impl Traffic {
    /// Over a store.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock) -> Self {
        Self { store, clock, memory: Arc::default(), storing: Arc::default() }
    }

    /// What the events of these types held, up to the newest event. A type without events has an empty answer.
    pub async fn of(&self, types: Vec<TypeId>) -> Result<HashMap<TypeId, TypeTraffic>, EngineError> {
        let each = |id: TypeId, sketch: &TypeSketch| {
            let (fields, events) = sketch.statistics();
            (id, TypeTraffic { fields, events, drifts: sketch.drifts() })
        };
        Ok(self.each(types, each).await?.into_iter().collect())
    }

    /// What changed about fields that triggers ask for, in the order of the types' names.
    pub async fn minded(&self, rules: &Rules) -> Result<Vec<Minded>, EngineError> {
        let mut types: Vec<TypeId> = rules.types().map(|(s, t)| (s.to_owned(), t.to_owned())).collect();
        types.sort();
        let drifts = self.each(types, |id, sketch| (id, sketch.drifts())).await?;
        let mut out = Vec::new();
        for ((source, event_type), drifts) in drifts {
            let users = |path: &str| rules.users(&source, &event_type, path);
            for drift in self.to_be_told(&drifts, |path| !users(path).is_empty()) {
                let triggers = users(&drift.path);
                if !triggers.is_empty() {
                    out.push(Minded {
                        source: source.clone(),
                        event_type: event_type.clone(),
                        drift,
                        triggers,
                    });
                }
            }
        }
        Ok(out)
    }

    /// Asks the sketch of each type, up to the newest event.
    async fn each<T: Send + 'static>(
        &self,
        types: Vec<TypeId>,
        ask: impl Fn(TypeId, &TypeSketch) -> T + Send + 'static,
    ) -> Result<Vec<T>, StoreError> {
        self.catch_up().await?;
        let memory = Arc::clone(&self.memory);
        let work = move |c: &Connection| {
            let mut memory = lock(&memory);
            types
                .into_iter()
                .map(|id| {
                    let sketch = &memory.kept(c, &id.0, &id.1)?.sketch;
                    Ok(ask(id, sketch))
                })
                .collect()
        };
        self.store.read(work).await
    }

    /// Changes about a type's fields that are to be told: those that a trigger minds, by `touched`, and others for a week.
    #[must_use]
    pub fn to_be_told(&self, drifts: &[Drift], touched: impl Fn(&str) -> bool) -> Vec<Drift> {
        let now = self.clock.now_ms();
        let recent = |d: &Drift| now - d.at_ms <= TOLD_MS;
        // A field that is gone stays gone for the trigger that asks for it; a new one is no news after a while.
        let lasting = |d: &Drift| d.kind != DriftKind::NewField && touched(&d.path);
        drifts.iter().filter(|d| recent(d) || lasting(d)).cloned().collect()
    }

    /// Looks at the events that came since; whether more are left.
    async fn catch_up(&self) -> Result<bool, StoreError> {
        for _ in 0..MAX_BATCHES {
            if !self.look_at_more().await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Looks at the next batch of events; whether there may be more.
    async fn look_at_more(&self) -> Result<bool, StoreError> {
        let memory = Arc::clone(&self.memory);
        self.store.read(move |c| lock(&memory).look_at_more(c)).await
    }

    fn unstored(&self) -> i64 {
        lock(&self.memory).unstored
    }

    /// Stores what changed, with the position.
    pub async fn persist(&self) -> Result<(), StoreError> {
        let _one = self.storing.lock().await;
        let (position, changed) = {
            let mut memory = lock(&self.memory);
            let Some(position) = memory.position.filter(|_| memory.unstored > 0) else { return Ok(()) };
            memory.unstored = 0;
            let mut changed = Vec::new();
            for ((source, event_type), kept) in memory.kept.iter_mut().filter(|(_, k)| k.changed) {
                let text = serde_json::to_string(&kept.sketch)?;
                kept.size = text.len();
                kept.changed = false;
                changed.push((source.clone(), event_type.clone(), text));
            }
            (position, changed)
        };
        let ids: Vec<TypeId> = changed.iter().map(|(s, t, _)| (s.clone(), t.clone())).collect();
        let stored = self.store.write(move |tx| sketches::save(tx, position, &changed)).await;
        let mut memory = lock(&self.memory);
        match stored {
            Ok(()) => memory.make_room(),
            // Nothing of it is stored: the next attempt has to bring all of it again.
            Err(_) => {
                memory.unstored += 1;
                for id in ids {
                    if let Some(kept) = memory.kept.get_mut(&id) {
                        kept.changed = true;
                    }
                }
            }
        }
        stored
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    fn look_at_more(&mut self, conn: &Connection) -> Result<bool, StoreError> {
        let from = match self.position {
            Some(position) => position,
            None => sketches::position(conn)?,
        };
        let mut looked_at = 0;
        // All of the batch or nothing: an event must not be counted twice.
        let mut batch: Vec<(TypeId, Millis, Object)> = Vec::new();
        let last = sketches::each_after(conn, from, BATCH, |told| {
            looked_at += 1;
            let id = (told.source.to_owned(), told.event_type.to_owned());
            batch.push((id, told.received_ms, serde_json::from_str(told.data)?));
            Ok(())
        })?;
        for ((source, event_type), _, _) in &batch {
            self.kept(conn, source, event_type)?;
        }
        for (id, received_ms, data) in batch {
            if let Some(kept) = self.kept.get_mut(&id) {
                kept.sketch.add(&data, received_ms);
                kept.changed = true;
            }
        }
        self.position = Some(last);
        self.unstored += last - from;
        Ok(last - from >= i64::from(BATCH))
    }

    fn kept(&mut self, conn: &Connection, source: &str, event_type: &str) -> Result<&mut Kept, StoreError> {
        let id = (source.to_owned(), event_type.to_owned());
        if !self.kept.contains_key(&id) {
            let stored = sketches::load(conn, source, event_type)?.unwrap_or_default();
            let sketch = match serde_json::from_str(&stored) {
                Ok(sketch) => sketch,
                Err(_) if stored.is_empty() => TypeSketch::default(),
                Err(error) => {
                    tracing::warn!(%error, source, event_type, "these field statistics cannot be read and begin anew");
                    TypeSketch::default()
                }
            };
            self.kept.insert(id.clone(), Kept { sketch, changed: false, size: stored.len() });
        }
        self.kept.get_mut(&id).ok_or(StoreError::Closed)
    }

    /// Forgets what is stored while all of it is too large.
    fn make_room(&mut self) {
        let size: usize = self.kept.values().map(|k| k.size).sum();
        if size > MAX_KEPT {
            self.kept.retain(|_, k| k.changed);
        }
    }
}
