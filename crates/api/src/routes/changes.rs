//! Changes as they happen, as server-sent events that a reader can resume.

use crate::extract::Params;
use crate::live;
use crate::state::Surface;
use crate::wire::{BatchType, ChangeBatch};
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt};
use http::HeaderMap;
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::IntoParams;

const PING: Duration = Duration::from_secs(15);

#[derive(Deserialize, IntoParams)]
pub(super) struct ChangesParams {
    /// Journal seq that the reader has seen; from now on if absent. The header `Last-Event-ID` counts more.
    since: Option<i64>,
}

/// Tells what changed, at most 30 times a second. `event: reset` means: ask for everything again.
#[utoipa::path(get, path = "/api/changes", tag = "live", params(ChangesParams),
    responses((status = 200, content_type = "text/event-stream", body = ChangeBatch)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Params(params): Params<ChangesParams>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let batches = live::batches(&surface.engine, last.or(params.since));
    let stopping = surface.about.stopping.clone();
    let events =
        batches.take_until(async move { stopping.cancelled().await }).map(|batch| Ok(message(&batch)));
    Sse::new(events).keep_alive(KeepAlive::new().interval(PING).text("ping"))
}

fn message(batch: &ChangeBatch) -> Event {
    let name = match batch.kind {
        BatchType::Changes => "changes",
        BatchType::Reset => "reset",
    };
    let event = Event::default().id(batch.seq.to_string()).event(name);
    event.json_data(batch).unwrap_or_else(|_| Event::default().comment("a batch could not be written"))
}
