//! Where things are: the repository root, the build output, the built programs.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The checked-out repository and where cargo puts what it builds.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that CARGO_TARGET_DIR and configuration files are honoured.
    pub(crate) fn find() -> Result<Self> {
        let json =
            process::output("cargo", &["metadata", "--no-deps", "--format-version", "1", "--offline"])?;
        let found: Metadata = serde_json::from_str(&json).context("reading `cargo metadata`")?;
        Ok(Self { root: found.workspace_root, target: found.target_directory })
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The headless program and command line, `prama`.
    pub(crate) fn prama(&self) -> PathBuf {
        self.binary("prama")
    }

    /// The desktop program.
    pub(crate) fn desktop(&self) -> PathBuf {
        self.binary("prama-desktop")
    }

    fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A folder for files a person may want to look at after a test run, outside the repository.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.target.join("artifacts")
    }
}
