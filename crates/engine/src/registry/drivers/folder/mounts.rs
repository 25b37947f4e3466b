//! What file systems are mounted, as far as it matters to a watched folder.

use std::path::{Path, PathBuf};

/// Which file systems don't announce every change: others can change them, on a server or below the one that is mounted.
/// Kinds are as in `/proc/self/mountinfo`; any `fuse.` one belongs to them unless it is named below.
const UNANNOUNCED: [&str; 21] = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs", "afs", "ceph",
    "lustre", "gpfs", "ocfs2", "gfs2", "coda", "ncpfs", "davfs", "orangefs", "fuse",
];

/// FUSE file systems that are the only way to what they show.
const ANNOUNCED_FUSE: [&str; 3] = ["fuse.fuse-overlayfs", "fuse.ntfs-3g", "fuse.exfat"];

/// Where a file's device number need not be the one of its mount.
const OWN_NUMBERS: [&str; 5] = ["overlay", "btrfs", "bcachefs", "zfs", "aufs"];

/// One mounted file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Its number.
    pub id: u32,
    /// Where.
    pub point: PathBuf,
    /// What kind, e.g. `ext4`, `nfs4`, `fuse.sshfs`.
    pub kind: String,
    /// Device number.
    pub device: (u32, u32),
}

/// All that is mounted, in the order in which it was; empty where the system does not say.
#[must_use]
pub fn mounts() -> Vec<Mount> {
    std::fs::read("/proc/self/mountinfo").map(|text| parse(&text)).unwrap_or_default()
}

/// Whether files of this mount may lie on another computer or be shown by a program: asking for one may take for ever.
#[must_use]
pub fn is_remote(mount: &Mount) -> bool {
    is_unannounced(&mount.kind)
}

/// Whether this path, as it is written, leads to such a mount. Asks the disk nothing.
#[must_use]
pub fn leads_away(mounts: &[Mount], path: &Path) -> bool {
    at(mounts, path).is_some_and(is_remote)
}

/// The kind of a file system at or, with sub-folders, below this folder whose changes are not all announced.
#[must_use]
pub fn unannounced(mounts: &[Mount], folder: &Path, recursive: bool) -> Option<String> {
    // A network folder of Windows.
    if cfg!(windows) && folder.as_os_str().as_encoded_bytes().starts_with(b"\\\\") {
        return Some("network".into());
    }
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let below = mounts.iter().filter(|m| recursive && m.point.starts_with(&real));
    let kinds = at(mounts, &real).into_iter().chain(below).map(|m| &*m.kind);
    kinds.into_iter().find(|kind| is_unannounced(kind)).map(str::to_owned)
}

/// Whether the disk with this device number is not there any more, seen from the nearest folder that is, `near`.
#[cfg(unix)]
#[must_use]
pub fn is_away(device: u64, near: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(near).is_ok_and(|m| m.dev() == device) {
        return false;
    }
    let mounts = mounts();
    let number = (rustix::fs::major(device), rustix::fs::minor(device));
    let real = std::fs::canonicalize(near).unwrap_or_else(|_| near.to_owned());
    let tells = at(&mounts, &real).is_some_and(|m| !OWN_NUMBERS.contains(&&*m.kind));
    tells && !mounts.iter().any(|m| m.device == number)
}

/// Device numbers tell nothing here.
#[cfg(not(unix))]
#[must_use]
pub fn is_away(_: u64, _: &Path) -> bool {
    false
}

/// What a folder lies on: the deepest mount, and of several at one place the last.
fn at<'a>(mounts: &'a [Mount], folder: &Path) -> Option<&'a Mount> {
    mounts.iter().filter(|m| folder.starts_with(&m.point)).max_by_key(|m| m.point.components().count())
}

fn is_unannounced(kind: &str) -> bool {
    let fuse = kind.starts_with("fuse.") && !ANNOUNCED_FUSE.contains(&kind);
    fuse || UNANNOUNCED.contains(&kind)
}

fn parse(text: &[u8]) -> Vec<Mount> {
    text.split(|b| *b == b'\n').filter_map(line).collect()
}

/// `36 35 98:0 /root /mnt/point rw,noatime master:1 - ext3 /dev/root rw`
fn line(line: &[u8]) -> Option<Mount> {
    let mut fields = line.split(|b| *b == b' ');
    let number = |field: &[u8]| std::str::from_utf8(field).ok().map(ToOwned::to_owned);
    let id = number(fields.next()?)?.parse().ok()?;
    let device = number(fields.nth(1)?)?;
    let (major, minor) = device.split_once(':')?;
    let point = super::stamp::path_from_bytes(&unescaped(fields.nth(1)?));
    let kind = fields.skip_while(|f| *f != b"-").nth(1)?;
    let kind = String::from_utf8_lossy(kind).into_owned();
    Some(Mount { id, point, kind, device: (major.parse().ok()?, minor.parse().ok()?) })
}

/// Blanks, line ends and backslashes are written as three octal digits.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..3).and_then(|d| std::str::from_utf8(d).ok());
        match code.filter(|_| *first == b'\\').and_then(|d| u8::from_str_radix(d, 8).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &[u8] = br"22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt/my\040share rw shared:1 master:2 - nfs4 server:/x rw
31 22 0:41 / /home/a/phone rw - fuse.jmtpfs jmtpfs rw
32 22 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
33 32 0:42 / /media/stick rw - cifs //server/y rw
34 22 0:43 / /media/ntfs rw - fuse.ntfs-3g /dev/sdc1 rw
broken";

    #[test]
    fn the_kind_is_that_of_the_deepest_and_last_mount() {
        let mounts = parse(MOUNTS);
        assert_eq!(mounts.len(), 6);
        let ask = |path: &str, recursive| unannounced(&mounts, Path::new(path), recursive);
        assert_eq!(ask("/home/a/scans", true), None);
        assert_eq!(ask("/mnt/my share/scans", false).as_deref(), Some("nfs4"));
        assert_eq!(ask("/mnt/my share2", false), None);
        assert_eq!(ask("/media/stick/in", false).as_deref(), Some("cifs"));
        assert_eq!(ask("/media/ntfs", false), None);
        assert_eq!(ask("/home/a", false), None);
        assert_eq!(ask("/home/a", true).as_deref(), Some("fuse.jmtpfs"));
    }
}
