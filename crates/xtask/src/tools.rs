//! Programs that only the checks need, installed once beside the build output.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

const CARGO_DENY: &str = "0.20.2";

/// The path of cargo-deny in the version the checks were written for; under a minute to install.
pub(crate) fn cargo_deny(ws: &Workspace) -> Result<PathBuf> {
    let home = ws.target.join("tools").join(format!("cargo-deny-{CARGO_DENY}"));
    let program = home.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    println!("Installing cargo-deny {CARGO_DENY}, which checks licences and sources of the crates.");
    let build = home.join("build");
    let mut install = process::command("cargo");
    install.args([
        "install",
        "cargo-deny",
        "--version",
        CARGO_DENY,
        "--locked",
        "--debug",
        "--no-track",
        "--quiet",
    ]);
    process::run(install.arg("--root").arg(&home).arg("--target-dir").arg(&build))?;
    fs::remove_dir_all(&build)?;
    Ok(program)
}
