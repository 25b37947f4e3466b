//! Doing a replay, and saying what came of it.

use super::{Ask, MAX_RESULTS, Mode, Replays};
use crate::error::EngineError;
use crate::ingest::{Incoming, Origin, Refused, Sink, again};
use futures::future::join_all;
use prama_model::event::Event;
use prama_model::ids::{EventId, RunId};
use prama_store::replays::{self, Replay};
use prama_store::{Connection, StoreError, decisions, triggers};
use serde::{Deserialize, Serialize};

/// Events that are sent before the next ones are read; they share commits.
const AT_ONCE: u32 = 64;

/// What was said of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The event that was or would be sent again.
    pub event: EventId,
    /// The new event.
    pub again: Option<EventId>,
    /// By which trigger; absent: of the event as such.
    pub trigger: Option<String>,
    /// What: a decision's outcome, `rejected`, or `waiting`.
    pub outcome: String,
    /// The run it started.
    pub run: Option<RunId>,
}

/// A verdict on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// By which trigger; absent: of the event as such.
    trigger: Option<String>,
    /// What.
    outcome: String,
}

/// What came of a replay, so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its id, when it is on record.
    pub id: Option<String>,
    /// Events in it.
    pub events: usize,
    /// Runs it started, or would start.
    pub runs: usize,
    /// What was said, in the order of the events.
    pub results: Vec<Said>,
    /// Whether there was more than is shown or taken.
    pub truncated: bool,
    /// Whether nothing of it waits any more.
    pub done: bool,
}

/// What would come of events.
#[derive(Default)]
pub(super) struct Foreseen {
    results: Vec<Said>,
    runs: usize,
    /// Events that no trigger would judge.
    pub(super) no_listener: usize,
    pub(super) truncated: bool,
}

impl Foreseen {
    pub(super) fn answer(self, ask: &Ask, events: usize) -> Answer {
        let (runs, done) = (self.runs, ask.mode == Mode::Dry);
        Answer { id: ask.id.clone(), events, runs, results: self.results, truncated: self.truncated, done }
    }
}

const MATCHED: &str = "matched";

impl Replays {
    /// Judges events as if they came now, without a trace.
    pub(super) async fn foresee(&self, picked: &[(i64, Event)], targets: Option<&[String]>) -> Foreseen {
        let mut out = Foreseen::default();
        let rules = self.inner.rules.fresh().await;
        for (_, event) in picked {
            let verdicts = self.verdicts(event, targets, &rules);
            out.no_listener += usize::from(verdicts.is_empty());
            for verdict in verdicts {
                out.runs += usize::from(verdict.outcome == MATCHED);
                if out.results.len() == MAX_RESULTS {
                    out.truncated = true;
                    continue;
                }
                let Verdict { trigger, outcome } = verdict;
                out.results.push(Said { event: event.id, again: None, trigger, outcome, run: None });
            }
        }
        out
    }

    fn verdicts(
        &self,
        event: &Event,
        targets: Option<&[String]>,
        rules: &crate::triggers::Rules,
    ) -> Vec<Verdict> {
        let incoming = incoming(event, targets);
        match self.inner.ingest.foresee(&incoming, rules) {
            Ok(said) => said
                .into_iter()
                .map(|(trigger, outcome)| Verdict {
                    trigger: Some(trigger),
                    outcome: outcome.name().to_owned(),
                })
                .collect(),
            Err(_) => vec![Verdict { trigger: None, outcome: "rejected".to_owned() }],
        }
    }

    /// Does what waits. Only one does at a time; the keys would keep two from sending anything twice.
    pub(super) async fn work(&self, replay: Replay) -> Result<(), EngineError> {
        if !self.inner.begin(replay.n) {
            return Ok(());
        }
        let done = self.rest(&replay).await;
        self.inner.finish(replay.n);
        if let Err(error) = &done {
            tracing::warn!(%error, replay = %replay.id, "the replay goes on at the next start, or when it is asked for again");
        }
        done
    }

    async fn rest(&self, replay: &Replay) -> Result<(), EngineError> {
        let n = replay.n;
        let targets = targets(&replay.request);
        loop {
            let waiting = self.inner.store.read(move |c| replays::waiting(c, n, AT_ONCE)).await?;
            if waiting.is_empty() {
                let now = self.inner.clock.now_ms();
                return Ok(self.inner.store.write(move |tx| replays::end(tx, n, now)).await?);
            }
            if replay.real {
                let sent = waiting.into_iter().map(|(at, e)| self.send(replay, at, e, targets.as_deref()));
                for sent in join_all(sent).await {
                    sent?;
                }
            } else {
                self.keep(n, waiting, targets.as_deref()).await?;
            }
        }
    }

    async fn send(
        &self,
        replay: &Replay,
        position: i64,
        event: Event,
        targets: Option<&[String]>,
    ) -> Result<(), EngineError> {
        let key = format!("replay-{}-{}", replay.id, event.id);
        let mut incoming = incoming(&event, targets);
        incoming.envelope.key = Some(key.clone());
        let (n, source) = (replay.n, event.source);
        incoming.also = Some(Box::new(move |tx| replays::taken(tx, n, position, &source, &key)));
        match self.inner.ingest.ingest(incoming).await {
            Ok(_) | Err(Refused::Rejected { .. }) => Ok(()),
            Err(refused) => Err(refused.into()),
        }
    }

    async fn keep(
        &self,
        n: i64,
        waiting: Vec<(i64, Event)>,
        targets: Option<&[String]>,
    ) -> Result<(), EngineError> {
        let rules = self.inner.rules.fresh().await;
        let verdicts: Vec<(i64, String)> = waiting
            .iter()
            .map(|(at, event)| {
                let verdicts = self.verdicts(event, targets, &rules);
                (*at, serde_json::to_string(&verdicts).unwrap_or_default())
            })
            .collect();
        let write = move |tx: &mut prama_store::Tx<'_>| {
            verdicts.iter().try_for_each(|(at, text)| replays::judged(tx, n, *at, text))
        };
        Ok(self.inner.store.write(write).await?)
    }

    /// What is on record of a replay.
    pub(super) async fn report(&self, id: &str) -> Result<Answer, EngineError> {
        let wanted = id.to_owned();
        let found = self
            .inner
            .store
            .read(move |c| replays::find(c, &wanted)?.map(|replay| report(c, replay)).transpose())
            .await?;
        found.ok_or_else(|| EngineError::not_found("replay", id))
    }
}

/// The envelope of an event that comes again.
fn incoming(event: &Event, targets: Option<&[String]>) -> Incoming {
    let origin = match event.rejection {
        // What was accepted as its source's own is so again.
        None => Origin::Source(event.source.clone()),
        Some(_) => Origin::Api,
    };
    Incoming {
        targets: targets.map(<[String]>::to_vec),
        replay_of: Some(event.id),
        ..Incoming::new(again(event.clone()), origin)
    }
}

fn targets(request: &str) -> Option<Vec<String>> {
    let request: serde_json::Value = serde_json::from_str(request).ok()?;
    serde_json::from_value(request.get("triggers")?.clone()).ok()?
}

fn report(conn: &Connection, replay: Replay) -> Result<Answer, StoreError> {
    let (mut results, mut runs, mut truncated) = (Vec::new(), 0, replay.truncated);
    let mut say = |said: Said| {
        if results.len() == MAX_RESULTS { truncated = true } else { results.push(said) }
    };
    for item in replays::items(conn, replay.n)? {
        let again = item.again.map(|(_, id)| id);
        let said = |trigger: Option<String>, outcome: &str, run: Option<RunId>| Said {
            event: item.event,
            again,
            trigger,
            outcome: outcome.to_owned(),
            run,
        };
        match (item.taken, item.again) {
            (None, _) => say(said(None, "waiting", None)),
            (Some(false), _) => say(said(None, "rejected", None)),
            (Some(true), Some((event_n, _))) => {
                for d in decisions::of_event(conn, event_n, crate::triggers::MAX_PLAIN)? {
                    let run = replays::run_of(conn, event_n, d.trigger_n)?;
                    runs += usize::from(run.is_some());
                    say(said(triggers::id_of(conn, d.trigger_n)?, d.outcome.name(), run));
                }
            }
            (Some(true), None) => {
                let text = item.results.as_deref().unwrap_or("[]");
                for verdict in serde_json::from_str::<Vec<Verdict>>(text)? {
                    runs += usize::from(verdict.outcome == MATCHED);
                    say(said(verdict.trigger, &verdict.outcome, None));
                }
            }
        }
    }
    Ok(Answer {
        id: Some(replay.id),
        events: usize::try_from(replay.events).unwrap_or_default(),
        runs,
        results,
        truncated,
        done: replay.ended_ms.is_some(),
    })
}
