//! Taking events in: judged on the present rules, written in one transaction, answered after it.

use super::effects::Effects;
use super::lineage::Lineage;
use super::sink::{Ack, Incoming, Origin, Refused, Sink, StartedRun};
use super::write::{Prepared, StoredEvent};
use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::registry::Registry;
use crate::runner::Offer;
use crate::triggers::RuleSet;
use crate::triggers::options::Due;
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::{Envelope, Event, Metadata};
use prama_model::ids::EventId;
use prama_model::time;
use prama_store::events::{self, Tally};
use prama_store::{Store, StoreError};
use std::sync::Arc;

/// Takes events in.
pub struct Ingest {
    pub(super) store: Store,
    pub(super) clock: SharedClock,
    pub(super) registry: Registry,
    pub(super) rules: RuleSet,
    pub(super) runner: Arc<dyn Offer>,
    pub(super) effects: Arc<Effects>,
    pub(super) due: Arc<Due>,
    /// Set-aside events are sent again by one at a time.
    pub(super) resending: tokio::sync::Mutex<()>,
}

/// The rules changed between judging and writing.
pub(super) const STALE: &str = "rules changed";

impl Ingest {
    /// Over a store, a registry's snapshot, the rules and a runner.
    #[must_use]
    pub fn new(
        store: Store,
        clock: SharedClock,
        registry: Registry,
        rules: RuleSet,
        runner: Arc<dyn Offer>,
        effects: Arc<Effects>,
        due: Arc<Due>,
    ) -> Self {
        Self { store, clock, registry, rules, runner, effects, due, resending: tokio::sync::Mutex::new(()) }
    }

    async fn keep_rejected(&self, event: Event, problem: Problem, also: Option<super::Also>) -> Refused {
        self.registry.counted(&event.source, false);
        let kept = self
            .store
            .write(move |tx| {
                let id = event.id;
                events::insert(tx, &event, None, Tally::default())?;
                also.map_or(Ok(()), |also| also(tx))?;
                Ok(id)
            })
            .await;
        match kept {
            Ok(id) => Refused::Rejected { event_id: Some(id), problem: Box::new(problem) },
            Err(e) => unavailable(&e),
        }
    }

    /// Sends a stored event again as a new one, marked as replayed; a set-aside one may go to another source. With `targets`,
    /// only these triggers judge it.
    pub async fn resend(
        &self,
        id: EventId,
        source: Option<String>,
        targets: Option<Vec<String>>,
    ) -> Result<Ack, EngineError> {
        let (_, event) = self.store.read(move |c| events::get(c, id)).await?;
        // What was accepted as its source's own is so again; a set-aside or redirected one is whoever's sends it.
        let origin = match (&event.rejection, &source) {
            (None, None) => Origin::Source(event.source.clone()),
            _ => Origin::Api,
        };
        let mut envelope = again(event);
        envelope.source = source.or(envelope.source);
        let incoming = Incoming { targets, replay_of: Some(id), ..Incoming::new(envelope, origin) };
        Ok(self.ingest(incoming).await?)
    }

    /// Hands the runs of a stored event to the runner.
    fn start(&self, prepared: &Prepared, stored: &StoredEvent) -> Vec<StartedRun> {
        if stored.duplicate {
            return Vec::new();
        }
        let mut started = Vec::with_capacity(stored.after.begun.len());
        for begun in &stored.after.begun {
            let mine = prepared
                .starts
                .iter()
                .find(|s| begun.event_n == stored.event_n && s.live.row.n == begun.trigger_n);
            match mine {
                Some(start) if begun.plain => self.runner.offer(crate::runner::Task::new(
                    begun.run_n,
                    begun.run,
                    Arc::clone(&prepared.event),
                    stored.event_n,
                    Arc::clone(&start.plan),
                )),
                _ if begun.ready => self.runner.ready(begun.run_n),
                _ => {}
            }
            started.extend(mine.map(|start| StartedRun {
                run_id: begun.run,
                trigger_id: start.live.row.definition.id.clone(),
                trigger_name: start.live.row.definition.name.clone(),
                workflow_id: start.plan.id.clone(),
            }));
        }
        self.due.handed_over(stored.after.clone());
        started
    }
}

#[async_trait]
impl Sink for Ingest {
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused> {
        let mut incoming = incoming;
        let also = incoming.also.take();
        // The further writes can be made once only, so they wait outside until a transaction gets that far.
        let also = Arc::new(std::sync::Mutex::new(also));
        loop {
            let rules = self.rules.fresh().await;
            let mut lineage = Lineage::of(&incoming, &self.effects, self.clock.now_ms());
            if incoming.replay_of.is_none() {
                lineage.claimed(&incoming.envelope, &self.store).await.map_err(|e| unavailable(&e))?;
            }
            lineage.look_back(&self.store).await.map_err(|e| unavailable(&e))?;
            let prepared = match self.prepare(&incoming, &lineage, &rules) {
                Ok(prepared) => Arc::new(prepared),
                Err(rejected) => {
                    let (event, problem) = *rejected;
                    return Err(self.keep_rejected(event, problem, take(&also)).await);
                }
            };
            let (job, also) = (Arc::clone(&prepared), Arc::clone(&also));
            let written = self
                .store
                .write(move |tx| {
                    let stored = job.store(tx)?;
                    take(&also).map_or(Ok(()), |also| also(tx))?;
                    Ok(stored)
                })
                .await;
            match written {
                Ok(stored) => {
                    if !stored.duplicate {
                        self.registry.counted(&prepared.event.source, true);
                    }
                    let runs = self.start(&prepared, &stored);
                    let flag = prepared.event.flag.clone().map(Box::new);
                    return Ok(Ack { event_id: stored.id, duplicate: stored.duplicate, runs, flag });
                }
                Err(StoreError::Conflict(why)) if why == STALE => {}
                Err(e @ StoreError::KeyReused(_)) => {
                    return Err(Refused::Rejected { event_id: None, problem: Box::new(e.problem()) });
                }
                Err(e) => return Err(unavailable(&e)),
            }
        }
    }
}

/// The envelope that a stored event came in, without its key.
pub(crate) fn again(event: Event) -> Envelope {
    Envelope {
        event_type: event.event_type,
        source: Some(event.source),
        data: event.data,
        user_id: event.user_id,
        metadata: Some(Metadata {
            timestamp: Some(time::rfc3339(event.time_ms)),
            additional_data: event.additional_data,
            ..Metadata::default()
        }),
        ..Envelope::default()
    }
}

fn take(also: &std::sync::Mutex<Option<super::Also>>) -> Option<super::Also> {
    also.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
}

fn unavailable(error: &StoreError) -> Refused {
    let retry_after_s = if matches!(error, StoreError::Full(_)) { 10 } else { 1 };
    Refused::Unavailable { problem: Box::new(error.problem()), retry_after_s }
}
