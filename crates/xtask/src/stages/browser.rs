//! The UI in headless Chromium; each test file starts a real `prama serve` of its own.

use anyhow::Result;

use super::{limited, stage};
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    if !process::on_path("chromium") {
        return Ok(Verdict::Skipped("chromium is not installed".to_owned()));
    }
    let mut command = limited(ws, &["npm", "run", "e2e", "--workspace", "ui"]);
    command.env("PRAMA_BIN", ws.prama()).env("PRAMA_ARTIFACTS", ws.artifacts().join("browser"));
    command.env_remove("PRAMA_URL");
    stage(&mut command, counts)
}
