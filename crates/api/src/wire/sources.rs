//! Event sources, their types, webhooks, logs and manifest errors.

use super::{Field, FolderHealth, SourceStatus, SourceTrust};
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What a source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Not asked to run.
    Off,
    /// Coming up.
    Starting,
    /// At work.
    Running,
    /// Crashed, starts again soon.
    BackingOff,
    /// Crashed too often, waits for a person.
    CrashLoop,
    /// Its manifest is wrong.
    Invalid,
    /// Waits for a person's consent.
    Untrusted,
    /// Part of the engine, always there.
    Builtin,
}

/// Body of `PUT /api/event-sources/{id}/accept-unfit`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptUnfit {
    /// Whether they are accepted.
    pub accept: bool,
}

/// An event source. The quick start's fields keep the spelling of the manifest.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Source {
    /// Unique id, the folder's name.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Semantic version.
    pub version: String,
    /// What it is doing.
    pub state: SourceState,
    /// Since when.
    pub state_since: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub state_detail: Option<String>,
    /// What it reports.
    #[serde(rename = "eventTypes")]
    pub event_types: Vec<EventType>,
    /// JSON Schema of its configuration.
    #[serde(rename = "configSchema", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub config_schema: Option<Value>,
    /// Path of its webhook.
    #[serde(rename = "webhookEndpoint", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub webhook_endpoint: Option<String>,
    /// Whether its manifest offers it as on or off.
    pub status: SourceStatus,
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<String>,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub license: Option<String>,
    /// Whether it came with Prama.
    pub shipped: bool,
    /// The source whose folder and manifest it shares, if it is a further instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instance_of: Option<String>,
    /// Whether its program may run; absent while its manifest cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trust: Option<SourceTrust>,
    /// Its folder.
    pub path: String,
    /// Its plugin.json.
    pub manifest_path: String,
    /// Its README as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub readme: Option<String>,
    /// Process id while it runs as a process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pid: Option<u32>,
    /// Restarts after crashes.
    pub restarts: u32,
    /// Events accepted, ever.
    pub events_total: i64,
    /// Events set aside, ever.
    pub rejected_total: i64,
    /// When it last reported something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_activity_at: Option<String>,
    /// Events in the last minute.
    pub rate_per_min: f64,
    /// Events in each of the last 60 seconds, the running one last; absent when there were none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<u32>,
    /// When it starts again after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_restart_at: Option<String>,
    /// Events are accepted, flagged, whose data does not fit what it declares; else they are set aside.
    pub accept_unfit: bool,
    /// Its configuration. A secret that is set reads `{"$secret": "set"}`.
    #[schema(value_type = AnyObject)]
    pub config: Object,
    /// `ETag` of its configuration: sent back in `If-Match`, it writes over this one only.
    pub config_etag: String,
    /// Health of the folders it watches.
    pub folders: Vec<FolderHealth>,
    /// Where calls from other services come in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub webhooks: Vec<Webhook>,
    /// What is wrong with its manifest.
    pub errors: Vec<ManifestError>,
    /// What could be better in its manifest.
    pub warnings: Vec<ManifestError>,
}

/// `GET /api/event-sources/{id}/config`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourceConfig {
    /// The configuration, with defaults. A secret that is set reads `{"$secret": "set"}`.
    #[schema(value_type = AnyObject)]
    pub config: Object,
    /// Its `ETag`: sent back in `If-Match`, it writes over this one only.
    pub etag: String,
}

/// A JSON object.
pub(crate) use super::AnyObject;

/// An event type of a source.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventType {
    /// Identifier, as events name it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Display name.
    pub label: String,
    /// What it means.
    pub description: String,
    /// JSON Schema of the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<AnyObject>)]
    pub schema: Option<Value>,
    /// Icon name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub icon: Option<String>,
    /// Words it is found by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub tags: Vec<String>,
    /// Fields of the payload.
    pub fields: Vec<Field>,
    /// Whether the fields were read from events, for want of a schema.
    pub fields_inferred: bool,
    /// Events in the last 24 hours.
    pub events_24h: i64,
    /// Triggers that listen to it.
    pub triggers: i64,
    /// When the newest was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_event_at: Option<String>,
}

/// `GET /api/event-sources/{id}/events`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourceEvents {
    /// The source's id.
    pub source: String,
    /// Its display name.
    pub name: String,
    /// What it reports.
    #[serde(rename = "eventTypes")]
    pub event_types: Vec<EventType>,
}

/// A place where calls from other services come in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Its name.
    pub name: String,
    /// Its full address on this computer.
    pub url: String,
    /// How calls are signed: `none`, `standard-webhooks`, `github`, `stripe`.
    pub scheme: String,
    /// Whether a signature is asked for. Where it is not, anyone who knows the address can call.
    pub signed: bool,
    /// When it was last called since the app started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_call_at: Option<String>,
    /// HTTP status of the answer to that call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_status: Option<u16>,
}

/// What is wrong with a manifest, and where.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ManifestError {
    /// Stable code, e.g. `PLG-001`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// JSON pointer.
    pub pointer: String,
    /// What is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expected: Option<String>,
    /// The one near candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// The lines around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub excerpt: Option<Vec<ExcerptLine>>,
}

/// A line of a manifest.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExcerptLine {
    /// Its number, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// Level of a source's log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the usual names")]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

/// `GET /api/event-sources/{id}/log`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourceLog {
    /// The lines, oldest first.
    pub lines: Vec<SourceLogLine>,
    /// Number of the newest line there is.
    pub last: i64,
}

/// A line of a source's log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourceLogLine {
    /// Its number.
    pub n: i64,
    /// When.
    pub at: String,
    /// Level.
    pub level: Level,
    /// Text.
    pub text: String,
}
