//! Folders of this computer, for the folder picker.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/folders?path=`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Folder {
    /// The folder, absolute.
    pub path: String,
    /// The one above; null at the top.
    #[schema(required)]
    pub parent: Option<String>,
    /// The user's home folder.
    pub home: String,
    /// Whether it is there.
    pub exists: bool,
    /// Whether it can be read.
    pub readable: bool,
    /// PDFs directly inside.
    pub pdf_count: i64,
    /// Folders inside, by name; hidden ones left out.
    pub entries: Vec<FolderEntry>,
    /// Why it cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<String>,
}

/// A folder inside another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FolderEntry {
    /// Its name.
    pub name: String,
    /// Its path, absolute.
    pub path: String,
}
