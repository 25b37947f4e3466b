//! Event sources: list, one, its event types and fields, its log, and what a person can do with it.

use crate::conditional::{IfMatch, Tagged, quoted};
use crate::extract::{Json as Body, Params, Path};
use crate::present::sources::{declared, facts, log_line, source, webhooks};
use crate::present::{fields, source_name};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    self, AcceptUnfit, AnyObject, Fields, Items, NewInstance, Source, SourceConfig, SourceEvents, SourceLog,
    TrustRequest,
};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::registry::status::State as SourceState;
use prama_engine::registry::{SourceError, View};
use prama_model::event::Object;
use prama_model::suggest::nearest;
use prama_model::texts::events::not_a_type;
use prama_model::{FieldProblem, Problem};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::triggers::DAY_MS;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(rescan))
        .routes(routes!(get, remove_instance))
        .routes(routes!(events))
        .routes(routes!(type_fields))
        .routes(routes!(start))
        .routes(routes!(stop))
        .routes(routes!(accept_unfit))
        .routes(routes!(restart))
        .routes(routes!(config, configure))
        .routes(routes!(trust))
        .routes(routes!(block))
        .routes(routes!(add_instance))
        .routes(routes!(log))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only those with this tag, on the source or one of its event types.
    tag: Option<String>,
    /// Only those in this state; several with commas.
    state: Option<String>,
}

/// All sources, problems first. Needs no token.
#[utoipa::path(get, path = "/api/event-sources", tag = "event sources", params(ListQuery), responses((status = 200, body = Items<Source>)))]
pub(super) async fn list(
    State(surface): State<Surface>,
    Params(q): Params<ListQuery>,
) -> Result<Json<Items<Source>>, ApiError> {
    let states = q.state.as_deref().map(states).transpose()?;
    let mut views = surface.engine.registry().views();
    views.retain(|v| {
        let tagged = q.tag.as_ref().is_none_or(|tag| is_tagged(v, tag));
        tagged && states.as_ref().is_none_or(|s| s.contains(&v.status.state))
    });
    Ok(Json(Items { items: all(&surface, views).await? }))
}

fn is_tagged(view: &View, tag: &str) -> bool {
    let Some(spec) = &view.spec else { return false };
    let types = spec.manifest.event_types.iter().flat_map(|t| &t.tags);
    spec.manifest.tags.iter().chain(types).any(|t| t.to_lowercase() == tag.to_lowercase())
}

fn states(text: &str) -> Result<Vec<SourceState>, ApiError> {
    let one = |name: &str| {
        SourceState::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| {
            let names = SourceState::ALL.map(SourceState::name);
            let mut problem = FieldProblem::at("/state", format!("\"{name}\" is not a state of a source."));
            problem.expected = Some(format!("one of {}", names.join(", ")));
            problem.suggestion = nearest(name, names).map(str::to_owned);
            ApiError::asked("The filter cannot be used.", vec![problem])
        })
    };
    text.split(',').map(|name| one(name.trim())).collect()
}

/// Reads the folders of sources again.
#[utoipa::path(post, path = "/api/event-sources/rescan", tag = "event sources", responses((status = 200, body = Items<Source>)))]
pub(super) async fn rescan(State(surface): State<Surface>) -> Result<Json<Items<Source>>, ApiError> {
    let views = surface.engine.registry().rescan().await;
    Ok(Json(Items { items: all(&surface, views).await? }))
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

/// Fields of an event type, with what its last 5,000 to 10,000 events held and what changed about them.
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
    let key = (id, event_type);
    let traffic = surface.engine.traffic();
    let seen = traffic.of(vec![key.clone()]).await?.remove(&key).unwrap_or_default();
    let schema = def.and_then(|d| d.schema);
    let (mut fields, _) = fields::of_type(schema.as_ref(), seen.fields, seen.events);
    let rules = surface.engine.rules().current();
    let users = |path: &str| rules.users(&key.0, &key.1, path);
    let drifts = traffic.to_be_told(&seen.drifts, |path| !users(path).is_empty());
    fields::with_drifts(&mut fields, drifts, users);
    Ok(Json(Fields { fields }))
}

fn unknown_type<'a>(name: &str, wrong: &str, declared: impl Iterator<Item = &'a str> + Clone) -> ApiError {
    let suggestion = nearest(wrong, declared.clone()).map(str::to_owned);
    let list = declared.collect::<Vec<_>>().join(", ");
    let problem = Problem::new(
        "EVT-002",
        not_a_type(wrong, name, suggestion.as_deref()),
        format!("{name} declares: {list}."),
    );
    let problem = problem.fix("Use one of the declared types.").suggestion(suggestion);
    ApiError::new(StatusCode::NOT_FOUND, problem)
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

/// Whether events whose data does not fit what the source declares are accepted, flagged; else they are set aside.
#[utoipa::path(put, path = "/api/event-sources/{id}/accept-unfit", tag = "event sources", request_body = AcceptUnfit, responses((status = 200, body = Source)))]
pub(super) async fn accept_unfit(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(input): Body<AcceptUnfit>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().accept_unfit(&id, input.accept).await?;
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

/// Says yes to the content of a source's folder that has this hash; it starts.
#[utoipa::path(post, path = "/api/event-sources/{id}/trust", tag = "event sources", request_body = TrustRequest, responses((status = 200, body = Source), (status = 409, body = wire::Problem)))]
pub(super) async fn trust(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(request): Body<TrustRequest>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().trust(&id, &request.hash, request.follow_edits).await?;
    one(&surface, view).await
}

/// Says no: nothing of a source's folder runs until somebody says yes.
#[utoipa::path(post, path = "/api/event-sources/{id}/block", tag = "event sources", responses((status = 200, body = Source)))]
pub(super) async fn block(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().block(&id).await?;
    one(&surface, view).await
}

/// Adds a further instance of a source under an id of its own.
#[utoipa::path(post, path = "/api/event-sources/{id}/instances", tag = "event sources", request_body = NewInstance, responses((status = 201, body = Source)))]
pub(super) async fn add_instance(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Body(new): Body<NewInstance>,
) -> Result<(StatusCode, Json<Source>), ApiError> {
    let view = surface.engine.registry().add_instance(&id, &new.id, new.name, new.config).await?;
    Ok((StatusCode::CREATED, one(&surface, view).await?))
}

/// Removes an instance with its configuration and checkpoint; its events stay.
#[utoipa::path(delete, path = "/api/event-sources/{id}", tag = "event sources", responses((status = 204)))]
pub(super) async fn remove_instance(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    surface.engine.registry().remove_instance(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A source's configuration. Needs no token.
#[utoipa::path(get, path = "/api/event-sources/{id}/config", tag = "event sources",
    responses((status = 200, body = SourceConfig, headers(("ETag" = String, description = "Of this state; If-Match takes it")))))]
pub(super) async fn config(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Tagged<SourceConfig>, ApiError> {
    let view = view(&surface, &id)?;
    Ok(Tagged(Json(SourceConfig { config: view.config, etag: quoted(&view.config_tag) })))
}

/// Sets a source's configuration and restarts it. `{"$secret": "set"}` keeps a secret, a text replaces it, null or absence removes it.
#[utoipa::path(put, path = "/api/event-sources/{id}/config", tag = "event sources", request_body = AnyObject,
    params(IfMatch), responses((status = 200, body = Source), (status = 412, description = "It was changed since", body = wire::Problem)))]
pub(super) async fn configure(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Body(config): Body<Object>,
) -> Result<Json<Source>, ApiError> {
    let view = surface.engine.registry().configure(&id, config, seen).await?;
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
    all(surface, vec![view]).await?.pop().map(Json).ok_or_else(missing)
}

async fn all(surface: &Surface, sources: Vec<View>) -> Result<Vec<Source>, ApiError> {
    let types: Vec<_> = sources.iter().flat_map(declared).collect();
    let day_ago_ms = surface.now_ms() - DAY_MS;
    let ids = types.iter().map(|(source, t)| (source.clone(), t.name.clone())).collect();
    let traffic = surface.engine.traffic().of(ids).await?;
    let rules = surface.engine.rules().current();
    let facts = surface.read(move |c| facts(c, &types, traffic, &rules, day_ago_ms)).await?;
    let (hooks, base) = (surface.engine.hooks(), surface.hooks_url());
    let present = |view: View| {
        let webhooks = webhooks(hooks.of(&view.id), &base);
        Source { webhooks, ..source(view, &facts) }
    };
    Ok(sources.into_iter().map(present).collect())
}
