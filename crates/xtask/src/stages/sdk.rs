//! Tests of the SDKs and of the shipped sources written with them, in their own languages.

use std::fs;

use anyhow::Result;

use super::stage;
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
