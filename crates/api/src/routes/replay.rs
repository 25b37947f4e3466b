//! Stored events sent again.

use crate::extract::{Json as Body, Path};
use crate::present::events::wide;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{ReplayInput, ReplayMode, ReplayResult, Replayed};
use axum::Json;
use axum::extract::State;
use prama_engine::replay::{Answer, Ask, Mode, Selection};
use prama_model::FieldProblem;
use prama_model::time::{self, Millis};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(replay)).routes(routes!(replay_progress))
}

/// Judges stored events again, or sends them again as new ones, marked and linked. A large one goes on after the answer.
#[utoipa::path(post, path = "/api/events/replay", tag = "events", request_body = ReplayInput, responses((status = 200, body = Replayed)))]
pub(super) async fn replay(
    State(surface): State<Surface>,
    Body(input): Body<ReplayInput>,
) -> Result<Json<Replayed>, ApiError> {
    let answer = surface.engine.replays().replay(ask(input)?).await?;
    Ok(Json(wire(answer)))
}

/// How far a replay got.
#[utoipa::path(get, path = "/api/events/replays/{id}", tag = "events", responses((status = 200, body = Replayed)))]
pub(super) async fn replay_progress(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<Replayed>, ApiError> {
    Ok(Json(wire(surface.engine.replays().progress(&id).await?)))
}

fn ask(input: ReplayInput) -> Result<Ask, ApiError> {
    let mut problems = Vec::new();
    let mut instant = |pointer: &str, text: Option<&str>| -> Option<Millis> {
        let text = text?;
        let at = time::parse(text);
        if at.is_none() {
            let message = format!("\"{text}\" is not a date and time. Write it as 2026-01-31T09:00:00Z.");
            problems.push(FieldProblem::at(pointer, message));
        }
        at
    };
    let (from_ms, to_ms) = (instant("/from", input.from.as_deref()), instant("/to", input.to.as_deref()));
    let narrowed = input.event_type.is_some() || input.from.is_some() || input.to.is_some();
    let selection = match (input.event_ids, input.source) {
        (Some(_), source) if source.is_some() || narrowed => {
            let message = "Name events by \"event_ids\", or by \"source\" and time, not both.";
            problems.push(FieldProblem::at("/event_ids", message));
            Selection::Events(Vec::new())
        }
        (Some(ids), _) => {
            let mut events = Vec::with_capacity(ids.len());
            for (i, id) in ids.iter().enumerate() {
                match id.parse() {
                    Ok(id) => events.push(id),
                    Err(_) => problems.push(FieldProblem::at(
                        format!("/event_ids/{i}"),
                        format!("\"{id}\" is no event id."),
                    )),
                }
            }
            Selection::Events(events)
        }
        (None, Some(source)) => Selection::Window { source, event_type: input.event_type, from_ms, to_ms },
        (None, None) => {
            let message = "Say which events: \"event_ids\", or a \"source\".";
            problems.push(FieldProblem::at("/event_ids", message));
            Selection::Events(Vec::new())
        }
    };
    if let Some(first) = problems.first() {
        return Err(ApiError::invalid(first.message.clone(), problems));
    }
    let mode = match input.mode {
        ReplayMode::Dry => Mode::Dry,
        ReplayMode::Shadow => Mode::Shadow,
        ReplayMode::Real => Mode::Real,
    };
    Ok(Ask { id: input.id, selection, triggers: input.triggers, mode, max_runs: input.max_runs })
}

fn wire(answer: Answer) -> Replayed {
    let results = answer.results.into_iter();
    Replayed {
        id: answer.id,
        events: wide(answer.events),
        runs: wide(answer.runs),
        results: results
            .map(|said| ReplayResult {
                event_id: said.event.to_string(),
                replayed_as: said.again.map(|id| id.to_string()),
                trigger_id: said.trigger,
                outcome: said.outcome,
                execution_id: said.run.map(|id| id.to_string()),
            })
            .collect(),
        truncated: answer.truncated,
        done: answer.done,
    }
}
