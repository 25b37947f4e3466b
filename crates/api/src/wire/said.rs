//! Sentences that the engine makes, for whoever shows them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happened, and what it means for you. What stands in backticks is code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// What happened, one sentence.
    pub title: String,
    /// What it means; empty when the title says all.
    pub detail: String,
}

impl From<prama_model::texts::Said> for Said {
    fn from(of: prama_model::texts::Said) -> Self {
        Self { title: of.title, detail: of.detail }
    }
}

/// One option of a trigger in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OptionText {
    /// Its name in `options`.
    pub key: String,
    /// The sentence.
    pub text: String,
}
