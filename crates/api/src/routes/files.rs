//! Single files: those seen lately, and the biography of one.

use super::home::file;
use crate::extract::{Json as Body, Params};
use crate::present::events::wide;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    FileBiography, FileForget, FileForgotten, FileState, FileVersion, Files, StoryEntry, StoryKind,
};
use axum::Json;
use axum::extract::State;
use prama_engine::files::{Biography, EntryKind, FileState as Where};
use prama_engine::store::views::home::recent_files;
use prama_model::time::rfc3339;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Files in a list.
const FILES: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(biography)).routes(routes!(forget))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FilesQuery {
    /// Text in the path.
    q: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileQuery {
    /// The whole path of the file.
    path: Option<String>,
    /// Or an event that tells of it.
    event_id: Option<String>,
}

/// Files that sources told of lately, each path once.
#[utoipa::path(get, path = "/api/files", tag = "files", params(FilesQuery), responses((status = 200, body = Files)))]
pub(super) async fn list(
    State(surface): State<Surface>,
    Params(query): Params<FilesQuery>,
) -> Result<Json<Files>, ApiError> {
    let q = query.q.filter(|q| !q.trim().is_empty());
    let rows = surface.read(move |c| recent_files(c, q.as_deref().map(str::trim), FILES)).await?;
    Ok(Json(Files { files: rows.into_iter().map(|row| file(&surface, row)).collect() }))
}

/// What happened to a file: versions, events, decisions, runs, moves, where it is now.
#[utoipa::path(get, path = "/api/files/biography", tag = "files", params(FileQuery), responses((status = 200, body = FileBiography)))]
pub(super) async fn biography(
    State(surface): State<Surface>,
    Params(query): Params<FileQuery>,
) -> Result<Json<FileBiography>, ApiError> {
    let files = surface.engine.files();
    let path = match (query.path, query.event_id) {
        (Some(path), _) => whole(&surface, path).map_err(|wrong| ApiError::asked(wrong, Vec::new()))?,
        (None, Some(id)) => files.path_of(id.parse().map_err(|_| ApiError::not_found("event", &id))?).await?,
        (None, None) => return Err(ApiError::asked("Which file? Give `path` or `event_id`.", Vec::new())),
    };
    Ok(Json(present(files.biography(&path).await?)))
}

/// A file may run again where a trigger takes each file once: for one trigger, else for all.
#[utoipa::path(post, path = "/api/files/forget", tag = "files", request_body = FileForget, responses((status = 200, body = FileForgotten)))]
pub(super) async fn forget(
    State(surface): State<Surface>,
    Body(input): Body<FileForget>,
) -> Result<Json<FileForgotten>, ApiError> {
    let path = whole(&surface, input.path).map_err(|wrong| ApiError::invalid(wrong, Vec::new()))?;
    let count = surface.engine.held().forget(&path, input.trigger_id.as_deref()).await?;
    Ok(Json(FileForgotten { count: wide(count) }))
}

/// `~` is the home folder; a path that is not whole is refused.
pub(super) fn whole(surface: &Surface, path: String) -> Result<String, String> {
    let path = match path.strip_prefix("~/") {
        Some(rest) => surface.about.home_dir.join(rest).to_string_lossy().into_owned(),
        None => path,
    };
    match std::path::Path::new(&path).is_absolute() {
        true => Ok(path),
        false => Err(format!("\"{path}\" is not a whole path.")),
    }
}

fn present(b: Biography) -> FileBiography {
    let entry = |e: prama_engine::files::Entry| StoryEntry {
        at: rfc3339(e.at_ms),
        kind: match e.kind {
            EntryKind::Event => StoryKind::Event,
            EntryKind::Decision => StoryKind::Decision,
            EntryKind::Run => StoryKind::Run,
            EntryKind::Moved => StoryKind::Moved,
            EntryKind::Pending => StoryKind::Pending,
        },
        text: e.text,
        status: e.status.map(ToOwned::to_owned),
        event_id: e.event_id.map(|id| id.to_string()),
        run_id: e.run_id.map(|id| id.to_string()),
        trigger_id: e.trigger_id,
    };
    FileBiography {
        path: b.path,
        state: match b.state {
            Where::Present => FileState::Present,
            Where::Moved => FileState::Moved,
            Where::Deleted => FileState::Deleted,
            Where::Pending => FileState::Pending,
            Where::Away => FileState::Away,
            Where::Unknown => FileState::Unknown,
        },
        now_at: b.now_at,
        note: b.note,
        versions: b
            .versions
            .into_iter()
            .map(|v| FileVersion { version: v.version, hash: v.hash, size: v.size, at: rfc3339(v.at_ms) })
            .collect(),
        story: b.story.into_iter().map(entry).collect(),
        truncated: b.truncated,
        duplicates: b.duplicates,
    }
}
