//! What a trial of a program is told beside its events: how the program speaks, not only what it says.

use std::process::ExitStatus;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Something that a program did.
#[derive(Debug, Clone)]
pub(in crate::registry) enum Seen {
    /// It took the handshake, and wants to be pinged or not.
    Began {
        /// Whether it wants to be pinged.
        heartbeat: bool,
    },
    /// It answered a ping.
    Answered,
    /// A line that begins like JSON but is not.
    NotJson(String),
    /// JSON that is neither an event nor a message of the protocol.
    NotUnderstood(String),
    /// A line that is too long or not text.
    LeftOut(String),
    /// It ended.
    Ended {
        /// How.
        exit: Option<ExitStatus>,
        /// Processes that it left behind, which were ended; `None` where that cannot be seen.
        left: Option<Vec<String>>,
    },
}

/// Watches one program.
#[derive(Debug, Clone)]
pub(in crate::registry) struct Probe {
    /// Told of everything.
    pub seen: UnboundedSender<Seen>,
    /// How often a program that asked for it is pinged, and how long it may take to answer.
    pub heartbeat: Duration,
}

impl Probe {
    pub(super) fn tell(probe: Option<&Self>, seen: impl FnOnce() -> Seen) {
        if let Some(probe) = probe {
            // Nobody listens any more: the trial is over.
            let _ = probe.seen.send(seen());
        }
    }
}
