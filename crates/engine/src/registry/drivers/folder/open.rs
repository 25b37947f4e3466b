//! Who still has a file open for writing, where the system tells: on Linux `/proc` names the open files of the user's processes.
//! A program that pauses while it writes looks the same as one that has finished, but it has the file open.

#[cfg(target_os = "linux")]
use super::mounts;
use super::stamp::Stamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Reading all of `/proc` takes milliseconds, so the answer is used for so long. A file that is opened after that changes, and
/// a change is seen anyway; but what was read before a file's last change says nothing of who made it.
const FRESH: Duration = Duration::from_secs(1);

/// Device and inode to the program that has it open.
type Open = HashMap<(u64, u64), String>;

/// Asks the system, not too often.
#[derive(Debug, Default)]
pub struct Writers(Mutex<Option<(Duration, Open)>>);

impl Writers {
    /// The program that has this file open for writing, which is quiet since then; both times on a clock that never goes back.
    #[must_use]
    pub fn of(&self, stamp: &Stamp, quiet_since: Duration, now: Duration) -> Option<String> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|(at, _)| *at <= quiet_since || now.saturating_sub(*at) >= FRESH) {
            *known = Some((now, all()));
        }
        known.as_ref()?.1.get(&(stamp.dev, stamp.ino)).cloned()
    }
}

#[cfg(target_os = "linux")]
fn all() -> Open {
    let mut open = Open::new();
    let own = std::process::id().to_string();
    let mounts = mounts::mounts();
    let Ok(processes) = std::fs::read_dir("/proc") else { return open };
    for process in processes.flatten() {
        let name = process.file_name();
        if *name == *own || !name.as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        // Those of other users may not be read.
        let Ok(handles) = std::fs::read_dir(process.path().join("fd")) else { continue };
        for handle in handles.flatten() {
            let is_file = std::fs::read_link(handle.path()).is_ok_and(|target| target.is_absolute());
            if !is_file {
                continue;
            }
            let info = std::fs::read_to_string(process.path().join("fdinfo").join(handle.file_name()));
            let info = info.unwrap_or_default();
            if writes(&info)
                && let Some(file) = file(&info, &handle.path(), &mounts)
            {
                open.insert(file, program(&process.path()));
            }
        }
    }
    open
}

/// Whether a handle was opened for writing: the lowest bits of its flags, in octal, are 1 or 2.
#[cfg(target_os = "linux")]
fn writes(info: &str) -> bool {
    let flags = field(info, "flags:");
    flags.and_then(|f| f.bytes().last()).is_some_and(|last| matches!(last & 3, 1 | 2))
}

/// Device and inode of a file that is open. One on another computer is not asked for, because the answer may never come: the
/// kernel knows it well enough.
#[cfg(target_os = "linux")]
fn file(info: &str, handle: &std::path::Path, mounts: &[mounts::Mount]) -> Option<(u64, u64)> {
    let id: Option<u32> = field(info, "mnt_id:").and_then(|id| id.parse().ok());
    if let Some(mount) = mounts.iter().find(|m| Some(m.id) == id && mounts::is_remote(m)) {
        let (major, minor) = mount.device;
        return Some((rustix::fs::makedev(major, minor), field(info, "ino:")?.parse().ok()?));
    }
    let meta = std::fs::metadata(handle).ok().filter(std::fs::Metadata::is_file)?;
    let stamp = Stamp::of(&meta);
    Some((stamp.dev, stamp.ino))
}

#[cfg(target_os = "linux")]
fn field<'i>(info: &'i str, name: &str) -> Option<&'i str> {
    info.lines().find_map(|l| l.strip_prefix(name)).map(str::trim)
}

#[cfg(target_os = "linux")]
fn program(process: &std::path::Path) -> String {
    let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
    if name.trim().is_empty() { "another program".into() } else { name.trim().into() }
}

#[cfg(not(target_os = "linux"))]
fn all() -> Open {
    Open::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_writer_is_named_and_a_reader_does_not_count() {
        let dir = tempfile::tempdir().unwrap();
        let ask = |name: &str| {
            let stamp = Stamp::of(&std::fs::metadata(dir.path().join(name)).unwrap());
            Writers::default().of(&stamp, Duration::ZERO, Duration::from_secs(2))
        };
        for name in ["written", "read", "closed"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        let script = "exec 3>>written 4<read; echo open; read end";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut [0; 5]).unwrap();
        std::fs::rename(dir.path().join("written"), dir.path().join("renamed")).unwrap();
        assert!(ask("renamed").is_some_and(|name| name.ends_with("sh")));
        assert_eq!((ask("read"), ask("closed")), (None, None));
        // What was read before the file's last change is not asked about it, however new it is.
        let stamp = Stamp::of(&std::fs::metadata(dir.path().join("renamed")).unwrap());
        let second = Duration::from_secs(1);
        let stale = || Writers(Mutex::new(Some((second, Open::new()))));
        assert_eq!(stale().of(&stamp, second / 2, second * 3 / 2), None);
        assert!(stale().of(&stamp, second * 5 / 4, second * 3 / 2).is_some());
        drop(child.stdin.take());
        child.wait().unwrap();
        assert_eq!(ask("renamed"), None);
    }
}
