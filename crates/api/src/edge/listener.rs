//! The accept loop: loopback only, header time-out, caps on sockets and headers, a stop that waits a little.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The port that is tried first.
pub(crate) const DEFAULT_PORT: u16 = 8000;
const SOCKETS: usize = 1024;
const HEADER_TIME: Duration = Duration::from_secs(10);
const HEADERS: usize = 64;
const HEADER_BYTES: usize = 16 << 10;
/// How long open connections may finish at a stop.
const STOP_TIME: Duration = Duration::from_secs(3);

/// Why nothing could be listened on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListenError {
    #[error("{0} is not an address of this computer alone")]
    NotLoopback(SocketAddr),
    #[error("{0} cannot be listened on: {1}")]
    Io(SocketAddr, io::Error),
}

/// Binds the address. A port that may give way does so to a free one when it is taken; the other loopback family joins if
/// it can.
pub(crate) async fn bind(address: SocketAddr, may_give_way: bool) -> Result<Vec<TcpListener>, ListenError> {
    if !address.ip().is_loopback() {
        return Err(ListenError::NotLoopback(address));
    }
    let first = match TcpListener::bind(address).await {
        Err(e) if e.kind() == io::ErrorKind::AddrInUse && may_give_way => {
            let free = TcpListener::bind(SocketAddr::new(address.ip(), 0)).await;
            tracing::warn!(port = address.port(), "the port is taken; using a free one");
            free
        }
        other => other,
    }
    .map_err(|e| ListenError::Io(address, e))?;
    let port = first.local_addr().map_err(|e| ListenError::Io(address, e))?.port();
    let twin = match address {
        SocketAddr::V4(a) if *a.ip() == Ipv4Addr::LOCALHOST => {
            Some(SocketAddr::from((Ipv6Addr::LOCALHOST, port)))
        }
        SocketAddr::V6(_) => Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        SocketAddr::V4(_) => None,
    };
    let mut all = vec![first];
    if let Some(twin) = twin
        && let Ok(listener) = TcpListener::bind(twin).await
    {
        all.push(listener);
    }
    Ok(all)
}

/// The running listeners.
pub(crate) struct Edge {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Edge {
    /// Serves `router` on the listeners.
    pub(crate) fn start(listeners: Vec<TcpListener>, router: Router) -> Self {
        let edge = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let sockets = Arc::new(Semaphore::new(SOCKETS));
        for listener in listeners {
            let (stop, tasks) = (edge.stop.clone(), edge.tasks.clone());
            edge.tasks.spawn(accept(listener, router.clone(), sockets.clone(), stop, tasks));
        }
        edge
    }

    /// Stops accepting, lets open requests finish for a moment.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(STOP_TIME, self.tasks.wait()).await.is_err() {
            tracing::warn!("connections were still open at the stop");
        }
    }
}

async fn accept(
    listener: TcpListener,
    router: Router,
    sockets: Arc<Semaphore>,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    loop {
        // Beyond the cap, callers wait in the system's queue until a socket is free.
        let permit = tokio::select! {
            () = stop.cancelled() => return,
            permit = sockets.clone().acquire_owned() => match permit { Ok(p) => p, Err(_) => return },
        };
        let stream = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let (router, stop) = (router.clone(), stop.clone());
        tasks.spawn(async move {
            serve(stream, router, stop).await;
            drop(permit);
        });
    }
}

async fn serve(stream: TcpStream, router: Router, stop: CancellationToken) {
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_headers(HEADERS)
        .max_header_size(HEADER_BYTES)
        .keep_alive(true);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}
