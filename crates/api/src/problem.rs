//! Errors of the surface as problem+json responses.

use crate::wire;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use prama_model::Problem;

/// Content type of an error (RFC 9457).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// An error on its way out.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    body: Box<wire::Problem>,
    retry_after_s: Option<u32>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, problem: Problem) -> Self {
        Self { body: Box::new(wire::Problem::new(status.as_u16(), problem)), retry_after_s: None }
    }

    /// Adds when to come back, in seconds.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// Adds the event that was kept as rejected.
    pub(crate) fn event(mut self, id: Option<String>) -> Self {
        self.body.event_id = id;
        self
    }

    /// The problem document.
    pub(crate) fn into_body(self) -> wire::Problem {
        *self.body
    }

    pub(crate) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Problem::new(
                "API-404",
                format!("There is no {kind} with the id \"{id}\"."),
                "It may have been deleted, or removed because it was old.",
            )
            .fix("Check the id, or look it up in the list."),
        )
    }

    pub(crate) fn invalid(title: impl Into<String>, errors: Vec<prama_model::FieldProblem>) -> Self {
        let place = errors.first().map(|e| e.pointer.clone()).filter(|p| !p.is_empty());
        let mut problem = Problem::new("API-422", title, "Nothing was changed.").errors(errors);
        problem.fix = Some("Correct what is listed and send it again.".to_owned());
        problem.place = place;
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, problem)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.body).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A problem of the surface itself.
pub(crate) fn plain(status: StatusCode, code: &str, title: &str, detail: &str, fix: &str) -> ApiError {
    ApiError::new(status, Problem::new(code, title, detail).fix(fix))
}
