//! The composition root: engine, router and edge in one, as the command line and the desktop shell start it.

use crate::edge::{self, Edge, Guard, endpoint::Endpoint};
use crate::hook_edge::HookEdge;
use crate::live;
use crate::options::{Options, whole};
use crate::routes;
use crate::start::StartError;
use crate::state::{About, Surface};
use crate::wire::ChangeBatch;
use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use futures::{Stream, StreamExt};
use http::{Request, Uri};
use prama_engine::{Engine, EngineOptions};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use tokio_util::sync::CancellationToken;
use tower::util::MapRequestLayer;
use tower::{Layer, ServiceExt};

/// Version of this build.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A running engine with its surface.
pub struct App {
    engine: Arc<Engine>,
    surface: Surface,
    router: Router,
    url: Option<String>,
    token: String,
    data_dir: PathBuf,
    stopping: CancellationToken,
    edge: Option<(Edge, Endpoint)>,
    hooks: Option<HookEdge>,
}

impl App {
    /// Opens the data folder, starts sources and runs, and listens if asked to.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listeners = match options.listen {
            Some(address) => edge::bind(address, address.port() == edge::DEFAULT_PORT).await?,
            None => Vec::new(),
        };
        let port = listeners.first().and_then(|l| l.local_addr().ok()).map(|a| a.port());
        let host = if options.listen.is_some_and(|a| a.is_ipv6()) { "[::1]" } else { "127.0.0.1" };
        let url = port.map(|p| format!("http://{host}:{p}"));
        let engine = Engine::start(engine_options(&options)).await?;
        let mut app = Self::over(engine, &options, url.clone())?;
        if let (Some(port), Some(url)) = (port, url) {
            let served = if options.ui { with_ui(app.router()) } else { app.router() };
            let guarded = served.layer(from_fn_with_state(Guard::new(port, &app.token), edge::guard));
            let edge = Edge::start(listeners, guarded);
            let endpoint =
                Endpoint { url, token: app.token.clone(), pid: std::process::id(), version: VERSION.into() };
            endpoint.write(&app.data_dir).map_err(StartError::folder)?;
            app.edge = Some((edge, endpoint));
        }
        app.hooks = Some(HookEdge::start(&app.surface));
        Ok(app)
    }

    /// Opens the data folder for single requests: nothing runs, nothing listens. Fails when another process has it.
    pub async fn open(options: Options) -> Result<Self, StartError> {
        let engine = Engine::open(engine_options(&options)).await?;
        Self::over(engine, &options, None)
    }

    fn over(engine: Arc<Engine>, options: &Options, url: Option<String>) -> Result<Self, StartError> {
        let token = edge::load_token(&options.data_dir).map_err(StartError::folder)?;
        let stopping = CancellationToken::new();
        let about = About {
            started_ms: engine.started_ms(),
            url: url.clone(),
            home_dir: std::env::home_dir().unwrap_or_else(|| options.data_dir.clone()),
            stopping: stopping.clone(),
            hooks_url: RwLock::default(),
        };
        let surface = Surface { engine: engine.clone(), about: Arc::new(about) };
        let router = one_slash(routes::router(surface.clone()));
        let data_dir = options.data_dir.clone();
        Ok(Self { engine, surface, router, url, token, data_dir, stopping, edge: None, hooks: None })
    }

    /// The surface for use in this process: no listener, no token, every request counts as the user's.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Changes after `since`, or from now on; ends at the stop.
    pub fn changes(&self, since: Option<i64>) -> impl Stream<Item = ChangeBatch> + Send + use<> {
        let stopping = self.stopping.clone();
        live::batches(&self.engine, since).take_until(async move { stopping.cancelled().await })
    }

    /// Where the listener is, e.g. `http://127.0.0.1:8000`.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.url.clone()
    }

    /// The bearer token of this data folder.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Stops taking requests, then sources and runs, then closes the store; within about 10 seconds.
    pub async fn shutdown(self) {
        self.stopping.cancel();
        let hooks = async {
            if let Some(hooks) = self.hooks {
                hooks.stop().await;
            }
        };
        let edge = async {
            if let Some((edge, endpoint)) = self.edge {
                endpoint.remove(&self.data_dir);
                edge.stop().await;
            }
        };
        tokio::join!(hooks, edge);
        self.engine.shutdown().await;
    }
}

fn engine_options(options: &Options) -> EngineOptions {
    EngineOptions {
        data_dir: options.data_dir.clone(),
        source_dirs: options.sources.iter().cloned().map(whole).collect(),
        worker: options.worker.clone(),
        keyring: options.keyring,
        host: options.host,
    }
}

/// The API under `/api`, and the UI everywhere else.
fn with_ui(api: Router) -> Router {
    Router::new().fallback(move |request: Request<Body>| async move {
        if request.uri().path().starts_with("/api/") {
            api.oneshot(request).await.into_response()
        } else {
            edge::serve_ui(request.method().clone(), request.uri().clone()).await
        }
    })
}

/// Takes a trailing slash of an API path away before routing: the quick start writes `/api/event-sources/`.
fn one_slash(inner: Router) -> Router {
    let layer = MapRequestLayer::new(|mut request: Request<Body>| {
        if let Some(uri) = without_slash(request.uri()) {
            *request.uri_mut() = uri;
        }
        request
    });
    Router::new().fallback_service(layer.layer(inner))
}

fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let trimmed = path.strip_suffix('/').filter(|p| p.starts_with("/api/"))?;
    let text = uri.query().map_or_else(|| trimmed.to_owned(), |q| format!("{trimmed}?{q}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(text.parse().ok()?);
    Uri::from_parts(parts).ok()
}
