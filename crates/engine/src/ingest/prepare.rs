//! From envelope to stored event: everything is decided before the writer is asked; the transaction only writes.

use super::check;
use super::effects::{Effects, braked};
use super::lineage::Lineage;
use super::sink::{Ack, Incoming, Origin, Refused, Sink, StartedRun};
use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::registry::Registry;
use crate::runner::{Offer, Plan};
use crate::triggers::options::{After, Begun, Due, Ledger, Rule};
use crate::triggers::{Live, RuleSet, Rules};
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::condition::Facts;
use prama_model::event::{Envelope, Event, Metadata, Object, subject};
use prama_model::ids::EventId;
use prama_model::schedule::Tz;
use prama_model::time::{self, Millis};
use prama_model::trigger::Options;
use prama_store::decisions::{self, Decision, Outcome};
use prama_store::events::{self, Stored, Tally};
use prama_store::runs::{self, NewRun};
use prama_store::shadows::{self, Verdict};
use prama_store::{Store, StoreError, Tx};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Takes events in.
pub struct Ingest {
    pub(super) store: Store,
    pub(super) clock: SharedClock,
    pub(super) registry: Registry,
    rules: RuleSet,
    runner: Arc<dyn Offer>,
    effects: Arc<Effects>,
    due: Arc<Due>,
    /// Set-aside events are sent again by one at a time.
    pub(super) resending: tokio::sync::Mutex<()>,
}

/// An event with its decisions, ready to be written.
pub struct Prepared {
    event: Arc<Event>,
    digest: Option<[u8; 32]>,
    decisions: Vec<Decision>,
    tally: Tally,
    starts: Vec<Start>,
    beside: Vec<Verdict>,
    clock: SharedClock,
    /// Set when the options of a trigger have a say.
    zone: Option<Tz>,
    rules_version: u64,
    current_version: Arc<AtomicU64>,
}

struct Start {
    live: Arc<Live>,
    plan: Arc<Plan>,
}

impl Start {
    fn options(&self) -> Option<&Options> {
        self.live.row.definition.options.as_deref()
    }
}

/// What the transaction wrote.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// The event, or the earlier one with its key.
    pub id: EventId,
    /// Whether it was there already.
    pub duplicate: bool,
    /// Row number of the event.
    event_n: i64,
    after: After,
}

/// The rules changed between judging and writing.
const STALE: &str = "rules changed";

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

    /// Checks and matches on the present rules. `Err`: the event is to be kept as rejected, with why.
    fn prepare(
        &self,
        incoming: &Incoming,
        lineage: &Lineage,
        rules: &Rules,
    ) -> Result<Prepared, Box<(Event, Problem)>> {
        let Incoming { envelope, origin, .. } = incoming;
        let now = self.clock.now_ms();
        let depth = lineage.depth;
        let reject = |source: String, problem: Box<Problem>| {
            let mut event = self.event(incoming, source, lineage, now);
            // A corrected event may come under the same key: a rejected one does not hold it.
            event.key = None;
            if problem.code == "EVT-005" {
                event.data = Object::new();
            }
            event.rejection = Some((*problem).clone());
            Box::new((event, *problem))
        };
        let source = check::source_id(envelope, origin).map_err(|p| reject(sender(envelope, origin), p))?;
        let snapshot = self.registry.snapshot();
        check::check(envelope, &source, origin, depth, &snapshot).map_err(|p| reject(source.clone(), p))?;
        let event = self.event(incoming, source, lineage, now);
        let digest = event
            .key
            .is_some()
            .then(|| envelope.digest_with(incoming.identity.as_ref().unwrap_or(&envelope.data)));
        let (on, off) = rules.counts(&event.source, &event.event_type);
        let paused = self.registry.paused_since(&event.source).filter(|_| on > 0);
        let (decisions, starts) = match paused {
            None => self.judge(&event, rules, incoming, lineage),
            Some(_) => (kept_from(&event, rules, incoming), Vec::new()),
        };
        let judged_beside = rules.beside().iter().filter(|_| paused.is_none());
        let beside = judged_beside.filter_map(|b| b.judge(&event, &decisions)).collect();
        let tally = match (paused, &incoming.targets) {
            (None, None) => {
                let off_asked = decisions.iter().filter(|d| d.outcome == Outcome::Off).count();
                Tally::of(&decisions).implying(on + off_asked - decisions.len(), off - off_asked)
            }
            (Some(since_ms), None) => Tally::paused(since_ms, on + off),
            (paused_ms, Some(_)) => Tally { paused_ms, ..Tally::of(&decisions) },
        };
        Ok(Prepared {
            event: Arc::new(event),
            digest,
            decisions,
            zone: starts.iter().any(|s| s.options().is_some()).then(|| self.clock.zone()),
            tally,
            starts,
            beside,
            clock: Arc::clone(&self.clock),
            rules_version: rules.version,
            current_version: self.rules.version(),
        })
    }

    /// What the listening triggers would say of an event, without a trace. `Err`: it would be set aside.
    pub(crate) fn foresee(
        &self,
        incoming: &Incoming,
        rules: &Rules,
    ) -> Result<Vec<(String, Outcome)>, Box<Problem>> {
        let prepared =
            self.prepare(incoming, &Lineage::foreseen(), rules).map_err(|rejected| Box::new(rejected.1))?;
        let listening = rules.listening(&prepared.event.source, &prepared.event.event_type);
        let asked: HashMap<i64, Outcome> =
            prepared.decisions.iter().map(|d| (d.trigger_n, d.outcome)).collect();
        let paused = prepared.tally.paused_ms.is_some();
        let foreseen = |t: &Live| match (asked.get(&t.row.n), incoming.targets.is_some()) {
            (Some(outcome), _) => Some(*outcome),
            (None, true) => None,
            (None, false) if t.row.definition.active && paused => Some(Outcome::Paused),
            (None, false) if t.row.definition.active => Some(Outcome::NoMatch),
            (None, false) => Some(Outcome::Off),
        };
        let named = |t: &Arc<Live>| Some((t.row.definition.id.clone(), foreseen(t)?));
        Ok(listening.into_iter().filter_map(named).collect())
    }

    fn event(&self, incoming: &Incoming, source: String, lineage: &Lineage, now: Millis) -> Event {
        let envelope = &incoming.envelope;
        let metadata = envelope.metadata.as_ref();
        Event {
            id: self.clock.event_id(),
            source,
            event_type: envelope.event_type.clone(),
            subject: subject(&envelope.event_type, &envelope.data),
            time_ms: metadata.and_then(|m| m.timestamp.as_deref()).and_then(time::parse).unwrap_or(now),
            received_ms: now,
            user_id: envelope.user().map(ToOwned::to_owned),
            key: envelope.key.clone(),
            data: envelope.data.clone(),
            additional_data: metadata.and_then(|m| m.additional_data.clone()),
            depth: lineage.depth,
            replay_of: incoming.replay_of,
            caused_by: lineage.cause,
            rejection: None,
        }
    }

    fn judge(
        &self,
        event: &Event,
        rules: &Rules,
        incoming: &Incoming,
        lineage: &Lineage,
    ) -> (Vec<Decision>, Vec<Start>) {
        let (targets, hold) = (incoming.targets.as_deref(), incoming.hold.as_ref());
        let mut decisions = Vec::new();
        let mut starts = Vec::new();
        let facts = Facts::of(event);
        let asked = match targets {
            None => rules.asked(event, &facts),
            Some(ids) => {
                let mut asked = rules.listening(&event.source, &event.event_type);
                asked.retain(|t| ids.contains(&t.row.definition.id));
                asked
            }
        };
        for live in asked {
            let d = &live.row.definition;
            let judged = match &live.compiled {
                Ok(compiled) => compiled.judge(&facts).map_err(|stop| {
                    (if stop.error { Outcome::Error } else { Outcome::NoMatch }, stop.leaf.to_owned())
                }),
                Err(_) => Err((Outcome::Error, "conditions".to_owned())),
            };
            let plan = rules.plan(&d.workflow_id);
            let mut reason = None;
            let (outcome, leaf) = match (judged, d.active, plan) {
                (Ok(()), true, Some(_)) if lineage.is_loop(live.row.n) => {
                    reason = Some(lineage.stopped(event, &d.name));
                    (Outcome::Loop, None)
                }
                (Ok(()), true, Some(_)) if hold.is_some() => {
                    reason = hold.cloned();
                    (Outcome::Held, None)
                }
                (Ok(()), true, Some(_)) if self.effects.brakes(live.row.n, d, event, lineage.foreseen) => {
                    reason = d.options.as_ref().and_then(|o| o.brake.as_ref()).map(|b| braked(&d.name, b));
                    (Outcome::Held, None)
                }
                (Ok(()), true, Some(plan)) => {
                    starts.push(Start { live: Arc::clone(live), plan: Arc::clone(plan) });
                    // What the options make of it is decided in the transaction.
                    (if d.options.is_some() { Outcome::Held } else { Outcome::Matched }, None)
                }
                (Ok(()), true, None) => (Outcome::Error, Some("workflow".to_owned())),
                (Ok(()), false, _) => (Outcome::Off, None),
                (Err((_, leaf)), false, _) => (Outcome::Off, Some(leaf)),
                (Err((outcome, leaf)), true, _) => (outcome, Some(leaf)),
            };
            decisions.push(Decision {
                trigger_n: live.row.n,
                revision: live.row.revision,
                outcome,
                leaf,
                reason,
            });
        }
        (decisions, starts)
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

impl Prepared {
    /// Writes event, decisions and queued runs.
    pub fn store(&self, tx: &mut Tx<'_>) -> Result<StoredEvent, StoreError> {
        if self.current_version.load(Ordering::Acquire) != self.rules_version {
            return Err(StoreError::Conflict(STALE.to_owned()));
        }
        match events::insert(tx, &self.event, self.digest.as_ref(), self.tally)? {
            Stored::Duplicate(event_n, id) => {
                Ok(StoredEvent { id, duplicate: true, event_n, after: After::default() })
            }
            Stored::New(event_n) => {
                let judged_by_all = self.tally.implied && self.tally.paused_ms.is_none();
                decisions::insert(tx, event_n, &self.event, &self.decisions, judged_by_all)?;
                shadows::note(tx, event_n, &self.beside)?;
                let mut after = After::default();
                for start in &self.starts {
                    if let (Some(options), Some(zone)) = (start.options(), self.zone) {
                        after.and(self.gate(tx, event_n, start, options, zone)?);
                        continue;
                    }
                    let run = NewRun {
                        id: self.clock.run_id(),
                        event_n,
                        trigger_n: Some(start.live.row.n),
                        workflow_n: start.plan.workflow_n,
                        revision: start.plan.revision,
                        subject: self.event.subject.clone(),
                        depth: self.event.depth,
                        steps_total: start.plan.steps_total(),
                        test: false,
                        rerun_of: None,
                        input: None,
                        lane: None,
                        not_before_ms: None,
                    };
                    let run_n = runs::insert(tx, &run, self.event.received_ms)?;
                    let (run, trigger_n) = (run.id, start.live.row.n);
                    after.begun.push(Begun { run_n, run, event_n, trigger_n, plain: true, ready: true });
                }
                Ok(StoredEvent { id: self.event.id, duplicate: false, event_n, after })
            }
        }
    }

    /// Asks the options of a trigger what becomes of its match. What a person sends again runs anyway.
    fn gate(
        &self,
        tx: &mut Tx<'_>,
        event_n: i64,
        start: &Start,
        options: &Options,
        zone: Tz,
    ) -> Result<After, StoreError> {
        let keys = options.keys(&self.event.data);
        let rule = Rule { trigger_n: start.live.row.n, options, plan: &start.plan };
        let at_hand = Some((event_n, Arc::clone(&self.event)));
        Ledger::with(tx, rule, (&self.clock, zone), at_hand, |gate| match self.event.replay_of {
            Some(_) => gate.allowed(event_n, &keys, true),
            None => gate.arrived(event_n, &keys),
        })
    }
}

/// The decisions of the chosen triggers on an event whose source is paused; without chosen ones they follow from who listens.
fn kept_from(event: &Event, rules: &Rules, incoming: &Incoming) -> Vec<Decision> {
    let Some(targets) = &incoming.targets else { return Vec::new() };
    let mut chosen = rules.listening(&event.source, &event.event_type);
    chosen.retain(|t| targets.contains(&t.row.definition.id));
    let decision = |t: &Arc<Live>| Decision {
        trigger_n: t.row.n,
        revision: t.row.revision,
        outcome: if t.row.definition.active { Outcome::Paused } else { Outcome::Off },
        leaf: None,
        reason: None,
    };
    chosen.into_iter().map(decision).collect()
}

/// Under which source an event is kept that names none, or one it may not speak for.
fn sender(envelope: &Envelope, origin: &Origin) -> String {
    match origin {
        Origin::Source(own) => own.clone(),
        _ => envelope.source.clone().unwrap_or_default(),
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
                    return Ok(Ack { event_id: stored.id, duplicate: stored.duplicate, runs });
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
