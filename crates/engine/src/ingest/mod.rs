//! Taking events in: check against the registry, match against the triggers, store event, decisions and runs in one
//! transaction, and answer after its commit.

mod aside;
pub(crate) mod check;
pub(crate) mod effects;
mod lineage;
mod mend;
mod named;
mod prepare;
mod sink;
mod take;
mod write;

pub use aside::SentAs;
pub use check::{MAX_DATA_BYTES, MAX_DEPTH};
pub use effects::Effects;
pub use lineage::MAX_SELF;
pub use mend::Mended;
pub use sink::{Ack, Also, Incoming, Origin, Refused, Sink, StartedRun};
pub use take::Ingest;
pub(crate) use take::again;
pub use write::{Prepared, StoredEvent};
