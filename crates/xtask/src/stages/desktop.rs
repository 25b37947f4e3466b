//! The real window, on a virtual screen with its own session bus.

use anyhow::Result;

use super::stage;
use crate::counts::Counts;
use crate::process;
use crate::report::Verdict;
use crate::workspace::Workspace;

/// Longest time the whole stage may take; a hanging window must not hold up everything.
const LIMIT: &str = "8m";

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    if !ws.path("tests/desktop/package.json").is_file() {
        return Ok(Verdict::Skipped("there is no tests/desktop/package.json".to_owned()));
    }
    for program in ["xvfb-run", "dbus-run-session", "WebKitWebDriver", "openbox", "xdotool"] {
        if !process::on_path(program) {
            return Ok(Verdict::Skipped(format!("{program} is not installed")));
        }
    }
    let mut command = process::command("timeout");
    command.current_dir(ws.path("tests/desktop")).args(["--kill-after=10", LIMIT]);
    command.args(["dbus-run-session", "--", "xvfb-run", "--auto-servernum"]);
    command.args(["--server-args=-screen 0 1440x960x24 -nolisten tcp", "npm", "test"]);
    command.env("PRAMA_DESKTOP_BIN", ws.desktop()).env("PRAMA_ARTIFACTS", ws.artifacts().join("desktop"));
    command.env("NO_AT_BRIDGE", "1").env_remove("WAYLAND_DISPLAY");
    stage(&mut command, counts)
}
