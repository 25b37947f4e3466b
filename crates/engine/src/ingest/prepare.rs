//! From envelope to decided event: everything is decided before the writer is asked.

use super::check;
use super::effects::braked;
use super::lineage::Lineage;
use super::sink::{Incoming, Origin};
use super::take::Ingest;
use super::write::{Prepared, Start};
use crate::triggers::{Live, Rules};
use prama_model::Problem;
use prama_model::condition::Facts;
use prama_model::event::{Envelope, Event, Object, subject};
use prama_model::texts::matches::no_workflow;
use prama_model::time::{self, Millis};
use prama_model::trigger::{Reason, ReasonCode};
use prama_store::decisions::{Decision, Outcome};
use prama_store::events::Tally;
use std::collections::HashMap;
use std::sync::Arc;

impl Ingest {
    /// Checks and matches on the present rules. `Err`: the event is to be kept as rejected, with why.
    pub(super) fn prepare(
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
        let flag = check::admit(envelope, &source, origin, depth, &self.registry)
            .map_err(|p| reject(source.clone(), p))?;
        let event = Event { flag, ..self.event(incoming, source, lineage, now) };
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
        let mut asked: HashMap<i64, Outcome> =
            prepared.decisions.iter().map(|d| (d.trigger_n, d.outcome)).collect();
        if incoming.replay_of.is_some() {
            // Options let run what a person sends again.
            asked.extend(prepared.starts.iter().map(|start| (start.live.row.n, Outcome::Matched)));
        }
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
            subject: incoming
                .subject
                .clone()
                .unwrap_or_else(|| subject(&envelope.event_type, &envelope.data)),
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
            flag: None,
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
                (Ok(()), true, None) => {
                    let text = no_workflow(&d.workflow_id);
                    reason = Some(Reason::new(ReasonCode::NoWorkflow, text));
                    (Outcome::Error, Some("workflow".to_owned()))
                }
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
