//! Errors of the store, each with a stable code and an exit code for the command line.

use prama_model::Problem;
use std::path::PathBuf;

/// What can go wrong in the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another process has the data folder.
    #[error("another Prama is running on {0}")]
    Locked(PathBuf),
    /// The file was written by a newer version.
    #[error("the data was written by a newer version (schema {found}, this one knows {known})")]
    NewerSchema {
        /// Version found.
        found: i64,
        /// Newest version known.
        known: i64,
    },
    /// The file is not ours or is damaged.
    #[error("the data file is damaged: {0}")]
    Corrupt(String),
    /// No space left, or the folder cannot be written.
    #[error("the disk is full or the data folder cannot be written: {0}")]
    Full(String),
    /// Same key, other content.
    #[error("the key \"{0}\" was used for another event")]
    KeyReused(String),
    /// Nothing with that id.
    #[error("there is no {kind} with the id \"{id}\"")]
    NotFound {
        /// What was looked for.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// A change that the current state does not allow.
    #[error("{0}")]
    Conflict(String),
    /// The store is stopping.
    #[error("the store is closed")]
    Closed,
    /// Anything else SQLite says.
    #[error("the database answered: {0}")]
    Sqlite(String),
}

impl StoreError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "STO-001",
            Self::NewerSchema { .. } => "STO-002",
            Self::Corrupt(_) => "STO-003",
            Self::Full(_) => "STO-004",
            Self::KeyReused(_) => "EVT-006",
            Self::NotFound { .. } => "API-404",
            Self::Conflict(_) => "API-409",
            Self::Closed => "STO-005",
            Self::Sqlite(_) => "STO-006",
        }
    }

    /// Exit code of the command line (interface.md).
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Locked(_) => 3,
            Self::Corrupt(_) => 4,
            Self::NewerSchema { .. } => 5,
            Self::Full(_) => 6,
            _ => 1,
        }
    }

    /// As a problem with a fix.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let p = |title: String, detail: &str, fix: &str| Problem::new(self.code(), title, detail).fix(fix);
        match self {
            Self::Locked(dir) => p(
                format!("Prama is already running on {}.", dir.display()),
                "One Prama owns a data folder at a time.",
                "Use the window that is open, or start with another folder: --data DIR.",
            ),
            Self::NewerSchema { found, known } => p(
                format!(
                    "This data folder was written by a newer Prama (schema {found}, this one knows {known})."
                ),
                "Nothing was changed.",
                "Install the newer version, or start with another folder: --data DIR.",
            ),
            Self::Corrupt(what) => p(
                format!("The data file is damaged: {what}."),
                "Prama did not start and changed nothing.",
                "Set prama.db, prama.db-wal and prama.db-shm aside together and put a backup in their place.",
            ),
            Self::Full(what) => p(
                format!("The disk is full or the data folder cannot be written: {what}."),
                "Nothing was lost; what could not be stored was refused.",
                "Free some space, then try again.",
            ),
            Self::KeyReused(key) => p(
                format!("The key \"{key}\" was used before for an event with other content."),
                "The earlier event stands; this one was not stored.",
                "Use a new key for new content, or send the same content again.",
            ),
            Self::NotFound { kind, id } => p(
                format!("There is no {kind} with the id \"{id}\"."),
                "It may have been deleted.",
                "Check the id, or look it up in the list.",
            ),
            Self::Conflict(what) => {
                p(what.clone(), "Nothing was changed.", "Look at its current state and try again.")
            }
            Self::Closed => p("Prama is stopping.".into(), "Nothing was changed.", "Start it and try again."),
            Self::Sqlite(what) => p(
                format!("The database answered: {what}."),
                "Nothing was changed.",
                "Try again; if it stays, run prama doctor.",
            ),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly, SystemIoFailure,
        };
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Self::Corrupt(text),
            Some(DiskFull | ReadOnly | CannotOpen | SystemIoFailure) => Self::Full(text),
            _ => Self::Sqlite(text),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(format!("stored JSON cannot be read: {error}"))
    }
}
