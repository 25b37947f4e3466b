//! What was found after nobody watched for a while, and what a person says about it.

use crate::extract::{MaybeJson, Path};
use crate::present::catch_up::report;
use crate::present::events::wide;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{CatchUp, CatchUpChoice, CatchUpDone, CatchUps};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::files::Answer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Files of each report in the list of them.
const ITEMS: u32 = 50;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(run))
        .routes(routes!(skip))
        .routes(routes!(dismiss))
}

/// All reports, newest first, each with its first 50 files.
#[utoipa::path(get, path = "/api/catch-up", tag = "catch up", responses((status = 200, body = CatchUps)))]
pub(super) async fn list(State(surface): State<Surface>) -> Result<Json<CatchUps>, ApiError> {
    let reports = surface.engine.catch_ups().list(ITEMS).await?;
    let snapshot = surface.engine.registry().snapshot();
    Ok(Json(CatchUps { reports: reports.into_iter().map(|r| report(r, &snapshot)).collect() }))
}

/// One report with its files.
#[utoipa::path(get, path = "/api/catch-up/{id}", tag = "catch up", responses((status = 200, body = CatchUp)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<CatchUp>, ApiError> {
    let found = surface.engine.catch_ups().get(&id).await?;
    Ok(Json(report(found, &surface.engine.registry().snapshot())))
}

/// Runs what waits in a report: the named events, else all.
#[utoipa::path(post, path = "/api/catch-up/{id}/run", tag = "catch up", request_body = Option<CatchUpChoice>,
    responses((status = 200, body = CatchUpDone)))]
pub(super) async fn run(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    MaybeJson(choice): MaybeJson<CatchUpChoice>,
) -> Result<Json<CatchUpDone>, ApiError> {
    answer(&surface, &id, Answer::Run, choice).await
}

/// Skips what waits in a report: the named events, else all. They stay on record and can be run later.
#[utoipa::path(post, path = "/api/catch-up/{id}/skip", tag = "catch up", request_body = Option<CatchUpChoice>,
    responses((status = 200, body = CatchUpDone)))]
pub(super) async fn skip(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    MaybeJson(choice): MaybeJson<CatchUpChoice>,
) -> Result<Json<CatchUpDone>, ApiError> {
    answer(&surface, &id, Answer::Skip, choice).await
}

async fn answer(
    surface: &Surface,
    id: &str,
    answer: Answer,
    choice: CatchUpChoice,
) -> Result<Json<CatchUpDone>, ApiError> {
    let event = |id: &String| id.parse().map_err(|_| ApiError::not_found("event", id));
    let events =
        choice.event_ids.map(|ids| ids.iter().map(event).collect::<Result<Vec<_>, _>>()).transpose()?;
    let count = surface.engine.catch_ups().answer(id, answer, events).await?;
    Ok(Json(CatchUpDone { count: wide(count) }))
}

/// Removes a report; its events and runs stay. Not while matches of it wait.
#[utoipa::path(post, path = "/api/catch-up/{id}/dismiss", tag = "catch up", responses((status = 204)))]
pub(super) async fn dismiss(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    surface.engine.catch_ups().dismiss(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
