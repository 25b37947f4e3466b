//! An event with its decisions on its way into the store: the transaction only writes.

use super::take::STALE;
use crate::clock::SharedClock;
use crate::runner::Plan;
use crate::triggers::Live;
use crate::triggers::options::{After, Begun, Ledger, Rule};
use prama_model::event::Event;
use prama_model::ids::EventId;
use prama_model::schedule::Tz;
use prama_model::trigger::Options;
use prama_store::decisions::{self, Decision};
use prama_store::events::{self, Stored, Tally};
use prama_store::runs::{self, NewRun};
use prama_store::shadows::{self, Verdict};
use prama_store::{StoreError, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An event with its decisions, ready to be written.
pub struct Prepared {
    pub(super) event: Arc<Event>,
    pub(super) digest: Option<[u8; 32]>,
    pub(super) decisions: Vec<Decision>,
    pub(super) tally: Tally,
    pub(super) starts: Vec<Start>,
    pub(super) beside: Vec<Verdict>,
    pub(super) clock: SharedClock,
    /// Set when the options of a trigger have a say.
    pub(super) zone: Option<Tz>,
    pub(super) rules_version: u64,
    pub(super) current_version: Arc<AtomicU64>,
}

pub(super) struct Start {
    pub(super) live: Arc<Live>,
    pub(super) plan: Arc<Plan>,
}

impl Start {
    pub(super) fn options(&self) -> Option<&Options> {
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
    pub(super) event_n: i64,
    pub(super) after: After,
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
