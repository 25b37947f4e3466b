//! Starting other programs, with the environment that `cargo run` adds taken away again.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, pipe};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A command without the variables cargo sets for the program it runs.
///
/// Left in place they would reach the inner cargo, whose build scripts watch some of them:
/// crates would be rebuilt on each change between `cargo build` and `cargo xtask`.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        let added = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if added.iter().any(|prefix| name_text.starts_with(prefix)) || name_text == "LD_LIBRARY_PATH" {
            command.env_remove(&name);
        }
    }
    command
}

/// Standard output of a program that must succeed.
pub(crate) fn output(program: &str, args: &[&str]) -> Result<String> {
    let done = command(program).args(args).output().with_context(|| format!("starting {program}"))?;
    if !done.status.success() {
        bail!("{program} {} failed: {}", args.join(" "), String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Standard output of a program, or nothing when it is missing or fails.
pub(crate) fn probe(program: &str, args: &[&str]) -> Option<String> {
    output(program, args).ok()
}

/// Is a program of this name on the PATH?
pub(crate) fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// Runs a command with the terminal as it is; an exit code other than 0 is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("starting {program}"))?;
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    Ok(())
}

/// Runs a command, showing each line as it comes and handing it to `line` too.
/// Returns whether it succeeded.
pub(crate) fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool> {
    let program = command.get_program().to_string_lossy().into_owned();
    let (reader, writer) = pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("starting {program}"))?;
    // The command still holds the writing ends; without them gone the pipe would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut lines = BufReader::new(reader);
    let mut bytes = Vec::new();
    while lines.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        print!("{text}");
        line(text.trim_end());
        bytes.clear();
    }
    Ok(child.wait()?.success())
}
