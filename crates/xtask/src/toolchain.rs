//! The versions of Rust and Node this project needs, and what to do when they are too old.

use anyhow::{Result, bail};

use crate::process;

type Version = (u32, u32);

const RUSTC: Version = (1, 95);
const NODE: Version = (20, 19);

/// Fails with an instruction when rustc, npm or node is missing or too old; adds rustfmt and clippy
/// when rustup left them out.
pub(crate) fn check(with_lints: bool) -> Result<()> {
    let rustc = process::probe("rustc", &["--version"]).as_deref().and_then(version);
    if rustc.is_none_or(|found| found < RUSTC) {
        bail!(
            "Rust {}.{} or newer is needed, found {}. With rustup: `rustup update stable`. \
             Debian's own rustc is too old; rustup is at https://rustup.rs",
            RUSTC.0,
            RUSTC.1,
            shown(rustc)
        );
    }
    let node = process::probe("node", &["--version"]).as_deref().and_then(version);
    if node.is_none_or(|found| found < NODE) {
        bail!(
            "Node {}.{} or newer is needed, found {}. Debian 12's own nodejs is 18: take Node 22 from \
             https://nodejs.org, or, with the npm you have: `npm install --global node@22`",
            NODE.0,
            NODE.1,
            shown(node)
        );
    }
    if process::probe("npm", &["--version"]).is_none() {
        bail!("npm is missing. It comes with Node from https://nodejs.org; on Debian: `apt-get install npm`");
    }
    if with_lints {
        add_component("rustfmt", &["fmt", "--version"])?;
        add_component("clippy", &["clippy", "--version"])?;
    }
    Ok(())
}

fn add_component(name: &str, probe: &[&str]) -> Result<()> {
    if process::probe("cargo", probe).is_some() {
        return Ok(());
    }
    if !process::on_path("rustup") {
        bail!("cargo has no {name}, and there is no rustup to add it with. Install it, then run this again");
    }
    println!("Adding {name} to the Rust toolchain, because the tests include it.");
    process::run(process::command("rustup").args(["component", "add", name]))
}

/// The first "major.minor" in a text such as `rustc 1.95.0 (…)` or `v20.20.2`.
fn version(text: &str) -> Option<Version> {
    let number = text.split([' ', 'v', '\n']).find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn shown(found: Option<Version>) -> String {
    found.map_or_else(|| "none".to_owned(), |(major, minor)| format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_tools_print() {
        assert_eq!(version("rustc 1.95.0 (f2d3ce0bd 2026-03-21)\n"), Some((1, 95)));
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("v18.20.4"), Some((18, 20)));
        assert_eq!(version("no numbers"), None);
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("v18.20.4") < Some(NODE));
        assert!(version("v20.9.0") < Some(NODE));
        assert!(version("rustc 1.100.0") > Some(RUSTC));
    }
}
