//! Looking at one path now: what stands there, and reading it to the end.

use super::mounts::is_away;
use super::proof::{Proof, proof};
use super::roots::nearest;
use super::stamp::Stamp;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

/// Bytes read at a time while hashing.
const CHUNK_BYTES: usize = 128 * 1024;
/// A content change this close to the look can hide behind the same mtime, because file systems count in ticks.
const TICK_NS: i64 = 50_000_000;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A regular file.
    File {
        /// Its identity and version.
        stamp: Stamp,
        /// What its content says of its completeness.
        proof: Proof,
    },
    /// A file whose size is not asked for: this version of it is not told, and neither is what came before it undone.
    Outside,
    /// A folder.
    Folder,
    /// Nothing, or nothing that has content of its own (a pipe, a device).
    Gone,
    /// It cannot be told: an error, or the whole watched folder is away.
    Unknown(String),
}

/// Looks at a path. Links to files are followed, links to folders are not. The content of a file is only looked at when
/// it is `wanted`. `device` is the disk on which a known file was: it is only gone when that disk is there.
#[must_use]
pub fn look(path: &Path, root: &Path, wanted: bool, device: Option<u64>) -> Look {
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            // Nothing is concluded about the content of a folder or a disk that is away.
            if path != root && !root.is_dir() {
                return Look::Unknown("The folder is away.".into());
            }
            let away = |device| nearest(path).is_some_and(|near| is_away(device, near));
            return if device.is_some_and(away) {
                Look::Unknown("The disk is away.".into())
            } else {
                Look::Gone
            };
        }
        Err(e) => return Look::Unknown(e.to_string()),
    };
    if meta.is_dir() {
        let link = path != root && std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
        return if link { Look::Gone } else { Look::Folder };
    }
    if !meta.is_file() {
        return Look::Gone;
    }
    let stamp = Stamp::of(&meta);
    let proof = if wanted { proof(path, stamp.size) } else { Proof::Silent };
    Look::File { stamp, proof }
}

/// A content read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digested {
    /// SHA-256.
    pub hash: [u8; 32],
    /// Changed so recently that a further change could keep the same mtime.
    pub fresh: bool,
}

/// Why a file could not be read to its end as one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It went, or changed while it was read.
    Changed,
    /// This program has it open for writing.
    Open(String),
    /// The system refuses.
    Refused(String),
}

/// Hashes a file in bounded pieces; the file must be the version of `stamp` before and after.
pub fn digest(path: &Path, stamp: &Stamp) -> Result<Digested, Unread> {
    let refused = |e: std::io::Error| match e.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Unread::Changed,
        _ => Unread::Refused(e.to_string()),
    };
    let mut file = File::open(path).map_err(refused)?;
    let before = Stamp::of(&file.metadata().map_err(refused)?);
    if !before.same_version(stamp) {
        return Err(Unread::Changed);
    }
    let mut hash = Sha256::new();
    let mut left = stamp.size.saturating_add(1);
    let mut buffer = vec![0; CHUNK_BYTES.min(usize::try_from(left).unwrap_or(CHUNK_BYTES))];
    while left > 0 {
        let n = file.read(&mut buffer).map_err(refused)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        left = left.saturating_sub(n as u64);
    }
    let after = Stamp::of(&std::fs::metadata(path).map_err(refused)?);
    if left != 1 || !after.same_version(stamp) {
        return Err(Unread::Changed);
    }
    Ok(Digested { hash: hash.finalize().into(), fresh: wall_ns().saturating_sub(stamp.mtime_ns) < TICK_NS })
}

fn wall_ns() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|d| i64::try_from(d.as_nanos()).ok())
        .unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_proves_nothing_about_its_files() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("in");
        assert!(matches!(look(&root.join("a.pdf"), &root, true, None), Look::Unknown(_)));
        std::fs::create_dir(&root).unwrap();
        assert_eq!(look(&root.join("a.pdf"), &root, true, None), Look::Gone);
        assert_eq!(look(&root, &root, true, None), Look::Folder);
    }

    #[test]
    fn a_digest_is_of_the_version_that_was_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.bin");
        std::fs::write(&path, b"abc").unwrap();
        let stamp = Stamp::of(&std::fs::metadata(&path).unwrap());
        let hash = digest(&path, &stamp).unwrap().hash;
        assert_eq!(hex::encode(hash), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        std::fs::write(&path, b"abcd").unwrap();
        assert_eq!(digest(&path, &stamp), Err(Unread::Changed));
    }
}
