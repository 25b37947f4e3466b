//! Files that a person or a program hands to the app: written to the side, made durable under their hash, then told.

mod draft;
mod name;

pub use draft::{Draft, MAX_BYTES};
pub use name::plain_name;

use crate::EngineError;
use crate::clock::SharedClock;
use crate::ingest::{Ack, Incoming, Origin, Sink};
use draft::Kept;
use prama_model::event::{Envelope, Object};
use prama_model::time::rfc3339;
use prama_store::blobs::{self, BlobRow};
use prama_store::{Store, StoreError};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The source of uploads.
pub const SOURCE: &str = "web-client-upload";
/// Where files lie, in the data folder.
const FOLDER: &str = "blobs";
/// Where they are written first, in there.
const INCOMING: &str = "incoming";
/// Space that stays free beside an upload, for the store.
const RESERVE: u64 = 64 << 20;

/// A stored upload.
#[derive(Debug, Clone)]
pub struct Uploaded {
    /// Its event, and the runs that it started.
    pub ack: Ack,
    /// Its name, without any path.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// Media type, by what the sender said or the name.
    pub content_type: String,
}

/// What the sender says of a file.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Its name; may be a path, of which the last part counts.
    pub name: String,
    /// Its media type.
    pub content_type: Option<String>,
    /// Who sends it.
    pub user_id: Option<String>,
    /// Same key and content: one event.
    pub key: Option<String>,
    /// The step of a run from within which it is sent.
    pub caused_by: Option<String>,
}

/// Takes files in.
pub struct Uploads {
    dir: PathBuf,
    store: Store,
    sink: Arc<dyn Sink>,
    clock: SharedClock,
}

impl Uploads {
    /// Over a data folder. What an earlier start left half written is removed.
    pub(crate) fn open(
        data_dir: &Path,
        store: Store,
        sink: Arc<dyn Sink>,
        clock: SharedClock,
    ) -> io::Result<Self> {
        // Events name whole paths, wherever the app was started from.
        let dir = std::path::absolute(data_dir)?.join(FOLDER);
        let incoming = dir.join(INCOMING);
        std::fs::create_dir_all(&incoming)?;
        for left in std::fs::read_dir(&incoming)? {
            std::fs::remove_file(left?.path())?;
        }
        Ok(Self { dir, store, sink, clock })
    }

    /// Begins a file. `size`: what the sender says it will be, to refuse early what cannot fit.
    ///
    /// # Errors
    /// When there is no space for it.
    pub async fn begin(&self, size: Option<u64>) -> Result<Draft, EngineError> {
        if let (Some(size), Some(free)) = (size, free_space(&self.dir))
            && size.saturating_add(RESERVE) > free
        {
            let text = format!("{size} bytes are to be stored, {free} are free");
            return Err(StoreError::Full(text).into());
        }
        let path = self.dir.join(INCOMING).join(self.clock.uuid().to_string());
        Ok(Draft::create(path).await.map_err(unwritable)?)
    }

    /// Makes a file durable, and then its event with the row that says it must be there.
    ///
    /// # Errors
    /// When either cannot be stored; then neither is told of.
    pub async fn keep(&self, draft: Draft, about: About) -> Result<Uploaded, EngineError> {
        let name = plain_name(&about.name);
        let Kept { path, hash, size } = draft.keep(&self.dir, &name).await.map_err(unwritable)?;
        let content_type = about
            .content_type
            .filter(|t| !t.is_empty() && t != "application/octet-stream")
            .unwrap_or_else(|| mime_guess::from_path(&name).first_or_octet_stream().to_string());
        let text = hex::encode(hash);
        let now = self.clock.now_ms();
        let data = json!({
            "filename": name, "file_size": size, "content_type": content_type, "file_path": path.display().to_string(),
            "file_hash": text, "user_id": about.user_id, "uploaded_at": rfc3339(now),
        });
        let identity = json!({ "filename": name, "file_hash": text, "user_id": about.user_id });
        let object = |value: serde_json::Value| value.as_object().cloned().unwrap_or_else(Object::new);
        let envelope = Envelope {
            event_type: "file_upload".into(),
            data: object(data),
            key: about.key,
            user_id: about.user_id,
            caused_by: about.caused_by,
            ..Envelope::default()
        };
        let row = BlobRow { hash, name: name.clone(), size };
        let incoming = Incoming {
            also: Some(Box::new(move |tx| blobs::put(tx, &row, now))),
            identity: Some(object(identity)),
            ..Incoming::new(envelope, Origin::Source(SOURCE.into()))
        };
        let ack = self.sink.ingest(incoming).await?;
        Ok(Uploaded { ack, name, path, size, hash: text, content_type })
    }

    /// Compares what is on record with what lies there: the sentences that do not agree. Reads every file.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn audit(&self) -> Result<(usize, Vec<String>), StoreError> {
        let rows = self.store.read(blobs::all).await?;
        let dir = self.dir.clone();
        let audit = tokio::task::spawn_blocking(move || {
            let wrong = |row: &BlobRow| {
                let path = draft::place(&dir, &row.hash, &row.name);
                match hash_of(&path) {
                    Ok((hash, size)) if hash == row.hash && size == row.size => None,
                    Ok(_) => Some(format!("{} is not what was uploaded", path.display())),
                    Err(error) => Some(format!("{} can't be read: {error}", path.display())),
                }
            };
            (rows.len(), rows.iter().filter_map(wrong).collect())
        });
        audit.await.map_err(|e| StoreError::Sqlite(e.to_string()))
    }
}

fn hash_of(path: &Path) -> io::Result<([u8; 32], u64)> {
    let mut file = std::fs::File::open(path)?;
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 64 << 10]);
    loop {
        let n = io::Read::read(&mut file, &mut buffer)?;
        if n == 0 {
            return Ok((hash.finalize().into(), size));
        }
        hash.update(&buffer[..n]);
        size += n as u64;
    }
}

#[cfg(unix)]
fn free_space(dir: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(dir).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_: &Path) -> Option<u64> {
    None
}

fn unwritable(error: io::Error) -> StoreError {
    StoreError::Full(error.to_string())
}
