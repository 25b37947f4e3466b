//! A file on its way in. Until it is kept it lies to the side, and goes with its value.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// The largest file, in bytes.
pub const MAX_BYTES: u64 = 100 << 20;

/// A file on its way in.
pub struct Draft {
    path: PathBuf,
    file: Option<File>,
    hash: Sha256,
    size: u64,
}

/// A file that is durable under its hash.
pub(super) struct Kept {
    pub path: PathBuf,
    pub hash: [u8; 32],
    pub size: u64,
}

impl Draft {
    pub(super) async fn create(path: PathBuf) -> io::Result<Self> {
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&path).await?;
        Ok(Self { path, file: Some(file), hash: Sha256::new(), size: 0 })
    }

    /// Adds to it. False: it would be too large; it is as good as gone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn write(&mut self, bytes: &Bytes) -> Result<bool, crate::EngineError> {
        self.size += bytes.len() as u64;
        if self.size > MAX_BYTES {
            return Ok(false);
        }
        self.hash.update(bytes);
        if let Some(file) = &mut self.file {
            file.write_all(bytes).await.map_err(super::unwritable)?;
        }
        Ok(true)
    }

    /// Sync, rename to its place, sync the folders: after this it survives a loss of power.
    pub(super) async fn keep(mut self, dir: &Path, name: &str) -> io::Result<Kept> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.sync_all().await?;
        }
        let hash: [u8; 32] = std::mem::take(&mut self.hash).finalize().into();
        let path = place(dir, &hash, name);
        let (from, to, root) = (self.path.clone(), path.clone(), dir.to_owned());
        let placed = tokio::task::spawn_blocking(move || put(&from, &to, &root));
        placed.await.map_err(io::Error::other)??;
        Ok(Kept { path, hash, size: self.size })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already when it was kept; an upload that broke off leaves nothing behind.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// `<dir>/ab/abcd…/<name>`: equal content of equal name lies there once.
pub(super) fn place(dir: &Path, hash: &[u8; 32], name: &str) -> PathBuf {
    let text = hex::encode(hash);
    dir.join(&text[..2]).join(&text).join(name)
}

fn put(from: &Path, to: &Path, root: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(root);
    std::fs::create_dir_all(folder)?;
    std::fs::rename(from, to)?;
    // Every folder on the way may be new.
    for folder in to.ancestors().skip(1).take_while(|f| f.starts_with(root)) {
        sync_folder(folder)?;
    }
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
