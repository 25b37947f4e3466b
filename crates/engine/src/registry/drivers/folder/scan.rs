//! Listing a folder to the bottom, each sub-folder watched before it is read, so that nothing slips in between.

use super::config::Settings;
use super::core::Listing;
use super::proof::{Proof, proof};
use super::stamp::Stamp;
use prama_model::time::Millis;
use std::path::{Path, PathBuf};

/// What counts as "was there before": files whose inode last changed before this time, and that are complete.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    /// When the folder was first watched, wall time.
    pub at_ms: Millis,
    /// Files that changed so shortly before must also prove that they are complete.
    pub settle_ms: i64,
}

/// Lists `folder` and what its lane enters below it. `entering` is called before a folder is read; `before` is set on the first listing of a folder.
pub fn list(
    folder: &Path,
    settings: &Settings,
    before: Option<Before>,
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
        if read(&folder, settings, before, &mut listing, &mut folders).is_err() && folder.exists() {
            listing.unreadable.push(folder);
        }
    }
    listing
}

fn read(
    folder: &Path,
    settings: &Settings,
    before: Option<Before>,
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
        let Ok(meta) = meta else { continue };
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
    fn holds(self, path: &Path, stamp: &Stamp) -> bool {
        let changed_ms = stamp.ctime_ns.max(stamp.mtime_ns).div_euclid(1_000_000);
        let quiet_ms = self.at_ms - changed_ms;
        quiet_ms > self.settle_ms || (quiet_ms > 0 && !matches!(proof(path, stamp.size), Proof::Fails(_)))
    }
}
