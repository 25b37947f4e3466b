//! Workflows, their revisions, trying a step, and the catalogue of step types.

use crate::conditional::{IfMatch, Tagged, quoted};
use crate::extract::{Json as Body, MaybeJson, Path};
use crate::present::MAX_LISTED;
use crate::present::runs::{error, line, summary};
use crate::present::workflows::{definition, revision, step, step_definition, step_type};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    self, Items, List, RunInput, RunStarted, StepTest, StepType, TestStepInput, UsedBy, Workflow,
    WorkflowInput, WorkflowRevision,
};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::SaveMode;
use prama_engine::etag::of_workflow;
use prama_engine::store::triggers::Trigger;
use prama_engine::store::views::workflows::statistics;
use prama_engine::store::workflows::{self as table, Workflow as Row};
use prama_engine::store::{Connection, StoreError};
use prama_model::time::rfc3339;
use std::collections::HashMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const WEEK_MS: i64 = 7 * 86_400_000;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(routes!(revisions))
        .routes(routes!(one_revision))
        .routes(routes!(run))
        .routes(routes!(restore))
        .routes(routes!(test_step))
        .routes(routes!(steps))
}

/// All workflows, in the order they were made.
#[utoipa::path(get, path = "/api/workflows", tag = "workflows", responses((status = 200, body = List<Workflow>)))]
pub(super) async fn list(State(surface): State<Surface>) -> Result<Json<List<Workflow>>, ApiError> {
    Ok(Json(List::whole(wire(&surface, table::all).await?)))
}

/// Makes a workflow.
#[utoipa::path(post, path = "/api/workflows", tag = "workflows", request_body = WorkflowInput, responses((status = 201, body = Workflow)))]
pub(super) async fn create(
    State(surface): State<Surface>,
    Body(input): Body<WorkflowInput>,
) -> Result<(StatusCode, Json<Workflow>), ApiError> {
    let definition = definition(input);
    let id = definition.id.clone();
    surface.engine.workflows().save(definition, SaveMode::Create).await?;
    Ok((StatusCode::CREATED, one(&surface, &id).await?))
}

/// One workflow.
#[utoipa::path(get, path = "/api/workflows/{id}", tag = "workflows",
    responses((status = 200, body = Workflow, headers(("ETag" = String, description = "Of this state; If-Match takes it")))))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Tagged<Workflow>, ApiError> {
    one(&surface, &id).await.map(Tagged)
}

/// Saves a new revision; runs that began before keep theirs.
#[utoipa::path(put, path = "/api/workflows/{id}", tag = "workflows", request_body = WorkflowInput,
    params(IfMatch), responses((status = 200, body = Workflow), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn update(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Body(input): Body<WorkflowInput>,
) -> Result<Json<Workflow>, ApiError> {
    let definition = definition(WorkflowInput { id: Some(id.clone()), ..input });
    surface.engine.workflows().save(definition, SaveMode::Update(seen)).await?;
    one(&surface, &id).await
}

/// Puts a workflow in the trash; restore brings it back.
#[utoipa::path(delete, path = "/api/workflows/{id}", tag = "workflows",
    params(IfMatch), responses((status = 204), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn delete(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, ApiError> {
    surface.engine.workflows().delete(&id, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Its revisions, newest first.
#[utoipa::path(get, path = "/api/workflows/{id}/revisions", tag = "workflows", responses((status = 200, body = Items<WorkflowRevision>)))]
pub(super) async fn revisions(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Items<WorkflowRevision>>, ApiError> {
    let items: Vec<_> = rows(&surface, &id).await?.into_iter().map(revision).collect();
    Ok(Json(Items { items }))
}

/// One revision.
#[utoipa::path(get, path = "/api/workflows/{id}/revisions/{n}", tag = "workflows", responses((status = 200, body = WorkflowRevision)))]
pub(super) async fn one_revision(
    State(surface): State<Surface>,
    Path((id, n)): Path<(String, String)>,
) -> Result<Json<WorkflowRevision>, ApiError> {
    let found = rows(&surface, &id).await?.into_iter().find(|r| r.revision.to_string() == n);
    found.map(|r| Json(revision(r))).ok_or_else(|| ApiError::not_found("workflow revision", &n))
}

async fn rows(surface: &Surface, id: &str) -> Result<Vec<Row>, ApiError> {
    let wanted = id.to_owned();
    let rows = surface.read(move |c| table::revisions(c, &wanted)).await?;
    if rows.is_empty() { Err(ApiError::not_found("workflow", id)) } else { Ok(rows) }
}

/// Runs a workflow once, by hand: on data given, or on a stored event. The run is marked as a test.
#[utoipa::path(post, path = "/api/workflows/{id}/run", tag = "workflows", request_body = Option<RunInput>, responses((status = 200, body = RunStarted)))]
pub(super) async fn run(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    MaybeJson(input): MaybeJson<RunInput>,
) -> Result<Json<RunStarted>, ApiError> {
    let workflows = surface.engine.workflows();
    let run_id = match input.event_id {
        Some(event) => workflows.run_on(&id, super::events::parse(&event)?).await?,
        None => workflows.run(&id, input.data).await?,
    };
    Ok(Json(RunStarted { run_id: run_id.to_string() }))
}

/// Brings a deleted workflow back.
#[utoipa::path(post, path = "/api/workflows/{id}/restore", tag = "workflows", responses((status = 200, body = Workflow)))]
pub(super) async fn restore(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Workflow>, ApiError> {
    surface.engine.workflows().restore(&id).await?;
    one(&surface, &id).await
}

/// Runs one step once with the given outputs of earlier ones. It does what the step does: files are moved, programs started.
#[utoipa::path(post, path = "/api/workflows/{id}/test-step", tag = "workflows", request_body = TestStepInput, responses((status = 200, body = StepTest)))]
pub(super) async fn test_step(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(input): Body<TestStepInput>,
) -> Result<Json<StepTest>, ApiError> {
    let event = match input.event_id {
        Some(text) => Some(text.parse().map_err(|_| ApiError::not_found("event", &text))?),
        None => None,
    };
    let outputs = input.steps.into_iter().collect();
    let done = surface.engine.workflows().test_step(&id, step_definition(input.step), event, outputs).await?;
    Ok(Json(StepTest {
        output: done.output,
        error: done.error.as_ref().map(error),
        input: done.input,
        log: done.log.into_iter().map(line).collect(),
        duration_ms: done.duration_ms,
    }))
}

/// The catalogue of step types.
#[utoipa::path(get, path = "/api/steps", tag = "workflows", responses((status = 200, body = Items<StepType>)))]
pub(super) async fn steps(State(surface): State<Surface>) -> Json<Items<StepType>> {
    let items = surface.engine.workflows().catalogue().iter().map(|s| step_type(s.spec())).collect();
    Json(Items { items })
}

async fn one(surface: &Surface, id: &str) -> Result<Json<Workflow>, ApiError> {
    let wanted = id.to_owned();
    let find =
        move |c: &Connection| Ok(table::find(c, &wanted)?.filter(|w| !w.deleted).into_iter().collect());
    wire(surface, find).await?.pop().map(Json).ok_or_else(|| ApiError::not_found("workflow", id))
}

async fn wire(
    surface: &Surface,
    find: impl FnOnce(&Connection) -> Result<Vec<Row>, StoreError> + Send + 'static,
) -> Result<Vec<Workflow>, ApiError> {
    let since_ms = surface.now_ms() - WEEK_MS;
    let rows = surface
        .read(move |c| {
            let of = |w: Row| statistics(c, w.n, &w.definition.id, since_ms).map(|s| (w, s));
            find(c)?.into_iter().map(of).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let rules = surface.engine.rules().current();
    let mut users: HashMap<&str, Vec<&Trigger>> = HashMap::new();
    for live in rules.triggers() {
        users.entry(&live.row.definition.workflow_id).or_default().push(&live.row);
    }
    let counts: HashMap<&str, usize> = users.iter().map(|(id, users)| (*id, users.len())).collect();
    for users in users.values_mut() {
        if users.len() > MAX_LISTED {
            users.select_nth_unstable_by_key(MAX_LISTED, |t| t.n);
            users.truncate(MAX_LISTED);
        }
        users.sort_unstable_by_key(|t| t.n);
    }
    Ok(rows
        .into_iter()
        .map(|(row, week)| {
            let problems = surface.engine.workflows().problems(&row.definition);
            let total = counts.get(row.definition.id.as_str()).copied().unwrap_or_default();
            let users = users.get(row.definition.id.as_str()).into_iter().flatten().map(|t| &t.definition);
            Workflow {
                etag: quoted(&of_workflow(&row)),
                used_by: users
                    .map(|d| UsedBy { id: d.id.clone(), name: d.name.clone(), active: d.active })
                    .collect(),
                used_by_total: i64::try_from(total).unwrap_or(i64::MAX),
                id: row.definition.id,
                name: row.definition.name,
                description: row.definition.description,
                steps: row.definition.steps.into_iter().map(step).collect(),
                revision: row.revision,
                created_at: rfc3339(row.created_ms),
                updated_at: rfc3339(row.updated_ms),
                last_run: week.last.map(|r| summary(r, &surface.engine)),
                runs_7d: week.runs,
                succeeded_7d: week.succeeded,
                median_ms_7d: week.median_ms,
                problems: problems.into_iter().map(Into::into).collect(),
            }
        })
        .collect())
}
