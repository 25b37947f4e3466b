//! Where events come in: the one call that sources, the API and steps make, and its answer.

use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::{Cause, Envelope, Object};
use prama_model::ids::{EventId, RunId};
use prama_model::trigger::Reason;
use prama_store::{StoreError, Tx};

/// An event on its way in.
pub struct Incoming {
    /// What the sender wrote.
    pub envelope: Envelope,
    /// Who sent it.
    pub origin: Origin,
    /// Further writes in the event's own transaction: a source's checkpoint, a file index row.
    /// They happen also when the event is refused (it is kept as rejected) or a duplicate.
    pub also: Option<Also>,
    /// What two events with one key have in common, where their data also holds what differs each time it is told.
    pub identity: Option<Object>,
    /// Ids of the triggers that judge it; absent: all that listen.
    pub targets: Option<Vec<String>>,
    /// The stored event that it repeats.
    pub replay_of: Option<EventId>,
    /// Every match is held with this reason until a person lets it run.
    pub hold: Option<Reason>,
    /// What a person calls it; absent: what its data names.
    pub subject: Option<String>,
}

/// Writes that belong to the event's transaction.
pub type Also = Box<dyn FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Send>;

impl Incoming {
    /// An event without further writes.
    #[must_use]
    pub fn new(envelope: Envelope, origin: Origin) -> Self {
        Self {
            envelope,
            origin,
            also: None,
            identity: None,
            hold: None,
            targets: None,
            replay_of: None,
            subject: None,
        }
    }
}

/// Who sent an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A caller of the HTTP surface.
    Api,
    /// A source's own driver; the envelope's source must be this id or absent.
    Source(String),
    /// A step of a run.
    Step {
        /// The run.
        run: RunId,
        /// Position of the step.
        step: u32,
        /// Depth of the event that started it.
        depth: u32,
    },
    /// The engine itself, as source `system`.
    Engine {
        /// The run that it tells of.
        run: Option<RunId>,
        /// Depth of the event that led to it.
        depth: u32,
    },
}

impl Origin {
    /// How many events and runs stand before an event of this origin.
    pub(crate) fn depth(&self) -> u32 {
        match self {
            Self::Step { depth, .. } | Self::Engine { depth, .. } => depth + 1,
            Self::Api | Self::Source(_) => 0,
        }
    }

    /// The run that led to it.
    pub(crate) fn cause(&self) -> Option<Cause> {
        match *self {
            Self::Step { run, step, .. } => Some(Cause { run, step: Some(step) }),
            Self::Engine { run, .. } => run.map(|run| Cause { run, step: None }),
            Self::Api | Self::Source(_) => None,
        }
    }
}

/// The answer to an accepted event; it is given after the commit.
#[derive(Debug, Clone)]
pub struct Ack {
    /// The stored event; the first one's id for a duplicate.
    pub event_id: EventId,
    /// Whether an event with this source and key was there already.
    pub duplicate: bool,
    /// The runs it started.
    pub runs: Vec<StartedRun>,
    /// What is wrong with it, if it was accepted all the same.
    pub flag: Option<Box<Problem>>,
}

/// One run started by an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartedRun {
    /// The run.
    pub run_id: RunId,
    /// The trigger that matched.
    pub trigger_id: String,
    /// Its name.
    pub trigger_name: String,
    /// What runs.
    pub workflow_id: String,
}

/// Why an event did not become an accepted one.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refused {
    /// It is wrong and was kept as rejected: sending it again will not help.
    #[error("{problem}")]
    Rejected {
        /// The kept event, if it could be kept.
        event_id: Option<EventId>,
        /// Why.
        problem: Box<Problem>,
    },
    /// It could not be stored now: send it again later.
    #[error("{problem}")]
    Unavailable {
        /// Why.
        problem: Box<Problem>,
        /// Seconds to wait.
        retry_after_s: u32,
    },
}

impl Refused {
    /// The problem inside.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Rejected { problem, .. } | Self::Unavailable { problem, .. } => problem,
        }
    }
}

/// Takes events in.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Stores the event with its decisions and runs; answers after the commit.
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused>;
}
