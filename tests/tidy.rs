//! Keeps the borders of docs/architecture.md: who may depend on whom, and what may stand where.
#![allow(clippy::unwrap_used)] // Helpers of tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Every allowed edge between crates. `prama-testkit` may be a dev-dependency of any of them.
const EDGES: &[(&str, &[&str])] = &[
    ("prama-model", &[]),
    ("prama-pdf-worker", &[]),
    ("prama-protocol", &["prama-model"]),
    ("prama-store", &["prama-model"]),
    ("prama-engine", &["prama-model", "prama-protocol", "prama-store"]),
    ("prama-api", &["prama-model", "prama-engine"]),
    ("prama-cli", &["prama-model", "prama-api", "prama-pdf-worker"]),
    ("prama-desktop", &["prama-model", "prama-api", "prama-pdf-worker"]),
    ("prama-testkit", &["prama-model", "prama-store"]),
    // The bench measures the index of triggers on its own.
    ("prama-tests", &["prama-testkit", "prama-model", "prama-engine"]),
    ("xtask", &[]),
];

/// Crates that talk to SQLite, and who may use them.
const SQL_CRATES: &[&str] = &["rusqlite", "rusqlite_migration", "deadpool-sqlite"];
const SQL_USERS: &[&str] = &["prama-store", "prama-tests"];

/// Time, ids, randomness and processes reach the engine through these files only, each for its own reason.
/// The model has none: there they are arguments.
const ENGINE_SEAMS: &[(&str, &[&str])] = &[
    ("crates/engine/src/clock.rs", &["Utc::now", "now_v7"]),
    // How long a source has been well, and the jitter of its restarts.
    ("crates/engine/src/registry/supervise.rs", &["Instant::now", "rand::"]),
    // Nanoseconds, to compare with a file's own time.
    ("crates/engine/src/registry/drivers/folder/look.rs", &["SystemTime::now"]),
    ("crates/engine/src/registry/drivers/folder/shell/start.rs", &["Instant::now"]),
    ("crates/engine/src/registry/drivers/folder/shell/mod.rs", &["rand::"]),
    // Sleep is what the counter did not see of the wall clock.
    ("crates/engine/src/system/sleep.rs", &["Instant::now"]),
    // Event sources are child processes.
    ("crates/engine/src/registry/drivers/process/child.rs", &["tokio::process"]),
    // A system program gives those that crash or flood the lowest priority.
    ("crates/engine/src/process_tree.rs", &["tokio::process"]),
    // How long they may take to answer, and how fast they are read.
    ("crates/engine/src/registry/drivers/process/conversation.rs", &["Instant::now"]),
    ("crates/engine/src/registry/drivers/process/pace.rs", &["Instant::now"]),
    // Steps start theirs through one file.
    ("crates/engine/src/runner/steps/child.rs", &["tokio::process"]),
];

const SEAMED: &[&str] = &[
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "Instant::now",
    "rand::",
    "now_v7",
    "new_v4",
    "std::process::Command",
    "tokio::process",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn packages() -> Vec<Package> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let done = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice::<Metadata>(&done.stdout).unwrap().packages
}

/// Source files of the repository with these extensions, as (path from the root, contents).
fn sources(extensions: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let product = ["target", "node_modules", "dist", "gen", "__pycache__"].contains(&name.as_str());
            if path.is_dir() && !product && !name.starts_with(".git") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| extensions.contains(&e.to_string_lossy().as_ref())) {
                let shown = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((shown, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "no {extensions:?} files found: is the root right?");
    found
}

/// The file without its unit tests, which by custom come last; nothing of a file that holds only tests.
fn without_tests<'a>(path: &str, code: &'a str) -> &'a str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.contains("/tests/")
        || name == "tests.rs"
        || name == "simulation.rs"
        || path.contains("/simulation/")
    {
        return "";
    }
    let inline = |at: &usize| code[*at..].lines().nth(1).is_some_and(|line| line.ends_with('{'));
    let mut places = code.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
    places.find(inline).map_or(code, |at| &code[..at])
}

/// Fails with every finding at once.
fn report(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}\n", findings.join("\n  "));
}

#[test]
fn crates_depend_only_downwards() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let mut findings = Vec::new();
    for package in &packages {
        let Some(may) = allowed.get(package.name.as_str()) else {
            findings.push(format!("{} is new: give it a line in tests/tidy.rs", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| names.contains(d.name.as_str())) {
            let dev_kit = dependency.name == "prama-testkit" && dependency.kind.as_deref() == Some("dev");
            if !dev_kit && !may.contains(&dependency.name.as_str()) {
                findings.push(format!("{} must not depend on {}", package.name, dependency.name));
            }
        }
    }
    report("edges outside the architecture", &findings);
}

#[test]
fn only_the_store_talks_to_sqlite() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| !SQL_USERS.contains(&package.name.as_str())) {
        for dependency in &package.dependencies {
            if SQL_CRATES.contains(&dependency.name.as_str()) {
                findings.push(format!("{} depends on {}", package.name, dependency.name));
            }
        }
    }
    for (path, code) in sources(&["rs"]) {
        let may = ["crates/store/", "crates/testkit/", "tests/"].iter().any(|start| path.starts_with(start));
        let sql = |line: &str| {
            ["INSERT INTO ", "DELETE FROM ", "CREATE TABLE "].iter().any(|s| line.contains(s))
                || (line.contains("SELECT ") && line.contains(" FROM "))
        };
        if !may && let Some(line) = without_tests(&path, &code).lines().position(sql) {
            findings.push(format!("{path}:{} holds SQL", line + 1));
        }
    }
    report("SQL outside crates/store", &findings);
}

#[test]
fn time_chance_and_processes_come_through_seams() {
    let mut findings = Vec::new();
    for (path, code) in sources(&["rs"]) {
        if !path.starts_with("crates/model/src/") && !path.starts_with("crates/engine/src/") {
            continue;
        }
        let seams = ENGINE_SEAMS.iter().find(|(file, _)| *file == path).map_or(&[][..], |(_, words)| *words);
        for (number, line) in without_tests(&path, &code).lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            for word in
                SEAMED.iter().filter(|word| !comment && line.contains(**word) && !seams.contains(word))
            {
                findings.push(format!("{path}:{} uses {word}", number + 1));
            }
        }
    }
    report(
        "clock, randomness or processes used directly (pass them in, or name the seam in tests/tidy.rs)",
        &findings,
    );
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let silent = |(path, code): &(String, String)| (!code.starts_with("//! ")).then(|| path.clone());
    report(
        "files that do not open with `//! …`",
        &sources(&["rs"]).iter().filter_map(silent).collect::<Vec<_>>(),
    );
}

#[test]
fn ui_features_do_not_import_each_other() {
    let mut findings = Vec::new();
    for (path, code) in sources(&["ts", "tsx"]) {
        let Some(inside) = path.strip_prefix("ui/src/features/") else { continue };
        let own = inside.split('/').next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let Some(module) = imported(line) else { continue };
            let resolved = resolve(&path, module);
            let other = resolved.strip_prefix("ui/src/features/").and_then(|rest| rest.split('/').next());
            if other.is_some_and(|other| other != own) {
                findings.push(format!("{path}:{} imports {module}", number + 1));
            }
        }
    }
    report("features that import another feature", &findings);
}

#[test]
fn only_the_host_knows_the_shell() {
    let foreign = |(path, code): &(String, String)| {
        let outside = path.starts_with("ui/src/") && !path.starts_with("ui/src/host/");
        (outside && code.lines().filter_map(imported).any(|m| m.starts_with("@tauri-apps/")))
            .then(|| path.clone())
    };
    let findings: Vec<String> = sources(&["ts", "tsx"]).iter().filter_map(foreign).collect();
    report("@tauri-apps imported outside ui/src/host", &findings);
}

/// The module named by an import, a re-export or a dynamic import on this line.
fn imported(line: &str) -> Option<&str> {
    let at = ["from \"", "import(\"", "import \""]
        .iter()
        .find_map(|start| Some(line.find(start)? + start.len()))?;
    line[at..].split('"').next()
}

/// A relative import, as a path from the root; other modules as they are.
fn resolve(from: &str, module: &str) -> String {
    if !module.starts_with('.') {
        return module.replacen("@/", "ui/src/", 1);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[test]
fn nothing_is_left_unfinished_or_tied_to_one_machine() {
    let words = ["TODO", "FIXME", concat!("to", "do!("), concat!("unimple", "mented!("), "coming soon"];
    let mut places = vec![root().to_string_lossy().into_owned()];
    places.extend(std::env::var("HOME").ok().filter(|home| home.len() > 1).map(|home| format!("{home}/")));
    let mut findings = Vec::new();
    let extensions =
        ["rs", "ts", "tsx", "mjs", "js", "py", "sh", "css", "html", "toml", "json", "yaml", "yml", "md"];
    for (path, text) in sources(&extensions) {
        let own = path == "tests/tidy.rs";
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| !own && line.contains(**word)) {
                findings.push(format!("{path}:{}: {word}", number + 1));
            }
            if let Some(place) = places.iter().find(|place| line.contains(place.as_str())) {
                findings.push(format!("{path}:{}: {place}", number + 1));
            }
        }
    }
    report("unfinished places, or paths of this machine", &findings);
}
