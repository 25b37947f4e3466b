//! npm packages and the built UI, each redone only when what it is made from changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// Files beside `ui/` that decide what is installed.
const LOCKED: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

/// `npm ci`, unless it was done for this lock file already.
pub(crate) fn install(ws: &Workspace) -> Result<()> {
    let mut files: Vec<PathBuf> = LOCKED.iter().map(|name| ws.path(name)).collect();
    files.push(ws.path("ui/package.json"));
    files.push(ws.path("tests/desktop/package.json"));
    files.push(ws.path("tools/package.json"));
    files.push(ws.path("sdk/typescript/package.json"));
    Stamp::new(ws, "npm", &files)?.unless_done(|| {
        println!("Installing npm packages (npm ci).");
        process::run(process::command("npm").current_dir(&ws.root).args([
            "ci",
            "--ignore-scripts",
            "--no-fund",
            "--no-audit",
        ]))
    })
}

/// Builds `ui/dist`, unless it stands for these sources already.
pub(crate) fn build_ui(ws: &Workspace) -> Result<()> {
    let mut files: Vec<PathBuf> = LOCKED.iter().map(|name| ws.path(name)).collect();
    collect(&ws.path("ui"), &mut files)?;
    let stamp = Stamp::new(ws, "ui", &files)?;
    if !ws.path("ui/dist/index.html").is_file() {
        stamp.forget();
    }
    stamp.unless_done(|| {
        println!("Building the UI.");
        process::run(process::command("npm").current_dir(&ws.root).args([
            "run",
            "build",
            "--workspace",
            "ui",
        ]))
    })
}

/// Remembers, in `node_modules/.cache`, for which contents a piece of work was done.
struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    fn new(ws: &Workspace, name: &str, files: &[PathBuf]) -> Result<Self> {
        let mut sorted: Vec<&PathBuf> = files.iter().filter(|file| file.is_file()).collect();
        sorted.sort();
        let mut hasher = DefaultHasher::new();
        for file in sorted {
            hasher.write(file.strip_prefix(&ws.root).unwrap_or(file).as_os_str().as_encoded_bytes());
            hasher.write(&fs::read(file).with_context(|| format!("reading {}", file.display()))?);
        }
        let node = process::output("node", &["--version"])?;
        hasher.write(node.as_bytes());
        let file = ws.path("node_modules/.cache/prama").join(name);
        Ok(Self { file, value: format!("{:016x}", hasher.finish()) })
    }

    fn forget(&self) {
        // Absent already is as good.
        let _ = fs::remove_file(&self.file);
    }

    fn unless_done(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        if fs::read_to_string(&self.file).is_ok_and(|done| done == self.value) {
            return Ok(());
        }
        work()?;
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.value).context("writing the stamp")
    }
}

/// Every file below `folder` that is source, not product.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_file() {
            files.push(path);
        } else if name != "node_modules" && name != "dist" && !name.as_encoded_bytes().starts_with(b".") {
            collect(&path, files)?;
        }
    }
    Ok(())
}
