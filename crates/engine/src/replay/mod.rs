//! Sending stored events again, to chosen triggers or all: dry (judged only), shadow (judged and on record) or real (new
//! events, marked and linked). A real one is on record before its first event, each event has a key of its own under it, and
//! what a stop cuts off is carried on: nothing is sent twice, nothing is left out in silence.

mod ask;
mod work;

pub use ask::{Ask, Mode, Selection};
pub use work::{Answer, Said, Verdict};

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::ingest::Ingest;
use crate::triggers::RuleSet;
use prama_model::Problem;
use prama_model::event::Event;
use prama_store::replays::{self, Replay};
use prama_store::{Connection, Store, StoreError, events};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Events in one replay, at most.
pub const MAX_EVENTS: u32 = 10_000;
/// Verdicts in one answer, at most.
pub const MAX_RESULTS: usize = 10_000;
/// How long an answer waits for a large one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The verb on stored events.
#[derive(Clone)]
pub struct Replays {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: SharedClock,
    ingest: Arc<Ingest>,
    rules: RuleSet,
    /// Row numbers of those at work in this process.
    at_work: Mutex<HashSet<i64>>,
}

impl Replays {
    /// Over the store, the rules and where events go.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock, ingest: Arc<Ingest>, rules: RuleSet) -> Self {
        Self { inner: Arc::new(Inner { store, clock, ingest, rules, at_work: Mutex::default() }) }
    }

    /// Sends events again, or says what would come of it.
    pub async fn replay(&self, ask: Ask) -> Result<Answer, EngineError> {
        let inner = &self.inner;
        let request = ask.request();
        if let Some(id) = &ask.id
            && let Some(known) = self.find(id).await?
        {
            // The same id is the same replay: it is answered for, not done again.
            if known.request != request {
                return Err(other_request(id));
            }
            return self.carry(known).await;
        }
        self.check(&ask)?;
        let (picked, truncated) = self.pick(&ask.selection).await?;
        let foreseen = self.foresee(&picked, ask.triggers.as_deref()).await;
        if picked.len() == foreseen.no_listener && ask.triggers.is_some() {
            return Err(no_listener());
        }
        let answer =
            Answer { truncated: truncated || foreseen.truncated, ..foreseen.answer(&ask, picked.len()) };
        if ask.mode == Mode::Dry {
            return Ok(answer);
        }
        if ask.mode == Mode::Real && answer.runs > ask.max_runs as usize {
            return Err(too_many(answer.runs, ask.max_runs));
        }
        let replay = Replay {
            n: 0,
            id: ask.id.clone().unwrap_or_else(|| inner.clock.uuid().to_string()),
            request,
            real: ask.mode == Mode::Real,
            events: i64::try_from(picked.len()).unwrap_or(i64::MAX),
            truncated,
            ended_ms: None,
        };
        let (now, id) = (inner.clock.now_ms(), replay.id.clone());
        let numbers: Vec<i64> = picked.iter().map(|(n, _)| *n).collect();
        let kept = inner
            .store
            .write(move |tx| match replays::find(tx.conn(), &replay.id)? {
                // Somebody else was as quick with the same id.
                Some(known) if known.request == replay.request => Ok(Some(known)),
                Some(_) => Ok(None),
                None => {
                    let n = replays::insert(tx, &replay, &numbers, now)?;
                    Ok(Some(Replay { n, ..replay }))
                }
            })
            .await?;
        self.carry(kept.ok_or_else(|| other_request(&id))?).await
    }

    /// How far a replay got; one that was cut off is carried on.
    pub async fn progress(&self, id: &str) -> Result<Answer, EngineError> {
        let known = self.find(id).await?.ok_or_else(|| EngineError::not_found("replay", id))?;
        self.carry(known).await
    }

    /// Carries on what an earlier stop cut off.
    pub(crate) async fn carry_on(&self) -> Result<(), StoreError> {
        for replay in self.inner.store.read(replays::open).await? {
            tracing::info!(replay = %replay.id, events = replay.events, "a replay goes on that was cut off");
            let this = self.clone();
            tokio::spawn(async move { this.work(replay).await });
        }
        Ok(())
    }

    async fn find(&self, id: &str) -> Result<Option<Replay>, StoreError> {
        let id = id.to_owned();
        self.inner.store.read(move |c| replays::find(c, &id)).await
    }

    /// Does what is left, for as long as an answer may take; the work itself goes on after it.
    async fn carry(&self, replay: Replay) -> Result<Answer, EngineError> {
        if replay.ended_ms.is_none() {
            let (this, of) = (self.clone(), replay.clone());
            let work = tokio::spawn(async move { this.work(of).await });
            if let Ok(Ok(done)) = tokio::time::timeout(PATIENCE, work).await {
                done?;
            }
        }
        self.report(&replay.id).await
    }

    fn check(&self, ask: &Ask) -> Result<(), EngineError> {
        let mut problems = ask.problems();
        let rules = self.inner.rules.current();
        for (i, id) in ask.triggers.iter().flatten().enumerate() {
            if rules.trigger(id).is_none() {
                let known: Vec<String> = rules.triggers().map(|t| t.row.definition.id.clone()).collect();
                let near = prama_model::suggest::nearest(id, known.iter().map(String::as_str));
                problems.push(prama_model::FieldProblem {
                    suggestion: near.map(ToOwned::to_owned),
                    ..prama_model::FieldProblem::at(
                        format!("/triggers/{i}"),
                        format!("There is no trigger with the id \"{id}\"."),
                    )
                });
            }
        }
        match problems.first() {
            None => Ok(()),
            Some(first) => {
                Err(EngineError::Invalid { code: "RPL-001", title: first.message.clone(), errors: problems })
            }
        }
    }

    /// The events asked for, oldest first, and whether there were more than a replay takes.
    async fn pick(&self, selection: &Selection) -> Result<(Vec<(i64, Event)>, bool), EngineError> {
        let selection = selection.clone();
        Ok(self
            .inner
            .store
            .read(move |c| {
                let mut picked = select(c, &selection)?;
                let truncated = picked.len() > MAX_EVENTS as usize;
                picked.truncate(MAX_EVENTS as usize);
                Ok((picked, truncated))
            })
            .await?)
    }
}

fn select(conn: &Connection, selection: &Selection) -> Result<Vec<(i64, Event)>, StoreError> {
    let mut picked = Vec::new();
    match selection {
        Selection::Events(ids) => {
            let mut seen = HashSet::new();
            for id in ids.iter().filter(|id| seen.insert(**id)) {
                picked.push(events::get(conn, *id)?);
            }
            picked.sort_by_key(|(n, _)| *n);
        }
        Selection::Window { source, event_type, from_ms, to_ms } => {
            let time = (*from_ms, *to_ms);
            for n in replays::window(conn, source, event_type.as_deref(), time, MAX_EVENTS + 1)? {
                picked.extend(events::by_number(conn, n)?.map(|e| (n, e)));
            }
        }
    }
    Ok(picked)
}

impl Inner {
    /// Whether the caller is the one that works on it.
    fn begin(&self, n: i64) -> bool {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).insert(n)
    }

    fn finish(&self, n: i64) {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).remove(&n);
    }
}

fn other_request(id: &str) -> EngineError {
    EngineError::Conflict(Box::new(
        Problem::new(
            "RPL-002",
            format!("The replay \"{id}\" was asked for before, and differently."),
            "Nothing was sent again.",
        )
        .place("/id")
        .fix("Use a new id for a new replay."),
    ))
}

fn no_listener() -> EngineError {
    EngineError::Conflict(Box::new(
        Problem::new("RPL-003", "None of these triggers listens to these events.", "Nothing was sent again.")
            .place("/triggers")
            .fix("Choose triggers of the events' source and type, or leave the triggers out."),
    ))
}

fn too_many(runs: usize, allowed: u32) -> EngineError {
    EngineError::Conflict(Box::new(
        Problem::new(
            "RPL-004",
            format!(
                "This would start {}; the limit is {allowed}.",
                if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") }
            ),
            "Nothing was sent again.",
        )
        .place("/max_runs")
        .fix(format!("Look at what a dry replay says, then send it again with \"max_runs\": {runs}."))
        .suggestion(Some(runs.to_string())),
    ))
}
