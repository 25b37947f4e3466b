//! Putting a file in its place: under a folder handle, never through a link at the target, never half a file.

use super::file_error::{exists, failed};
use super::notes::{Mark, Note, Notes};
use crate::runner::step::{StepContext, StepError};
use prama_model::Problem;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::{Component, Path, PathBuf};

/// What happens when the target is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum IfExists {
    /// "report.pdf" becomes "report (2).pdf".
    #[default]
    Rename,
    /// The file there goes.
    Replace,
    /// The step fails.
    Fail,
}

/// How many names are tried before a rename gives up.
const NAMES_MAX: u32 = 10_000;

/// A full path without `..`, with a leading `~` as the home folder.
pub(super) fn full_path(text: &str, field: &str) -> Result<PathBuf, StepError> {
    let path = match text.strip_prefix("~/").or((text == "~").then_some("")) {
        Some(rest) => std::env::home_dir().unwrap_or_default().join(rest),
        None => PathBuf::from(text),
    };
    let why = if !path.is_absolute() {
        "isn't a full path"
    } else if path.components().any(|c| c == Component::ParentDir) {
        "has \"..\" in it"
    } else if text.contains('\0') {
        "has a zero character in it"
    } else {
        return Ok(path);
    };
    Err(bad_path(field, text, why, "Give a path that begins with / or ~/ and has no \"..\"."))
}

/// A name that is only a name.
pub(super) fn plain_name(name: &OsStr, field: &str) -> Result<OsString, StepError> {
    let mut parts = Path::new(name).components();
    let plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(n)), None) if n == name);
    if plain && name.len() <= 255 && !name.as_encoded_bytes().contains(&0) {
        return Ok(name.to_owned());
    }
    Err(bad_path(
        field,
        &name.to_string_lossy(),
        "isn't a file name",
        "Give a name without folders, at most 255 bytes long.",
    ))
}

fn bad_path(field: &str, text: &str, why: &str, fix: &str) -> StepError {
    let shown: String = text.chars().take(200).collect();
    StepError::fatal(
        Problem::new("FILE-008", format!("\"{field}\" {why}: \"{shown}\"."), "Nothing was changed.")
            .fix(fix)
            .place(format!("/{field}")),
    )
}

/// An open folder; everything happens beneath it.
pub(super) struct Folder {
    path: PathBuf,
    fd: OwnedFd,
    temp: String,
}

impl Folder {
    /// Opens the folder, made first if asked.
    pub(super) fn open(path: &Path, create: bool, context_key: &str) -> Result<Self, StepError> {
        if create {
            std::fs::create_dir_all(path).map_err(|e| failed("made", path, &e))?;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| match e {
            Errno::NOENT => StepError::fatal(
                Problem::new("FILE-001", format!("The folder \"{}\" can't be found.", path.display()), "Nothing was changed.")
                    .fix("Make the folder, or turn on \"Make the folder\" in the step. If it is on a drive, connect it."),
            ),
            other => failed("opened", path, &other.into()),
        })?;
        // The same name over all attempts: what a crash left behind is found and overwritten.
        let mark = hex::encode(&Sha256::digest(context_key.as_bytes())[..8]);
        Ok(Self { path: path.to_owned(), fd, temp: format!(".prama-{mark}.part") })
    }

    /// The path of a name in it.
    pub(super) fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// A new, empty, private file that becomes a real one by [`Folder::publish`].
    pub(super) fn temp(&self) -> Result<File, StepError> {
        match rustix::fs::unlinkat(&self.fd, &self.temp, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(e) => return Err(failed("written", &self.path_of(&self.temp), &e.into())),
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.fd, &self.temp, flags, Mode::from_bits_truncate(0o600));
        fd.map(File::from).map_err(|e| failed("written", &self.path, &e.into()))
    }

    /// Throws the temporary file away.
    pub(super) fn discard(&self) {
        let _ = rustix::fs::unlinkat(&self.fd, &self.temp, AtFlags::empty());
    }

    /// Gives the written temporary file its name. The note is written before.
    pub(super) fn publish(
        &self,
        name: &OsStr,
        if_exists: IfExists,
        notes: &Notes,
        size: u64,
        mark: Mark,
    ) -> Result<PathBuf, StepError> {
        let placed = self.place(name, if_exists, notes, size, mark, |target, replace| {
            rename(self.fd.as_fd(), self.temp.as_ref(), self.fd.as_fd(), target, replace)
        });
        if placed.is_err() {
            self.discard();
        }
        placed
    }

    /// Moves the file at `from` into the folder. `Ok(None)`: it is on another file system.
    pub(super) fn take(
        &self,
        from: &Path,
        name: &OsStr,
        if_exists: IfExists,
        notes: &Notes,
        size: u64,
        mark: Mark,
    ) -> Result<Option<PathBuf>, StepError> {
        let mut across = false;
        let placed = self.place(name, if_exists, notes, size, mark, |target, replace| {
            let done = rename(rustix::fs::CWD, from.as_os_str(), self.fd.as_fd(), target, replace);
            across = done == Err(Errno::XDEV);
            done
        });
        if across { Ok(None) } else { placed.map(Some) }
    }

    fn place(
        &self,
        name: &OsStr,
        if_exists: IfExists,
        notes: &Notes,
        size: u64,
        mark: Mark,
        mut act: impl FnMut(&OsStr, bool) -> Result<(), Errno>,
    ) -> Result<PathBuf, StepError> {
        for number in 1..NAMES_MAX {
            let candidate = numbered(name, number);
            let path = self.path_of(&candidate);
            match (self.kind(&candidate)?, if_exists) {
                (None, _) => {}
                (Some(FileType::Directory), IfExists::Replace) | (Some(_), IfExists::Fail) => {
                    return Err(exists(&path));
                }
                (Some(_), IfExists::Replace) => {}
                (Some(_), IfExists::Rename) => continue,
            }
            notes.put(&Note { to: path.clone(), size, mark: mark.clone() })?;
            match act(&candidate, if_exists == IfExists::Replace) {
                Ok(()) => {
                    // The name itself must survive a power cut, not only the content.
                    self.sync()?;
                    return Ok(path);
                }
                Err(Errno::EXIST) if if_exists == IfExists::Rename => {}
                Err(e) => return Err(failed("put in its place", &path, &e.into())),
            }
        }
        Err(exists(&self.path_of(name)))
    }

    /// Makes a new name in it last.
    pub(super) fn sync(&self) -> Result<(), StepError> {
        rustix::fs::fsync(&self.fd).map_err(|e| failed("written", &self.path, &e.into()))
    }

    fn kind(&self, name: &OsStr) -> Result<Option<FileType>, StepError> {
        match rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(FileType::from_raw_mode(stat.st_mode))),
            Err(Errno::NOENT) => Ok(None),
            Err(e) => Err(failed("written", &self.path_of(name), &e.into())),
        }
    }
}

/// Opens the folder that `context` names as target.
pub(super) fn target_folder(context: &StepContext, path: &Path, create: bool) -> Result<Folder, StepError> {
    Folder::open(path, create, &context.key)
}

fn numbered(name: &OsStr, number: u32) -> OsString {
    if number == 1 {
        return name.to_owned();
    }
    let path = Path::new(name);
    let mut numbered = path.file_stem().unwrap_or(name).to_owned();
    numbered.push(format!(" ({number})"));
    if let Some(ending) = path.extension() {
        numbered.push(".");
        numbered.push(ending);
    }
    numbered
}

fn rename(
    from_dir: rustix::fd::BorrowedFd<'_>,
    from: &OsStr,
    to_dir: rustix::fd::BorrowedFd<'_>,
    to: &OsStr,
    replace: bool,
) -> Result<(), Errno> {
    if replace {
        return rustix::fs::renameat(from_dir, from, to_dir, to);
    }
    match rustix::fs::renameat_with(from_dir, from, to_dir, to, RenameFlags::NOREPLACE) {
        // File systems without "rename only if free" (some network and FUSE ones): link, which is create-new too.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            rustix::fs::linkat(from_dir, from, to_dir, to, AtFlags::empty())?;
            rustix::fs::unlinkat(from_dir, from, AtFlags::empty())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_before_the_ending() {
        let numbered = |name: &str, number| super::numbered(name.as_ref(), number);
        assert_eq!(numbered("a.pdf", 1), "a.pdf");
        assert_eq!(numbered("a.tar.gz", 2), "a.tar (2).gz");
        assert_eq!(numbered(".profile", 3), ".profile (3)");
        assert_eq!(numbered("a", 2), "a (2)");
        assert_eq!(numbered("a.", 2), "a (2).");
    }

    #[test]
    fn a_name_is_only_a_name() {
        for bad in ["", ".", "..", "a/b", "/a", "a/", "../a", "./a", "a\0b"] {
            assert!(plain_name(bad.as_ref(), "name").is_err(), "{bad:?}");
        }
        for good in ["a", "-rf", "a b.pdf", "…", "a\\b"] {
            assert_eq!(plain_name(good.as_ref(), "name").unwrap(), good);
        }
    }

    #[test]
    fn paths_are_full_and_do_not_climb() {
        for bad in ["", "a", "./a", "/a/../b", "/..", "~x/a"] {
            assert!(full_path(bad, "to").is_err(), "{bad:?}");
        }
        assert_eq!(full_path("/a/./b", "to").unwrap(), Path::new("/a/b"));
    }
}
