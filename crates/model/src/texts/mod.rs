//! What people are told about events, triggers and folders (ux.md section 7): worded here once. API, window, command line and
//! log show what these functions say and word nothing of it again. Names from outside stand in backticks where they are code.

pub mod causes;
pub mod chain;
pub mod events;
pub mod folders;
pub mod matches;
pub mod quantity;
pub mod triggers;
pub mod values;

use std::fmt;

/// What happened, and what it means for a person; the fix is a button or a command beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// What happened, one sentence.
    pub title: String,
    /// What it means; empty when the title says all.
    pub detail: String,
}

impl Said {
    fn new(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { title: title.into(), detail: detail.into() }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " {}", self.detail) }
    }
}
