//! Reads the source folders: each `plugin.json` becomes a registered source or a listed failure; none vanishes.

use super::drivers::process::Program;
use super::snapshot::{Broken, EventTypeSpec, Snapshot, SourceSpec};
use prama_model::manifest::{self, FILE_NAME, ManifestError, Parsed, Text, schema};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const README_MAX_BYTES: u64 = 256 * 1024;

/// A folder with a manifest, as read from disk.
struct Found {
    dir: PathBuf,
    folder: String,
    /// The manifest's path as shown to a person: its last three parts.
    file: String,
    shipped: bool,
    text: String,
    parsed: Parsed,
}

/// Scans the folders. A person's own come first: one with the id of a shipped source takes its place, unless the id is
/// reserved (a source that the engine itself makes). A source whose manifest broke since `previous` keeps its last good one.
pub(super) fn scan(
    user: &[PathBuf],
    shipped: &Path,
    reserved: impl Fn(&str) -> bool,
    previous: &Snapshot,
) -> Snapshot {
    let mut found: Vec<Found> = user.iter().flat_map(|dir| folders(dir, false)).collect();
    found.extend(folders(shipped, true));
    let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
    let mut snapshot = Snapshot::default();
    let mut broken = Vec::new();
    for (i, one) in found.iter().enumerate() {
        let Some(id) = one.parsed.manifest.as_ref().map(|m| m.id.clone()) else { continue };
        if let (false, true) = (one.shipped, reserved(&id)) {
            continue;
        }
        let better = chosen.get(&id).is_none_or(|&j| {
            let other = &found[j];
            !one.shipped && one.folder == id && other.folder != id && one.dir.parent() == other.dir.parent()
        });
        if better {
            chosen.insert(id, i);
        }
    }
    let names: Vec<(String, bool)> = found.iter().map(|f| (place_name(f), f.shipped)).collect();
    for (i, one) in found.into_iter().enumerate() {
        let id = one.parsed.manifest.as_ref().map(|m| m.id.clone());
        match id.as_ref().map(|id| (id, chosen.get(id).copied())) {
            Some((_, Some(j))) if j == i => match spec(&one) {
                Ok(spec) => drop(snapshot.sources.insert(spec.id().to_owned(), Arc::new(spec))),
                Err(error) => broken.push((one, Some(*error))),
            },
            // A shipped source that a person replaced is not a mistake.
            Some((_, Some(j))) if one.shipped && !names[j].1 => {}
            Some((id, j)) => {
                let error = duplicate(&one, id, j.map(|j| names[j].0.as_str()));
                broken.push((one, Some(error)));
            }
            None => broken.push((one, None)),
        }
    }
    for (one, error) in broken {
        list(&mut snapshot, previous, one, error);
    }
    snapshot
}

/// Lists a failure; if the folder held a good source before, that one stays in use with the errors beside it.
fn list(snapshot: &mut Snapshot, previous: &Snapshot, one: Found, error: Option<ManifestError>) {
    let mut errors = one.parsed.errors;
    errors.extend(error);
    let kept = previous.sources.values().find(|s| s.dir == one.dir);
    if let Some(kept) = kept.filter(|s| !snapshot.sources.contains_key(s.id())) {
        let spec = SourceSpec { errors, ..SourceSpec::clone(kept) };
        snapshot.sources.insert(spec.id().to_owned(), Arc::new(spec));
        return;
    }
    let parent = one.dir.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
    let names = [one.folder.clone(), format!("{}@{}", one.folder, parent.unwrap_or_default())];
    let numbered = (2..).map(|n| format!("{}@{n}", one.folder));
    let free = |key: &String| !snapshot.sources.contains_key(key) && !snapshot.broken.contains_key(key);
    let Some(key) = names.into_iter().chain(numbered).find(free) else { return };
    let broken = Broken {
        key: key.clone(),
        name: one.parsed.name.or_else(|| one.parsed.id.clone()).unwrap_or(one.folder),
        id: one.parsed.id,
        shipped: one.shipped,
        readme: readme(&one.dir),
        dir: one.dir,
        errors,
        warnings: one.parsed.warnings,
    };
    snapshot.broken.insert(key, Arc::new(broken));
}

fn duplicate(one: &Found, id: &str, other: Option<&str>) -> ManifestError {
    let text = Text { file: &one.file, text: &one.text };
    let message = match other {
        Some(other) => format!(
            "Two plugins use the id \"{id}\". Using the one in \"{other}\"; the copy in \"{}\" is ignored",
            place_name(one)
        ),
        None => format!("The id \"{id}\" belongs to a source that is part of Prama"),
    };
    text.error("PLG-004", "/id", message).expected("needs an id of its own")
}

fn place_name(one: &Found) -> String {
    one.file.strip_suffix(&format!("/{FILE_NAME}")).unwrap_or(&one.file).to_owned()
}

fn spec(one: &Found) -> Result<SourceSpec, Box<ManifestError>> {
    let text = Text { file: &one.file, text: &one.text };
    let Some(manifest) = one.parsed.manifest.clone() else {
        return Err(Box::new(text.error("PLG-006", "", "The manifest could not be read")));
    };
    let program = Program::find(&one.dir, &manifest)
        .map_err(|e| Box::new(text.error("PLG-008", e.pointer, e.message).expected(e.expected)))?;
    let compile = |declared: &serde_json::Value| {
        schema::compile(declared)
            .map(Arc::new)
            .map_err(|e| Box::new(text.error("PLG-007", "", e.to_string())))
    };
    let types = manifest
        .event_types
        .iter()
        .map(|def| {
            let validator = def.schema.as_ref().map(&compile).transpose()?;
            Ok((def.name.clone(), EventTypeSpec { def: def.clone(), validator }))
        })
        .collect::<Result<HashMap<_, _>, Box<ManifestError>>>()?;
    let config = manifest.config_schema.as_ref().map(&compile).transpose()?;
    Ok(SourceSpec {
        shipped: one.shipped,
        dir: one.dir.clone(),
        types,
        config,
        fingerprint: fingerprint(&one.text, &program),
        program,
        readme: readme(&one.dir),
        errors: Vec::new(),
        warnings: one.parsed.warnings.clone(),
        manifest,
    })
}

/// The folders in `dir` that hold a manifest, by name. A folder that cannot be read holds none.
fn folders(dir: &Path, shipped: bool) -> Vec<Found> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<_> = entries
        .flatten()
        .map(|e| e.file_name())
        .filter(|n| !n.to_string_lossy().starts_with('.'))
        .filter(|n| dir.join(n).join(FILE_NAME).symlink_metadata().is_ok())
        .collect();
    names.sort_unstable();
    names.iter().map(|name| found(dir, &name.to_string_lossy(), dir.join(name), shipped)).collect()
}

fn found(parent: &Path, folder: &str, dir: PathBuf, shipped: bool) -> Found {
    let parent = parent.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let file = format!("{parent}/{folder}/{FILE_NAME}");
    let (text, parsed) = match read_text(&dir.join(FILE_NAME), manifest::MAX_BYTES as u64 + 4) {
        Ok(text) => {
            let parsed = manifest::parse(&text, &file, folder);
            (text, parsed)
        }
        Err(what) => {
            let text = Text { file: &file, text: "" };
            let error = text.error("PLG-006", "", format!("plugin.json cannot be read: {what}"));
            (String::new(), Parsed { errors: vec![error], ..Parsed::default() })
        }
    };
    Found { dir, folder: folder.to_owned(), file, shipped, text, parsed }
}

fn read_text(path: &Path, max_bytes: u64) -> Result<String, String> {
    let file = fs::File::open(path).map_err(|e| e.to_string())?;
    if !file.metadata().map_err(|e| e.to_string())?.is_file() {
        return Err("it is not a file".into());
    }
    let mut bytes = Vec::new();
    file.take(max_bytes).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    String::from_utf8(bytes)
        .map_err(|e| format!("it is not UTF-8 text (byte {})", e.utf8_error().valid_up_to() + 1))
}

fn readme(dir: &Path) -> Option<String> {
    ["README.md", "readme.md", "README", "README.txt"]
        .iter()
        .find_map(|name| read_text(&dir.join(name), README_MAX_BYTES).ok())
}

/// Changes when the manifest or a script beside the program changes.
fn fingerprint(manifest: &str, program: &Program) -> String {
    let mut hash = Sha256::new();
    hash.update(manifest);
    for path in program.files() {
        hash.update(path.as_os_str().as_encoded_bytes());
        if let Ok(meta) = path.metadata() {
            hash.update(meta.len().to_le_bytes());
            let modified = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            hash.update(modified.unwrap_or_default().as_nanos().to_le_bytes());
        }
    }
    hex::encode(hash.finalize())
}
