//! Makes `cargo run -p prama-desktop` work from a clean clone: builds the UI that is embedded into the program.
#![allow(clippy::print_stdout)] // That is how a build script talks to cargo.

use std::error::Error;
use std::path::Path;
use std::process::Command;

/// What the built UI is made from, beside this folder.
const UI_SOURCES: &[&str] =
    &["ui/src", "ui/public", "ui/index.html", "ui/vite.config.ts", "package-lock.json"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=SKIP_UI_BUILD");
    let root = Path::new("..");
    let dist = root.join("ui/dist");
    if tauri_build::is_dev() || std::env::var_os("SKIP_UI_BUILD").is_some() {
        // Somebody else builds it. The folder must be there, or the program does not compile.
        std::fs::create_dir_all(&dist)?;
        println!("cargo::rerun-if-changed={}", dist.display());
    } else {
        for source in UI_SOURCES {
            println!("cargo::rerun-if-changed={}", root.join(source).display());
        }
        if !root.join("node_modules").is_dir() {
            npm(root, &["ci", "--ignore-scripts"])?;
        }
        npm(root, &["run", "build", "--workspace", "ui"])?;
    }
    let commands = tauri_build::AppManifest::new().commands(&[
        "request",
        "subscribe",
        "pick_folder",
        "pick_files",
        "dropped",
        "upload",
        "cancel_upload",
        "open_path",
    ]);
    Ok(tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?)
}

fn npm(root: &Path, args: &[&str]) -> Result<(), Box<dyn Error>> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(program).args(args).current_dir(root).output()?;
    if !done.status.success() {
        let printed = [done.stdout, done.stderr].concat();
        return Err(format!("npm {}:\n{}", args.join(" "), String::from_utf8_lossy(&printed)).into());
    }
    Ok(())
}
