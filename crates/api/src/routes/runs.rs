//! Runs: lists, causes, one run with steps and log, and what a person can do with them.

use crate::extract::{Json as Body, MaybeJson, Params, Path};
use crate::present;
use crate::present::runs::{line, steps, summary};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    BulkAction, BulkFailure, BulkInput, BulkResult, Items, List, RerunInput, RerunRevision, RunCause,
    RunDetail, RunLog, RunStarted, RunSummary,
};
use axum::Json;
use axum::extract::State;
use prama_engine::EngineError;
use prama_engine::runner::Failure;
use prama_engine::store::views;
use prama_engine::store::views::runs::{self as view, RunFilter};
use prama_model::FieldProblem;
use prama_model::ids::RunId;
use prama_model::run::Status;
use prama_model::suggest::nearest;
use prama_model::texts::causes::shared;
use prama_model::time::rfc3339;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Runs in one bulk request.
const MAX_BULK: usize = 1_000;
/// Causes that are listed.
const MAX_CAUSES: u32 = 100;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(causes))
        .routes(routes!(bulk))
        .routes(routes!(get))
        .routes(routes!(log))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(rerun))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RunsQuery {
    /// Text in subject or error.
    q: Option<String>,
    /// Status; several with commas; `active` stands for queued, running and waiting.
    status: Option<String>,
    /// Workflow id.
    workflow: Option<String>,
    /// Trigger id.
    trigger: Option<String>,
    /// Event id.
    event: Option<String>,
    /// Cause of failure.
    cause: Option<String>,
    /// At most this many rows, 1 to 1,000.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Runs, newest first.
#[utoipa::path(get, path = "/api/runs", tag = "runs", params(RunsQuery), responses((status = 200, body = List<RunSummary>)))]
pub(super) async fn list(
    State(surface): State<Surface>,
    Params(q): Params<RunsQuery>,
) -> Result<Json<List<RunSummary>>, ApiError> {
    let event = match q.event.filter(|e| !e.is_empty()) {
        Some(id) => Some(id.parse().map_err(|_| ApiError::not_found("event", &id))?),
        None => None,
    };
    let status = statuses(q.status.as_deref().unwrap_or_default())?;
    let filter =
        RunFilter { q: q.q, status, workflow: q.workflow, trigger: q.trigger, event, cause: q.cause };
    let page = present::page(q.limit, q.cursor.as_deref());
    let rows = surface.read(move |c| view::list(c, &filter, page)).await?;
    Ok(Json(present::list(rows, |row| summary(row, &surface.engine))))
}

fn statuses(text: &str) -> Result<Vec<Status>, ApiError> {
    let mut out = Vec::new();
    for name in text.split(',').map(str::trim).filter(|n| !n.is_empty()) {
        if name == "active" {
            out.extend([Status::Queued, Status::Running, Status::Waiting]);
            continue;
        }
        let known = Status::ALL.into_iter().find(|s| s.name() == name);
        out.push(known.ok_or_else(|| {
            let message = format!("\"{name}\" isn't a status of a run.");
            let expected = Status::ALL.map(Status::name).join(", ");
            let problem = FieldProblem {
                expected: Some(expected),
                suggestion: nearest(name, Status::ALL.map(Status::name)).map(str::to_owned),
                ..FieldProblem::at("/status", message.clone())
            };
            ApiError::asked(message, vec![problem])
        })?);
    }
    Ok(out)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CausesQuery {
    /// Only `failed` has causes.
    #[serde(rename = "status")]
    _status: Option<String>,
}

/// Failed runs grouped by cause, latest cause first.
#[utoipa::path(get, path = "/api/runs/causes", tag = "runs", params(CausesQuery), responses((status = 200, body = Items<RunCause>)))]
pub(super) async fn causes(
    State(surface): State<Surface>,
    Params(_): Params<CausesQuery>,
) -> Result<Json<Items<RunCause>>, ApiError> {
    // What was run again already is left out: else running a cause again would run everything twice.
    let rows = surface.read(|c| view::causes(c, view::Failures::Open, 0, MAX_CAUSES)).await?;
    Ok(Json(Items { items: rows.into_iter().map(cause).collect() }))
}

/// A cause in words: workflow, step, what happened.
pub(super) fn cause(row: view::CauseRow) -> RunCause {
    let failure = row.newest.error.as_deref().and_then(|t| serde_json::from_str::<Failure>(t).ok());
    let (step_id, what) = failure.map(|f| (f.step_id, f.problem.title)).unwrap_or_default();
    let all = usize::try_from(row.count).is_ok_and(|n| n <= row.run_ids.len());
    let said = shared(&what, row.titles.iter().map(String::as_str), all);
    RunCause {
        title: format!(
            "{} › {}: {}",
            row.newest.workflow_name,
            row.step.as_deref().unwrap_or(&step_id),
            said.title
        ),
        example: said.example,
        cause: row.cause,
        count: row.count,
        first_at: rfc3339(row.first_ms),
        last_at: rfc3339(row.newest.created_ms),
        workflow_id: row.newest.workflow_id,
        step_id,
        run_ids: row.run_ids.iter().map(ToString::to_string).collect(),
    }
}

/// One run with its steps.
#[utoipa::path(get, path = "/api/runs/{id}", tag = "runs", responses((status = 200, body = RunDetail)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<RunDetail>, ApiError> {
    detail(&surface, parse(&id)?).await.map(Json)
}

async fn detail(surface: &Surface, id: RunId) -> Result<RunDetail, ApiError> {
    let read = surface
        .read(move |c| {
            let Some(row) = view::get(c, id)? else { return Ok(None) };
            let of = views::run_detail::steps(c, row.n, row.workflow_n, row.revision)?;
            let event = views::events::by_number(c, row.event_n)?;
            let file_path = views::run_detail::file_path(c, row.event_n)?;
            Ok(Some((row, of, event, file_path)))
        })
        .await?;
    let Some((row, of, Some(event), file_path)) = read else {
        return Err(ApiError::not_found("run", &id.to_string()));
    };
    let explanation = surface.engine.triggers().explain_run(id).await?;
    let snapshot = surface.engine.registry().snapshot();
    let log_lines = of.log_lines;
    Ok(RunDetail {
        steps: steps(id, of, &surface.engine),
        summary: summary(row, &surface.engine),
        event: present::events::summary(event, &snapshot),
        file_path,
        explanation: explanation.map(Into::into),
        log_lines,
    })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LogQuery {
    /// Lines after this number.
    #[serde(default)]
    after: i64,
    /// At most this many lines, up to 10,000.
    #[serde(default = "thousand")]
    limit: u32,
    /// Only lines that contain this text.
    q: Option<String>,
}

fn thousand() -> u32 {
    1_000
}

/// Lines of a run's log, oldest first.
#[utoipa::path(get, path = "/api/runs/{id}/log", tag = "runs", params(LogQuery), responses((status = 200, body = RunLog)))]
pub(super) async fn log(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Params(q): Params<LogQuery>,
) -> Result<Json<RunLog>, ApiError> {
    let run = parse(&id)?;
    let find = q.q.filter(|t| !t.is_empty());
    let limit = q.limit.clamp(1, 10_000);
    let read = surface.read(move |c| views::run_detail::log(c, run, q.after, limit, find.as_deref())).await?;
    let (lines, total) = read.ok_or_else(|| ApiError::not_found("run", &id))?;
    Ok(Json(RunLog { lines: lines.into_iter().map(line).collect(), total }))
}

/// Stops a run.
#[utoipa::path(post, path = "/api/runs/{id}/cancel", tag = "runs", responses((status = 200, body = RunDetail)))]
pub(super) async fn cancel(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<RunDetail>, ApiError> {
    let id = parse(&id)?;
    surface.engine.runs().cancel(id).await?;
    detail(&surface, id).await.map(Json)
}

/// Goes on with a failed or cancelled run at its first unfinished step.
#[utoipa::path(post, path = "/api/runs/{id}/retry", tag = "runs", responses((status = 200, body = RunDetail)))]
pub(super) async fn retry(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<RunDetail>, ApiError> {
    let id = parse(&id)?;
    surface.engine.runs().retry(id).await?;
    detail(&surface, id).await.map(Json)
}

/// Starts a new run with the same or edited data.
#[utoipa::path(post, path = "/api/runs/{id}/rerun", tag = "runs", request_body = Option<RerunInput>,
    responses((status = 200, body = RunStarted)))]
pub(super) async fn rerun(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    MaybeJson(input): MaybeJson<RerunInput>,
) -> Result<Json<RunStarted>, ApiError> {
    let latest = input.workflow_revision == RerunRevision::Latest;
    let run_id = surface.engine.runs().rerun(parse(&id)?, input.data, latest).await?;
    Ok(Json(RunStarted { run_id: run_id.to_string() }))
}

/// Does one thing to several runs; each stands alone.
#[utoipa::path(post, path = "/api/runs/bulk", tag = "runs", request_body = BulkInput, responses((status = 200, body = BulkResult)))]
pub(super) async fn bulk(
    State(surface): State<Surface>,
    Body(input): Body<BulkInput>,
) -> Result<Json<BulkResult>, ApiError> {
    if input.ids.len() > MAX_BULK {
        let message = format!("At most {MAX_BULK} runs can be changed at once.");
        return Err(ApiError::invalid(message.clone(), vec![FieldProblem::at("/ids", message)]));
    }
    let mut result = BulkResult { done: 0, failed: Vec::new() };
    for id in input.ids {
        match one(&surface, input.action, &id).await {
            Ok(()) => result.done += 1,
            Err(error) => {
                let body = error.into_body();
                result.failed.push(BulkFailure { id, code: body.code, message: body.title });
            }
        }
    }
    Ok(Json(result))
}

async fn one(surface: &Surface, action: BulkAction, id: &str) -> Result<(), ApiError> {
    let id = parse(id)?;
    let runs = surface.engine.runs();
    let done: Result<(), EngineError> = match action {
        BulkAction::Cancel => runs.cancel(id).await.map(|_| ()),
        BulkAction::Retry => runs.retry(id).await.map(|_| ()),
        BulkAction::Rerun => runs.rerun(id, None, true).await.map(|_| ()),
    };
    Ok(done?)
}

fn parse(id: &str) -> Result<RunId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("run", id))
}
