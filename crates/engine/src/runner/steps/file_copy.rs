//! `file.copy`: copies a file: whole or not at all, and once over all attempts.

use super::check::{field, typed};
use super::file_error::{changed, failed, not_a_file};
use super::notes::{Mark, Notes};
use super::placing::{Folder, IfExists, full_path, plain_name, target_folder};
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::Object;
use rustix::fs::{AtFlags, Timespec, Timestamps};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

pub(super) struct FileCopy {
    spec: Spec,
}

/// Inputs of `file.move` and `file.copy`.
#[derive(Deserialize)]
pub(super) struct Input {
    from: String,
    to: Option<String>,
    to_folder: Option<String>,
    name: Option<String>,
    #[serde(default)]
    pub(super) if_exists: IfExists,
    #[serde(default)]
    create_folder: bool,
}

/// Where a file comes from and goes to.
pub(super) struct Way {
    pub(super) from: PathBuf,
    pub(super) folder: Folder,
    pub(super) name: OsString,
}

impl Input {
    /// Resolves the inputs; opens (or makes) the target folder.
    pub(super) fn way(&self, spec: &Spec, context: &StepContext) -> Result<Way, StepError> {
        let from = context.exact(&full_path(&self.from, "from")?);
        let name_of = |path: &Path| path.file_name().map(ToOwned::to_owned);
        let (folder, name) = match (&self.to, &self.to_folder) {
            (Some(_), Some(_)) => {
                return Err(field(spec, "/to", "Give either \"to\" or \"to_folder\", not both."));
            }
            (Some(_), None) if self.name.is_some() => {
                return Err(field(
                    spec,
                    "/name",
                    "\"name\" goes with \"to_folder\"; \"to\" has the name in it.",
                ));
            }
            (Some(to), None) => {
                let to = context.exact(&full_path(to, "to")?);
                let folder = to.parent().map(Path::to_owned);
                let both = folder.zip(name_of(&to));
                both.ok_or_else(|| field(spec, "/to", "\"to\" should end in a file name."))?
            }
            (None, folder) => {
                let folder = context.exact(&full_path(folder.as_deref().unwrap_or_default(), "to_folder")?);
                let given = self.name.as_deref().map(|name| context.names.put_back(name));
                let name = given.or_else(|| name_of(&from)).unwrap_or_default();
                (folder, plain_name(&name, "name")?)
            }
        };
        Ok(Way { from, folder: target_folder(context, &folder, self.create_folder)?, name })
    }
}

/// The input schema of `file.move` and `file.copy`.
pub(super) fn inputs() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["from"],
        "anyOf": [{ "required": ["to_folder"] }, { "required": ["to"] }],
        "x-order": ["from", "to_folder", "name", "to", "if_exists", "create_folder"],
        "properties": {
            "from": { "type": "string", "format": "path", "title": "File", "description": "Full path of the file." },
            "to_folder": { "type": "string", "format": "folder", "title": "To folder", "description": "Full path of the folder it goes to." },
            "name": { "type": "string", "title": "New name", "description": "File name there; its own name when empty." },
            "to": { "type": "string", "format": "path", "title": "To path", "description": "Full path with the file name, instead of folder and name." },
            "if_exists": {
                "type": "string", "enum": ["rename", "replace", "fail"], "default": "rename", "title": "If the file exists",
                "description": "rename makes \"name (2).pdf\", replace overwrites, fail stops the step."
            },
            "create_folder": { "type": "boolean", "default": false, "title": "Make the folder", "description": "Make the folder when it isn't there." }
        }
    })
}

/// The output schema of the file steps.
pub(super) fn outputs() -> Value {
    json!({
        "type": "object",
        "properties": {
            "path": { "type": "string", "title": "Path", "description": "Full path of the file as it stands now." },
            "size": { "type": "integer", "title": "Size", "description": "In bytes." }
        }
    })
}

/// The output of the file steps.
pub(super) fn output(path: &Path, size: u64) -> Object {
    let mut out = Object::new();
    out.insert("path".into(), path.to_string_lossy().into_owned().into());
    out.insert("size".into(), size.into());
    out
}

/// Runs a file step's work on a blocking thread.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StepError> + Send + 'static,
) -> Result<T, StepError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
        Err(StepError::fatal(Problem::new(
            "STEP-003",
            format!("The step broke: {e}."),
            "Nothing else was affected.",
        )))
    })
}

/// The source's metadata, if it is a regular file.
pub(super) fn regular(path: &Path, meta: &Metadata) -> Result<(), StepError> {
    let kind = meta.file_type();
    let is = match () {
        () if kind.is_file() => return Ok(()),
        () if kind.is_dir() => "a folder",
        () if kind.is_symlink() => "a link",
        () => "a device or pipe",
    };
    Err(not_a_file(path, is))
}

/// Copies the content into the folder's temporary file and syncs it. Gives its size and SHA-256.
pub(super) fn fill(
    way: &Way,
    keep_time: bool,
    cancel: &CancellationToken,
) -> Result<(u64, String), StepError> {
    let done = fill_temp(way, keep_time, cancel);
    if done.is_err() {
        way.folder.discard();
    }
    done
}

fn fill_temp(way: &Way, keep_time: bool, cancel: &CancellationToken) -> Result<(u64, String), StepError> {
    let from = &way.from;
    let reading = |e: std::io::Error| failed("read", from, &e);
    // Looked at before it is opened: opening a pipe would wait for a writer.
    regular(from, &std::fs::metadata(from).map_err(reading)?)?;
    let mut source = File::open(from).map_err(reading)?;
    let before = source.metadata().map_err(reading)?;
    regular(from, &before)?;
    let mut temp = way.folder.temp()?;
    let writing = |e: std::io::Error| failed("written", &way.folder.path_of(&way.name), &e);
    let (mut size, mut hash, mut buffer) = (0u64, Sha256::new(), vec![0; 1 << 18]);
    loop {
        if cancel.is_cancelled() {
            return Err(StepError::fatal(Problem::new(
                "STEP-004",
                "The step was stopped.",
                "The half copy was thrown away.",
            )));
        }
        let n = source.read(&mut buffer).map_err(reading)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        temp.write_all(&buffer[..n]).map_err(writing)?;
        size += n as u64;
    }
    let after = source.metadata().map_err(reading)?;
    if after.len() != size || after.mtime() != before.mtime() || after.mtime_nsec() != before.mtime_nsec() {
        return Err(changed(from));
    }
    let mode = std::fs::Permissions::from_mode(before.permissions().mode() & 0o777);
    temp.set_permissions(mode).map_err(writing)?;
    if keep_time {
        let at = |s: i64, ns: i64| Timespec { tv_sec: s, tv_nsec: ns };
        let times = Timestamps {
            last_access: at(before.atime(), before.atime_nsec()),
            last_modification: at(before.mtime(), before.mtime_nsec()),
        };
        // A file system that cannot keep times is no reason to fail.
        let _ = rustix::fs::futimens(&temp, &times);
    }
    temp.sync_all().map_err(writing)?;
    Ok((size, hex::encode(hash.finalize())))
}

/// Removes the source of a move, and makes that last.
pub(super) fn remove_source(from: &Path) -> Result<(), StepError> {
    let gone = rustix::fs::unlinkat(rustix::fs::CWD, from, AtFlags::empty());
    match gone {
        Ok(()) | Err(rustix::io::Errno::NOENT) => {}
        Err(e) => return Err(failed("removed", from, &e.into())),
    }
    if let Some(folder) = from.parent().and_then(|p| File::open(p).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

impl FileCopy {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "file.copy",
            title: "Copy a file",
            description: "Copies a file into a folder; the original stays.",
            keywords: &["duplicate", "backup", "archive", "save"],
            touches: &[Touch::FilesRead, Touch::FilesWrite],
            at_most_once: false,
            instant: false,
            inputs: inputs(),
            outputs: outputs(),
            example: json!({ "from": "${{ event.data.file_path }}", "to_folder": "~/Backup", "create_folder": true }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for FileCopy {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let way = input.way(&self.spec, context)?;
        let (notes, cancel) = (Notes::of(context), context.cancel.clone());
        let (path, size) = blocking(move || {
            if let Some(note) = notes.earlier()?.filter(super::notes::Note::holds) {
                return Ok((note.to, note.size));
            }
            let (size, hash) = fill(&way, false, &cancel)?;
            let path = way.folder.publish(&way.name, input.if_exists, &notes, size, Mark::Sha256(hash))?;
            Ok((path, size))
        })
        .await?;
        context.log.info(format!("copied {size} bytes to {}", path.display()));
        Ok(output(&path, size))
    }
}
