//! Stages about the UI that need no engine.

use std::process::Command;

use anyhow::Result;

use super::stage;
use crate::counts::Counts;
use crate::report::Verdict;
use crate::workspace::Workspace;
use crate::{npm, process};

pub(super) fn build(ws: &Workspace, _: &mut Counts) -> Result<Verdict> {
    npm::build_ui(ws)?;
    Ok(Verdict::Passed)
}

/// Biome, the type checker, and that the API's types are those of its OpenAPI document.
pub(super) fn lint(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let mut bindings = process::command("npm");
    bindings.current_dir(&ws.root).args(["run", "--workspace", "tools", "bindings:check"]);
    match stage(&mut bindings, counts)? {
        Verdict::Passed => stage(&mut script(ws, "check"), counts),
        other => Ok(other),
    }
}

pub(super) fn unit(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    stage(&mut script(ws, "test"), counts)
}

/// An npm script of the UI.
fn script(ws: &Workspace, name: &str) -> Command {
    let mut command = process::command("npm");
    command.current_dir(&ws.root).args(["run", "--workspace", "ui", name]);
    command
}
