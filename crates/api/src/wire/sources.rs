//! Event sources, their types, folders, logs and manifest errors.

use super::{SourceStatus, SourceTrust};
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

/// Type of a payload field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of JSON Schema")]
pub enum FieldType {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
    Any,
}

/// A field of an event type's payload.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Dotted path.
    pub path: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// JSON Schema format, e.g. `date-time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub format: Option<String>,
    /// Whether every event must have it.
    pub required: bool,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The only values it may have.
    #[serde(rename = "enum", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub choices: Option<Vec<Value>>,
    /// Its value in the newest event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub sample: Option<Value>,
    /// Events that had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seen: Option<i64>,
    /// Events that this is about: the last 5,000 to 10,000, or all while there are fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seen_of: Option<i64>,
    /// Its commonest values; exact counts while there are few different ones, lower bounds beyond.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestions: Option<Vec<FieldValue>>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub min: Option<f64>,
    /// Middle number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub median: Option<f64>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub max: Option<f64>,
    /// The types its values had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub types: Vec<FieldTypeCount>,
    /// When the newest event that has it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_seen_at: Option<String>,
    /// Whether it is not declared, but known from events.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub inferred: bool,
    /// What changed about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub drift: Option<FieldDrift>,
}

/// How many values of a field were of a type.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldTypeCount {
    /// The type by its name in JSON Schema; also `null`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub count: i64,
}

/// How a field changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldDriftKind {
    /// It was in nearly every event, and in none of the last ones.
    Vanished,
    /// It came as a type that it had not been before.
    NewType,
    /// Earlier events did not have it.
    NewField,
}

/// A change of a field in the events.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldDrift {
    /// What changed.
    pub kind: FieldDriftKind,
    /// In a sentence.
    pub text: String,
    /// Ids of the triggers whose conditions use the field.
    pub triggers: Vec<String>,
    /// When: the last event with a vanished field, else the first with the change.
    pub at: String,
}

/// A value a field had.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// How often.
    pub count: i64,
}

/// `GET /api/event-sources/{id}/event-types/{type}/fields`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Fields {
    /// The fields, in the schema's order.
    pub fields: Vec<Field>,
}

/// How a folder is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FolderState {
    /// By notifications.
    Watching,
    /// Being read through.
    Scanning,
    /// Read through every now and then.
    Polling,
    /// Not there.
    Missing,
    /// There, but not to be read.
    NoPermission,
    /// Its file system says nothing; the other folders go on.
    NotAnswering,
}

/// How changes in a folder are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FolderBackend {
    /// The system tells of them.
    Notifications,
    /// By listing it every now and then.
    Polling,
}

/// Health of a watched folder.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FolderHealth {
    /// The folder.
    pub path: String,
    /// How it is watched.
    pub state: FolderState,
    /// How changes are noticed.
    pub backend: FolderBackend,
    /// Milliseconds between two listings, while it is polled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub poll_ms: Option<i64>,
    /// Why it is polled: `watch_limit`, `program_limit`, `file_system`, `silent`, `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
    /// What is to be said about it, when all is not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Why that is, or what happens next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<String>,
    /// The command that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub command: Option<String>,
    /// Files it holds.
    pub files: i64,
    /// Files that wait, e.g. until they are fully written.
    pub pending: Vec<PendingFile>,
}

/// A file that waits.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PendingFile {
    /// The file.
    pub path: String,
    /// What it waits for, as a sentence.
    pub reason: String,
    /// Its length so far.
    pub bytes: i64,
    /// It became longer lately.
    pub growing: bool,
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
