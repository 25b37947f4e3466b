//! The routes, one file per resource; each handler reads its input, asks the engine, and presents the answer.

mod apply;
mod catch_up;
mod chain;
mod changes;
mod doctor;
mod event_sources;
mod events;
mod existing;
mod files;
mod folders;
mod held;
mod history;
mod home;
mod insight;
mod judge;
mod process;
mod replay;
mod runs;
mod schedules;
mod shadow;
mod status;
mod triggers;
mod uploads;
mod why;
mod workflows;

use crate::edge::MANIFEST_SCHEMA;
use crate::problem::{ApiError, plain};
use crate::state::Surface;
use crate::wire;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::IntoResponse;
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The document's head; paths and schemas are collected from the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Prama",
        description = "Event-driven automation on your own computer. Loopback only; bearer token."
    ),
    components(schemas(wire::Problem, wire::ChangeBatch))
)]
struct Document;

/// Every API route, and the OpenAPI document of them.
pub(crate) fn api() -> (Router<Surface>, utoipa::openapi::OpenApi) {
    let routes = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(status::get))
        .routes(routes!(status::pause))
        .routes(routes!(status::resume))
        .routes(routes!(status::sync))
        .routes(routes!(doctor::get))
        .routes(routes!(home::get))
        .routes(routes!(folders::get))
        .routes(routes!(changes::get))
        .merge(event_sources::routes())
        .routes(routes!(schedules::preview))
        .routes(routes!(uploads::upload))
        .routes(routes!(process::process))
        .routes(routes!(apply::apply))
        .merge(catch_up::routes())
        .merge(events::routes())
        .merge(replay::routes())
        .merge(chain::routes())
        .merge(existing::routes())
        .merge(files::routes())
        .merge(triggers::routes())
        .merge(held::routes())
        .merge(history::routes())
        .merge(shadow::routes())
        .merge(insight::routes())
        .merge(judge::routes())
        .merge(why::routes())
        .merge(workflows::routes())
        .merge(runs::routes());
    let (router, mut document) = routes.split_for_parts();
    name_operations(&mut document);
    (router.layer(DefaultBodyLimit::max(crate::extract::MAX_BODY_BYTES)), document)
}

/// Handlers are named within their resource, operation ids must be unique in the document: `get` becomes `runs_get`.
fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        for operation in
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten()
        {
            let tag = operation.tags.iter().flatten().next().map(|tag| tag.replace(' ', "_"));
            if let (Some(tag), Some(id)) = (tag, &mut operation.operation_id) {
                *id = format!("{tag}_{id}");
            }
        }
    }
}

/// The API with its document at `/api/openapi.json`; anything else under `/api` is a problem document.
pub(crate) fn router(surface: Surface) -> Router {
    let (api, document) = api();
    let text: Arc<str> = document.to_json().unwrap_or_default().into();
    api.route(
        "/api/openapi.json",
        get(move || async move { ([(CONTENT_TYPE, "application/json")], text.to_string()) }),
    )
    .route(MANIFEST_SCHEMA, get(async || axum::Json(prama_model::manifest::json_schema())))
    .fallback(no_route)
    .method_not_allowed_fallback(wrong_method)
    .with_state(surface)
}

async fn no_route(uri: http::Uri) -> impl IntoResponse {
    plain(
        StatusCode::NOT_FOUND,
        "API-404",
        &format!("There is nothing at {}.", uri.path()),
        "The address is not part of the API.",
        "Look the address up in /api/openapi.json.",
    )
}

async fn wrong_method(method: http::Method, uri: http::Uri) -> ApiError {
    plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "API-405",
        &format!("{method} is not possible at {}.", uri.path()),
        "Nothing was done.",
        "Look the methods up in /api/openapi.json.",
    )
}
