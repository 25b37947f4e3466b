//! What past events say of triggers: a draft from an event, and why a trigger never matched.

use crate::extract::{Json as Body, Path};
use crate::present::insight::{never_matched, proposed};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{NeverMatched, ProposeInput, Proposed};
use axum::Json;
use axum::extract::State;
use prama_engine::store::triggers as table;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(propose)).routes(routes!(never))
}

/// A draft for events like one, with the conditions that set it apart from its neighbours. Makes nothing.
#[utoipa::path(post, path = "/api/triggers/propose", tag = "triggers", request_body = ProposeInput, responses((status = 200, body = Proposed)))]
pub(super) async fn propose(
    State(surface): State<Surface>,
    Body(input): Body<ProposeInput>,
) -> Result<Json<Proposed>, ApiError> {
    let id = input.event_id.parse().map_err(|_| ApiError::not_found("event", &input.event_id))?;
    let (draft, proposals) = surface.engine.triggers().propose(id).await?;
    Ok(Json(proposed(draft, proposals)))
}

/// The condition that no event got past, and the nearest past value.
#[utoipa::path(get, path = "/api/triggers/{id}/never-matched", tag = "triggers", responses((status = 200, body = NeverMatched)))]
pub(super) async fn never(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<NeverMatched>, ApiError> {
    let found = surface.engine.triggers().never_matched(&id).await?;
    let rules = surface.engine.rules().current();
    let field = found.blocker.as_ref().and_then(|b| b.leaf.as_ref()).map(|l| l.field.clone());
    let mut values = Vec::new();
    if let (Some(field), Some(live)) = (field, rules.trigger(&id)) {
        let d = &live.row.definition;
        let key = (d.source.clone(), d.event_type.clone());
        let seen = surface.engine.traffic().of(vec![key.clone()]).await?.remove(&key).unwrap_or_default();
        values = seen.fields.into_iter().find(|f| f.path == field).map(|f| f.values).unwrap_or_default();
    }
    // Its counters as they are now: the rules keep the row as it was loaded.
    let row = surface.read(move |c| table::find(c, &id)).await?;
    let said = row.and_then(|row| surface.engine.triggers().never_said(&row, Some(&found)));
    Ok(Json(never_matched(found, said, values)))
}
