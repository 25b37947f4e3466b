//! The home page: today's numbers, what needs attention, what runs, what happened to recent files.

use super::RunSummary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/home`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Home {
    /// Runs since local midnight.
    pub today: Today,
    /// 48 half hours, oldest first.
    pub bars: Vec<Bar>,
    /// What a person should look at, most urgent first.
    pub attention: Vec<Attention>,
    /// Runs at work.
    pub running: Vec<RunSummary>,
    /// Files seen lately and what happened to them.
    pub recent_files: Vec<RecentFile>,
    /// Whether nothing was set up yet.
    pub first_run: bool,
}

/// Runs since local midnight.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Today {
    /// All of them.
    pub runs: i64,
    /// Done.
    pub succeeded: i64,
    /// Failed.
    pub failed: i64,
    /// At work or queued.
    pub active: i64,
    /// Between two attempts.
    pub waiting: i64,
    /// Median time from start to end of those that succeeded, in milliseconds.
    #[schema(required)]
    pub median_ms: Option<i64>,
    /// 95th percentile of it.
    #[schema(required)]
    pub p95_ms: Option<i64>,
}

/// Runs that ended within one half hour.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Bar {
    /// Its begin.
    pub start: String,
    /// Runs that succeeded.
    pub succeeded: i64,
    /// Runs that failed.
    pub failed: i64,
}

/// What an attention item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttentionKind {
    /// Runs that failed for one cause.
    Failed,
    /// A source that crashed or stopped.
    Source,
    /// A source whose manifest is wrong.
    InvalidSource,
    /// A watched folder that cannot be read.
    Folder,
    /// A source that is new or changed and waits for a person's yes.
    Untrusted,
    /// A field that triggers ask for changed in the events.
    Drift,
}

/// One thing a person should look at.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Attention {
    /// What it is about.
    pub kind: AttentionKind,
    /// Stays the same for the same cause.
    pub cause: String,
    /// What happened.
    pub title: String,
    /// What it means.
    pub detail: String,
    /// How many times.
    pub count: i64,
    /// The newest failed run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub run_id: Option<String>,
    /// The failed runs, newest first, at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub run_ids: Option<Vec<String>>,
    /// The source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source_id: Option<String>,
    /// File, line and column, or a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub place: Option<String>,
    /// The triggers that ask for a field that changed, 50 at most; `count` has all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_ids: Option<Vec<String>>,
    /// When it last happened.
    pub last_at: String,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileOutcome {
    /// Its run succeeded.
    Ran,
    /// A run is at work.
    Running,
    /// Its run failed or was cancelled.
    Failed,
    /// No trigger's conditions held.
    NothingMatched,
    /// No trigger listens to it.
    NoListener,
    /// Its run waits.
    Queued,
    /// A trigger matched, and its match waits.
    Held,
    /// A trigger matched; an option or a person says that it need not run.
    Suppressed,
    /// Its source is paused: nothing was run.
    Paused,
}

/// A file that a source reported.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecentFile {
    /// The event.
    pub event_id: String,
    /// File name.
    pub name: String,
    /// Path.
    pub path: String,
    /// When it was seen.
    pub at: String,
    /// What happened, in the source's words.
    pub event_label: String,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Its newest run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub run_id: Option<String>,
    /// What ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub workflow_name: Option<String>,
    /// Why it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_name: Option<String>,
}
