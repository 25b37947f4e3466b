//! System packages: which ones, what for, and installing those that are missing.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::process;

/// What the packages are wanted for. `Test` includes `Build`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and running the headless program only.
    Serve,
    /// Building and running the window.
    Build,
    /// Running every test.
    Test,
}

struct Need {
    why: &'static str,
    packages: &'static [&'static str],
}

/// Services that packages of [`TEST`] bring along. The tests start servers of their own, so these stay off.
const SERVICES: &[(&str, &str)] =
    &[("dovecot-imapd", "dovecot.socket dovecot.service"), ("postgresql", "postgresql.service")];

/// Installs the packages in `$1` without starting a service, and keeps the services in `$2` off; both separated by blanks.
/// A `policy-rc.d` that is there already is somebody's own decision.
const QUIET_INSTALL: &str = r#"
set -eu
policy=/usr/sbin/policy-rc.d
if [ -n "$2" ] && [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
apt-get install -y -q --no-install-recommends $1
if [ -n "$2" ] && command -v systemctl > /dev/null; then
    systemctl disable --quiet $2
fi
"#;

const SERVE: &[Need] = &[
    Need { why: "compiling (SQLite is built from source)", packages: &["build-essential", "pkg-config"] },
    Need { why: "event sources written in Python", packages: &["python3"] },
];

const BUILD: &[Need] = &[
    Need { why: "the window (WebKitGTK)", packages: &["libwebkit2gtk-4.1-dev", "librsvg2-dev"] },
    Need { why: "the tray icon", packages: &["libayatana-appindicator3-dev", "libxdo-dev"] },
    Need { why: "opening files and folders from the app", packages: &["xdg-utils"] },
];

const TEST: &[Need] = &[
    Need {
        why: "tests of the real window on a virtual screen",
        packages: &[
            "webkit2gtk-driver",
            "xvfb",
            "xauth",
            "dbus-daemon",
            "x11-utils",
            "xdotool",
            "wmctrl",
            "openbox",
        ],
    },
    Need { why: "tests of the tray and of notifications", packages: &["python3-dbus", "python3-gi"] },
    Need { why: "tests of the UI in a browser", packages: &["chromium"] },
    Need {
        why: "screenshots as a person would see them",
        packages: &["imagemagick", "fonts-inter", "fonts-noto-core"],
    },
    Need { why: "comparing extracted text", packages: &["poppler-utils", "qpdf"] },
    Need { why: "the SQL queries of the quick start", packages: &["sqlite3"] },
    Need {
        why: "tests of folders on real file systems",
        packages: &["bindfs", "e2fsprogs", "mount", "util-linux"],
    },
    Need { why: "tests of the mail source against a real server", packages: &["dovecot-imapd", "openssl"] },
    Need { why: "tests of the database source against a real server", packages: &["postgresql"] },
];

/// Installs the missing packages through apt-get, saying which and why.
/// On a system without dpkg it says what to look for and goes on when WebKitGTK is there.
pub(crate) fn install(purpose: Purpose) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut needs: Vec<&Need> = SERVE.iter().collect();
    if purpose != Purpose::Serve {
        needs.extend(BUILD);
    }
    if purpose == Purpose::Test {
        needs.extend(TEST);
    }
    if !process::on_path("dpkg-query") || !process::on_path("apt-get") {
        return without_apt(purpose, &needs);
    }
    let there = installed(&needs)?;
    let missing: Vec<(&str, Vec<&str>)> = needs
        .iter()
        .map(|need| (need.why, need.packages.iter().copied().filter(|name| !there.contains(*name)).collect()))
        .filter(|(_, names): &(&str, Vec<&str>)| !names.is_empty())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing missing system packages through apt-get:");
    for (why, names) in &missing {
        println!("  {}  for {why}", names.join(" "));
    }
    let names: Vec<&str> = missing.into_iter().flat_map(|(_, names)| names).collect();
    let services: Vec<&str> = SERVICES
        .iter()
        .filter(|(package, _)| names.contains(package))
        .map(|(_, services)| *services)
        .collect();
    as_root(&["apt-get", "update", "-q"])?;
    as_root(&["sh", "-c", QUIET_INSTALL, "sh", &names.join(" "), &services.join(" ")])
}

/// Names, out of `needs`, of packages that are installed.
fn installed(needs: &[&Need]) -> Result<BTreeSet<String>> {
    // dpkg-query fails when any name is unknown to it; what it prints is right all the same.
    let done = process::command("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(needs.iter().flat_map(|need| need.packages))
        .output()?;
    let lines = String::from_utf8_lossy(&done.stdout).into_owned();
    Ok(lines.lines().filter_map(|line| line.strip_suffix(" installed")).map(str::to_owned).collect())
}

fn as_root(args: &[&str]) -> Result<()> {
    let root = process::output("id", &["-u"])?.trim() == "0";
    let mut command = if root {
        process::command("env")
    } else if process::on_path("sudo") {
        println!("This needs root: sudo may ask for your password.");
        let mut sudo = process::command("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("installing packages needs root and there is no sudo. Run `cargo xtask setup` as root");
    };
    process::run(command.arg("DEBIAN_FRONTEND=noninteractive").args(args))
}

fn without_apt(purpose: Purpose, needs: &[&Need]) -> Result<()> {
    let webkit = process::probe("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_some();
    if webkit || purpose == Purpose::Serve {
        return Ok(());
    }
    println!("This system has no apt-get. Under Debian's names, Prama needs:");
    for need in needs {
        println!("  {}  for {}", need.packages.join(" "), need.why);
    }
    bail!("webkit2gtk-4.1 was not found. Install what matches the list above, then run this again")
}
