//! `endpoint.json` in the data folder: how clients find the running engine. Written only when it is ready.

use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a client needs to talk to the running engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Base address, e.g. `http://127.0.0.1:8000`.
    pub url: String,
    /// Bearer token.
    pub token: String,
    /// Process id of the engine.
    pub pid: u32,
    /// Its version.
    pub version: String,
}

impl Endpoint {
    /// Where it stands in a data folder.
    #[must_use]
    pub fn path(data_dir: &Path) -> PathBuf {
        data_dir.join("endpoint.json")
    }

    /// Reads it; `None` when it is absent or unreadable. A crash may leave an old one behind.
    #[must_use]
    pub fn read(data_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(Self::path(data_dir)).ok()?).ok()
    }

    pub(crate) fn write(&self, data_dir: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write_private(&Self::path(data_dir), &text)
    }

    /// Removes the file if it is still this one.
    pub(crate) fn remove(&self, data_dir: &Path) {
        if Self::read(data_dir).as_ref() == Some(self)
            && let Err(error) = std::fs::remove_file(Self::path(data_dir))
        {
            tracing::warn!(%error, "endpoint.json could not be removed");
        }
    }
}

/// Puts a file that only its owner can read in place, whole or not at all.
pub(super) fn write_private(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let temp = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temp)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&temp, path)
}
