//! The real window; the tests bring a screen and a session bus of their own.

use anyhow::Result;

use super::stage;
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

/// Longest time the whole stage may take; a hanging window must not hold up everything.
const LIMIT: &str = "8m";

/// What the tests start, beside the app.
const PROGRAMS: &[&str] =
    &["WebKitWebDriver", "Xvfb", "dbus-daemon", "openbox", "wmctrl", "xdotool", "import"];

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    if let Some(missing) = PROGRAMS.iter().find(|program| !process::on_path(program)) {
        return Ok(Verdict::Skipped(format!("{missing} is not installed")));
    }
    let artifacts = ws.artifacts().join("desktop");
    println!("Screenshots and logs: {}", artifacts.display());
    let mut command = process::command("timeout");
    command.current_dir(&ws.root).args([
        "--kill-after=10",
        LIMIT,
        "npm",
        "test",
        "--workspace",
        "tests/desktop",
    ]);
    command.env("PRAMA_DESKTOP_BIN", ws.desktop()).env("PRAMA_ARTIFACTS", artifacts);
    stage(&mut command, counts)
}
