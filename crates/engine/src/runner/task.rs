//! A run on its way to be executed, and who takes it.

use super::Plan;
use prama_model::event::Event;
use prama_model::ids::RunId;
use std::sync::Arc;

/// A queued run with what is known of it already, so that nothing need be read again.
#[derive(Debug, Clone)]
pub struct Task {
    /// Row number.
    pub n: i64,
    /// Its id.
    pub id: RunId,
    /// Its event; a re-run with edited input carries the edited payload.
    pub event: Arc<Event>,
    /// Row number of the event.
    pub event_n: i64,
    /// The plan it is pinned to.
    pub plan: Arc<Plan>,
    /// Whether steps of it may be on record.
    pub resumed: bool,
    /// What it counts as, when only so many of that are at work at once.
    pub lane: Option<String>,
}

impl Task {
    /// A fresh run.
    #[must_use]
    pub fn new(n: i64, id: RunId, event: Arc<Event>, event_n: i64, plan: Arc<Plan>) -> Self {
        Self { n, id, event, event_n, plan, resumed: false, lane: None }
    }
}

/// Takes queued runs. The queue in memory is a cache: what does not fit stays in the store.
pub trait Offer: Send + Sync {
    /// Hands a run over.
    fn offer(&self, task: Task);

    /// Queued runs were written that were not handed over.
    fn written(&self);

    /// A queued run, by row number, may start.
    fn ready(&self, n: i64);

    /// Something changed in a lane.
    fn lane(&self, lane: String);
}
