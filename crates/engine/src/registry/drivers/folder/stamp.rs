//! What the file system says about one file: enough to know it again and to see that it changed.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Identity and version of a file at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Device.
    pub dev: u64,
    /// Inode, or 0 where there is none.
    pub ino: u64,
    /// When the inode was made, nanoseconds since the epoch; 0 where the file system does not say.
    pub born_ns: i64,
    /// Length in bytes.
    pub size: u64,
    /// Last change of the content, nanoseconds since the epoch.
    pub mtime_ns: i64,
    /// Last change of the inode, nanoseconds since the epoch; 0 where unknown.
    pub ctime_ns: i64,
}

impl Stamp {
    /// Reads it from what `stat` gave.
    #[must_use]
    pub fn of(meta: &Metadata) -> Self {
        let nanos = |t: std::io::Result<std::time::SystemTime>| {
            t.ok()
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
                .and_then(|d| i64::try_from(d.as_nanos()).ok())
                .unwrap_or(0)
        };
        let (dev, ino, ctime_ns) = inode(meta);
        Self {
            dev,
            ino,
            born_ns: nanos(meta.created()),
            size: meta.len(),
            mtime_ns: nanos(meta.modified()),
            ctime_ns,
        }
    }

    /// The same file, maybe under another name or with other content. An inode number alone is not enough, because it
    /// is given out again at once; the time of birth tells the two apart, and without one size and mtime have to.
    #[must_use]
    pub fn same_file(&self, other: &Self) -> bool {
        if self.ino == 0 || self.ino != other.ino || self.born_ns != other.born_ns {
            return false;
        }
        self.born_ns != 0
            || (self.dev == other.dev && self.size == other.size && self.mtime_ns == other.mtime_ns)
    }

    /// What [`Stamp::same_file`] begins with, to look it up by.
    #[must_use]
    pub fn file(&self) -> (u64, i64) {
        (self.ino, self.born_ns)
    }

    /// The same file with nothing written to it since. Renaming and changing rights keep this.
    #[must_use]
    pub fn same_version(&self, other: &Self) -> bool {
        self.ino == other.ino
            && self.born_ns == other.born_ns
            && self.size == other.size
            && self.mtime_ns == other.mtime_ns
    }
}

impl Stamp {
    /// Nothing happened to the file since. The device is left out: its number may change with every mount.
    #[must_use]
    pub fn unchanged(&self, other: &Self) -> bool {
        self.same_version(other) && self.ctime_ns == other.ctime_ns
    }
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> (u64, u64, i64) {
    use std::os::unix::fs::MetadataExt;
    (meta.dev(), meta.ino(), meta.ctime().saturating_mul(1_000_000_000).saturating_add(meta.ctime_nsec()))
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (u64, u64, i64) {
    (0, 0, 0)
}

/// A path's own bytes: exact on Unix, where a name need not be UTF-8.
#[must_use]
pub fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path that [`path_bytes`] came from.
#[must_use]
pub fn path_from_bytes(bytes: &[u8]) -> std::path::PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        std::ffi::OsStr::from_bytes(bytes).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(bytes).into_owned().into()
    }
}
