//! What a schedule means, before it is saved.

use crate::extract::Json as Body;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{Problem as WireProblem, SchedulePreview, SchedulePreviewBody};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_model::{Problem, schedule};
use serde_json::Value;

/// Due times that are shown.
const SHOWN: usize = 5;

/// The next due times of a schedule and what it says in plain words.
#[utoipa::path(post, path = "/api/schedules/preview", tag = "schedules", request_body = SchedulePreviewBody,
    responses((status = 200, body = SchedulePreview), (status = 422, body = WireProblem, content_type = "application/problem+json")))]
pub(super) async fn preview(
    State(surface): State<Surface>,
    Body(body): Body<SchedulePreviewBody>,
) -> Result<Json<SchedulePreview>, ApiError> {
    let mut given = body.schedule;
    given.entry("id").or_insert_with(|| "preview".into());
    let (clock, now) = (surface.engine.clock(), surface.now_ms());
    let schedule =
        schedule::read(&Value::Object(given), clock.zone(), now, "/schedule").map_err(|wrong| {
            let problem = Problem::new("SCH-001", "The schedule can't be used.", wrong.message.clone())
                .fix("Correct what is listed.")
                .place(wrong.pointer.clone())
                .errors(vec![*wrong]);
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, problem)
        })?;
    let next = schedule.upcoming(now, SHOWN).into_iter().map(|at| schedule.local(at)).collect();
    Ok(Json(SchedulePreview { description: schedule.describe(), next }))
}
