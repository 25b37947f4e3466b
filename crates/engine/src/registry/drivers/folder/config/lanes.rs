//! Which folders are worked on together: those of which one reaches into another. The others have nothing to do with each
//! other, so that one whose file system stops answering holds up nothing else.

use super::{Settings, Watched};
use std::path::Path;

/// Numbers the lanes of these folders.
pub(super) fn assign(folders: &mut [Watched]) {
    let mut lanes: Vec<usize> = (0..folders.len()).collect();
    for (outer, above) in folders.iter().enumerate() {
        for (inner, below) in folders.iter().enumerate() {
            if inner != outer && below.path.starts_with(&above.path) && above.enters(&below.path) {
                let (from, to) = (lanes[inner], lanes[outer]);
                lanes.iter_mut().filter(|lane| **lane == from).for_each(|lane| *lane = to);
            }
        }
    }
    let mut used = lanes.clone();
    used.sort_unstable();
    used.dedup();
    for (folder, lane) in folders.iter_mut().zip(lanes) {
        folder.lane = used.iter().position(|n| *n == lane).unwrap_or_default();
    }
}

impl Settings {
    /// How many lanes there are.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.folders.iter().map(|f| f.lane + 1).max().unwrap_or_default()
    }

    /// The lane of a path: that of the deepest folder above it; the first one for what lies in none.
    #[must_use]
    pub fn lane(&self, path: &Path) -> usize {
        let above = self.folders.iter().filter(|f| path.starts_with(&f.path));
        above.max_by_key(|f| f.path.components().count()).map_or(0, |f| f.lane)
    }

    /// Whether files may be wanted directly in this folder, by a folder of this lane.
    #[must_use]
    pub fn enters_in(&self, lane: usize, folder: &Path) -> bool {
        self.folders.iter().any(|f| f.lane == lane && f.enters(folder))
    }

    /// Watched folders inside this one that another lane takes care of.
    pub fn others_below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        let lane = self.lane(folder);
        self.folders.iter().filter(move |f| f.lane != lane && f.path.starts_with(folder)).map(|f| &*f.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::Family;
    use serde_json::json;

    #[test]
    fn folders_that_reach_into_each_other_share_a_lane() {
        let config = json!({"folders": [
            {"path": "/home/a"}, {"path": "/home/a/share"}, {"path": "/in", "recursive": true, "ignore": ["old/"]},
            {"path": "/in/b", "recursive": true}, {"path": "/in/b/c"}, {"path": "/in/old"}, {"path": "/index"}
        ]});
        let settings = Settings::read(Family::File, config.as_object().unwrap()).unwrap();
        let of = |path: &str| settings.lane(Path::new(path));
        assert_eq!(settings.lanes(), 5);
        assert_ne!(of("/home/a/x"), of("/home/a/share/x"), "the outer one does not look into it");
        for path in ["/in/b/x", "/in/b/c/x", "/in/deep/er/x"] {
            assert_eq!(of(path), of("/in/x"), "{path}");
        }
        assert_ne!(of("/in/old/x"), of("/in/x"));
        assert_ne!(of("/index/x"), of("/in/x"));
        let below: Vec<_> = settings.others_below(Path::new("/home/a")).collect();
        assert_eq!(below, [Path::new("/home/a/share")]);
        assert!(settings.enters_in(of("/home/a"), Path::new("/home/a")));
        assert!(!settings.enters_in(of("/home/a"), Path::new("/home/a/share")));
    }
}
