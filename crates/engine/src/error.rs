//! Errors of the engine's verbs, each a problem with a class that the surface maps to a status.

use crate::etag::{Overtaken, Seen};
use crate::ingest::Refused;
use prama_model::{FieldProblem, Problem};
use prama_store::StoreError;

/// What kind of answer an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// There is no such thing.
    NotFound,
    /// The input is wrong.
    Invalid,
    /// The state does not allow it.
    Conflict,
    /// Somebody else wrote first.
    Overtaken,
    /// Try again later.
    Unavailable,
    /// No space.
    Full,
    /// Our fault.
    Internal,
}

/// Whether a definition may be new, may be known, or either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveMode {
    /// Must be new.
    Create,
    /// Must be known, in a state that was seen.
    Update(Seen),
    /// Either.
    Upsert,
}

/// Why a verb did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EngineError {
    /// There is no such thing.
    #[error("there is no {kind} with the id \"{id}\"")]
    NotFound {
        /// What was looked for.
        kind: &'static str,
        /// Its id.
        id: String,
        /// The one near id.
        suggestion: Option<String>,
    },
    /// A definition that cannot work.
    #[error("{title}")]
    Invalid {
        /// Stable code.
        code: &'static str,
        /// What is wrong in a sentence.
        title: String,
        /// Each wrong field.
        errors: Vec<FieldProblem>,
    },
    /// The state does not allow it.
    #[error("{0}")]
    Conflict(Box<Problem>),
    /// Somebody else wrote first.
    #[error("{} was changed after it was read", .0.name)]
    Overtaken(Box<Overtaken>),
    /// An event that was not accepted.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The store says no.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl EngineError {
    /// A missing thing without a suggestion.
    #[must_use]
    pub fn not_found(kind: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { kind, id: id.into(), suggestion: None }
    }

    /// What kind of answer it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::NotFound { .. } | Self::Store(StoreError::NotFound { .. }) => Class::NotFound,
            Self::Invalid { .. }
            | Self::Refused(Refused::Rejected { .. })
            | Self::Store(StoreError::KeyReused(_)) => Class::Invalid,
            Self::Conflict(_) | Self::Store(StoreError::Conflict(_)) => Class::Conflict,
            Self::Overtaken(_) => Class::Overtaken,
            Self::Store(StoreError::Full(_)) => Class::Full,
            Self::Refused(Refused::Unavailable { problem, .. }) if problem.code == "STO-004" => Class::Full,
            Self::Refused(Refused::Unavailable { .. }) | Self::Store(StoreError::Closed) => {
                Class::Unavailable
            }
            Self::Store(_) => Class::Internal,
        }
    }

    /// As a problem with code and fix.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotFound { kind, id, suggestion } => Problem::new(
                "API-404",
                match suggestion {
                    Some(s) => format!("There is no {kind} with the id \"{id}\". Did you mean \"{s}\"?"),
                    None => format!("There is no {kind} with the id \"{id}\"."),
                },
                "It may have been deleted.",
            )
            .fix("Check the id, or look it up in the list.")
            .suggestion(suggestion.clone()),
            Self::Invalid { code, title, errors } => {
                let place = errors.first().map(|e| e.pointer.clone()).unwrap_or_default();
                Problem::new(code, title.clone(), "Nothing was saved.")
                    .place(place)
                    .fix("Correct the fields listed and save again.")
                    .errors(errors.clone())
            }
            Self::Conflict(problem) => (**problem).clone(),
            Self::Overtaken(by) => by.problem(),
            Self::Refused(refused) => refused.problem().clone(),
            Self::Store(error) => error.problem(),
        }
    }
}

impl From<Box<Overtaken>> for EngineError {
    fn from(by: Box<Overtaken>) -> Self {
        Self::Overtaken(by)
    }
}

/// An id that is in use.
pub(crate) fn taken(kind: &str, id: &str) -> EngineError {
    EngineError::Conflict(Box::new(
        Problem::new(
            "API-409",
            format!("There is a {kind} with the id \"{id}\" already."),
            "Nothing was saved.",
        )
        .place("/id")
        .fix("Choose another id, or change the one that is there."),
    ))
}
