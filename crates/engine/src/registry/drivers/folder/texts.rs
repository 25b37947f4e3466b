//! What is said about a watched folder and the files that wait in it: the same words in window, API, command line and log.

use super::config::IGNORE_FILE;
use super::core::{Pending, Reason};
use super::roots::{Away, Polled, Root};
use crate::clock::SharedClock;
use crate::registry::status::{Backend, FolderNote};
use prama_model::texts::quantity::{since, size};
use prama_model::texts::{Said, folders as texts};
use std::path::Path;

/// What `fs.inotify.max_user_watches` is raised to at least.
const WATCHES: u64 = 524_288;
/// What `fs.inotify.max_user_instances` is raised to at least.
const PROGRAMS: u64 = 1024;
/// Inner folders named.
const NAMED: usize = 3;

/// What there is to say about a folder; empty when all is as it should be.
pub(super) fn of(root: &Root, clock: &SharedClock) -> FolderNote {
    if root.silent_since.is_some() {
        return silent(root, clock);
    }
    let path = shown(&root.folder.path);
    let note = match (&root.away, &root.polled) {
        (Some(away), _) => self::away(away, &path),
        (None, Some(polled)) => self::polled(polled, &path, root.poll_ms),
        (None, None) => FolderNote::default(),
    };
    if !note.title.is_empty() {
        return note;
    }
    if !root.unreadable.is_empty() {
        return unreadable(root, &path);
    }
    match &*root.folder.ignore_file().problems {
        [] => note,
        problems => FolderNote {
            title: format!("{path}/{IGNORE_FILE} can't be read as it is meant."),
            detail: format!("{} The rest of it counts.", problems.join(" ")),
            fix: Some(
                "Correct it; each line is a pattern as in a .gitignore. Prama notices by itself.".into(),
            ),
            command: None,
        },
    }
}

/// What is logged when the folder's own list of ignored names says something else than before, and what is wrong with it.
pub(super) fn ignore_file(root: &Root) -> (String, Vec<String>) {
    let path = shown(&root.folder.path);
    let bad =
        root.folder.ignore_file().problems.iter().map(|p| format!("{path}/{IGNORE_FILE}: {p}")).collect();
    (
        format!(
            "{path}/{IGNORE_FILE} changed: what it leaves out is not told from now on, and what it lets in is."
        ),
        bad,
    )
}

/// A folder whose file system doesn't answer.
pub(super) fn silent(root: &Root, clock: &SharedClock) -> FolderNote {
    let since = root.silent_since.map(|at| since(at, clock.now_ms(), clock.zone()));
    said(texts::silent(&shown(&root.folder.path), since.as_deref()))
}

/// It answers again.
pub(super) fn answers(root: &Root) -> String {
    texts::answers(&shown(&root.folder.path))
}

/// How changes of it are noticed.
pub(super) fn backend(root: &Root) -> Backend {
    let why = match &root.polled {
        None => return Backend::Notifications,
        Some(Polled::WatchLimit) => "watch_limit",
        Some(Polled::ProgramLimit) => "program_limit",
        Some(Polled::FileSystem(_)) => "file_system",
        Some(Polled::Same(_)) => "same_folder",
        Some(Polled::Silent) => "silent",
        Some(Polled::Refused(_)) => "refused",
    };
    Backend::Polling { every_ms: root.poll_ms, why }
}

fn said(of: Said) -> FolderNote {
    FolderNote { title: of.title, detail: of.detail, ..FolderNote::default() }
}

fn away(away: &Away, path: &str) -> FolderNote {
    let note =
        |title: String, detail: &str| FolderNote { title, detail: detail.into(), ..FolderNote::default() };
    match away {
        Away::Missing => said(texts::gone(path)),
        Away::NoFolder => {
            note(format!("{path} is not a folder."), "Watching resumes when a folder stands there.")
        }
        Away::OtherDisk => note(
            format!("The drive of {path} is not there."),
            "An empty folder stands in its place. Its files count as before until it is back, and watching resumes then.",
        ),
        Away::Failed(why) => note(
            format!("{path} can't be read."),
            &format!("The system says: {why}. Watching resumes when it can be read."),
        ),
        Away::Forbidden => FolderNote {
            fix: Some("Give yourself the right to open and read it.".into()),
            ..note(
                format!("{path} can't be read."),
                "Prama is not allowed to. Its files count as before, and watching resumes when it is.",
            )
        },
    }
}

fn polled(polled: &Polled, path: &str, every_ms: i64) -> FolderNote {
    let title = texts::checking(path, every_ms);
    let note = |detail: &str| FolderNote { title, detail: detail.into(), ..FolderNote::default() };
    match polled {
        Polled::WatchLimit => FolderNote {
            fix: Some("Raise the limit; Prama notices by itself.".into()),
            command: sysctl("max_user_watches", WATCHES),
            ..said(texts::watch_limit(path, every_ms))
        },
        Polled::ProgramLimit => FolderNote {
            fix: Some("Raise the limit; Prama notices by itself.".into()),
            command: sysctl("max_user_instances", PROGRAMS),
            ..note("This computer's limit for programs that watch folders is used up.")
        },
        Polled::FileSystem(kind) => note(&format!(
            "It is on a network or shared drive ({kind}), which doesn't announce what others change there."
        )),
        Polled::Same(other) => note(&format!(
            "It is the same folder as {}, whose changes the system announces under that name only.",
            shown(other)
        )),
        Polled::Silent => note("Files changed there that the system had not announced."),
        Polled::Refused(why) => note(&format!("The system doesn't announce its changes: {why}.")),
    }
}

fn unreadable(root: &Root, path: &str) -> FolderNote {
    let n = root.unreadable.len();
    let below = |p: &std::path::PathBuf| {
        p.strip_prefix(&root.folder.path).unwrap_or(p).to_string_lossy().into_owned()
    };
    let mut named: Vec<_> = root.unreadable.iter().take(NAMED).map(below).collect();
    if n > NAMED {
        named.push(format!("{} more", n - NAMED));
    }
    let title = match n {
        1 => format!("1 folder in {path} can't be read."),
        n => format!("{n} folders in {path} can't be read."),
    };
    FolderNote {
        title,
        detail: format!("Their files count as before until they can: {}.", named.join(", ")),
        fix: Some("Give yourself the right to open and read them.".into()),
        command: None,
    }
}

/// Raises a limit now and for good: to twice what it is, and at least to this.
fn sysctl(name: &str, least: u64) -> Option<String> {
    let now = std::fs::read_to_string(format!("/proc/sys/fs/inotify/{name}")).ok()?;
    let value = now.trim().parse::<u64>().ok()?.saturating_mul(2).max(least);
    Some(format!(
        "echo fs.inotify.{name}={value} | sudo tee /etc/sysctl.d/60-watched-folders.conf && sudo sysctl --system"
    ))
}

/// Why a file is not told yet.
pub(super) fn waiting(path: &Path, reason: &Reason) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let size = size(reason.bytes);
    match &reason.why {
        Pending::Reading => format!("Reading {name} ({size})."),
        // That its end is missing goes without saying then.
        Pending::Quiet | Pending::Unproven(_) if reason.grows => texts::copying(&name, reason.bytes),
        Pending::Quiet => format!("Waiting for {name} to stay unchanged for a moment ({size})."),
        Pending::Open(program) => format!("Waiting for {name} until {program} closes it ({size})."),
        Pending::Unproven(why) => format!(
            "Waiting for {name} to finish copying ({size}). {why} After 30 s without a change it is taken as it is."
        ),
        Pending::Refused(why) => {
            format!("Waiting for {name} ({size}): {}. Prama tries again.", why.trim_end_matches('.'))
        }
    }
}

/// A path as people know it, the home folder as `~`.
fn shown(path: &Path) -> String {
    let below = std::env::home_dir().filter(|h| h.parent().is_some());
    match below.and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned)) {
        Some(rest) if rest.as_os_str().is_empty() => "~".into(),
        Some(rest) => format!("~/{}", rest.to_string_lossy()),
        None => path.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_copied_is_told_in_the_agreed_words() {
        let reason = |why, grows| Reason { why, bytes: 12_000_000, grows };
        let path = Path::new("/in/scan-88.pdf");
        assert_eq!(
            waiting(path, &reason(Pending::Quiet, true)),
            "Waiting for scan-88.pdf to finish copying (12 MB, growing)."
        );
        let unproven =
            |grows| waiting(path, &reason(Pending::Unproven("The PDF's end is missing.".into()), grows));
        assert_eq!(unproven(true), "Waiting for scan-88.pdf to finish copying (12 MB, growing).");
        assert!(unproven(false).contains("The PDF's end is missing."));
        let open = waiting(path, &reason(Pending::Open("gimp".into()), false));
        assert_eq!(open, "Waiting for scan-88.pdf until gimp closes it (12 MB).");
    }

    #[test]
    fn the_limit_is_told_with_the_command_that_raises_it() {
        let note = polled(&Polled::WatchLimit, "~/Archive", 30_000);
        assert_eq!(note.title, "Checking ~/Archive every 30 s instead of instantly.");
        assert_eq!(note.detail, "This computer's limit for watched folders is used up.");
        if cfg!(target_os = "linux") {
            assert!(note.command.is_some_and(|c| c.contains("fs.inotify.max_user_watches=")));
        }
    }
}
