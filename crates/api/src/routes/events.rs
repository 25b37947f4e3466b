//! Stored events and what was decided about them.

use crate::extract::{Json as Body, MaybeJson, Params, Path};
use crate::present;
use crate::present::events::{answer, decision, metadata, summary};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    Decision, EventCause, EventDetail, EventOutcome, EventSummary, Items, List, ProcessAnswer, Resend,
    ResendAs, SentAs,
};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::store::views::events::{self as view, EventFilter, Outcome};
use prama_engine::store::views::runs::{self, RunFilter};
use prama_engine::store::{events, views};
use prama_model::ids::EventId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Replays of an event that are named beside it.
const REPLAYS_SHOWN: u32 = 50;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(decisions))
        .routes(routes!(resend))
        .routes(routes!(resend_as))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventsQuery {
    /// Text in the subject.
    q: Option<String>,
    /// Source id.
    source: Option<String>,
    /// Event type.
    #[serde(rename = "type")]
    event_type: Option<String>,
    /// What became of it.
    outcome: Option<EventOutcome>,
    /// Only those that were accepted although something is wrong with them.
    flagged: Option<bool>,
    /// Received from then on, e.g. 2026-05-03T10:00:00Z.
    from: Option<String>,
    /// Received before.
    to: Option<String>,
    /// At most this many rows, 1 to 1,000.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Events, newest first.
#[utoipa::path(get, path = "/api/events", tag = "events", params(EventsQuery), responses((status = 200, body = List<EventSummary>)))]
pub(super) async fn list(
    State(surface): State<Surface>,
    Params(q): Params<EventsQuery>,
) -> Result<Json<List<EventSummary>>, ApiError> {
    let outcome = q.outcome.map(|o| match o {
        EventOutcome::Matched => Outcome::Matched,
        EventOutcome::Held => Outcome::Held,
        EventOutcome::Suppressed => Outcome::Suppressed,
        EventOutcome::Paused => Outcome::Paused,
        EventOutcome::NoneMatched => Outcome::NoneMatched,
        EventOutcome::NoListener => Outcome::NoListener,
        EventOutcome::Rejected => Outcome::Rejected,
    });
    let (from_ms, to_ms) = present::window(q.from.as_deref(), q.to.as_deref())
        .map_err(|wrong| ApiError::asked(wrong.message.clone(), vec![wrong]))?;
    let flagged = q.flagged.unwrap_or_default();
    let filter =
        EventFilter { q: q.q, source: q.source, event_type: q.event_type, outcome, flagged, from_ms, to_ms };
    let page = present::page(q.limit, q.cursor.as_deref());
    let rows = surface.read(move |c| view::list(c, &filter, page)).await?;
    let snapshot = surface.engine.registry().snapshot();
    Ok(Json(present::list(rows, |row| summary(row, &snapshot))))
}

/// One event with its decisions and runs.
#[utoipa::path(get, path = "/api/events/{id}", tag = "events", responses((status = 200, body = EventDetail)))]
pub(super) async fn get(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<EventDetail>, ApiError> {
    let event_id = parse(&id)?;
    let decisions = judged(&surface, event_id, None).await?;
    let (row, event, runs, replays) = surface
        .read(move |c| {
            let row = view::get(c, event_id)?;
            let (_, event) = events::get(c, event_id)?;
            let filter = RunFilter { event: Some(event_id), ..RunFilter::default() };
            let runs = runs::list(c, &filter, views::Page::default())?.items;
            Ok((row, event, runs, events::replays(c, event_id, REPLAYS_SHOWN)?))
        })
        .await?;
    let mut row = row.ok_or_else(|| ApiError::not_found("event", &id))?;
    let ingest = surface.engine.ingest();
    let (mended, mut alike) = (ingest.mended(&event), 0);
    if let Some(problem) = row.rejection {
        let (problem, events) = ingest.with_others(&row.source, problem).await;
        (row.rejection, alike) = (Some(problem), events);
    }
    let rules = surface.engine.rules().current();
    let sum = |(on, off): (usize, usize)| on + off;
    let elsewhere = sum(rules.totals()) - sum(rules.counts(&event.source, &event.event_type));
    let snapshot = surface.engine.registry().snapshot();
    Ok(Json(EventDetail {
        summary: summary(row, &snapshot),
        metadata: metadata(&event),
        data: event.data,
        decisions,
        runs: runs.into_iter().map(|r| present::runs::summary(r, &surface.engine)).collect(),
        key: event.key,
        other_triggers: present::events::wide(elsewhere),
        caused_by: event.caused_by.map(|c| EventCause { run_id: c.run.to_string(), step: c.step }),
        set_aside_alike: i64::try_from(alike).unwrap_or(i64::MAX),
        corrected_call: mended.call,
        declaration: mended.declaration,
        replays: replays.iter().map(EventId::to_string).collect(),
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionsQuery {
    /// Trigger id: its decision only.
    trigger: Option<String>,
}

/// What each listening trigger decided, with expected and actual values. Those that led to something come first; of those that
/// led to nothing, 500 at most: the event's own counts tell of all, and `trigger` asks for any.
#[utoipa::path(get, path = "/api/events/{id}/decisions", tag = "events", params(DecisionsQuery), responses((status = 200, body = Items<Decision>)))]
pub(super) async fn decisions(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    Params(q): Params<DecisionsQuery>,
) -> Result<Json<Items<Decision>>, ApiError> {
    Ok(Json(Items { items: judged(&surface, parse(&id)?, q.trigger).await? }))
}

/// Sends the event again as a new one.
#[utoipa::path(post, path = "/api/events/{id}/resend", tag = "events", request_body = Option<Resend>,
    responses((status = 202, body = ProcessAnswer)))]
pub(super) async fn resend(
    State(surface): State<Surface>,
    Path(id): Path<String>,
    MaybeJson(input): MaybeJson<Resend>,
) -> Result<(StatusCode, Json<ProcessAnswer>), ApiError> {
    let ack = surface.engine.ingest().resend(parse(&id)?, input.source, input.triggers).await?;
    Ok((StatusCode::ACCEPTED, Json(answer(ack))))
}

/// Sends the events again that were set aside under an id that no source has, as another source's, oldest first.
#[utoipa::path(post, path = "/api/events/set-aside/resend", tag = "events", request_body = ResendAs, responses((status = 200, body = SentAs)))]
pub(super) async fn resend_as(
    State(surface): State<Surface>,
    Body(input): Body<ResendAs>,
) -> Result<Json<SentAs>, ApiError> {
    let sent = surface.engine.ingest().resend_as(&input.source, &input.other).await?;
    let wide = present::events::wide;
    Ok(Json(SentAs { accepted: wide(sent.accepted), refused: wide(sent.refused), left: wide(sent.left) }))
}

async fn judged(surface: &Surface, id: EventId, trigger: Option<String>) -> Result<Vec<Decision>, ApiError> {
    let judged = surface.engine.triggers().decisions(id, trigger).await?;
    let ids: Vec<_> = judged.iter().map(|j| j.trigger.definition.id.clone()).collect();
    let runs = surface
        .read(move |c| {
            ids.iter().map(|trigger| runs::of_decision(c, id, trigger)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(judged.into_iter().zip(runs).map(|(j, run)| decision(j, run)).collect())
}

pub(super) fn parse(id: &str) -> Result<EventId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("event", id))
}
