//! `prama serve`: the engine without a window, until it is asked to stop.

use super::data_dir;
use crate::args::{LogFormat, Serve};
use crate::failure::Failure;
use crate::out;
use prama_api::{App, Options};
use std::io::IsTerminal;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// The stop may take this long before the process ends all the same.
const STOP_TIME: Duration = Duration::from_secs(10);

pub(super) async fn run(serve: Serve) -> Result<(), Failure> {
    start_log(serve.log_format);
    let mut options = Options::for_data_dir(data_dir(&serve.folder));
    options.sources = serve.sources;
    if let Some(listen) = serve.listen {
        options.listen = Some(listen);
    }
    let dir = options.data_dir.clone();
    // Before the start, so that an early signal is not lost.
    let stop = stop_signal()?;
    let app = App::start(options).await?;
    if let Some(url) = app.url() {
        out::line(&format!("Prama is running on {}", dir.display()));
        out::line(&format!("Open {url}/#token={}", app.token()));
        tracing::info!(%url, "ready");
    }
    stop.await;
    tracing::info!("stopping");
    if tokio::time::timeout(STOP_TIME, app.shutdown()).await.is_err() {
        tracing::error!(
            "the stop took longer than 10 s and was cut short; the next start resumes what was open"
        );
        return Err(Failure::shown(crate::failure::FAILED));
    }
    tracing::info!("stopped");
    Ok(())
}

/// Resolves at SIGINT or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind)
            .map_err(|e| Failure::usage(format!("Signals can't be received: {e}."), "Start it from a shell."))
    };
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let done = match format {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    if let Err(error) = done {
        out::error(&format!("The log can't be written: {error}"));
    }
}
