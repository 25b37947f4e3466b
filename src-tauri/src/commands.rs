//! What the UI may ask of the shell: a request to the API, and the stream of changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures::StreamExt;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::BodyExt;
use prama_api::ChangeBatch;
use serde::Serialize;
use tauri::State;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tower::ServiceExt;

use crate::engine::Engine;

/// At most 30 batches a second reach the window: a channel has no back-pressure.
const BATCH_REST: Duration = Duration::from_millis(33);

/// An answer of the API.
#[derive(Serialize)]
pub(crate) struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// Hands a request to the router in this process: the same routes as over HTTP, no port, no token.
#[tauri::command]
pub(crate) async fn request(
    engine: State<'_, Arc<Engine>>,
    method: String,
    path: String,
    body: Option<String>,
    headers: Option<BTreeMap<String, String>>,
) -> Result<Answer, String> {
    let request = build(&method, &path, body, headers.unwrap_or_default())?;
    let router = engine.router().await.ok_or("The engine is stopping")?;
    answer(router, request).await
}

/// Asks the router and reads its whole answer.
pub(crate) async fn answer(router: Router, request: Request<Body>) -> Result<Answer, String> {
    let Ok(answer) = router.oneshot(request).await;
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers.iter().map(text).collect(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn build(
    method: &str,
    path: &str,
    body: Option<String>,
    headers: BTreeMap<String, String>,
) -> Result<Request<Body>, String> {
    let uri: Uri = path.parse().map_err(|_| format!("{path:?} is not a path"))?;
    if uri.authority().is_some() || !uri.path().starts_with("/api/") {
        return Err(format!("{path:?} is not a path of the API"));
    }
    let mut request = Request::new(body.map_or_else(Body::empty, Body::from));
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|_| format!("{method:?} is not a method"))?;
    *request.uri_mut() = uri;
    for (name, value) in headers {
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is not a header"))?;
        let value = HeaderValue::from_str(&value).map_err(|_| format!("the value of {name} is not valid"))?;
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

/// The task that feeds the window; a page that loads again replaces its own older one.
#[derive(Default)]
pub(crate) struct Subscription(Mutex<Option<JoinHandle<()>>>);

/// Sends batches of changes after `since` until the window subscribes anew or goes away.
#[tauri::command]
pub(crate) async fn subscribe(
    engine: State<'_, Arc<Engine>>,
    current: State<'_, Subscription>,
    since: Option<i64>,
    channel: Channel<ChangeBatch>,
) -> Result<(), String> {
    let mut changes = engine.changes(since).await.ok_or("The engine is stopping")?;
    let task = tauri::async_runtime::spawn(async move {
        while let Some(batch) = changes.next().await {
            if channel.send(batch).is_err() {
                break;
            }
            tokio::time::sleep(BATCH_REST).await;
        }
    });
    if let Some(older) = current.0.lock().unwrap_or_else(PoisonError::into_inner).replace(task) {
        older.abort();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn requests_go_to_the_api_only() {
        assert!(build("GET", "/api/runs?limit=5", None, BTreeMap::new()).is_ok());
        for path in ["/hooks/x", "http://example.org/api/runs", "//example.org/api/runs", "runs", ""] {
            assert!(build("GET", path, None, BTreeMap::new()).is_err(), "{path}");
        }
    }

    #[test]
    fn method_and_headers_are_checked() {
        assert!(build("PO ST", "/api/runs", None, BTreeMap::new()).is_err());
        assert!(build("POST", "/api/runs", None, headers("a b", "c")).is_err());
        assert!(build("POST", "/api/runs", None, headers("x", "a\nb")).is_err());
        let mut sent = headers("content-type", "application/json");
        sent.insert("If-Match".to_owned(), "\"7-on\"".to_owned());
        let built = build("PUT", "/api/triggers/t", Some("{}".to_owned()), sent).unwrap_or_default();
        assert_eq!(built.method(), Method::PUT);
        assert_eq!(built.headers()["content-type"], "application/json");
        assert_eq!(built.headers()["if-match"], "\"7-on\"");
    }
}
