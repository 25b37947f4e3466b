//! Single files: what happened to each.

use super::RecentFile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/files`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Files {
    /// Those seen last come first.
    pub files: Vec<RecentFile>,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// At the path that was asked for.
    Present,
    /// Under another name or in another folder.
    Moved,
    /// Gone.
    Deleted,
    /// There, and not yet told: it is still being written, or can't be read.
    Pending,
    /// It can't be seen now: its folder or its disk is away, or may not be read.
    Away,
    /// Nothing was ever told of it.
    Unknown,
}

/// What an entry of a file's story tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StoryKind {
    /// An event.
    Event,
    /// What triggers said of it.
    Decision,
    /// A run.
    Run,
    /// Another name or folder.
    Moved,
    /// What it waits for.
    Pending,
}

/// One line of a file's story.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StoryEntry {
    /// When.
    pub at: String,
    /// What.
    pub kind: StoryKind,
    /// In a sentence.
    pub text: String,
    /// Status of the run, or outcome of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<String>,
    /// The event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_id: Option<String>,
    /// The run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub run_id: Option<String>,
    /// The trigger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_id: Option<String>,
}

/// A content that a file had.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FileVersion {
    /// 1 for the first one that was seen.
    pub version: i64,
    /// SHA-256, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hash: Option<String>,
    /// Length in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub size: Option<i64>,
    /// When it was found.
    pub at: String,
}

/// `GET /api/files/biography`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FileBiography {
    /// The path that was asked for.
    pub path: String,
    /// Where the file is.
    pub state: FileState,
    /// Its path now, when that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub now_at: Option<String>,
    /// What it waits for, or why nothing was told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<String>,
    /// Its contents, oldest first.
    pub versions: Vec<FileVersion>,
    /// What happened, oldest first.
    pub story: Vec<StoryEntry>,
    /// Whether earlier events are left out.
    pub truncated: bool,
    /// Other known files of the same content.
    pub duplicates: Vec<String>,
}

/// `GET /api/triggers/{id}/existing`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExistingFiles {
    /// Whether the trigger listens to new files of a folder source.
    pub applies: bool,
    /// Files in the watched folders.
    pub files: i64,
    /// Those that its conditions match and that it did not run for.
    pub matching: i64,
    /// Whether a folder is still being listed, so that more may turn up. What is asked for meanwhile waits for that.
    pub listing: bool,
    /// What was asked for last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub job: Option<ExistingJob>,
}

/// Running for files that were there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExistingJob {
    /// When it was asked for.
    pub asked_at: String,
    /// Files that matched when it began.
    pub total: i64,
    /// Those that were told to the trigger.
    pub done: i64,
    /// Those that were gone, changed or unreadable by then.
    pub passed: i64,
    /// When it was through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finished_at: Option<String>,
}

/// `POST /api/files/forget`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileForget {
    /// The whole path.
    pub path: String,
    /// For this trigger only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_id: Option<String>,
}

/// What was forgotten.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FileForgotten {
    /// Times that the file counted as handled.
    pub count: i64,
}
