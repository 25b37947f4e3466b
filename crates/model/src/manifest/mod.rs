//! Source manifests (`plugin.json`): the nouns, and the published JSON Schema of the file.

mod dialect;
mod entry;
mod error;
mod event_types;
mod object;
mod read;
mod reader;
pub mod schema;
mod syntax;
mod text;
mod tree;

pub use error::{ExcerptLine, ManifestError};
pub use object::{NoObject, object};
pub use read::{Parsed, parse};
pub use text::Text;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The file's name in a source's folder.
pub const FILE_NAME: &str = "plugin.json";
/// The largest manifest read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The deepest nesting read.
pub const MAX_DEPTH: usize = 32;
/// The longest source id, in bytes.
pub const ID_MAX_BYTES: usize = 64;

/// A source's manifest after reading: both dialects in the native form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Prama event source", description = "plugin.json of an event source")]
pub struct Manifest {
    /// Always "event-source".
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Unique id in kebab-case; equal to the folder's name.
    #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"), length(max = 64))]
    pub id: String,
    /// Display name, shown in the app.
    #[schemars(length(min = 1))]
    pub name: String,
    /// What it does, in a sentence.
    pub description: String,
    /// Semantic version, e.g. "1.0.0".
    pub version: String,
    /// What it can emit; at least one.
    #[schemars(length(min = 1))]
    pub event_types: Vec<EventType>,
    /// JSON Schema of its configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub config_schema: Option<Value>,
    /// Path of its webhook, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_endpoint: Option<String>,
    /// "inactive" lists it as off.
    #[serde(default)]
    pub status: Status,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// How to start it; without it the only script in the folder, or `src/event_source.py`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// How long it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<Lifecycle>,
    /// What it says it needs: shown before a person trusts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub permissions: Option<Value>,
}

impl Manifest {
    /// The declared event type of that name.
    #[must_use]
    pub fn event_type(&self, name: &str) -> Option<&EventType> {
        self.event_types.iter().find(|t| t.name == name)
    }
}

/// What kind of plug-in a manifest describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// A source of events.
    #[default]
    #[serde(rename = "event-source")]
    EventSource,
}

/// One kind of event that a source emits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "EventTypeDeclaration")]
pub struct EventType {
    /// Identifier used in events and triggers, e.g. "timer_fired".
    #[serde(rename = "type")]
    #[schemars(length(min = 1))]
    pub name: String,
    /// The text shown in the app, e.g. "Timer Fired".
    #[schemars(length(min = 1))]
    pub label: String,
    /// What this event means.
    pub description: String,
    /// JSON Schema of the event's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub schema: Option<Value>,
    /// Icon name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// Whether a source is offered as on or off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Starts as usual.
    #[default]
    Active,
    /// Listed as off until a person turns it on.
    Inactive,
}

/// How a source's program is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Entry {
    /// A file in the folder; its extension says which interpreter runs it.
    File(String),
    /// An argument vector run in the folder; no shell.
    Command {
        /// Program and arguments.
        #[schemars(length(min = 1))]
        command: Vec<String>,
        /// Environment variables added for it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        env: BTreeMap<String, String>,
    },
}

/// How long a source's program lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// Runs until it is stopped (the default).
    Persistent,
    /// Started by a schedule.
    Scheduled,
    /// Started when asked.
    OnDemand,
}

/// The published JSON Schema (2020-12) of `plugin.json`, for editors.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Manifest).to_value();
    if let Some(properties) = schema.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.insert("$schema".into(), serde_json::json!({ "type": "string" }));
    }
    schema
}

/// Whether `id` is kebab-case and short enough to name a source.
#[must_use]
pub fn is_source_id(id: &str) -> bool {
    id.len() <= ID_MAX_BYTES
        && id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
