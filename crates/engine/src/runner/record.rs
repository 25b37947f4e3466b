//! What a run has done and not yet written: records that go into one transaction together with what comes next.

use super::Shared;
use super::log::RunLog;
use prama_model::ids::RunId;
use prama_model::run::Change;
use prama_model::time::Millis;
use prama_store::own_events::OwnEvent;
use prama_store::runs::{self, Details};
use prama_store::steps::{self, At, Ended};
use prama_store::{StoreError, Tx, logs};
use std::sync::Arc;
use std::time::Duration;

/// One thing to write.
#[derive(Debug, Clone)]
pub(super) enum Record {
    /// A step that took no noticeable time.
    Instant { at: At, input: String, ended: Ended, started_ms: Millis, now_ms: Millis },
    /// An attempt begins; its side effect follows the commit.
    Begin { at: At, input: String, now_ms: Millis },
    /// An attempt ended.
    End { at: At, ended: Ended, now_ms: Millis },
    /// The first unfinished step moved.
    Advance { step: u32 },
    /// The run's status changes.
    Change { change: Change, details: Details, now_ms: Millis },
    /// An attempt was cut off by a stop.
    Interrupt { at: At, now_ms: Millis },
    /// An event of the app itself follows.
    Tell(Box<OwnEvent>),
}

/// The journal of one run between two commits.
pub(super) struct Ledger {
    run_n: i64,
    run: RunId,
    waiting: Vec<Record>,
}

impl Ledger {
    pub(super) fn new(run_n: i64, run: RunId) -> Self {
        Self { run_n, run, waiting: Vec::new() }
    }

    pub(super) fn add(&mut self, record: Record) {
        self.waiting.push(record);
    }

    /// Writes everything in one transaction. A full disk pauses the run here until there is space again (contract C9).
    pub(super) async fn commit(&mut self, shared: &Shared, log: &RunLog) -> Result<(), StoreError> {
        let lines = log.take();
        if self.waiting.is_empty() && lines.is_empty() {
            return Ok(());
        }
        let records = Arc::new(std::mem::take(&mut self.waiting));
        let lines = Arc::new(lines);
        let (n, id) = (self.run_n, self.run);
        loop {
            let (records, lines) = (Arc::clone(&records), Arc::clone(&lines));
            let done = shared
                .store
                .write(move |tx| {
                    for record in records.iter() {
                        write(tx, n, id, record)?;
                    }
                    logs::append(tx, n, id, &lines)
                })
                .await;
            match done {
                Err(StoreError::Full(why)) => {
                    tracing::warn!(run = %id, %why, "the run waits for disk space");
                    tokio::time::sleep(Duration::from_secs(2)).await;
                }
                other => return other,
            }
        }
    }
}

fn write(tx: &mut Tx<'_>, n: i64, id: RunId, record: &Record) -> Result<(), StoreError> {
    match record {
        Record::Instant { at, input, ended, started_ms, now_ms } => {
            steps::instant(tx, *at, input, ended, *started_ms, *now_ms)
        }
        Record::Begin { at, input, now_ms } => steps::begin(tx, *at, input, *now_ms),
        Record::End { at, ended, now_ms } => steps::end(tx, *at, ended, *now_ms),
        Record::Advance { step } => runs::advance(tx, n, id, *step),
        Record::Change { change, details, now_ms } => {
            runs::change(tx, n, id, *change, details, *now_ms).map(|_| ())
        }
        Record::Interrupt { at, now_ms } => steps::interrupt(tx, *at, *now_ms),
        Record::Tell(event) => crate::system::record(tx, event),
    }
}
