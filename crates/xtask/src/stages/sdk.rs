//! Tests of the SDKs and of the shipped sources written with them, in their own languages, and of the packages made from them.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::{limited, stage};
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

pub(super) fn python(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let sdk = ws.path("sdk/python");
    let mut folders = vec![sdk.clone()];
    for entry in fs::read_dir(ws.path("event-sources"))? {
        let folder = entry?.path();
        if folder.join("tests").is_dir() {
            folders.push(folder);
        }
    }
    folders.sort_unstable();
    let mut verdict = Verdict::Passed;
    for folder in folders {
        let mut command = process::command("python3");
        command.current_dir(&folder).env("PYTHONPATH", sdk.join("src")).env("PYTHONDONTWRITEBYTECODE", "1");
        command.args(["-m", "unittest", "discover", "--start-directory", "tests", "--verbose"]);
        if let Verdict::Failed(why) = stage(&mut command, counts)? {
            verdict = Verdict::Failed(why);
        }
    }
    Ok(verdict)
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
