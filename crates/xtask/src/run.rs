//! `cargo xtask run`: from a clone to the open window, or to the UI's address where there is no display.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::system::Purpose;
use crate::workspace::Workspace;
use crate::{npm, process, setup};

/// What to open.
#[derive(Args)]
pub(crate) struct RunArgs {
    /// Serve the UI to a browser even though there is a display
    #[arg(long)]
    headless: bool,
    /// Passed on to the program
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Sets up, builds and starts the app; returns its exit code.
pub(crate) fn run(ws: &Workspace, args: &RunArgs) -> Result<ExitCode> {
    let display = cfg!(not(target_os = "linux")) || has("DISPLAY") || has("WAYLAND_DISPLAY");
    let window = display && !args.headless;
    if !display {
        println!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).");
        println!("Starting `prama serve` instead; open the address it prints in a browser.");
    }
    setup::setup(ws, if window { Purpose::Build } else { Purpose::Serve })?;
    npm::build_ui(ws)?;
    println!("Building; the first time takes a few minutes.");
    let mut build = process::command("cargo");
    build.current_dir(&ws.root).env("SKIP_UI_BUILD", "1").arg("build");
    // Where the window can be built, everything is, as the tests do it: they share one set of compiled crates.
    let everything = window || process::probe("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_some();
    build.args(if everything { ["--workspace", "--bins"] } else { ["--package", "prama-cli"] });
    process::run(&mut build)?;
    let program = if window { ws.desktop() } else { ws.prama() };
    let mut command = process::command(program);
    if !window {
        command.arg("serve");
    }
    let status = command.args(&args.rest).status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn has(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
