//! What a program says to the app. Unknown fields are ignored everywhere.

use prama_model::event::{Envelope, Metadata, Object};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request or notification from a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// The handshake: asks for configuration and checkpoint.
    Initialize(InitializeParams),
    /// An event.
    Event(Box<EventParams>),
    /// A line for the source's log.
    Log(LogParams),
    /// Keeps how far the program has come, without an event.
    Checkpoint(Value),
    /// Says how the source is doing while it goes on running, or that all is well again.
    Status(StatusParams),
    /// Asks whether the app is there.
    Ping,
    /// A method we do not know.
    Unknown(String),
}

/// Parameters of `initialize`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct InitializeParams {
    /// The version that the program speaks, e.g. "1.0".
    pub protocol_version: String,
    /// Asks the app to send `ping` and to restart the program when it does not answer.
    pub heartbeat: bool,
}

/// An event as a program writes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventParams {
    /// Event type declared in plugin.json.
    pub event_type: String,
    /// The source's id; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The payload.
    #[serde(default)]
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub data: Object,
    /// Idempotency key: the same key twice makes one event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Source, time, user and anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub metadata: Option<Metadata>,
    /// How far the program has come with this event; kept in the event's own transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Value>,
}

impl EventParams {
    /// The envelope and the checkpoint.
    #[must_use]
    pub fn into_parts(self) -> (Envelope, Option<Value>) {
        let Self { event_type, source, data, key, user_id, metadata, checkpoint } = self;
        // What a source's program tells of comes from outside.
        let envelope = Envelope { event_type, source, data, key, user_id, metadata, caused_by: None };
        (envelope, checkpoint)
    }
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Detail for a developer.
    Debug,
    /// Ordinary news.
    #[default]
    Info,
    /// Worth a look.
    #[serde(alias = "warning")]
    Warn,
    /// Something failed.
    #[serde(alias = "critical")]
    Error,
}

/// Parameters of `status`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusParams {
    /// What keeps the source from its work, and how to mend it; `null` or absent: nothing does.
    #[serde(default)]
    pub detail: Option<String>,
}

/// Parameters of `log`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogParams {
    /// How much it matters.
    #[serde(default)]
    pub level: LogLevel,
    /// What it says.
    pub message: String,
}
