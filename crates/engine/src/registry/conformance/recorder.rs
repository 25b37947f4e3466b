//! Takes the events of a trial: judges them as the ingest does, and keeps the judgement instead of the event.

use crate::clock::SharedClock;
use crate::ingest::{Ack, Incoming, Refused, Sink, check};
use crate::registry::snapshot::{Snapshot, SourceSpec};
use async_trait::async_trait;
use prama_model::Problem;
use prama_store::Store;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What came, so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Events {
    types: BTreeMap<String, u64>,
    keys: HashSet<String>,
    /// Why events were refused, each reason once.
    pub wrong: Vec<Problem>,
}

impl Events {
    pub(super) fn counts(&self) -> BTreeMap<String, u64> {
        self.types.clone()
    }

    pub(super) fn total(&self) -> u64 {
        self.types.values().sum()
    }
}

/// The sink of a trial.
pub(super) struct Recorder {
    snapshot: Snapshot,
    store: Store,
    clock: SharedClock,
    /// Refuses also what is right, to see what the program makes of it.
    refuse: bool,
    events: Mutex<Events>,
    pub came: Notify,
}

impl Recorder {
    pub(super) fn new(spec: &Arc<SourceSpec>, store: Store, clock: SharedClock, refuse: bool) -> Self {
        let mut snapshot = Snapshot::default();
        snapshot.sources.insert(spec.id().to_owned(), spec.clone());
        Self { snapshot, store, clock, refuse, events: Mutex::default(), came: Notify::new() }
    }

    pub(super) fn events(&self) -> Events {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges an event; whether its key was seen before.
    fn judge(&self, incoming: &Incoming) -> Result<bool, Box<Problem>> {
        let envelope = &incoming.envelope;
        let judged = check::source_id(envelope, &incoming.origin)
            .and_then(|source| check::check(envelope, &source, &incoming.origin, 0, &self.snapshot));
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        *events.types.entry(envelope.event_type.clone()).or_default() += 1;
        if let Err(problem) = judged {
            if !events.wrong.iter().any(|known| known.title == problem.title) {
                events.wrong.push(Problem::clone(&problem));
            }
            return Err(problem);
        }
        if self.refuse {
            return Err(Box::new(Problem::new(
                "CHK-010",
                "Refused to see what the program makes of it.",
                "",
            )));
        }
        Ok(envelope.key.as_ref().is_some_and(|key| !events.keys.insert(key.clone())))
    }
}

#[async_trait]
impl Sink for Recorder {
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused> {
        let judged = self.judge(&incoming);
        self.came.notify_one();
        if let Some(also) = incoming.also {
            self.store
                .write(also)
                .await
                .map_err(|e| Refused::Unavailable { problem: Box::new(e.problem()), retry_after_s: 1 })?;
        }
        match judged {
            Ok(duplicate) => {
                Ok(Ack { event_id: self.clock.event_id(), duplicate, runs: Vec::new(), flag: None })
            }
            Err(problem) => Err(Refused::Rejected { event_id: None, problem }),
        }
    }
}
