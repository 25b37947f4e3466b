//! What a file step writes down before it touches the disk, so that a second attempt finds the first one's work.

use crate::ingest::effects::Doer;
use crate::runner::step::{StepContext, StepError};
use prama_model::ids::RunId;
use prama_store::{Store, step_notes};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;

/// The intended result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Where the file will stand.
    #[serde(with = "crate::runner::exact::json")]
    pub(super) to: PathBuf,
    /// Its size in bytes.
    pub(super) size: u64,
    /// How it will be known again.
    pub(super) mark: Mark,
}

/// How a file is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mark {
    /// The same file, moved within its file system.
    Inode {
        /// Device.
        dev: u64,
        /// Inode.
        ino: u64,
    },
    /// The same content, SHA-256 as hex.
    Sha256(String),
    /// Text appended at this offset, in bytes.
    Offset(u64),
}

/// The notes of one (run, step). Its calls block: use it on a blocking thread.
pub(super) struct Notes {
    store: Store,
    run: RunId,
    step: u32,
    first: bool,
    handle: Handle,
    doer: Doer,
    from: Option<PathBuf>,
}

impl Notes {
    pub(super) fn of(context: &StepContext) -> Self {
        Self {
            store: context.store.clone(),
            run: context.run,
            step: context.step_index,
            first: context.attempt <= 1,
            handle: Handle::current(),
            doer: context.doer.clone(),
            from: None,
        }
    }

    /// The file goes away from where it is.
    pub(super) fn moving(self, from: &Path) -> Self {
        Self { from: Some(from.to_owned()), ..self }
    }

    /// What an earlier attempt wrote down.
    pub(super) fn earlier(&self) -> Result<Option<Note>, StepError> {
        if self.first {
            return Ok(None);
        }
        let (run, step) = (self.run, self.step);
        let read = self.handle.block_on(self.store.read(move |conn| step_notes::get(conn, run, step)));
        let text = read.map_err(|e| StepError::passing(e.problem()))?;
        Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
    }

    /// Writes the note down; it is on the disk when this returns.
    pub(super) fn put(&self, note: &Note) -> Result<(), StepError> {
        let (run, step, text) = (self.run, self.step, serde_json::json!(note).to_string());
        let size = match note.mark {
            Mark::Offset(offset) => offset + note.size,
            _ => note.size,
        };
        let spelt = |path: &Path| path.to_string_lossy().into_owned();
        let mut files: Vec<_> = self.from.iter().map(|from| (spelt(from), None)).collect();
        files.push((spelt(&note.to), Some(size)));
        let work = self.doer.announce(&self.store, files, move |tx| step_notes::put(tx, run, step, &text));
        let written = self.handle.block_on(work);
        written.map_err(|e| StepError::passing(e.problem()))
    }
}

impl Note {
    /// Whether the file stands there as intended. A symbolic link never does.
    pub(super) fn holds(&self) -> bool {
        let Ok(meta) = std::fs::symlink_metadata(&self.to) else { return false };
        if !meta.is_file() || meta.len() != self.size {
            return false;
        }
        match &self.mark {
            Mark::Inode { dev, ino } => meta.dev() == *dev && meta.ino() == *ino,
            Mark::Sha256(hex) => sha256(&self.to).is_some_and(|found| found == *hex),
            Mark::Offset(_) => false,
        }
    }
}

fn sha256(path: &Path) -> Option<String> {
    let no_follow = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let mut file = File::options().read(true).custom_flags(no_follow).open(path).ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hex::encode(hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}
