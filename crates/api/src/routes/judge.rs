//! A draft asked about one event that is not stored, and which triggers match the same events.

use super::triggers::DAY_MS;
use crate::extract::Json as Body;
use crate::present::triggers::{also, definition};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{JudgeInput, Judged, Problem, TriggerOverlap, TriggerOverlaps};
use axum::Json;
use axum::extract::State;
use prama_engine::triggers::Given;
use prama_model::FieldProblem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(judge)).routes(routes!(overlaps))
}

/// What a draft says of one event: its data, the same as text, or a file that it would tell of. Stores and starts nothing.
#[utoipa::path(post, path = "/api/triggers/judge", tag = "triggers", request_body = JudgeInput, responses((status = 200, body = Judged)))]
pub(super) async fn judge(
    State(surface): State<Surface>,
    Body(input): Body<JudgeInput>,
) -> Result<Json<Judged>, ApiError> {
    let given = match (input.event, input.text, input.file) {
        (Some(event), None, None) => Given::Object(event),
        (None, Some(text), None) => Given::Text(text),
        (None, None, Some(file)) => Given::File(
            super::files::whole(&surface, file).map_err(|wrong| ApiError::invalid(wrong, Vec::new()))?.into(),
        ),
        _ => {
            let message = "Give one of \"event\", \"text\" and \"file\".";
            return Err(ApiError::invalid(message, vec![FieldProblem::at("/event", message)]));
        }
    };
    let of = surface.engine.triggers().judge(&definition(input.draft)?, given).await?;
    Ok(Json(Judged {
        subject: of.subject,
        matched: of.matched,
        problem: of.problem.map(|p| Problem::new(422, p)),
        failed_leaf: of.failed_leaf,
        explanation: of.explanation.map(Into::into),
        data: of.data,
    }))
}

/// Triggers that matched the same events in the last 24 hours. All of them run; it is no error.
#[utoipa::path(get, path = "/api/triggers/overlaps", tag = "triggers", responses((status = 200, body = TriggerOverlaps)))]
pub(super) async fn overlaps(State(surface): State<Surface>) -> Result<Json<TriggerOverlaps>, ApiError> {
    let found = surface.engine.triggers().overlaps(surface.now_ms() - DAY_MS).await?;
    let items = found.into_iter().map(|(trigger_id, others)| TriggerOverlap {
        trigger_id,
        also_matched_by: others.into_iter().map(also).collect(),
    });
    Ok(Json(TriggerOverlaps { items: items.collect() }))
}
