//! Triggers: list, make, change, turn on and off, and the evaluation of a draft.

use crate::conditional::{IfMatch, Tagged};
use crate::extract::{Json as Body, Params, Path};
use crate::present;
use crate::present::triggers::{Around, definition, evaluation, question, trigger, warnings};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{self, EvaluateInput, Evaluation, List, Said, SourceState, Trigger, TriggerInput};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::SaveMode;
use prama_engine::store::triggers::{self as table, Trigger as Row};
use prama_engine::store::views::triggers::{Since, activity};
use prama_engine::store::workflows;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) const DAY_MS: i64 = 86_400_000;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(evaluate))
        .routes(routes!(get, update, delete))
        .routes(routes!(enable))
        .routes(routes!(disable))
        .routes(routes!(restore))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TriggersQuery {
    /// Source id.
    source: Option<String>,
    /// Event type.
    #[serde(rename = "type")]
    event_type: Option<String>,
    /// Workflow id.
    workflow: Option<String>,
    /// Those in the trash instead.
    #[serde(default)]
    deleted: bool,
}

/// All triggers, in the order they were made.
#[utoipa::path(get, path = "/api/triggers", tag = "triggers", params(TriggersQuery), responses((status = 200, body = List<Trigger>)))]
pub(super) async fn list(
    State(surface): State<Surface>,
    Params(q): Params<TriggersQuery>,
) -> Result<Json<List<Trigger>>, ApiError> {
    let fits =
        |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|w| w.is_empty() || w == value);
    let mut rows = surface.read(if q.deleted { table::deleted } else { table::all }).await?;
    rows.retain(|t| {
        let d = &t.definition;
        fits(&q.source, &d.source) && fits(&q.event_type, &d.event_type) && fits(&q.workflow, &d.workflow_id)
    });
    Ok(Json(List::whole(wire(&surface, rows).await?)))
}

/// Makes a trigger.
#[utoipa::path(post, path = "/api/triggers", tag = "triggers", request_body = TriggerInput, responses((status = 201, body = Trigger)))]
pub(super) async fn create(
    State(surface): State<Surface>,
    Body(input): Body<TriggerInput>,
) -> Result<(StatusCode, Json<Trigger>), ApiError> {
    let definition = definition(input)?;
    let id = definition.id.clone();
    surface.engine.triggers().save(definition, SaveMode::Create).await?;
    Ok((StatusCode::CREATED, saved(&surface, &id).await?))
}

/// One trigger.
#[utoipa::path(get, path = "/api/triggers/{id}", tag = "triggers",
    responses((status = 200, body = Trigger, headers(("ETag" = String, description = "Of this state; If-Match takes it")))))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Tagged<Trigger>, ApiError> {
    one(&surface, &id).await.map(Tagged)
}

/// Changes a trigger; decisions made before keep their revision.
#[utoipa::path(put, path = "/api/triggers/{id}", tag = "triggers", request_body = TriggerInput,
    params(IfMatch), responses((status = 200, body = Trigger), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn update(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Body(input): Body<TriggerInput>,
) -> Result<Json<Trigger>, ApiError> {
    let definition = definition(TriggerInput { id: Some(id.clone()), ..input })?;
    surface.engine.triggers().save(definition, SaveMode::Update(seen)).await?;
    saved(&surface, &id).await
}

/// Puts a trigger in the trash; restore brings it back.
#[utoipa::path(delete, path = "/api/triggers/{id}", tag = "triggers",
    params(IfMatch), responses((status = 204), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn delete(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, ApiError> {
    surface.engine.triggers().delete(&id, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turns a trigger on.
#[utoipa::path(post, path = "/api/triggers/{id}/enable", tag = "triggers", responses((status = 200, body = Trigger)))]
pub(super) async fn enable(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Trigger>, ApiError> {
    surface.engine.triggers().set_active(&id, true).await?;
    saved(&surface, &id).await
}

/// Turns a trigger off.
#[utoipa::path(post, path = "/api/triggers/{id}/disable", tag = "triggers", responses((status = 200, body = Trigger)))]
pub(super) async fn disable(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Trigger>, ApiError> {
    surface.engine.triggers().set_active(&id, false).await?;
    one(&surface, &id).await
}

/// Brings a deleted trigger back.
#[utoipa::path(post, path = "/api/triggers/{id}/restore", tag = "triggers", responses((status = 200, body = Trigger)))]
pub(super) async fn restore(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Trigger>, ApiError> {
    surface.engine.triggers().restore(&id).await?;
    one(&surface, &id).await
}

/// What a draft would have matched; starts nothing.
#[utoipa::path(post, path = "/api/triggers/evaluate", tag = "triggers", request_body = EvaluateInput, responses((status = 200, body = Evaluation)))]
pub(super) async fn evaluate(
    State(surface): State<Surface>,
    Body(input): Body<EvaluateInput>,
) -> Result<Json<Evaluation>, ApiError> {
    let question = question(&input)?;
    let draft = definition(input.draft)?;
    let triggers = surface.engine.triggers();
    let done = triggers.evaluate(&draft, question).await?;
    let every_event = triggers.every_event(&draft).await?;
    let options = draft.options.clone();
    let mut found = triggers.findings(vec![draft]).await?.pop().unwrap_or_default();
    // What cannot work is among the draft's problems already.
    found.retain(|f| !f.broken);
    Ok(Json(evaluation(done, options.as_deref(), every_event, found)))
}

pub(super) async fn one(surface: &Surface, id: &str) -> Result<Json<Trigger>, ApiError> {
    let wanted = id.to_owned();
    let row = surface.read(move |c| table::find(c, &wanted)).await?.filter(|t| !t.deleted);
    let row = row.ok_or_else(|| ApiError::not_found("trigger", id))?;
    wire(surface, vec![row]).await?.pop().map(Json).ok_or_else(|| ApiError::not_found("trigger", id))
}

/// The trigger as it was saved, with what it would have done.
async fn saved(surface: &Surface, id: &str) -> Result<Json<Trigger>, ApiError> {
    let Json(trigger) = one(surface, id).await?;
    Ok(Json(Trigger { said: said(surface, id).await, ..trigger }))
}

/// What a saved trigger would have done with the last events. It is saved whether that can be said or not.
pub(super) async fn said(surface: &Surface, id: &str) -> Option<Said> {
    let rules = surface.engine.rules().current();
    let definition = &rules.trigger(id)?.row.definition;
    surface.engine.triggers().would_have(definition).await.ok().map(Into::into)
}

async fn wire(surface: &Surface, rows: Vec<Row>) -> Result<Vec<Trigger>, ApiError> {
    let since_ms = surface.now_ms() - DAY_MS;
    let numbers: Vec<i64> = rows.iter().map(|t| t.n).collect();
    let (activities, names) = surface
        .read(move |c| {
            let since = Since::at(c, since_ms)?;
            let activities = numbers.iter().map(|n| activity(c, *n, since)).collect::<Result<Vec<_>, _>>()?;
            let names: HashMap<_, _> =
                workflows::all(c)?.into_iter().map(|w| (w.definition.id, w.definition.name)).collect();
            Ok((activities, names))
        })
        .await?;
    let definitions = rows.iter().map(|t| t.definition.clone()).collect();
    let findings = surface.engine.triggers().findings(definitions).await?;
    let minded = surface.engine.traffic().minded(&surface.engine.rules().current()).await?;
    let registry = surface.engine.registry();
    let snapshot = registry.snapshot();
    let at_work: HashMap<String, bool> = registry
        .views()
        .into_iter()
        .map(|v| {
            let state = present::sources::state(v.status.state);
            (v.id, matches!(state, SourceState::Running | SourceState::Starting | SourceState::Builtin))
        })
        .collect();
    let around = |row: &Row, activity, findings| Around {
        snapshot: &snapshot,
        workflow_name: names.get(&row.definition.workflow_id).cloned(),
        waiting_for_source: !at_work.get(&row.definition.source).copied().unwrap_or(false),
        activity,
        findings,
        warnings: warnings(&minded, &row.definition.id),
    };
    Ok(rows
        .into_iter()
        .zip(activities)
        .zip(findings)
        .map(|((row, activity), findings)| {
            let around = around(&row, activity, findings);
            trigger(row, around)
        })
        .collect())
}
