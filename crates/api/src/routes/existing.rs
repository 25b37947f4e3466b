//! Running a trigger for the files that were there before it was turned on.

use crate::extract::Path;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{ExistingFiles, ExistingJob};
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use prama_engine::files::Offer;
use prama_model::time::rfc3339;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(existing, run_existing))
}

/// Files in the watched folders that the trigger would run for and has not.
#[utoipa::path(get, path = "/api/triggers/{id}/existing", tag = "triggers", responses((status = 200, body = ExistingFiles)))]
pub(super) async fn existing(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<ExistingFiles>, ApiError> {
    Ok(Json(present(surface.engine.existing().offer(&id).await?)))
}

/// Runs this trigger, and no other, for them. Goes on after a restart; asking twice doubles nothing.
#[utoipa::path(post, path = "/api/triggers/{id}/existing", tag = "triggers", responses((status = 202, body = ExistingFiles)))]
pub(super) async fn run_existing(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<ExistingFiles>), ApiError> {
    Ok((StatusCode::ACCEPTED, Json(present(surface.engine.existing().start(&id).await?))))
}

fn present(offer: Offer) -> ExistingFiles {
    ExistingFiles {
        applies: offer.applies,
        files: offer.files,
        matching: offer.matching,
        listing: offer.listing,
        job: offer.job.map(|job| ExistingJob {
            asked_at: rfc3339(job.asked_ms),
            total: job.total,
            done: job.done,
            passed: job.passed,
            finished_at: job.finished_ms.map(rfc3339),
        }),
    }
}
