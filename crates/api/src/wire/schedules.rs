//! Trying a schedule out before it is saved.

use super::AnyObject;
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/schedules/preview`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SchedulePreviewBody {
    /// A schedule as in the configuration of the source `scheduler`; its id may be absent.
    #[schema(value_type = AnyObject)]
    pub schedule: Object,
}

/// What a schedule means.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SchedulePreview {
    /// As a sentence.
    pub description: String,
    /// Its next due times, at most five, as its zone's clocks show them, with offset.
    pub next: Vec<String>,
}
