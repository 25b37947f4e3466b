//! An error on the wire: RFC 9457 problem details with Prama's code, fix and place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:prama:error:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, one sentence.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code; docs/errors.md lists them.
    pub code: String,
    /// What it means for you.
    pub detail: String,
    /// How to fix it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<String>,
    /// File:line:column, JSON pointer or field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub place: Option<String>,
    /// Corrected value, only when exactly one candidate is near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// One entry per wrong field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// The event that was kept as rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub event_id: Option<String>,
    /// What stands there now, where somebody else wrote first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current: Option<Current>,
}

/// The state of something that was changed by somebody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Current {
    /// Its `ETag`.
    pub etag: String,
    /// Its revision, where it has revisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub revision: Option<i64>,
    /// When it was last changed, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changed_at: Option<String>,
}

/// What is wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer to the field, empty for the whole input.
    pub pointer: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What is expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expected: Option<String>,
    /// The one near candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
}

impl From<prama_model::FieldProblem> for FieldProblem {
    fn from(p: prama_model::FieldProblem) -> Self {
        Self { pointer: p.pointer, message: p.message, expected: p.expected, suggestion: p.suggestion }
    }
}

impl Problem {
    /// The wire form of a problem, with its HTTP status.
    #[must_use]
    pub fn new(status: u16, problem: prama_model::Problem) -> Self {
        Self {
            kind: format!("urn:prama:error:{}", problem.code),
            title: problem.title,
            status,
            code: problem.code,
            detail: problem.detail,
            fix: problem.fix,
            place: problem.place,
            suggestion: problem.suggestion,
            errors: problem.errors.into_iter().map(Into::into).collect(),
            event_id: None,
            current: None,
        }
    }
}
