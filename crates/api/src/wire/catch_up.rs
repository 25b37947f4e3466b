//! What was found after nobody watched for a while.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/catch-up`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CatchUps {
    /// Newest first.
    pub reports: Vec<CatchUp>,
}

/// Why nobody watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatchUpCause {
    /// The app was off.
    AppOff,
    /// The source was off.
    SourceOff,
    /// The folder was away.
    FolderAway,
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatchUpState {
    /// Everything ran as always.
    Ran,
    /// Matches wait for a person.
    Waiting,
    /// What waited was run, or some of it.
    Done,
    /// What waited was skipped.
    Skipped,
}

/// What happened to a file in the meantime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatchUpKind {
    /// It came.
    New,
    /// It has other content.
    Changed,
    /// It has another name.
    Renamed,
    /// It is gone.
    Deleted,
}

/// What was found after one absence of a source.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CatchUp {
    /// Its id.
    pub id: String,
    /// The source.
    pub source: String,
    /// Its name.
    pub source_name: String,
    /// The report in a sentence: "While Prama was off: 14 new, 2 changed, 1 renamed".
    pub title: String,
    /// Why nobody watched.
    pub cause: CatchUpCause,
    /// The folder that was away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub folder: Option<String>,
    /// When it was last known to be watched. After a crash the true time may be up to an hour later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<String>,
    /// When it was watched again.
    pub to: String,
    /// New files.
    pub new: i64,
    /// Files with other content.
    pub changed: i64,
    /// Files with another name.
    pub renamed: i64,
    /// Files that are gone.
    pub deleted: i64,
    /// Where it stands.
    pub state: CatchUpState,
    /// Files are still being looked at: more may be added.
    pub open: bool,
    /// Runs that were started for it.
    pub runs: i64,
    /// Matches that wait.
    pub held: i64,
    /// The files: the first 50 in the list of reports, up to 10,000 in a report asked for by its id.
    pub items: Vec<CatchUpItem>,
}

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CatchUpItem {
    /// Its event.
    pub event_id: String,
    /// Its name.
    pub subject: String,
    /// Its path.
    pub path: String,
    /// What happened to it.
    pub kind: CatchUpKind,
    /// Matches that wait for a person.
    pub held: i64,
}

/// Which files an answer to a report is about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CatchUpChoice {
    /// Their events; all that wait if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_ids: Option<Vec<String>>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CatchUpDone {
    /// Matches that were run or skipped.
    pub count: i64,
}
