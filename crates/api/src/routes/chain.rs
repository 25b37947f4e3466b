//! What led to an event, and what it led to.

use super::events::parse;
use crate::extract::Path;
use crate::present::events::summary;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{ChainLink, EventChain};
use axum::Json;
use axum::extract::State;
use prama_engine::store::views::{chain as view, events};
use prama_model::time::rfc3339;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Events named that it led to.
const LED_TO: u32 = 100;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(chain))
}

/// The events and runs that led to an event, first cause first, and the events that its own runs led to.
#[utoipa::path(get, path = "/api/events/{id}/chain", tag = "events", responses((status = 200, body = EventChain)))]
pub(super) async fn chain(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<EventChain>, ApiError> {
    let event_id = parse(&id)?;
    let found = surface
        .read(move |c| {
            let Some(event) = events::get(c, event_id)? else { return Ok(None) };
            let links = match view::cause_of(c, event_id)? {
                Some(cause) => view::behind(c, cause)?,
                None => Vec::new(),
            };
            Ok(Some((event, links, view::ahead(c, event_id, LED_TO)?)))
        })
        .await?;
    let (event, links, led_to) = found.ok_or_else(|| ApiError::not_found("event", &id))?;
    let snapshot = surface.engine.registry().snapshot();
    let links = links.into_iter().map(|link| {
        let (trigger_id, trigger_name) = link.trigger.map(|(_, id, name)| (id, name)).unzip();
        ChainLink {
            event_id: link.event.id.to_string(),
            subject: link.event.subject,
            source: link.event.source,
            event_type: link.event.event_type,
            time: rfc3339(link.event.time_ms),
            trigger_id,
            trigger_name,
            workflow_id: link.workflow.0,
            workflow_name: link.workflow.1,
            run_id: link.run.to_string(),
            step: link.step,
        }
    });
    Ok(Json(EventChain {
        links: links.collect(),
        event: summary(event, &snapshot),
        led_to: led_to.into_iter().map(|e| summary(e, &snapshot)).collect(),
    }))
}
