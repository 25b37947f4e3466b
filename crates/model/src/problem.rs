//! The one shape of an error that a person can see: code, what happened, where, how to fix it (RFC 9457 on the wire).

use serde::{Deserialize, Serialize};

/// What is wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// JSON pointer to the field, `""` for the whole input.
    pub pointer: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What is expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The one near candidate, when there is exactly one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl FieldProblem {
    /// A problem at `pointer`.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into(), expected: None, suggestion: None }
    }
}

/// An error with a stable code; reads the same in UI, API, CLI and log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{title} {detail} [{code}]")]
pub struct Problem {
    /// Stable code, e.g. `EVT-001`; listed in docs/errors.md.
    pub code: String,
    /// What happened, one sentence.
    pub title: String,
    /// What it means for the user.
    pub detail: String,
    /// How to fix it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// File:line:column, JSON pointer or field name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Corrected value, only when exactly one candidate is near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// One entry per wrong field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem with a code, what happened and what it means.
    pub fn new(code: &str, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            title: title.into(),
            detail: detail.into(),
            fix: None,
            place: None,
            suggestion: None,
            errors: Vec::new(),
        }
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds where it is.
    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds the one near candidate.
    #[must_use]
    pub fn suggestion(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Adds the wrong fields.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }
}
