//! Drafts of triggers that are judged beside the live ones.

use super::triggers::one;
use crate::conditional::IfMatch;
use crate::extract::{Json as Body, Path};
use crate::present::history;
use crate::present::triggers::definition;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{self, Trigger, TriggerInput, TriggerShadow};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::triggers::ShadowReport;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(get_shadow, put_shadow, discard_shadow))
        .routes(routes!(promote_shadow))
}

/// How a draft does beside the live trigger: where they differ.
#[utoipa::path(get, path = "/api/triggers/{id}/shadow", tag = "triggers", responses((status = 200, body = TriggerShadow)))]
pub(super) async fn get_shadow(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<TriggerShadow>, ApiError> {
    Ok(Json(wire(&surface, surface.engine.triggers().shadow(&id).await?)))
}

/// Begins to judge a draft beside the live trigger, without effects. An earlier draft's differences are forgotten.
#[utoipa::path(put, path = "/api/triggers/{id}/shadow", tag = "triggers", request_body = TriggerInput, responses((status = 200, body = TriggerShadow)))]
pub(super) async fn put_shadow(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(input): Body<TriggerInput>,
) -> Result<Json<TriggerShadow>, ApiError> {
    let draft = definition(TriggerInput { id: Some(id), ..input })?;
    Ok(Json(wire(&surface, surface.engine.triggers().put_shadow(draft).await?)))
}

/// Ends it; the live trigger stays as it is.
#[utoipa::path(delete, path = "/api/triggers/{id}/shadow", tag = "triggers", responses((status = 204)))]
pub(super) async fn discard_shadow(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    surface.engine.triggers().discard_shadow(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the draft the live trigger, as a new revision.
#[utoipa::path(post, path = "/api/triggers/{id}/shadow/promote", tag = "triggers",
    params(IfMatch), responses((status = 200, body = Trigger), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn promote_shadow(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
) -> Result<Json<Trigger>, ApiError> {
    surface.engine.triggers().promote_shadow(&id, seen).await?;
    one(&surface, &id).await
}

fn wire(surface: &Surface, report: ShadowReport) -> TriggerShadow {
    let triggers = surface.engine.triggers();
    let sentence = triggers.sentence(&report.shadow.draft);
    let changes = triggers.changes(&report.live, &report.shadow.draft);
    history::shadow(report, sentence, changes)
}
