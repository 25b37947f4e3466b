//! State of the engine as a whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether runs start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EngineState {
    /// At work.
    Running,
    /// Events are taken in and matched, runs wait.
    Paused,
}

/// `GET /api/status`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// Version of Prama.
    pub version: String,
    /// Whether runs start.
    pub state: EngineState,
    /// When this engine started.
    pub started_at: String,
    /// The data folder.
    pub data_dir: String,
    /// Where the listener is, without the token; null when there is none.
    #[schema(required)]
    pub url: Option<String>,
    /// Sources at work.
    pub sources_running: i64,
    /// Sources that are invalid or crashed.
    pub sources_problem: i64,
    /// Watched folders that can be read.
    pub folders_watched: i64,
    /// Triggers that are on.
    pub triggers_on: i64,
    /// Triggers that are off.
    pub triggers_off: i64,
    /// Runs waiting for a place.
    pub runs_queued: i64,
    /// Runs at work.
    pub runs_running: i64,
    /// Runs between two attempts.
    pub runs_waiting: i64,
    /// Events accepted, ever.
    pub events_total: i64,
    /// When the newest event was received.
    #[schema(required)]
    pub last_event_at: Option<String>,
    /// Events a second over the last minute.
    pub events_per_second: f64,
    /// Newest journal seq.
    pub journal_seq: i64,
    /// The user's home folder.
    pub home_dir: String,
    /// Folders that are searched for event sources.
    pub source_dirs: Vec<String>,
}

/// `GET /api/sync`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Synced {
    /// Journal seq up to which everything before the call has been seen and matched.
    pub seq: i64,
    /// Files that were seen in watched folders and are not told yet: still being written, unreadable, or just gone and maybe
    /// renamed. 0: everything is told.
    pub waiting: i64,
}

/// One finding of `GET /api/doctor`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DoctorCheck {
    /// What was checked.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// The figures, or what is wrong.
    pub detail: String,
}

/// `GET /api/doctor`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Doctor {
    /// Whether every check holds.
    pub ok: bool,
    /// The checks.
    pub checks: Vec<DoctorCheck>,
}
