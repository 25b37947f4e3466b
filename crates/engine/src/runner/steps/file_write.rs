//! `file.write`: writes or appends a text; a reader never sees half a file, and a second attempt never appends twice.

use super::check::{field, typed};
use super::file_copy::{blocking, output, outputs};
use super::file_error::{failed, not_a_file};
use super::notes::{Mark, Note, Notes};
use super::placing::{Folder, IfExists, full_path, target_folder};
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::event::Object;
use rustix::fs::OFlags;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

pub(super) struct FileWrite {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    path: String,
    text: String,
    #[serde(default)]
    if_exists: How,
    #[serde(default)]
    create_folder: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum How {
    #[default]
    Replace,
    Append,
    Fail,
    Rename,
}

impl FileWrite {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "file.write",
            title: "Write a text file",
            description: "Writes a text to a file, or adds it at the end.",
            keywords: &["save", "append", "log", "text", "csv", "note", "create"],
            touches: &[Touch::FilesWrite],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["path", "text"],
                "x-order": ["path", "text", "if_exists", "create_folder"],
                "properties": {
                    "path": { "type": "string", "format": "path", "title": "File", "description": "Full path of the file." },
                    "text": { "type": "string", "format": "multiline", "title": "Text", "description": "What is written; it is not changed, so end it with a new line if you append lines." },
                    "if_exists": {
                        "type": "string", "enum": ["replace", "append", "fail", "rename"], "default": "replace", "title": "If the file exists",
                        "description": "replace overwrites, append adds at the end, rename makes \"name (2).txt\", fail stops the step."
                    },
                    "create_folder": { "type": "boolean", "default": false, "title": "Make the folder", "description": "Make the folder when it isn't there." }
                }
            }),
            outputs: outputs(),
            example: json!({ "path": "${{ event.data.file_path + \".txt\" }}", "text": "${{ steps.text.text }}", "if_exists": "replace" }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for FileWrite {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let path = context.exact(&full_path(&input.path, "path")?);
        let name = path.file_name().map(ToOwned::to_owned);
        let (Some(parent), Some(name)) = (path.parent().map(Path::to_owned), name) else {
            return Err(field(&self.spec, "/path", "\"path\" should end in a file name."));
        };
        let folder = target_folder(context, &parent, input.create_folder)?;
        let notes = Notes::of(context);
        let (path, size) = blocking(move || {
            let if_exists = match input.if_exists {
                How::Append => return append(&folder, &path, input.text.as_bytes(), &notes),
                How::Replace => IfExists::Replace,
                How::Fail => IfExists::Fail,
                How::Rename => IfExists::Rename,
            };
            write(&folder, &name, &path, input.text.as_bytes(), if_exists, &notes)
        })
        .await?;
        context.log.info(format!("wrote {} ({size} bytes)", path.display()));
        Ok(output(&path, size))
    }
}

fn write(
    folder: &Folder,
    name: &OsStr,
    path: &Path,
    text: &[u8],
    if_exists: IfExists,
    notes: &Notes,
) -> Result<(PathBuf, u64), StepError> {
    if let Some(note) = notes.earlier()?.filter(Note::holds) {
        return Ok((note.to, note.size));
    }
    let mut temp = folder.temp()?;
    // A file that is replaced keeps its permissions; a new one gets the usual ones.
    let mode = std::fs::symlink_metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)
        .map(|m| m.permissions().mode());
    let filled = temp
        .write_all(text)
        .and_then(|()| temp.set_permissions(std::fs::Permissions::from_mode(mode.unwrap_or(0o644) & 0o777)))
        .and_then(|()| temp.sync_all());
    if let Err(e) = filled {
        folder.discard();
        return Err(failed("written", path, &e));
    }
    let size = text.len() as u64;
    let mark = Mark::Sha256(hex::encode(Sha256::digest(text)));
    Ok((folder.publish(name, if_exists, notes, size, mark)?, size))
}

fn append(folder: &Folder, path: &Path, text: &[u8], notes: &Notes) -> Result<(PathBuf, u64), StepError> {
    let writing = |e: std::io::Error| failed("written", path, &e);
    let meta = std::fs::symlink_metadata(path);
    match &meta {
        Ok(m) if m.is_symlink() => return Err(not_a_file(path, "a link")),
        Ok(m) if !m.is_file() => return Err(not_a_file(path, "a folder or device")),
        _ => {}
    }
    let flags = (OFlags::NOFOLLOW | OFlags::CLOEXEC).bits().cast_signed();
    let mut file = File::options()
        .read(true)
        .append(true)
        .create(true)
        .custom_flags(flags)
        .open(path)
        .map_err(writing)?;
    let length = file.metadata().map_err(writing)?.len();
    let written = match notes.earlier()? {
        Some(Note { to, mark: Mark::Offset(offset), .. }) if to == path && offset <= length => {
            already(&file, offset, length, text).map_err(writing)?
        }
        _ => {
            notes.put(&Note { to: path.to_owned(), size: text.len() as u64, mark: Mark::Offset(length) })?;
            0
        }
    };
    file.write_all(&text[written..]).and_then(|()| file.sync_all()).map_err(writing)?;
    folder.sync()?;
    Ok((path.to_owned(), file.metadata().map_err(writing)?.len()))
}

/// How much of `text` an earlier attempt wrote at `offset`.
fn already(file: &File, offset: u64, length: u64, text: &[u8]) -> std::io::Result<usize> {
    let there = usize::try_from(length - offset).unwrap_or(usize::MAX).min(text.len());
    let mut found = vec![0; there];
    file.read_exact_at(&mut found, offset)?;
    Ok(if found == text[..there] { there } else { 0 })
}
