//! Health of the folders that a source watches.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
