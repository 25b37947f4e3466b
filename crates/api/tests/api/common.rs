//! An app on a temporary folder with the quick start's source in it, asked in process.

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use prama_api::{App, Options};
use serde_json::{Value, json};
use std::path::Path;
use tower::ServiceExt;

/// The quick start's manifest, with the required field of its last gotcha.
const MY_TIMER: &str = r#"{
  "type": "event-source", "id": "my-timer", "name": "My Timer", "description": "Fires on schedule", "version": "1.0.0",
  "eventTypes": [{"type": "timer_fired", "label": "Timer Fired", "description": "Every minute, on the minute",
    "schema": {"properties": {"fired_at": {"type": "string", "format": "date-time"}, "timer_id": {"type": "string"}}, "required": ["fired_at"]}}]
}"#;

/// Options for a folder: nothing listens, and my-timer is among the sources.
pub(crate) fn options(dir: &Path) -> Options {
    let source = dir.join("sources/my-timer");
    std::fs::create_dir_all(&source).unwrap();
    std::fs::write(source.join("plugin.json"), MY_TIMER).unwrap();
    std::fs::write(source.join("timer.py"), "async def start_timer():\n    pass\n").unwrap();
    Options {
        listen: None,
        ui: false,
        keyring: false,
        sources: vec![dir.join("sources")],
        ..Options::for_data_dir(dir.join("data"))
    }
}

/// An open app in which nothing runs, with its folder.
pub(crate) async fn open() -> (tempfile::TempDir, App) {
    let dir = tempfile::tempdir().unwrap();
    let app = App::open(options(dir.path())).await.unwrap();
    (dir, app)
}

/// Asks; the status, the content type and the JSON body.
pub(crate) async fn ask(
    app: &App,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, String, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    };
    let answer = app.router().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status();
    let kind =
        answer.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, kind, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

pub(crate) async fn get(app: &App, path: &str) -> Value {
    let (status, _, body) = ask(app, "GET", path, None).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

pub(crate) async fn post(app: &App, path: &str, body: Value) -> (StatusCode, Value) {
    let (status, _, body) = ask(app, "POST", path, Some(body)).await;
    (status, body)
}

/// An event of my-timer.
pub(crate) fn tick(timer_id: &str) -> Value {
    json!({"event_type": "timer_fired", "source": "my-timer", "data": {"fired_at": "2025-11-19T10:30:00Z", "timer_id": timer_id}})
}

/// A workflow and a trigger "Daily Report" on my-timer for ticks of the timer "default".
pub(crate) async fn daily_report(app: &App) {
    let steps =
        json!([{"id": "tell", "type": "data.set", "with": {"values": {"at": "${{ event.data.fired_at }}"}}}]);
    let (status, body) =
        post(app, "/api/workflows", json!({"name": "Generate report", "steps": steps})).await;
    assert_eq!(status, 201, "{body}");
    let trigger = json!({"name": "Daily Report", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "generate-report",
        "conditions": {"all": [{"field": "timer_id", "op": "is", "value": "default"}]}, "active": true});
    let (status, body) = post(app, "/api/triggers", trigger).await;
    assert_eq!(status, 201, "{body}");
}
