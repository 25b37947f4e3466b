//! Event sources: list, one, its event types and fields, its log, and what a person can do with it.

use crate::extract::{Json as Body, Params};
use crate::present::sources::{declared, facts, log_line, source, webhooks};
use crate::present::{fields, source_name};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{AnyObject, Fields, Items, Source, SourceEvents, SourceLog};
use axum::Json;
use axum::extract::{Path, State};
use prama_engine::registry::{SourceError, View};
use prama_engine::store::{triggers, views};
use prama_model::event::Object;
use prama_model::suggest::nearest;
use prama_model::{FieldProblem, Problem};
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::triggers::DAY_MS;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(rescan))
        .routes(routes!(get))
        .routes(routes!(events))
        .routes(routes!(type_fields))
        .routes(routes!(start))
        .routes(routes!(stop))
        .routes(routes!(restart))
        .routes(routes!(configure))
        .routes(routes!(log))
}

/// All sources, problems first. Needs no token.
#[utoipa::path(get, path = "/api/event-sources", tag = "event sources", responses((status = 200, body = Items<Source>)))]
pub(super) async fn list(State(surface): State<Surface>) -> Result<Json<Items<Source>>, ApiError> {
    let views = surface.engine.registry().views();
    Ok(Json(Items { items: wire(&surface, views).await? }))
}

/// Reads the folders of sources again.
#[utoipa::path(post, path = "/api/event-sources/rescan", tag = "event sources", responses((status = 200, body = Items<Source>)))]
pub(super) async fn rescan(State(surface): State<Surface>) -> Result<Json<Items<Source>>, ApiError> {
    let views = surface.engine.registry().rescan().await;
    Ok(Json(Items { items: wire(&surface, views).await? }))
}

/// One source. Needs no token.
#[utoipa::path(get, path = "/api/event-sources/{id}", tag = "event sources", responses((status = 200, body = Source)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Source>, ApiError> {
    let view = view(&surface, &id)?;
    one(&surface, view).await
}

/// What a source reports. Needs no token.
#[utoipa::path(get, path = "/api/event-sources/{id}/events", tag = "event sources", responses((status = 200, body = SourceEvents)))]
pub(super) async fn events(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<SourceEvents>, ApiError> {
    let view = view(&surface, &id)?;
    let Json(source) = one(&surface, view).await?;
    Ok(Json(SourceEvents { source: source.id, name: source.name, event_types: source.event_types }))
}

/// Fields of an event type, with values from its last 1,000 events.
#[utoipa::path(get, path = "/api/event-sources/{id}/event-types/{type}/fields", tag = "event sources", responses((status = 200, body = Fields)))]
pub(super) async fn type_fields(
    State(surface): State<Surface>,
    Path((id, event_type)): Path<(String, String)>,
) -> Result<Json<Fields>, ApiError> {
    let view = view(&surface, &id)?;
    let def = view.spec.as_ref().and_then(|s| s.manifest.event_type(&event_type).cloned());
    if def.is_none() {
        let types = declared(&view);
        let name = source_name(&surface.engine.registry().snapshot(), &id);
        return Err(unknown_type(&name, &event_type, types.iter().map(|(_, t)| t.name.as_str())));
    }
    let sample = views::fields::SAMPLE;
    let (seen, of) = surface.read(move |c| views::fields::statistics(c, &id, &event_type, sample)).await?;
    let schema = def.and_then(|d| d.schema);
    let (fields, _) = fields::of_type(schema.as_ref(), seen, of);
    Ok(Json(Fields { fields }))
}

fn unknown_type<'a>(name: &str, wrong: &str, declared: impl Iterator<Item = &'a str> + Clone) -> ApiError {
    let suggestion = nearest(wrong, declared.clone()).map(str::to_owned);
    let list = declared.collect::<Vec<_>>().join(", ");
    let problem = Problem::new(
        "EVT-002",
        format!("\"{wrong}\" isn't an event type of {name}."),
        format!("{name} declares: {list}."),
    );
    let problem = problem.fix("Use one of the declared types.").suggestion(suggestion);
    ApiError::new(http::StatusCode::NOT_FOUND, problem)
}

/// Starts a source.
#[utoipa::path(post, path = "/api/event-sources/{id}/start", tag = "event sources", responses((status = 200, body = Source)))]
pub(super) async fn start(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().start(&id).await?;
    one(&surface, view).await
}

/// Stops a source until it is started again.
#[utoipa::path(post, path = "/api/event-sources/{id}/stop", tag = "event sources", responses((status = 200, body = Source)))]
pub(super) async fn stop(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().stop(&id).await?;
    one(&surface, view).await
}

/// Stops and starts a source.
#[utoipa::path(post, path = "/api/event-sources/{id}/restart", tag = "event sources", responses((status = 200, body = Source)))]
pub(super) async fn restart(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().restart(&id).await?;
    one(&surface, view).await
}

/// Sets a source's configuration and restarts it.
#[utoipa::path(put, path = "/api/event-sources/{id}/config", tag = "event sources", request_body = AnyObject, responses((status = 200, body = Source)))]
pub(super) async fn configure(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(config): Body<Object>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().configure(&id, config).await?;
    one(&surface, view).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LogQuery {
    /// Lines after this number.
    #[serde(default)]
    after: u64,
    /// At most this many lines, up to 2,000.
    #[serde(default = "five_hundred")]
    limit: usize,
}

fn five_hundred() -> usize {
    500
}

/// What a source wrote to its log.
#[utoipa::path(get, path = "/api/event-sources/{id}/log", tag = "event sources", params(LogQuery), responses((status = 200, body = SourceLog)))]
pub(super) async fn log(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Params(q): Params<LogQuery>,
) -> Result<Json<SourceLog>, ApiError> {
    let (lines, last) = surface.engine.registry().log(&id, q.after, q.limit.clamp(1, 2_000))?;
    let last = i64::try_from(last).unwrap_or(i64::MAX);
    Ok(Json(SourceLog { lines: lines.into_iter().map(log_line).collect(), last }))
}

/// The source, or an error that names the one near id.
fn view(surface: &Surface, id: &str) -> Result<View, ApiError> {
    let registry = surface.engine.registry();
    registry.view(id).ok_or_else(|| {
        // The registry words the unknown id, with its suggestion.
        match registry.log(id, 0, 1) {
            Err(error @ SourceError::NotFound(_)) => error.into(),
            _ => ApiError::not_found("event source", id),
        }
    })
}

async fn one(surface: &Surface, view: View) -> Result<Json<Source>, ApiError> {
    let id = view.id.clone();
    let missing = || {
        ApiError::invalid("The source is gone.", vec![FieldProblem::at("", format!("\"{id}\" was removed."))])
    };
    wire(surface, vec![view]).await?.pop().map(Json).ok_or_else(missing)
}

async fn wire(surface: &Surface, sources: Vec<View>) -> Result<Vec<Source>, ApiError> {
    let types: Vec<_> = sources.iter().flat_map(declared).collect();
    let day_ago_ms = surface.now_ms() - DAY_MS;
    let facts = surface
        .read(move |c| {
            let mut listening: HashMap<(String, String), i64> = HashMap::new();
            for t in triggers::all(c)? {
                *listening.entry((t.definition.source, t.definition.event_type)).or_default() += 1;
            }
            facts(c, &types, &listening, day_ago_ms)
        })
        .await?;
    let (hooks, base) = (surface.engine.hooks(), surface.hooks_url());
    let present = |view: View| {
        let webhooks = webhooks(hooks.of(&view.id), &base);
        Source { webhooks, ..source(view, &facts) }
    };
    Ok(sources.into_iter().map(present).collect())
}
