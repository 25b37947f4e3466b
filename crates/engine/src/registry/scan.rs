//! Reads the source folders: each `plugin.json` becomes a registered source or a listed failure; none vanishes.

use super::drivers::process::Program;
use super::instances;
use super::snapshot::{Broken, EventTypeSpec, Snapshot, SourceSpec};
use super::trust::{Contents, Version};
use prama_model::manifest::{self, FILE_NAME, Manifest, ManifestError, Parsed, Text, schema};
use prama_store::instances::Instance;
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

/// What a scan asks about.
pub(super) struct Asked<'a> {
    /// A person's folders of sources, in order of precedence.
    pub user: &'a [PathBuf],
    /// The folder of the shipped ones.
    pub shipped: &'a Path,
    /// Whether an id belongs to the engine or to an instance, so that a folder may not claim it.
    pub reserved: &'a dyn Fn(&str) -> bool,
    /// Whether an earlier version of a source runs and the new one may not take its place yet.
    pub goes_on: &'a dyn Fn(&SourceSpec) -> bool,
    /// Further configured copies.
    pub instances: &'a [Instance],
    /// The scan before.
    pub previous: &'a Snapshot,
}

/// Scans the folders. A person's own come first: one with the id of a shipped source takes its place, unless the id is
/// reserved. A source whose manifest broke since the scan before keeps its last good one.
pub(super) fn scan(asked: &Asked<'_>) -> Snapshot {
    let previous = asked.previous;
    let mut found: Vec<Found> = asked.user.iter().flat_map(|dir| folders(dir, false)).collect();
    found.extend(folders(asked.shipped, true));
    let mut chosen: BTreeMap<String, usize> = BTreeMap::new();
    let mut snapshot = Snapshot::default();
    let mut broken = Vec::new();
    for (i, one) in found.iter().enumerate() {
        let Some(id) = one.parsed.manifest.as_ref().map(|m| m.id.clone()) else { continue };
        if let (false, true) = (one.shipped, (asked.reserved)(&id)) {
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
    let shipped: HashMap<String, PathBuf> = found
        .iter()
        .filter(|f| f.shipped)
        .filter_map(|f| Some((f.parsed.manifest.as_ref()?.id.clone(), f.dir.clone())))
        .collect();
    let names: Vec<(String, bool)> = found.iter().map(|f| (place_name(f), f.shipped)).collect();
    for (i, one) in found.into_iter().enumerate() {
        let id = one.parsed.manifest.as_ref().map(|m| m.id.clone());
        match id.as_ref().map(|id| (id, chosen.get(id).copied())) {
            Some((_, Some(j))) if j == i => match spec(&one, &shipped, previous) {
                Ok(spec) => {
                    let spec = in_use(spec, asked);
                    snapshot.sources.insert(spec.id().to_owned(), Arc::new(spec));
                }
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
    for instance in asked.instances {
        instances::add(&mut snapshot, instance);
    }
    snapshot
}

/// The version to go on with: the one before while it runs and the new one waits for a person's yes.
fn in_use(new: SourceSpec, asked: &Asked<'_>) -> SourceSpec {
    let before = asked.previous.sources.get(new.id()).filter(|s| s.dir == new.dir && s.instance_of.is_none());
    match before {
        Some(before) if before.version.hash() != new.version.hash() && (asked.goes_on)(&new) => {
            SourceSpec { errors: Vec::new(), on_disk: new.version, ..SourceSpec::clone(before) }
        }
        _ => new,
    }
}

/// Lists a failure; if the folder held a good source before, that one stays in use with the errors beside it.
fn list(snapshot: &mut Snapshot, previous: &Snapshot, one: Found, error: Option<ManifestError>) {
    let mut errors = one.parsed.errors;
    errors.extend(error);
    let kept = previous.sources.values().find(|s| s.dir == one.dir && s.instance_of.is_none());
    if let Some(kept) = kept.filter(|s| !snapshot.sources.contains_key(s.id())) {
        let on_disk = Arc::new(version(&one.dir, &one.text, None, &kept.program, &kept.on_disk));
        let spec = SourceSpec { errors, on_disk, ..SourceSpec::clone(kept) };
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
        None => {
            format!("The id \"{id}\" belongs to a source that is part of Prama, or to an instance of one")
        }
    };
    text.error("PLG-004", "/id", message).expected("needs an id of its own")
}

fn place_name(one: &Found) -> String {
    one.file.strip_suffix(&format!("/{FILE_NAME}")).unwrap_or(&one.file).to_owned()
}

fn spec(
    one: &Found,
    shipped: &HashMap<String, PathBuf>,
    previous: &Snapshot,
) -> Result<SourceSpec, Box<ManifestError>> {
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
    let known = previous.sources.get(&manifest.id).map(|s| &s.on_disk);
    let mut version =
        version(&one.dir, &one.text, Some(&manifest), &program, known.unwrap_or(&Arc::default()));
    if let (false, Some(theirs)) = (one.shipped, shipped.get(&manifest.id)) {
        let theirs = Contents::read(theirs, &[], None);
        version.is_shipped_copy = match (&version.contents, theirs) {
            (Ok(own), Ok(theirs)) => own.is_copy_of(&theirs),
            _ => false,
        };
    }
    let version = Arc::new(version);
    Ok(SourceSpec {
        shipped: one.shipped,
        dir: one.dir.clone(),
        types,
        config,
        fingerprint: fingerprint(&one.dir, &version, &program),
        instance_of: None,
        on_disk: version.clone(),
        version,
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

/// The source in one folder, outside any registry: itself, or everything that is wrong with it; and the warnings.
/// `file` is the manifest's path as shown to a person.
pub(super) fn one(dir: &Path, file: &str) -> (Result<SourceSpec, Vec<ManifestError>>, Vec<ManifestError>) {
    let folder = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let found = read(&folder, file.to_owned(), dir.to_owned(), false);
    let warnings = found.parsed.warnings.clone();
    if !found.parsed.errors.is_empty() {
        return (Err(found.parsed.errors), warnings);
    }
    (spec(&found, &HashMap::new(), &Snapshot::default()).map_err(|error| vec![*error]), warnings)
}

fn found(parent: &Path, folder: &str, dir: PathBuf, shipped: bool) -> Found {
    let parent = parent.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    read(folder, format!("{parent}/{folder}/{FILE_NAME}"), dir, shipped)
}

fn read(folder: &str, file: String, dir: PathBuf, shipped: bool) -> Found {
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

/// The folder as it is now. What was read of it before and has the same stamp is not read again.
fn version(
    dir: &Path,
    text: &str,
    manifest: Option<&Manifest>,
    program: &Program,
    known: &Arc<Version>,
) -> Version {
    let words = program.argv(dir).into_iter().map(|w| w.to_string_lossy().into_owned());
    let command: Vec<String> = words.collect();
    Version {
        contents: Contents::read(dir, &command, known.contents.as_ref().ok()),
        manifest: text.to_owned(),
        permissions: manifest.and_then(|m| m.permissions.clone()),
        command,
        is_shipped_copy: false,
    }
}

/// Changes when the manifest or a script beside the program changes.
fn fingerprint(dir: &Path, version: &Version, program: &Program) -> String {
    let mut hash = Sha256::new();
    hash.update(&version.manifest);
    for path in program.files(dir) {
        let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().into_owned();
        hash.update(&name);
        if let Some(file) = version.contents.as_ref().ok().and_then(|c| c.file(&name)) {
            hash.update(&file.hash);
        }
    }
    hex::encode(hash.finalize())
}
