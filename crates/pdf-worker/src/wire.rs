//! What host and worker say to each other: one request line in, progress lines and one answer line out.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// What the host asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// What to do.
    pub op: Op,
    /// The document: its path as text, or as bytes where it is none.
    #[serde(with = "exact")]
    pub path: PathBuf,
    /// Password that opens it; an empty one is tried anyway.
    #[serde(default)]
    pub password: Option<String>,
    /// Pages wanted, as inclusive ranges counted from 1; all when absent.
    #[serde(default)]
    pub ranges: Option<Vec<(usize, usize)>>,
    /// Refuse a document with more pages.
    #[serde(default = "max_pages")]
    pub max_pages: usize,
    /// Stop the text after so many characters.
    #[serde(default = "max_chars")]
    pub max_chars: usize,
    /// Which reader to use.
    #[serde(default)]
    pub engine: Engine,
    /// Caps of the process.
    #[serde(flatten)]
    pub limits: Limits,
}

/// A path in JSON: its text, or its bytes as numbers.
mod exact {
    use serde::{Deserialize, Deserializer, Serialize as _, Serializer};
    use std::path::{Path, PathBuf};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(PathBuf),
        Bytes(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => text.serialize(to),
            None => path.as_os_str().as_encoded_bytes().serialize(to),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        Ok(match Either::deserialize(from)? {
            Either::Text(path) => path,
            #[cfg(unix)]
            Either::Bytes(bytes) => {
                <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
            }
            #[cfg(not(unix))]
            Either::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        })
    }
}

/// What to do with the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// Its text.
    Text,
    /// Its page count and properties.
    Info,
}

/// Which reader to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The built-in one; `pdftotext`, if installed, when that fails.
    #[default]
    Auto,
    /// Only `pdftotext`: asked by the host after the built-in one ended the process.
    Pdftotext,
}

/// Caps of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Writable memory, in bytes.
    #[serde(default = "memory_bytes")]
    pub memory_bytes: u64,
    /// CPU time, in seconds, before the first page; each ten pages read earn one more.
    #[serde(default = "cpu_s")]
    pub cpu_s: u64,
}

fn max_pages() -> usize {
    20_000
}

fn max_chars() -> usize {
    5_000_000
}

fn memory_bytes() -> u64 {
    512 << 20
}

fn cpu_s() -> u64 {
    10
}

/// One line of the worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// A page is read.
    Page {
        /// Its number, from 1.
        page: usize,
        /// How many the document has.
        of: usize,
        /// Characters on it.
        chars: usize,
    },
    /// Something a person should know although the answer is good.
    Warn(String),
    /// The answer.
    Ok(Value),
    /// Why there is none.
    Error(Failure),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} [{code}]")]
pub struct Failure {
    /// Stable code, see docs/steps.md.
    pub code: String,
    /// What happened.
    pub message: String,
    /// How to fix it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Failure {
    /// A failure without a fix.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), fix: None }
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// The parser broke.
    #[must_use]
    pub fn crashed() -> Self {
        Self::new("PDF-005", "The PDF reader broke on this document; nothing else was affected.")
            .fix("Open the document in a PDF viewer and save or print it as a new PDF, then run again.")
    }

    /// Whether the document may be read by another reader: damaged, or this one broke on it.
    #[must_use]
    pub fn another_reader_may_help(&self) -> bool {
        matches!(self.code.as_str(), "PDF-003" | "PDF-005")
    }
}
