//! Revisions of triggers, and one verb on many of them.

use super::triggers::one;
use crate::conditional::IfMatch;
use crate::extract::{Json as Body, Params, Path};
use crate::present::history::{detail, revision};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    self, Trigger, TriggerBulkAction, TriggerBulkDone, TriggerBulkFailed, TriggerBulkInput,
    TriggerRevisionDetail, TriggerRevisions,
};
use axum::Json;
use axum::extract::State;
use prama_engine::triggers::Action;
use prama_model::FieldProblem;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Triggers in one request.
const MAX_IDS: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(revisions))
        .routes(routes!(get_revision))
        .routes(routes!(restore_revision))
        .routes(routes!(bulk))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AgainstQuery {
    /// Compare with this revision instead of the one before.
    against: Option<i64>,
}

/// Every saved state of a trigger with what each save changed, newest first; of one in the trash too.
#[utoipa::path(get, path = "/api/triggers/{id}/revisions", tag = "triggers", responses((status = 200, body = TriggerRevisions)))]
pub(super) async fn revisions(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<TriggerRevisions>, ApiError> {
    let all = surface.engine.triggers().revisions(&id).await?;
    Ok(Json(TriggerRevisions { revisions: all.into_iter().map(revision).collect() }))
}

/// One saved state of a trigger, whole.
#[utoipa::path(get, path = "/api/triggers/{id}/revisions/{revision}", tag = "triggers", params(AgainstQuery),
    responses((status = 200, body = TriggerRevisionDetail)))]
pub(super) async fn get_revision(
    State(surface): State<Surface>,
    Path((id, number)): Path<(String, i64)>,
    Params(q): Params<AgainstQuery>,
) -> Result<Json<TriggerRevisionDetail>, ApiError> {
    let triggers = surface.engine.triggers();
    let found = triggers.revision(&id, number, q.against).await?;
    let sentence = triggers.sentence(&found.definition);
    Ok(Json(detail(found, sentence)))
}

/// Saves an earlier state again, as a new revision. Whether the trigger is on stays as it is.
#[utoipa::path(post, path = "/api/triggers/{id}/revisions/{revision}/restore", tag = "triggers",
    params(IfMatch), responses((status = 200, body = Trigger), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn restore_revision(
    State(surface): State<Surface>,
    Path((id, number)): Path<(String, i64)>,
    IfMatch(seen): IfMatch,
) -> Result<Json<Trigger>, ApiError> {
    surface.engine.triggers().go_back(&id, number, seen).await?;
    one(&surface, &id).await
}

/// Does the same to many triggers in one transaction; those to which it cannot be done are named.
#[utoipa::path(post, path = "/api/triggers/bulk", tag = "triggers", request_body = TriggerBulkInput, responses((status = 200, body = TriggerBulkDone)))]
pub(super) async fn bulk(
    State(surface): State<Surface>,
    Body(input): Body<TriggerBulkInput>,
) -> Result<Json<TriggerBulkDone>, ApiError> {
    if input.ids.len() > MAX_IDS {
        let message = format!("At most {MAX_IDS} triggers can be changed at once.");
        return Err(ApiError::invalid(message.clone(), vec![FieldProblem::at("/ids", message)]));
    }
    let action = match input.action {
        TriggerBulkAction::Enable => Action::Enable,
        TriggerBulkAction::Disable => Action::Disable,
        TriggerBulkAction::Delete => Action::Delete,
        TriggerBulkAction::Restore => Action::Restore,
        TriggerBulkAction::Duplicate => Action::Duplicate,
    };
    let done = surface.engine.triggers().bulk(input.ids, action).await?;
    let failed = done.failed.into_iter();
    Ok(Json(TriggerBulkDone {
        done: done.done,
        failed: failed.map(|(id, p)| TriggerBulkFailed { id, problem: wire::Problem::new(404, p) }).collect(),
    }))
}
