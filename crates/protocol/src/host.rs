//! What the app says to a program.

use crate::rpc::{Id, RpcError};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A message to a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Outgoing {
    /// The answer to `initialize`.
    Initialized(Id, Box<Initialized>),
    /// The answer to `event`.
    Event(Id, EventAnswer),
    /// The empty answer to `checkpoint` and `ping`.
    Done(Id),
    /// A request that was not understood. Without id when the line could not be read.
    Error(Option<Id>, RpcError),
    /// Asks whether the program is still there.
    Ping(i64),
    /// Asks the program to end; it has 5 s.
    Shutdown,
}

/// What a program needs to begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Initialized {
    /// The version that the app speaks.
    pub protocol_version: String,
    /// The source's id.
    pub source: String,
    /// Its configuration, with defaults.
    pub config: Object,
    /// What it last kept; `null` at first.
    pub checkpoint: Option<Value>,
}

/// What became of an event. It leaves after the event is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum EventAnswer {
    /// Stored.
    Accepted {
        /// The event's id.
        event_id: String,
        /// Whether it was there already (same key).
        duplicate: bool,
    },
    /// Wrong, and kept as rejected: sending it again will not help.
    Rejected {
        /// Stable code, e.g. "EVT-002".
        code: String,
        /// What is wrong and how to mend it.
        message: String,
    },
}

impl Outgoing {
    /// The message as one line, with its line feed.
    #[must_use]
    pub fn to_line(&self) -> String {
        let value = match self {
            Self::Initialized(id, result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Self::Event(id, answer) => json!({"jsonrpc": "2.0", "id": id, "result": answer}),
            Self::Done(id) => json!({"jsonrpc": "2.0", "id": id, "result": {}}),
            Self::Error(id, error) => json!({"jsonrpc": "2.0", "id": id, "error": error}),
            Self::Ping(n) => json!({"jsonrpc": "2.0", "id": n, "method": "ping"}),
            Self::Shutdown => json!({"jsonrpc": "2.0", "method": "shutdown"}),
        };
        format!("{value}\n")
    }
}
