//! Listing a folder to the bottom, each sub-folder watched before it is read, so that nothing slips in between.

use super::config::{Settings, Watched, deepest};
use super::core::Listing;
use super::open::Writers;
use super::proof::{Proof, proof};
use super::stamp::Stamp;
use prama_model::time::Millis;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What counts as "was there before": files whose inode last changed before this time, that are complete and not just being made, and that were not
/// watched for already.
#[derive(Debug, Clone)]
pub struct Before {
    /// When the folder was first watched, wall time.
    pub at_ms: Millis,
    /// Files that changed so shortly before must also prove that they are complete.
    pub settle_ms: i64,
    /// The folders as they were watched under the configuration before: a file that they cover is one that came.
    pub was: Arc<Vec<Watched>>,
    /// Who has files open.
    pub writers: Arc<Writers>,
    /// When the listing begins, on the source's own clock.
    pub now: Duration,
}

/// A file that is open for writing and changed so shortly before is being made, by a program that pauses.
const PAUSE: Duration = Duration::from_secs(30);

/// Lists `folder` and what its lane enters below it. `entering` is called before a folder is read; `before` is set on the first listing of a folder.
pub fn list(
    folder: &Path,
    settings: &Settings,
    before: Option<&Before>,
    entering: &mut dyn FnMut(&Path),
) -> Listing {
    let mut listing = Listing::default();
    let lane = settings.lane(folder);
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !settings.enters_in(lane, &folder) {
            continue;
        }
        entering(&folder);
        let read = read(&folder, settings, before, &mut listing, &mut folders);
        if read.is_err_and(|e| e.kind() != ErrorKind::NotFound || folder.exists()) {
            listing.unreadable.push(folder);
        }
    }
    listing
}

fn read(
    folder: &Path,
    settings: &Settings,
    before: Option<&Before>,
    listing: &mut Listing,
    folders: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        if kind.is_dir() {
            folders.push(path);
            continue;
        }
        if !settings.wants(&path) {
            continue;
        }
        // A link counts as the file it leads to.
        let meta = if kind.is_symlink() { std::fs::metadata(&path) } else { entry.metadata() };
        let meta = match meta {
            Ok(meta) => meta,
            Err(e) => {
                // Its names may be read, and nothing else.
                let closed = !kind.is_symlink() && e.kind() != ErrorKind::NotFound;
                if closed && listing.unreadable.last().is_none_or(|last| last != folder) {
                    listing.unreadable.push(folder.to_owned());
                }
                continue;
            }
        };
        if !meta.is_file() {
            continue;
        }
        let stamp = Stamp::of(&meta);
        if !settings.fits(&path, stamp.size) {
            continue;
        }
        let existing = before.is_some_and(|b| b.holds(&path, &stamp));
        let into = if existing { &mut listing.existing } else { &mut listing.files };
        into.push((path.into(), stamp));
    }
    Ok(())
}

impl Before {
    fn is_being_made(&self, stamp: &Stamp, quiet_ms: Millis) -> bool {
        let Some(quiet) = u64::try_from(quiet_ms).ok().map(Duration::from_millis) else { return false };
        quiet <= PAUSE && self.writers.of(stamp, self.now.saturating_sub(quiet), self.now).is_some()
    }

    fn holds(&self, path: &Path, stamp: &Stamp) -> bool {
        let was = deepest(&self.was, path);
        if was.is_some_and(|f| f.wants(path) && !f.leaves_out(path) && f.fits(stamp.size)) {
            return false;
        }
        // A file's own date can be any, even one to come; the inode's can't be set.
        let changed_ns = if stamp.ctime_ns == 0 { stamp.mtime_ns } else { stamp.ctime_ns };
        let changed_ms = changed_ns.div_euclid(1_000_000);
        let quiet_ms = self.at_ms - changed_ms;
        if self.is_being_made(stamp, quiet_ms) {
            return false;
        }
        quiet_ms > self.settle_ms || (quiet_ms > 0 && !matches!(proof(path, stamp.size), Proof::Fails(_)))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::config::Family;
    use serde_json::json;
    use std::time::UNIX_EPOCH;

    fn settings(folder: &Path) -> Settings {
        let config = json!({"folders": [{"path": folder, "recursive": true}]});
        Settings::read(Family::File, config.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_date_to_come_makes_no_file_new() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "there before").unwrap();
        let then = UNIX_EPOCH + Duration::from_secs(130 * 365 * 86_400);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        let stamp = Stamp::of(&std::fs::metadata(&path).unwrap());
        let at_ms = stamp.ctime_ns / 1_000_000 + 5_000;
        let mut before = Before {
            at_ms,
            settle_ms: 2_000,
            was: Arc::default(),
            writers: Arc::default(),
            now: Duration::ZERO,
        };
        let settings = settings(dir.path());
        let listing = list(dir.path(), &settings, Some(&before), &mut |_| ());
        assert_eq!((listing.existing.len(), listing.files.len()), (1, 0));
        // Watched for before another pattern came: it is one that came.
        before.was = Arc::new(settings.folders.clone());
        let listing = list(dir.path(), &settings, Some(&before), &mut |_| ());
        assert_eq!((listing.existing.len(), listing.files.len()), (0, 1));
    }

    #[test]
    fn a_folder_whose_path_is_too_long_is_not_passed_over_in_silence() {
        let dir = tempfile::tempdir().unwrap();
        // Each half of the path is short enough.
        let half = |name: &str| dir.path().join([name.repeat(250).as_str(); 10].join("/"));
        let [upper, lower] = ["u", "l"].map(half);
        std::fs::create_dir_all(&upper).unwrap();
        std::fs::create_dir_all(lower).unwrap();
        let name = "l".repeat(250);
        std::fs::rename(dir.path().join(&name), upper.join(&name)).unwrap();
        let listing = list(dir.path(), &settings(dir.path()), None, &mut |_| ());
        assert_eq!(listing.unreadable.len(), 1);
    }
}
