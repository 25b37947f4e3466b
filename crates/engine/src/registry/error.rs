//! Why something asked of the registry was not done.

use crate::etag::Overtaken;
use prama_model::texts::events::{MUST_MATCH, not_a_source};
use prama_model::{Problem, suggest};
use prama_store::StoreError;

/// Why something asked of the registry was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    /// There is no such source.
    #[error("{0}")]
    NotFound(Box<Problem>),
    /// What was given is wrong.
    #[error("{0}")]
    Invalid(Box<Problem>),
    /// The source's state does not allow it.
    #[error("{0}")]
    Conflict(Box<Problem>),
    /// Somebody else wrote first.
    #[error("{} was changed after it was read", .0.name)]
    Overtaken(Box<Overtaken>),
    /// What it needs does not answer now.
    #[error("{0}")]
    Unavailable(Box<Problem>),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SourceError {
    /// As a problem with a code and a fix.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::NotFound(p) | Self::Invalid(p) | Self::Conflict(p) | Self::Unavailable(p) => {
                Problem::clone(p)
            }
            Self::Overtaken(by) => by.problem(),
            Self::Store(error) => error.problem(),
        }
    }

    pub(super) fn unknown<'a>(id: &str, known: impl Iterator<Item = &'a str> + Clone) -> Self {
        let near = suggest::nearest(id, known).map(str::to_owned);
        let problem = Problem::new("SRC-001", not_a_source(id, near.as_deref()), MUST_MATCH);
        Self::NotFound(Box::new(problem.fix("Look the id up in the list of sources.").suggestion(near)))
    }

    pub(super) fn conflict(code: &str, title: String, detail: &str, fix: &str) -> Self {
        Self::Conflict(Box::new(Problem::new(code, title, detail).fix(fix)))
    }
}
