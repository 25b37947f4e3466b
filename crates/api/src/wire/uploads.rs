//! Uploaded files.

use super::ProcessRun;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The form of `POST /api/uploads`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct UploadForm {
    /// The files, each in a field of this name.
    #[schema(value_type = Vec<String>, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// Who sends them.
    #[schema(nullable = false)]
    user_id: Option<String>,
    /// What a program that a step started finds in `PRAMA_CAUSED_BY`.
    #[schema(nullable = false)]
    caused_by: Option<String>,
}

/// Answer of `POST /api/uploads`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadReply {
    /// The files, in the order of the form.
    pub files: Vec<UploadedFile>,
}

/// A stored file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadedFile {
    /// Its event.
    pub event_id: String,
    /// Whether that event was there already, under the same key.
    pub duplicate: bool,
    /// Its name, without any path.
    pub filename: String,
    /// Where it lies.
    pub file_path: String,
    /// Its size in bytes.
    pub file_size: u64,
    /// SHA-256 in hexadecimal.
    pub file_hash: String,
    /// Media type.
    pub content_type: String,
    /// The runs that it started.
    pub runs: Vec<ProcessRun>,
}
