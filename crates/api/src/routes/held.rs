//! Matches that wait: list them, run them, let them be.

use crate::extract::{MaybeJson, Path};
use crate::present::events::wide;
use crate::present::held::{code, group};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{HeldDone, HeldInput, HeldList};
use axum::Json;
use axum::extract::State;
use prama_engine::triggers::options::Which;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(run)).routes(routes!(dismiss))
}

/// Matches that wait, by trigger and reason.
#[utoipa::path(get, path = "/api/held", tag = "held", responses((status = 200, body = HeldList)))]
pub(super) async fn list(State(surface): State<Surface>) -> Result<Json<HeldList>, ApiError> {
    let groups = surface.engine.held().groups().await?;
    Ok(Json(HeldList { groups: groups.into_iter().map(group).collect() }))
}

/// Runs what a trigger holds: the named events, else all. A named one that was suppressed runs too.
#[utoipa::path(post, path = "/api/held/{trigger_id}/run", tag = "held", request_body = Option<HeldInput>,
    responses((status = 200, body = HeldDone)))]
pub(super) async fn run(
    State(surface): State<Surface>,
    Path(trigger): Path<String>,
    MaybeJson(input): MaybeJson<HeldInput>,
) -> Result<Json<HeldDone>, ApiError> {
    let count = surface.engine.held().run(&trigger, which(&input)?).await?;
    Ok(Json(HeldDone { count: wide(count) }))
}

/// Lets what a trigger holds be: the named events, else all. They can still be run by name.
#[utoipa::path(post, path = "/api/held/{trigger_id}/dismiss", tag = "held", request_body = Option<HeldInput>,
    responses((status = 200, body = HeldDone)))]
pub(super) async fn dismiss(
    State(surface): State<Surface>,
    Path(trigger): Path<String>,
    MaybeJson(input): MaybeJson<HeldInput>,
) -> Result<Json<HeldDone>, ApiError> {
    let count = surface.engine.held().dismiss(&trigger, which(&input)?).await?;
    Ok(Json(HeldDone { count: wide(count) }))
}

fn which(input: &HeldInput) -> Result<Which, ApiError> {
    let id = |id: &String| id.parse().map_err(|_| ApiError::not_found("event", id));
    let events = input.event_ids.iter().map(id).collect::<Result<_, _>>()?;
    Ok(Which { events, reason: input.reason.map(code) })
}
