//! The real window; the tests bring a screen and a session bus of their own.

use anyhow::Result;

use super::{limited, stage};
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

/// What the tests start, beside the app.
const PROGRAMS: &[&str] =
    &["WebKitWebDriver", "Xvfb", "dbus-daemon", "openbox", "wmctrl", "xdotool", "import"];

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    if let Some(missing) = PROGRAMS.iter().find(|program| !process::on_path(program)) {
        return Ok(Verdict::Skipped(format!("{missing} is not installed")));
    }
    let artifacts = ws.artifacts().join("desktop");
    println!("Screenshots and logs: {}", artifacts.display());
    let mut command = limited(ws, &["npm", "test", "--workspace", "tests/desktop"]);
    command.env("PRAMA_DESKTOP_BIN", ws.desktop()).env("PRAMA_ARTIFACTS", artifacts);
    stage(&mut command, counts)
}
