//! The content of a source's folder: every file with its hash, and one hash over all. What a person says yes to.

use prama_model::Problem;
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The most files and folders that a source's folder may hold.
const MAX_ENTRIES: usize = 20_000;
/// The most bytes that they may have together.
const MAX_BYTES: u64 = 1 << 30;
/// The one name that is left out: git changes it by itself, and no interpreter looks for code in it.
const IGNORED: &str = ".git";

/// Everything in a folder at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::registry) struct Contents {
    /// Hash over names, kinds, modes and content.
    pub hash: String,
    /// The files and links, by path.
    pub files: Vec<File>,
}

/// A file or link in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::registry) struct File {
    /// Path in the folder; a link is shown with where it leads.
    pub path: String,
    pub size_bytes: u64,
    /// Hash over kind, mode and content.
    pub hash: String,
    stamp: Stamp,
}

/// When equal, a file is taken to be unchanged for display; never before a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    dev: u64,
    inode: u64,
    mode: u32,
    mtime: (i64, i64),
    ctime: (i64, i64),
}

impl Contents {
    /// Reads a folder; files whose stamp is as in `known` are not read again. `named` are the words of the command line:
    /// when one leads into a part that is otherwise left out, nothing is left out.
    pub(in crate::registry) fn read(
        dir: &Path,
        named: &[String],
        known: Option<&Self>,
    ) -> Result<Self, Box<Problem>> {
        let is_named = named.iter().any(|word| Path::new(word).iter().any(|part| part == IGNORED));
        let mut paths = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let listed = fs::read_dir(dir.join(&folder)).map_err(|e| unreadable(&folder, &e))?;
            for entry in listed {
                let entry = entry.map_err(|e| unreadable(&folder, &e))?;
                if folder.as_os_str().is_empty() && entry.file_name() == OsStr::new(IGNORED) && !is_named {
                    continue;
                }
                let path = folder.join(entry.file_name());
                let kind = entry.file_type().map_err(|e| unreadable(&path, &e))?;
                if kind.is_dir() {
                    folders.push(path)
                } else {
                    paths.push(path)
                }
                if paths.len() + folders.len() > MAX_ENTRIES {
                    return Err(too_much(format!("It holds more than {MAX_ENTRIES} files.")));
                }
            }
        }
        paths.sort_unstable();
        Self::of(dir, paths, known)
    }

    fn of(dir: &Path, paths: Vec<PathBuf>, known: Option<&Self>) -> Result<Self, Box<Problem>> {
        let known: HashMap<&str, &File> =
            known.into_iter().flat_map(|k| &k.files).map(|f| (f.path.as_str(), f)).collect();
        let mut whole = Sha256::new();
        let mut files = Vec::with_capacity(paths.len());
        let mut bytes = 0;
        for path in paths {
            let (file, digest_name) = read(dir, &path, &known).map_err(|e| unreadable(&path, &e))?;
            bytes += file.size_bytes;
            if bytes > MAX_BYTES {
                return Err(too_much("Its files have more than 1 GiB together.".into()));
            }
            whole.update((digest_name.len() as u64).to_le_bytes());
            whole.update(digest_name);
            whole.update(file.hash.as_bytes());
            files.push(file);
        }
        Ok(Self { hash: hex::encode(whole.finalize()), files })
    }

    /// The file at that path.
    pub(in crate::registry) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|f| f.path == path)
    }

    /// Whether this is the content of `shipped`; only a README may be missing.
    pub(in crate::registry) fn is_copy_of(&self, shipped: &Self) -> bool {
        let same = |a: &File, b: &File| (&a.path, &a.hash) == (&b.path, &b.hash);
        self.files.iter().all(|own| shipped.files.iter().any(|theirs| same(own, theirs)))
            && shipped
                .files
                .iter()
                .all(|theirs| theirs.path == "README.md" || self.files.iter().any(|own| same(own, theirs)))
    }
}

/// One entry, and the bytes of its name.
fn read(dir: &Path, path: &Path, known: &HashMap<&str, &File>) -> io::Result<(File, Vec<u8>)> {
    let full = dir.join(path);
    let meta = full.symlink_metadata()?;
    let name = path.as_os_str().as_encoded_bytes().to_vec();
    let shown = path.to_string_lossy().into_owned();
    if meta.is_symlink() {
        let target = fs::read_link(&full)?;
        let mut hash = Sha256::new();
        hash.update(b"link\0");
        hash.update(target.as_os_str().as_encoded_bytes());
        let path = format!("{shown} → {}", target.display());
        let hash = hex::encode(hash.finalize());
        return Ok((File { path, size_bytes: 0, hash, stamp: Stamp::of(&meta) }, name));
    }
    if !meta.is_file() {
        return Err(io::Error::other("it is neither a file, a folder nor a link"));
    }
    let stamp = Stamp::of(&meta);
    if let Some(same) = known.get(shown.as_str()).filter(|f| f.stamp == stamp) {
        return Ok((File::clone(same), name));
    }
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let mut open = OpenOptions::new().read(true).custom_flags(flags).open(&full)?;
    let mut hash = Sha256::new();
    // Set-user-id and set-group-id count, and whether it may be executed at all; who else may read it does not.
    let mode = (meta.mode() & 0o6000) | u32::from(meta.mode() & 0o111 != 0);
    hash.update(b"file\0");
    hash.update(mode.to_le_bytes());
    let mut size_bytes = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = open.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        size_bytes += n as u64;
        if size_bytes > MAX_BYTES {
            break;
        }
        hash.update(&buffer[..n]);
    }
    Ok((File { path: shown, size_bytes, hash: hex::encode(hash.finalize()), stamp }, name))
}

impl Stamp {
    fn of(meta: &Metadata) -> Self {
        Self {
            dev: meta.dev(),
            inode: meta.ino(),
            mode: meta.mode(),
            mtime: (meta.mtime(), meta.mtime_nsec()),
            ctime: (meta.ctime(), meta.ctime_nsec()),
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Box<Problem> {
    let shown = if path.as_os_str().is_empty() { "The folder".into() } else { path.display().to_string() };
    let problem = Problem::new(
        "SRC-022",
        "The folder can't be checked, so nothing in it can be trusted.",
        format!("{shown}: {error}."),
    );
    Box::new(problem.place(shown).fix("Remove it from the folder, or make it readable."))
}

fn too_much(what: String) -> Box<Problem> {
    let problem = Problem::new("SRC-022", "The folder is too large to be trusted.", what);
    Box::new(problem.fix("Keep data outside of the source's folder."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("lib")).unwrap();
        fs::write(dir.path().join("run.sh"), "echo").unwrap();
        fs::write(dir.path().join("lib/more.sh"), "more").unwrap();
        dir
    }

    fn hash(dir: &Path) -> String {
        Contents::read(dir, &[], None).unwrap().hash
    }

    #[test]
    fn every_change_that_can_matter_changes_the_hash() {
        let dir = folder();
        let path = dir.path();
        let mut seen = vec![hash(path)];
        let mut changed = |what: &str| {
            let now = hash(path);
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        fs::write(path.join("lib/more.sh"), "mora").unwrap();
        changed("content of the same size");
        fs::rename(path.join("lib/more.sh"), path.join("lib/mope.sh")).unwrap();
        changed("name");
        fs::set_permissions(path.join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
        changed("executable");
        symlink("run.sh", path.join("link")).unwrap();
        changed("a link");
        fs::remove_file(path.join("link")).unwrap();
        symlink("lib/mope.sh", path.join("link")).unwrap();
        changed("where a link leads");
        for hidden in ["__pycache__", ".venv", "node_modules", ".hidden"] {
            fs::create_dir(path.join(hidden)).unwrap();
            fs::write(path.join(hidden).join("x"), "x").unwrap();
            changed(hidden);
        }
        fs::create_dir(path.join("lib/.git")).unwrap();
        fs::write(path.join("lib/.git/hook"), "x").unwrap();
        changed("a folder named .git further down");
    }

    #[test]
    fn what_does_not_matter_does_not() {
        let dir = folder();
        let before = hash(dir.path());
        fs::set_permissions(dir.path().join("run.sh"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        fs::write(dir.path().join(".git/index"), "x").unwrap();
        assert_eq!(hash(dir.path()), before);
        let named = ["bash".to_owned(), "./.git/index".to_owned()];
        let whole = Contents::read(dir.path(), &named, None).unwrap();
        assert_ne!(whole.hash, before, "a command line that leads into .git has it covered");
    }

    #[test]
    fn what_is_known_gives_the_same_hash_and_a_special_file_is_refused() {
        let dir = folder();
        let first = Contents::read(dir.path(), &[], None).unwrap();
        assert_eq!(Contents::read(dir.path(), &[], Some(&first)).unwrap(), first);
        let socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket")).unwrap();
        let problem = Contents::read(dir.path(), &[], None).unwrap_err();
        assert_eq!((problem.code.as_str(), problem.place.as_deref()), ("SRC-022", Some("socket")));
        drop(socket);
    }

    #[test]
    fn a_folder_with_too_many_files_is_refused() {
        let dir = folder();
        for n in 0..=MAX_ENTRIES {
            fs::write(dir.path().join(n.to_string()), "").unwrap();
        }
        let problem = Contents::read(dir.path(), &[], None).unwrap_err();
        assert_eq!(problem.code, "SRC-022");
        assert!(problem.detail.contains("20000"), "{}", problem.detail);
    }
}
