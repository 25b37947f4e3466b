//! The engine's changes as wire batches.

use crate::wire::{BatchType, Change, ChangeBatch, ChangeKind};
use futures::{Stream, StreamExt};
use prama_engine::Engine;
use prama_engine::store::{self, Kind};

/// Batches after `since`, or from now on.
pub(crate) fn batches(engine: &Engine, since: Option<i64>) -> impl Stream<Item = ChangeBatch> + Send + use<> {
    engine.live().changes(since).map(batch)
}

fn batch(from: store::ChangeBatch) -> ChangeBatch {
    ChangeBatch {
        kind: if from.reset { BatchType::Reset } else { BatchType::Changes },
        seq: from.seq,
        changes: from.changes.into_iter().map(|c| Change { kind: kind(c.kind), id: c.id }).collect(),
    }
}

fn kind(kind: Kind) -> ChangeKind {
    match kind {
        Kind::Event => ChangeKind::Event,
        Kind::Run => ChangeKind::Run,
        Kind::Trigger => ChangeKind::Trigger,
        Kind::Workflow => ChangeKind::Workflow,
        Kind::Source => ChangeKind::Source,
        Kind::Log => ChangeKind::Log,
        Kind::Status => ChangeKind::Status,
        Kind::Notification => ChangeKind::Notification,
    }
}
