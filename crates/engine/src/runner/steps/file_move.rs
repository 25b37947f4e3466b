//! `file.move`: moves a file, also to another file system; a second attempt finds the first one's work.

use super::check::typed;
use super::file_copy::{Input, Way, blocking, fill, inputs, output, outputs, regular, remove_source};
use super::file_error::failed;
use super::notes::{Mark, Note, Notes};
use super::placing::IfExists;
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::event::Object;
use serde_json::json;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

pub(super) struct FileMove {
    spec: Spec,
}

impl FileMove {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "file.move",
            title: "Move a file",
            description: "Moves a file into another folder, or renames it.",
            keywords: &["rename", "archive", "sort", "put", "tidy"],
            touches: &[Touch::FilesWrite],
            at_most_once: false,
            instant: false,
            inputs: inputs(),
            outputs: outputs(),
            example: json!({ "from": "${{ event.data.file_path }}", "to_folder": "~/Documents/Read", "if_exists": "rename", "create_folder": true }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for FileMove {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let way = input.way(&self.spec, context)?;
        let (notes, cancel) = (Notes::of(context).moving(&way.from), context.cancel.clone());
        let (path, size) = blocking(move || move_file(&way, input.if_exists, &notes, &cancel)).await?;
        context.log.info(format!("moved to {}", path.display()));
        Ok(output(&path, size))
    }
}

fn move_file(
    way: &Way,
    if_exists: IfExists,
    notes: &Notes,
    cancel: &CancellationToken,
) -> Result<(PathBuf, u64), StepError> {
    let from = &way.from;
    let found = std::fs::symlink_metadata(from);
    if let Some(note) = notes.earlier()?.filter(Note::holds) {
        // The first attempt ended between putting the file there and removing the source, or after both.
        if let (Ok(meta), Mark::Sha256(_)) = (&found, &note.mark)
            && meta.len() == note.size
            && note.to != *from
        {
            remove_source(from)?;
        }
        return Ok((note.to, note.size));
    }
    let meta = found.map_err(|e| failed("moved", from, &e))?;
    regular(from, &meta)?;
    let target = way.folder.path_of(&way.name);
    if std::fs::symlink_metadata(&target)
        .is_ok_and(|t| t.dev() == meta.dev() && t.ino() == meta.ino() && t.nlink() == 1)
    {
        // It stands there already.
        return Ok((target, meta.len()));
    }
    let mark = Mark::Inode { dev: meta.dev(), ino: meta.ino() };
    if let Some(path) = way.folder.take(from, &way.name, if_exists, notes, meta.len(), mark)? {
        if let Some(folder) = from.parent().and_then(|p| std::fs::File::open(p).ok()) {
            let _ = folder.sync_all();
        }
        return Ok((path, meta.len()));
    }
    let (size, hash) = fill(way, true, cancel)?;
    let path = way.folder.publish(&way.name, if_exists, notes, size, Mark::Sha256(hash))?;
    remove_source(from)?;
    Ok((path, size))
}
