//! The engine inside this process: started in the background, asked without port or token, stopped last.

use std::sync::Arc;

use axum::Router;
use futures::StreamExt;
use futures::stream::BoxStream;
use http::{HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use prama_api::{App, ChangeBatch, Host, Options};
use serde_json::Value;
use tokio::sync::{Mutex, watch};
use tower::ServiceExt;

/// Why the engine did not start.
pub(crate) struct Failure {
    /// What happened and how to fix it, for a person.
    pub(crate) text: String,
    /// The exit code that the command line would have.
    pub(crate) exit_code: i32,
}

/// The place where the engine appears once it has started.
pub(crate) struct Engine {
    router: watch::Sender<Option<Router>>,
    app: Mutex<Option<App>>,
}

impl Engine {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { router: watch::Sender::new(None), app: Mutex::new(None) })
    }

    /// Starts the engine on the user's data folder, with its listener on this computer for the command line and the SDKs.
    pub(crate) async fn start(&self) -> Result<(), Failure> {
        let options = Options { host: Host::Desktop, ..Options::for_data_dir(Options::default_data_dir()) };
        let app = App::start(options)
            .await
            .map_err(|error| Failure { text: error.to_string(), exit_code: error.exit_code() })?;
        let router = app.router();
        *self.app.lock().await = Some(app);
        self.router.send_replace(Some(router));
        Ok(())
    }

    /// The router, as soon as the engine is ready.
    pub(crate) async fn router(&self) -> Option<Router> {
        self.router.subscribe().wait_for(Option::is_some).await.ok()?.clone()
    }

    /// Batches of changes after `since`, or from now on.
    pub(crate) async fn changes(&self, since: Option<i64>) -> Option<BoxStream<'static, ChangeBatch>> {
        let _ready = self.router().await?;
        Some(self.app.lock().await.as_ref()?.changes(since).boxed())
    }

    /// The JSON answer to a request, if it succeeded.
    pub(crate) async fn ask(&self, method: Method, path: &str) -> Option<Value> {
        let mut request = Request::new(axum::body::Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().ok()?;
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let Ok(answer) = self.router().await?.oneshot(request).await;
        if !answer.status().is_success() {
            return None;
        }
        let bytes = answer.into_body().collect().await.ok()?.to_bytes();
        serde_json::from_slice(&bytes).ok()
    }

    /// Stops sources and runs in order and closes the store.
    pub(crate) async fn stop(&self) {
        if let Some(app) = self.app.lock().await.take() {
            app.shutdown().await;
        }
    }
}
