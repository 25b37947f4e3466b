//! The file for secrets where there is no keyring: readable by its owner only, and that is all that protects it.

use prama_model::Problem;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

type Secrets = BTreeMap<String, String>;

pub(super) fn read(path: &Path) -> Result<Secrets, Box<Problem>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| trouble(path, "It is damaged.")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Secrets::new()),
        Err(error) => Err(trouble(path, &format!("It cannot be read: {error}."))),
    }
}

/// Changes the file: whole or not at all, and on disk when this returns.
pub(super) fn change(path: &Path, change: impl FnOnce(&mut Secrets)) -> Result<(), Box<Problem>> {
    let mut secrets = read(path)?;
    change(&mut secrets);
    write(path, &secrets).map_err(|e| trouble(path, &format!("It cannot be written: {e}.")))
}

fn write(path: &Path, secrets: &Secrets) -> io::Result<()> {
    let fresh = path.with_extension("fresh");
    // A left-over one may have another mode.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(&serde_json::to_vec(secrets)?)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

fn trouble(path: &Path, what: &str) -> Box<Problem> {
    let title = "The file that holds the secrets of sources cannot be used.";
    let problem = Problem::new("SRC-033", title, what).place(path.display().to_string());
    Box::new(problem.fix("Make it readable and writable, or remove it and enter the secrets again."))
}
