//! Tests of the SDKs, in their own languages, and of the packages made from them.

use std::process::Command;

use anyhow::Result;

use super::{limited, stage};
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

pub(super) fn python(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let folder = ws.path("sdk/python");
    let mut command = process::command("python3");
    command.current_dir(&folder).env("PYTHONPATH", folder.join("src")).env("PYTHONDONTWRITEBYTECODE", "1");
    stage(command.args(["-m", "unittest", "discover", "--start-directory", "tests", "--verbose"]), counts)
}

/// Also whether the package is one that every kind of project can use.
pub(super) fn typescript(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    // Types are not kept in the repository: the tests of the package look at them.
    process::run(&mut npm(ws, "sdk/typescript", "build"))?;
    match stage(&mut npm(ws, "sdk/typescript", "test"), counts)? {
        Verdict::Passed => stage(&mut npm(ws, "sdk/typescript", "check"), counts),
        other => Ok(other),
    }
}

pub(super) fn packages(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let mut wheel = limited(ws, &["python3", "-m", "unittest", "--verbose", "tests/packages/test_wheel.py"]);
    let wheel = stage(wheel.env("PRAMA_BIN", ws.prama()).env("PYTHONDONTWRITEBYTECODE", "1"), counts)?;
    let mut tarball =
        limited(ws, &["node", "--test", "--test-reporter=spec", "tests/packages/tarball.test.mjs"]);
    let tarball = stage(tarball.env("PRAMA_BIN", ws.prama()), counts)?;
    Ok(if matches!(wheel, Verdict::Passed) { tarball } else { wheel })
}

/// An npm script of a package.
fn npm(ws: &Workspace, package: &str, script: &str) -> Command {
    let mut command = process::command("npm");
    command.current_dir(&ws.root).args(["run", "--workspace", package, script]);
    command
}
