//! The listener of the webhooks: apart from the API, so that a tunnel to it exposes nothing else. Open while there is
//! anything to call, on loopback only.

use crate::edge::{self, Edge};
use crate::extract::MAX_BODY_BYTES;
use crate::problem::ApiError;
use crate::state::Surface;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use prama_engine::hooks::{Answer, Call};
use prama_model::Problem;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Calls at work at one time.
const IN_FLIGHT: usize = 256;

/// Opens and closes the listener as webhooks come and go.
pub(crate) struct HookEdge {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl HookEdge {
    pub(crate) fn start(surface: &Surface) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(follow(surface.clone(), stop.clone()));
        Self { stop, task }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the listener of the webhooks broke");
        }
    }
}

async fn follow(surface: Surface, stop: CancellationToken) {
    let hooks = surface.engine.hooks();
    let mut changes = hooks.changes();
    let mut open: Option<(u16, Edge)> = None;
    loop {
        let wanted = hooks.is_needed().then(|| hooks.port());
        if wanted != open.as_ref().map(|(port, _)| *port) {
            if let Some((_, edge)) = open.take() {
                surface.set_hooks_url(None);
                edge.stop().await;
            }
            if let Some(port) = wanted {
                open = listen(&surface, port).await.map(|edge| (port, edge));
            }
        }
        match stop.run_until_cancelled(changes.next()).await {
            Some(Some(())) => {}
            _ => break,
        }
    }
    if let Some((_, edge)) = open {
        edge.stop().await;
    }
}

async fn listen(surface: &Surface, port: u16) -> Option<Edge> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listeners = match edge::bind(address, true).await {
        Ok(listeners) => listeners,
        Err(error) => {
            tracing::error!(%error, "webhooks can't be received");
            return None;
        }
    };
    let port = listeners.first().and_then(|l| l.local_addr().ok()).map_or(port, |a| a.port());
    let url = format!("http://127.0.0.1:{port}");
    tracing::info!(%url, "webhooks are received");
    surface.set_hooks_url(Some(url));
    let state = (surface.clone(), Arc::new(Semaphore::new(IN_FLIGHT)));
    Some(Edge::start(listeners, Router::new().fallback(call).with_state(state)))
}

async fn call(State((surface, free)): State<(Surface, Arc<Semaphore>)>, request: Request) -> Response {
    let Ok(_permit) = free.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
    };
    let answer = tokio::time::timeout(edge::REQUEST_TIME, receive(&surface, request)).await;
    let mut response = answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn receive(surface: &Surface, request: Request) -> Response {
    let hooks = surface.engine.hooks();
    let path = request.uri().path().trim_end_matches('/').to_owned();
    // Nothing is said of what there is, and nothing is read.
    let Some(target) = hooks.find(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let (parts, body) = request.into_parts();
    let mut call = Call {
        path,
        method: parts.method.as_str().to_owned(),
        headers: headers(&parts.headers),
        query: query(parts.uri.query().unwrap_or_default()),
        ..Call::default()
    };
    let answer = match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(bytes) => {
            call.body = bytes;
            hooks.receive(&target, &call).await
        }
        Err(_) => hooks.too_large(&target, &call).await,
    };
    let mut response = present(answer);
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(methods) = HeaderValue::from_str(&target.methods().join(", "))
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    hooks.answered(&target, response.status().as_u16());
    response
}

fn present(answer: Answer) -> Response {
    let accepted = |status, body: serde_json::Value| {
        (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body.to_string())).into_response()
    };
    match answer {
        Answer::Accepted(id) => accepted(StatusCode::ACCEPTED, json!({ "event_id": id.to_string() })),
        Answer::Again(id) => {
            accepted(StatusCode::OK, json!({ "event_id": id.to_string(), "duplicate": true }))
        }
        Answer::Refused(problem) => ApiError::new(status(&problem), *problem).into_response(),
        Answer::Later { problem, retry_after_s } => {
            let full = problem.code == "STO-004";
            let status =
                if full { StatusCode::INSUFFICIENT_STORAGE } else { StatusCode::SERVICE_UNAVAILABLE };
            ApiError::new(status, *problem).retry_after(retry_after_s).into_response()
        }
    }
}

fn status(problem: &Problem) -> StatusCode {
    match problem.code.as_str() {
        "HOOK-002" => StatusCode::METHOD_NOT_ALLOWED,
        "HOOK-003" => StatusCode::FORBIDDEN,
        "HOOK-004" | "HOOK-005" => StatusCode::UNAUTHORIZED,
        "HOOK-006" | "HOOK-009" => StatusCode::CONFLICT,
        "HOOK-007" | "EVT-005" => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn headers(map: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// Names and values of a query; what cannot be read is left out.
fn query(text: &str) -> Vec<(String, String)> {
    let uri: Result<http::Uri, _> = format!("/?{text}").parse();
    let read =
        uri.ok().and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    read.map(|q| q.0).unwrap_or_default()
}
