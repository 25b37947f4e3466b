//! Checks before routing: Host, Origin, requests in flight, token; and a time limit for the answer.

use super::token;
use crate::problem::{ApiError, plain};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, HOST, HeaderName, ORIGIN, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Requests at work at one time.
const IN_FLIGHT: usize = 256;
/// How long an answer may take to begin.
pub(crate) const REQUEST_TIME: Duration = Duration::from_secs(30);

/// How long an upload may take.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

/// What the edge accepts.
#[derive(Clone)]
pub(crate) struct Guard(Arc<Inner>);

struct Inner {
    hosts: Vec<String>,
    origins: Vec<String>,
    token: String,
    in_flight: Semaphore,
}

impl Guard {
    /// A guard of a listener on `port`.
    pub(crate) fn new(port: u16, token: &str) -> Self {
        let hosts: Vec<_> =
            ["127.0.0.1", "localhost", "[::1]"].iter().map(|h| format!("{h}:{port}")).collect();
        let origins = hosts.iter().map(|h| format!("http://{h}")).collect();
        Self(Arc::new(Inner {
            hosts,
            origins,
            token: token.to_owned(),
            in_flight: Semaphore::new(IN_FLIGHT),
        }))
    }

    fn check(&self, request: &Request) -> Result<(), ApiError> {
        let Inner { hosts, origins, .. } = &*self.0;
        let one = |name: HeaderName| {
            let mut all = request.headers().get_all(name).iter();
            (all.next().and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned(), all.next().is_some())
        };
        let (host, doubled) = one(HOST);
        // A request line with an absolute address names the host a second time.
        let inner = request.uri().authority().map(|a| a.as_str().to_owned());
        let known = |h: &str| hosts.iter().any(|x| x.eq_ignore_ascii_case(h));
        if doubled || !known(&host) || inner.is_some_and(|h| !known(&h)) {
            return Err(plain(
                StatusCode::MISDIRECTED_REQUEST,
                "API-421",
                "This address isn't served here.",
                "The Host header names another computer or port, as a page that rebinds a name would.",
                &format!("Use http://{}.", hosts[0]),
            ));
        }
        if request.headers().contains_key(ORIGIN) {
            let (origin, doubled) = one(ORIGIN);
            if doubled || !origins.contains(&origin) {
                return Err(plain(
                    StatusCode::FORBIDDEN,
                    "API-403",
                    "Other web pages may not use this address.",
                    "The request came from a page that Prama didn't serve.",
                    &format!("Open the UI at {}, or call from a program.", origins[0]),
                ));
            }
        }
        Ok(())
    }

    fn check_token(&self, request: &Request) -> Result<(), ApiError> {
        if is_open(request) || token::matches(request.headers().get(AUTHORIZATION), &self.0.token) {
            return Ok(());
        }
        Err(plain(
            StatusCode::UNAUTHORIZED,
            "API-401",
            "The token is missing or wrong.",
            "Nothing was done.",
            "Send the header Authorization: Bearer TOKEN; prama token prints it.",
        ))
    }
}

/// Where the JSON Schema of `plugin.json` is; manifests name it in `$schema`.
pub(crate) const MANIFEST_SCHEMA: &str = "/api/schemas/plugin.json";

/// What needs no token: reads of the registry, as the quick start's curl lines have them, and the UI's own files.
fn is_open(request: &Request) -> bool {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return false;
    }
    let path = request.uri().path();
    let registry = path == "/api/event-sources" || path.starts_with("/api/event-sources/");
    // Editors fetch the manifest's schema, and cannot send a token.
    let schema = path == MANIFEST_SCHEMA;
    let log = path.trim_end_matches('/').ends_with("/log");
    (registry && !log) || schema || !(path == "/api" || path.starts_with("/api/"))
}

/// The middleware.
pub(crate) async fn run(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = match guard.check(&request) {
        Err(refused) => refused.into_response(),
        Ok(()) => match guard.0.in_flight.try_acquire() {
            Err(_) => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "API-503",
                "Too many requests are at work.",
                "Nothing was done.",
                "Try again in a second.",
            )
            .retry_after(1)
            .into_response(),
            Ok(_permit) => match guard.check_token(&request) {
                Err(refused) => {
                    let mut response = refused.into_response();
                    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                    response
                }
                Ok(()) => answer(request, next).await,
            },
        },
    };
    let headers = response.headers_mut();
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn answer(request: Request, next: Next) -> Response {
    // An upload takes as long as its bytes keep coming: its route watches over them.
    let time = if request.uri().path() == "/api/uploads" { UPLOAD_TIME } else { REQUEST_TIME };
    tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| {
        plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "API-504",
            "The answer took too long.",
            "What was asked may still happen.",
            "Look at the current state, then try again.",
        )
        .retry_after(5)
        .into_response()
    })
}
