//! One thing wrong with a manifest: code, place, what is expected, and the lines around it.

use serde::{Deserialize, Serialize};

/// One error or warning. Codes: PLG-001 broken JSON, PLG-002 missing field, PLG-003 wrong value, PLG-004 duplicate id,
/// PLG-005 id differs from the folder's name, PLG-006 unreadable, PLG-007 bad JSON Schema, PLG-008 no program to start,
/// PLG-009 something is said twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestError {
    /// Stable code.
    pub code: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// The file, as shown to a person.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// JSON pointer, `""` for the whole file.
    pub pointer: String,
    /// What is expected there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The corrected value, when there is exactly one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// The line itself and the one before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excerpt: Vec<ExcerptLine>,
}

impl ManifestError {
    /// Adds what is expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds the corrected value.
    #[must_use]
    pub fn suggestion(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {} [{}]", self.file, self.line, self.column, self.message, self.code)?;
        self.expected.iter().try_for_each(|e| write!(f, "; {e}"))
    }
}

/// A line of the file, shown around an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcerptLine {
    /// Line number, from 1.
    pub line: u32,
    /// Its text, at most 200 characters.
    pub text: String,
}
