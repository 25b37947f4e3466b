//! Which program makes a source's events: what the manifest's `entry` names, or the only script in the folder.

use crate::registry::Shipped;
use prama_model::manifest::{Entry, Manifest};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Extensions of files that an interpreter runs.
pub(in crate::registry) const SCRIPTS: [&str; 6] = ["py", "js", "mjs", "cjs", "sh", "bash"];
const USUAL_PLACE: &str = "src/event_source.py";

/// What runs for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// Nothing: its events are sent from elsewhere.
    None,
    /// A Python file, run by our host.
    Python(PathBuf),
    /// A file run by `node`.
    Node(PathBuf),
    /// A file run by `bash`.
    Bash(PathBuf),
    /// A file that runs by itself.
    Executable(PathBuf),
    /// An argument vector, run in the folder.
    Command {
        /// Program and arguments.
        argv: Vec<String>,
        /// Environment variables added for it.
        env: BTreeMap<String, String>,
    },
}

/// Why no program was found.
#[derive(Debug)]
pub(in crate::registry) struct NoProgram {
    pub pointer: &'static str,
    pub message: String,
    pub expected: &'static str,
}

impl Program {
    /// The program of the source in `dir`.
    pub(in crate::registry) fn find(dir: &Path, manifest: &Manifest) -> Result<Self, NoProgram> {
        match &manifest.entry {
            Some(Entry::Command { command, env }) => {
                Ok(Self::Command { argv: command.clone(), env: env.clone() })
            }
            Some(Entry::File(file)) if dir.join(file).is_file() => Ok(Self::of(dir.join(file))),
            Some(Entry::File(file)) => Err(NoProgram {
                pointer: "/entry",
                message: format!("entry \"{file}\" is not in the folder"),
                expected: "must be a file beside plugin.json",
            }),
            None => Self::only_script(dir),
        }
    }

    fn only_script(dir: &Path) -> Result<Self, NoProgram> {
        let mut scripts = scripts(dir);
        let usual = dir.join(USUAL_PLACE);
        match (scripts.len(), usual.is_file()) {
            (1, _) => Ok(Self::of(scripts.remove(0))),
            (_, true) => Ok(Self::of(usual)),
            (0, false) => Ok(Self::None),
            (_, false) => {
                let names: Vec<_> = scripts
                    .iter()
                    .filter_map(|p| p.file_name()?.to_str())
                    .map(|n| format!("\"{n}\""))
                    .collect();
                Err(NoProgram {
                    pointer: "",
                    message: format!("Several scripts could be started: {}", names.join(", ")),
                    expected: "needs \"entry\": the file to start",
                })
            }
        }
    }

    fn of(path: PathBuf) -> Self {
        match path.extension().and_then(|e| e.to_str()) {
            Some("py") => Self::Python(path),
            Some("js" | "mjs" | "cjs" | "ts" | "mts" | "cts") => Self::Node(path),
            Some("sh" | "bash") => Self::Bash(path),
            _ => Self::Executable(path),
        }
    }

    /// The file it starts from and the scripts beside it; for a command, the scripts in the folder.
    pub(in crate::registry) fn files(&self, dir: &Path) -> Vec<PathBuf> {
        let path = match self {
            Self::None => return Vec::new(),
            Self::Command { .. } => return scripts(dir),
            Self::Python(path) | Self::Node(path) | Self::Bash(path) | Self::Executable(path) => path,
        };
        let mut files = path.parent().map(scripts).unwrap_or_default();
        if !files.contains(path) {
            files.push(path.clone());
        }
        files
    }

    /// What is started: the argument vector, and for `node` before it the module that makes `@prama/sdk` importable.
    pub(super) fn started(&self, dir: &Path, shipped: &Shipped) -> Vec<OsString> {
        let mut argv = self.argv(dir);
        if matches!(self, Self::Node(_)) {
            let first = file_url(&shipped.node.join("@prama/sdk/dist/resolve.js"));
            argv.splice(1..1, ["--import".into(), first.into()]);
        }
        argv
    }

    /// The argument vector, as it is shown and trusted. `python` runs our host, which is importable as `prama.host`.
    pub(in crate::registry) fn argv(&self, dir: &Path) -> Vec<OsString> {
        let words = |program: &str, path: &Path| vec![OsString::from(program), path.into()];
        match self {
            Self::None => Vec::new(),
            Self::Python(path) => {
                let own = dir.join(".venv/bin/python");
                let python = if own.exists() { own.into() } else { OsString::from("python3") };
                vec![python, "-m".into(), "prama.host".into(), dir.into(), path.into()]
            }
            Self::Node(path) => words("node", path),
            Self::Bash(path) => words("bash", path),
            Self::Executable(path) => vec![path.into()],
            Self::Command { argv, .. } => argv.iter().enumerate().map(|(i, w)| word(dir, i, w)).collect(),
        }
    }
}

/// A path as a URL, which `--import` takes.
fn file_url(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("file://{escaped}")
}

/// A word of a command; a first word like `./run` or `bin/run` is a file in the folder.
fn word(dir: &Path, index: usize, word: &str) -> OsString {
    if index == 0 && word.contains('/') { dir.join(word).into() } else { word.into() }
}

/// The scripts in a folder by name, without tests, set-up files and private ones.
fn scripts(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().and_then(|e| e.to_str()).is_some_and(|e| SCRIPTS.contains(&e)))
        .filter(|p| p.file_stem().and_then(|s| s.to_str()).is_some_and(is_program) && p.is_file())
        .collect();
    found.sort_unstable();
    found
}

fn is_program(stem: &str) -> bool {
    !stem.starts_with(['_', '.'])
        && !stem.starts_with("test_")
        && !stem.ends_with("_test")
        && !stem.ends_with(".test")
        && !matches!(stem, "setup" | "conftest")
}
