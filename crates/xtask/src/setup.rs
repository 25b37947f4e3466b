//! Makes a fresh machine ready: versions, system packages, npm packages.

use anyhow::Result;

use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use crate::{npm, toolchain};

/// Checks and installs what is missing for a purpose; quick when nothing is.
pub(crate) fn setup(ws: &Workspace, purpose: Purpose) -> Result<()> {
    toolchain::check(purpose == Purpose::Test)?;
    system::install(purpose)?;
    npm::install(ws)
}
