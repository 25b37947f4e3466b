//! Tests of the SDKs, in their own languages.

use anyhow::Result;

use super::stage;
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
