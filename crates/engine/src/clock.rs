//! The clock: the only place where the engine reads the time or draws a new id.

use prama_model::ids::{EventId, RunId};
use prama_model::schedule::{self, Tz};
use prama_model::time::Millis;
use std::sync::Arc;
use uuid::Uuid;

/// Time and ids as an argument, so that a test can hold them.
pub trait Clock: Send + Sync {
    /// Now, in milliseconds since the Unix epoch.
    fn now_ms(&self) -> Millis;

    /// A fresh UUID v7.
    fn uuid(&self) -> Uuid;

    /// The time zone of this computer.
    fn zone(&self) -> Tz;

    /// A fresh event id.
    fn event_id(&self) -> EventId {
        EventId(self.uuid())
    }

    /// A fresh run id.
    fn run_id(&self) -> RunId {
        RunId(self.uuid())
    }
}

/// A clock that can be handed around.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> Millis {
        chrono::Utc::now().timestamp_millis()
    }

    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn zone(&self) -> Tz {
        iana_time_zone::get_timezone().ok().and_then(|name| schedule::zone(&name).ok()).unwrap_or(Tz::UTC)
    }
}
