//! What comes with the app and must lie on disk to run: the shipped sources and the SDKs, out of the one binary.

use rust_embed::RustEmbed;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../event-sources/"]
struct Sources;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../sdk/python/src/"]
struct Python;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../sdk/typescript/"]
#[include = "package.json"]
#[include = "dist/*.js"]
struct Node;

/// Where the shipped files lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// The folder of the shipped sources.
    pub sources: PathBuf,
    /// The folder from which Python imports `prama`.
    pub python: PathBuf,
    /// The folder in which Node finds `@prama/sdk`.
    pub node: PathBuf,
}

impl Shipped {
    /// Lays everything out in `<data>/shipped`, writing only what differs and removing what is no longer shipped.
    ///
    /// # Errors
    /// When the data folder cannot be written.
    pub fn lay_out(data_dir: &Path) -> io::Result<Self> {
        let root = data_dir.join("shipped");
        let shipped = Self {
            sources: root.join("event-sources"),
            python: root.join("python"),
            node: root.join("node_modules"),
        };
        lay_out::<Sources>(&shipped.sources)?;
        lay_out::<Python>(&shipped.python)?;
        lay_out::<Node>(&shipped.node.join("@prama/sdk"))?;
        Ok(shipped)
    }
}

fn lay_out<E: RustEmbed>(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root)?;
    let names: BTreeSet<String> = E::iter().map(|n| n.into_owned()).filter(|n| is_wanted(n)).collect();
    remove_others(root, root, &names)?;
    for name in &names {
        let Some(file) = E::get(name) else { continue };
        let path = root.join(name);
        if fs::read(&path).is_ok_and(|held| held == *file.data) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // Whole or not at all: a source may be importing it.
        let fresh = path.with_extension("fresh");
        fs::write(&fresh, &file.data)?;
        fs::rename(&fresh, &path)?;
    }
    Ok(())
}

/// In a debug build the files come from the working tree, where tools leave their own.
fn is_wanted(name: &str) -> bool {
    !name.split('/').any(|part| {
        part == "__pycache__" || part == "tests" || part.starts_with('.') || part.ends_with(".egg-info")
    }) && !name.ends_with(".pyc")
}

fn remove_others(root: &Path, dir: &Path, names: &BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).ok().and_then(Path::to_str).unwrap_or_default();
        if path.is_dir() && !path.is_symlink() {
            let prefix = format!("{name}/");
            if names.range(prefix.clone()..).next().is_some_and(|n| n.starts_with(&prefix)) {
                remove_others(root, &path, names)?;
            } else {
                fs::remove_dir_all(&path)?;
            }
        } else if !names.contains(name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lays_out_once_and_removes_what_is_not_shipped() {
        let data = tempfile::tempdir().unwrap();
        let shipped = Shipped::lay_out(data.path()).unwrap();
        let timer = shipped.sources.join("my-timer/timer.py");
        let written = fs::metadata(&timer).unwrap().modified().unwrap();
        assert!(shipped.python.join("prama/__init__.py").is_file());
        let node = shipped.node.join("@prama/sdk");
        let held = fs::read_dir(&node).unwrap().map(|e| e.unwrap().file_name()).collect::<BTreeSet<_>>();
        assert_eq!(held, BTreeSet::from(["package.json".into(), "dist".into()]));
        assert!(node.join("dist/index.js").is_file() && !node.join("dist/index.d.ts").exists());
        let monitor = shipped.sources.join("email-monitor");
        assert!(monitor.join("imap_link.py").is_file() && !monitor.join("tests").exists());
        let stray = shipped.sources.join("gone/plugin.json");
        fs::create_dir_all(stray.parent().unwrap()).unwrap();
        fs::write(&stray, "{}").unwrap();
        fs::write(shipped.sources.join("system/plugin.json"), "broken").unwrap();
        assert_eq!(Shipped::lay_out(data.path()).unwrap(), shipped);
        assert!(!stray.exists());
        assert!(
            fs::read_to_string(shipped.sources.join("system/plugin.json")).unwrap().contains("user_login")
        );
        assert_eq!(fs::metadata(&timer).unwrap().modified().unwrap(), written);
    }
}
