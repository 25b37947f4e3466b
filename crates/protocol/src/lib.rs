//! What the app and a source's program say to each other: one JSON value a line (docs/plugin-protocol.md). No I/O.

mod host;
mod line;
mod plugin;
mod rpc;

pub use host::{EventAnswer, Initialized, Outgoing};
pub use line::{Line, read_line};
pub use plugin::{EventParams, InitializeParams, LogLevel, LogParams, Request};
pub use rpc::{Id, RpcError};

/// The version of the protocol that we speak.
pub const PROTOCOL_VERSION: &str = "1.0";
/// The longest line either side may write, in bytes, without the line feed.
pub const MAX_LINE_BYTES: usize = 256 * 1024;

/// The published JSON Schema of the event that a program writes.
#[must_use]
pub fn event_schema() -> serde_json::Value {
    schemars::schema_for!(EventParams).to_value()
}
