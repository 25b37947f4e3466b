//! State of the engine: figures, pause, resume, sync.

use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{EngineState, SourceState, Status, Synced};
use crate::{VERSION, present};
use axum::Json;
use axum::extract::State;
use prama_engine::store::views;
use prama_model::time::rfc3339;

const MINUTE_MS: i64 = 60_000;

/// Figures of the status bar.
#[utoipa::path(get, path = "/api/status", tag = "status", responses((status = 200, body = Status)))]
pub(super) async fn get(State(surface): State<Surface>) -> Result<Json<Status>, ApiError> {
    figures(&surface).await.map(Json)
}

/// Stops starting runs; events are still taken in and matched.
#[utoipa::path(post, path = "/api/status/pause", tag = "status", responses((status = 200, body = Status)))]
pub(super) async fn pause(State(surface): State<Surface>) -> Result<Json<Status>, ApiError> {
    surface.engine.pause().await?;
    figures(&surface).await.map(Json)
}

/// Starts runs again.
#[utoipa::path(post, path = "/api/status/resume", tag = "status", responses((status = 200, body = Status)))]
pub(super) async fn resume(State(surface): State<Surface>) -> Result<Json<Status>, ApiError> {
    surface.engine.resume().await?;
    figures(&surface).await.map(Json)
}

/// Answers when everything sent before it, and everything that happened in watched folders, has been seen and matched;
/// within about 20 s in any case, `waiting` says what is left.
#[utoipa::path(get, path = "/api/sync", tag = "status", responses((status = 200, body = Synced)))]
pub(super) async fn sync(State(surface): State<Surface>) -> Result<Json<Synced>, ApiError> {
    let (seq, waiting) = surface.engine.sync().await?;
    Ok(Json(Synced { seq, waiting: present::events::wide(waiting) }))
}

async fn figures(surface: &Surface) -> Result<Status, ApiError> {
    let since = surface.now_ms() - MINUTE_MS;
    let figures = surface.read(move |c| views::status::figures(c, since)).await?;
    let (on, off) = surface.engine.rules().current().totals();
    let sources = surface.engine.registry().views();
    let count = |wanted: fn(SourceState) -> bool| {
        present::events::wide(
            sources.iter().filter(|v| wanted(present::sources::state(v.status.state))).count(),
        )
    };
    let folders = sources.iter().flat_map(|v| &v.status.folders);
    let seq = *surface.engine.store().seq().borrow();
    Ok(Status {
        version: VERSION.to_owned(),
        state: if surface.engine.is_paused() { EngineState::Paused } else { EngineState::Running },
        started_at: rfc3339(surface.about.started_ms),
        data_dir: surface.engine.store().dir().display().to_string(),
        url: surface.about.url.clone(),
        sources_running: count(|s| matches!(s, SourceState::Running | SourceState::Builtin)),
        sources_problem: count(|s| {
            matches!(
                s,
                SourceState::Invalid
                    | SourceState::CrashLoop
                    | SourceState::BackingOff
                    | SourceState::Untrusted
            )
        }),
        folders_watched: present::events::wide(folders.filter(|f| present::sources::is_readable(f)).count()),
        triggers_on: present::events::wide(on),
        triggers_off: present::events::wide(off),
        runs_queued: figures.queued,
        runs_running: figures.running,
        runs_waiting: figures.waiting,
        events_total: figures.events_total,
        last_event_at: figures.last_event_ms.map(rfc3339),
        events_per_second: figures.events_since as f64 / 60.0,
        journal_seq: seq,
        home_dir: surface.about.home_dir.display().to_string(),
        source_dirs: surface
            .engine
            .registry()
            .source_dirs()
            .iter()
            .map(|d| d.display().to_string())
            .collect(),
    })
}
