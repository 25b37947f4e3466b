//! Errors of the surface as problem+json responses.

use crate::conditional::quoted;
use crate::wire;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use prama_engine::etag::Overtaken;
use prama_engine::ingest::Refused;
use prama_engine::registry::SourceError;
use prama_engine::store::StoreError;
use prama_engine::{Class, EngineError};
use prama_model::Problem;
use prama_model::time::rfc3339;

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

    /// Adds how many of several were done before.
    pub(crate) fn after(mut self, done: usize, of: usize) -> Self {
        if done > 0 {
            self.body.detail = format!("{} {done} of {of} were stored before it.", self.body.detail);
        }
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

    fn overtaken(by: &Overtaken) -> Self {
        let mut out = Self::new(StatusCode::PRECONDITION_FAILED, by.problem());
        out.body.current = Some(wire::Current {
            etag: quoted(&by.etag),
            revision: by.revision,
            changed_at: by.changed_ms.map(rfc3339),
        });
        out
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

    /// What stands in the address or its query does not fit; nothing was sent that could be.
    pub(crate) fn asked(title: impl Into<String>, errors: Vec<prama_model::FieldProblem>) -> Self {
        let place = errors.first().map(|e| e.pointer.clone()).filter(|p| !p.is_empty());
        let mut problem = Problem::new("API-400", title, "Nothing was looked up.").errors(errors);
        problem.fix = Some("Correct it and ask again.".to_owned());
        problem.place = place;
        Self::new(StatusCode::BAD_REQUEST, problem)
    }

    /// What was sent does not fit.
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

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        if let EngineError::Refused(refused) = error {
            return refused.into();
        }
        if let EngineError::Overtaken(by) = error {
            return Self::overtaken(&by);
        }
        let status = match error.class() {
            Class::NotFound => StatusCode::NOT_FOUND,
            Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Class::Conflict => StatusCode::CONFLICT,
            Class::Overtaken => StatusCode::PRECONDITION_FAILED,
            Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Class::Full => StatusCode::INSUFFICIENT_STORAGE,
            Class::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(%error, "a request failed");
        }
        let out = Self::new(status, error.problem());
        match status {
            StatusCode::SERVICE_UNAVAILABLE => out.retry_after(1),
            StatusCode::INSUFFICIENT_STORAGE => out.retry_after(10),
            _ => out,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<SourceError> for ApiError {
    fn from(error: SourceError) -> Self {
        let status = match &error {
            SourceError::NotFound(_) => StatusCode::NOT_FOUND,
            SourceError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            SourceError::Conflict(_) => StatusCode::CONFLICT,
            SourceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            SourceError::Overtaken(by) => return Self::overtaken(by),
            SourceError::Store(e) => return e.clone().into(),
        };
        let out = Self::new(status, error.problem());
        if status == StatusCode::SERVICE_UNAVAILABLE { out.retry_after(10) } else { out }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Rejected { event_id, problem } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, *problem).event(event_id.map(|id| id.to_string()))
            }
            Refused::Unavailable { problem, retry_after_s } => {
                let full = problem.code == "STO-004";
                let status =
                    if full { StatusCode::INSUFFICIENT_STORAGE } else { StatusCode::SERVICE_UNAVAILABLE };
                Self::new(status, *problem).retry_after(retry_after_s)
            }
        }
    }
}
