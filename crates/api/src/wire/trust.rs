//! Trust in the program of a source, and further instances of one.

use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the manifest offers a source as on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceStatus {
    /// Starts as usual.
    Active,
    /// Off until a person turns it on.
    Inactive,
}

/// Whether the program of a source may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustState {
    /// It came with Prama.
    Shipped,
    /// A person said yes to exactly this content, or to every edit of the folder.
    Trusted,
    /// Nobody was asked yet.
    New,
    /// A person said yes to another content.
    Changed,
    /// A person said no.
    Blocked,
}

/// What a person is asked to trust.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourceTrust {
    /// Whether it may run.
    pub state: TrustState,
    /// Hash of the whole folder as it is now; empty when it cannot be made.
    pub hash: String,
    /// Whether later edits of the folder run without being asked.
    pub follows_edits: bool,
    /// What would be started.
    pub command: Vec<String>,
    /// Files of the folder, changed ones first; at most 500.
    pub files: Vec<TrustFile>,
    /// How many there are.
    pub files_total: i64,
    /// What its manifest says it needs. Nothing keeps it to that.
    pub permissions: SourcePermissions,
    /// The manifest, compared with the one that was trusted; only when it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub manifest_diff: Option<Vec<DiffLine>>,
    /// Why the folder cannot be trusted as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<String>,
}

/// A file of the folder.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustFile {
    /// Path in the folder; a link is shown with where it leads.
    pub path: String,
    /// Its size.
    pub size_bytes: i64,
    /// How it differs from what was trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change: Option<FileChange>,
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileChange {
    /// Was not there.
    Added,
    /// Is gone.
    Removed,
    /// Other content, kind or mode.
    Modified,
}

/// What a manifest says that its program needs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SourcePermissions {
    /// Folders it reads or writes.
    pub folders: Vec<String>,
    /// Hosts it talks to.
    pub network: Vec<String>,
}

/// How a line compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// In both.
    Same,
    /// Only now.
    Added,
    /// Only before.
    Removed,
}

/// A line of a comparison.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DiffLine {
    /// How it compares.
    pub kind: DiffKind,
    /// The line.
    pub text: String,
}

/// Body of `POST /api/event-sources/{id}/trust`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustRequest {
    /// The hash that was shown: what is on disk must still have it.
    pub hash: String,
    /// Later edits of this folder run without being asked: for its author.
    #[serde(default)]
    #[schema(required = false)]
    pub follow_edits: bool,
}

/// Body of `POST /api/event-sources/{id}/instances`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstance {
    /// Its own id, in kebab-case.
    pub id: String,
    /// Display name; the source's with the id if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// Its configuration.
    #[serde(default)]
    #[schema(required = false, value_type = super::AnyObject)]
    pub config: Object,
}
