//! One owner per data folder: an advisory lock on an open handle, which the OS frees when the process dies.

use crate::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Holds the lock until dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: File,
}

impl Drop for FolderLock {
    /// Closing the file is not enough: a process that was forked a moment ago holds a copy until it becomes another program.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the data folder's lock could not be given back");
        }
    }
}

impl FolderLock {
    pub(crate) fn take(dir: &Path) -> Result<Self, StoreError> {
        let full = |e: std::io::Error| StoreError::Full(format!("{}: {e}", dir.display()));
        let file =
            File::options().create(true).truncate(false).write(true).open(dir.join("lock")).map_err(full)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(dir.to_path_buf())),
            Err(TryLockError::Error(e)) => Err(full(e)),
        }
    }
}
