//! Files sent as a form: streamed to the side, and kept once the whole form was read.

use super::process::KEY;
use crate::present::events::answer;
use crate::problem::{ApiError, plain};
use crate::state::Surface;
use crate::wire::{Problem, UploadForm, UploadReply, UploadedFile};
use axum::Json;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use prama_engine::uploads::{About, Draft, MAX_BYTES, Uploaded};
use std::time::Duration;

/// Files in one form.
const MAX_FILES: usize = 100;
/// Bytes of a field that is not a file.
const MAX_FIELD: usize = 4 << 10;
/// A sender that is silent for so long has gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Stores files and tells of each; answered after they are durable and their events stored. At most 100 MiB a file.
#[utoipa::path(post, path = "/api/uploads", tag = "uploads", request_body(content = UploadForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and files: one event each.")),
    responses((status = 201, body = UploadReply), (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"), (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 507, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn upload(
    State(surface): State<Surface>,
    mut request: Request,
) -> Result<(StatusCode, Json<UploadReply>), ApiError> {
    let size = header(&request, CONTENT_LENGTH.as_str()).and_then(|n| n.parse().ok());
    let key = header(&request, KEY).map(str::to_owned);
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| not_a_form())?;
    let (mut files, mut user_id, mut caused_by) = (Vec::new(), None, None);
    while let Some(mut field) = next(&mut form).await? {
        match field.name().unwrap_or_default() {
            "file" if files.len() == MAX_FILES => return Err(too_many()),
            "file" => files.push(read_file(&surface, &mut field, size).await?),
            "user_id" => user_id = Some(read_text(&mut field).await?).filter(|t| !t.is_empty()),
            "caused_by" => caused_by = Some(read_text(&mut field).await?).filter(|t| !t.is_empty()),
            other => return Err(unknown_field(other)),
        }
    }
    if files.is_empty() {
        return Err(no_file());
    }
    let count = files.len();
    let mut stored = Vec::with_capacity(count);
    for (n, (draft, mut about)) in files.into_iter().enumerate() {
        about.user_id.clone_from(&user_id);
        about.caused_by.clone_from(&caused_by);
        about.key = key.as_ref().map(|key| if count == 1 { key.clone() } else { format!("{key}#{n}") });
        let kept = surface.engine.uploads().keep(draft, about).await;
        stored.push(present(kept.map_err(|e| ApiError::from(e).after(n, count))?));
    }
    Ok((StatusCode::CREATED, Json(UploadReply { files: stored })))
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

async fn read_file(
    surface: &Surface,
    field: &mut Field<'_>,
    size: Option<u64>,
) -> Result<(Draft, About), ApiError> {
    let about = About {
        name: field.file_name().unwrap_or_default().to_owned(),
        content_type: field.content_type().map(str::to_owned),
        ..About::default()
    };
    let mut draft = surface.engine.uploads().begin(size).await?;
    while let Some(bytes) = chunk(field).await? {
        if !draft.write(&bytes).await? {
            return Err(too_large());
        }
    }
    Ok((draft, about))
}

async fn read_text(field: &mut Field<'_>) -> Result<String, ApiError> {
    let mut text = Vec::new();
    while let Some(bytes) = chunk(field).await? {
        text.extend_from_slice(&bytes);
        if text.len() > MAX_FIELD {
            return Err(too_large());
        }
    }
    String::from_utf8(text).map_err(|_| broken("a text field is not UTF-8"))
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, ApiError> {
    let field = tokio::time::timeout(SILENCE, form.next_field()).await;
    field.map_err(|_| broken("nothing came for 30 s"))?.map_err(|e| broken(&e.body_text()))
}

async fn chunk(field: &mut Field<'_>) -> Result<Option<Bytes>, ApiError> {
    let chunk = tokio::time::timeout(SILENCE, field.chunk()).await;
    chunk.map_err(|_| broken("nothing came for 30 s"))?.map_err(|e| broken(&e.body_text()))
}

fn present(file: Uploaded) -> UploadedFile {
    let answer = answer(file.ack);
    UploadedFile {
        event_id: answer.event_id,
        duplicate: answer.duplicate,
        filename: file.name,
        file_path: file.path.display().to_string(),
        file_size: file.size,
        file_hash: file.hash,
        content_type: file.content_type,
        runs: answer.runs,
    }
}

const NOTHING: &str = "Nothing was stored.";

fn not_a_form() -> ApiError {
    let fix = "Send the files as multipart/form-data, in fields named file.";
    plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UPL-001", "The body is not a form with files.", NOTHING, fix)
}

fn no_file() -> ApiError {
    let fix = "Put the file into a field named file.";
    plain(StatusCode::UNPROCESSABLE_ENTITY, "UPL-001", "The form has no file.", NOTHING, fix)
}

fn unknown_field(name: &str) -> ApiError {
    let title = format!("The form has a field \"{name}\", which means nothing here.");
    plain(
        StatusCode::UNPROCESSABLE_ENTITY,
        "UPL-001",
        &title,
        NOTHING,
        "The fields are file, user_id and caused_by.",
    )
}

fn too_large() -> ApiError {
    let title = format!("A file is larger than {} MiB.", MAX_BYTES >> 20);
    let fix = "Put large files into a watched folder instead.";
    plain(StatusCode::PAYLOAD_TOO_LARGE, "UPL-002", &title, NOTHING, fix)
}

fn too_many() -> ApiError {
    let title = format!("The form has more than {MAX_FILES} files.");
    plain(StatusCode::PAYLOAD_TOO_LARGE, "UPL-002", &title, NOTHING, "Send them in several forms.")
}

fn broken(why: &str) -> ApiError {
    let title = format!("The form ends too early or can't be read: {why}.");
    plain(StatusCode::BAD_REQUEST, "UPL-004", &title, NOTHING, "Send it again.")
}
