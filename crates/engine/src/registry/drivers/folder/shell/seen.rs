//! How the folders of a source were watched when what was there in them was last stored. It is stored itself, so that an end of
//! the program between a new configuration and its first listing takes nothing for "there before" that was waited for.

use crate::registry::drivers::folder::config::{Family, Settings, Watched};
use crate::registry::drivers::folder::roots::Root;
use crate::registry::drivers::folder::stamp::path_bytes;
use prama_store::{StoreError, Tx, files};
use std::sync::Arc;

/// What has to be stored of it before watching begins.
#[derive(Clone, Default)]
pub(super) struct Seen(Vec<(Vec<u8>, Option<String>)>);

/// A row, as it was read.
type Row = (Vec<u8>, String);

impl Seen {
    /// How the folders were watched until now, and how they count as watched from now on.
    pub(super) fn take_up(family: Family, stored: &[Row], roots: &[Root]) -> (Arc<Vec<Watched>>, Self) {
        let was: Vec<Watched> = stored.iter().filter_map(|(_, setup)| read(family, setup)).collect();
        let mut changes = Vec::new();
        for root in roots.iter().filter(|r| r.row.complete) {
            let (path, setup) = (path_bytes(&root.folder.path), setup(&root.folder));
            if !stored.iter().any(|(p, s)| *p == path && *s == setup) {
                changes.push((path, Some(setup)));
            }
        }
        for folder in was.iter().filter(|f| !still_counts(f, roots)) {
            changes.push((path_bytes(&folder.path), None));
        }
        (Arc::new(was), Self(changes))
    }

    pub(super) fn store(&self, tx: &mut Tx<'_>, source: &str) -> Result<(), StoreError> {
        self.0.iter().try_for_each(|(p, setup)| files::put_watched_before(tx, source, p, setup.as_deref()))
    }
}

/// A folder that is watched no more is forgotten, because what comes there is not new: unless another that reaches into it, and
/// was made of it, is still to be listed.
fn still_counts(folder: &Watched, roots: &[Root]) -> bool {
    let meets = |r: &Root| {
        !r.row.complete
            && (r.folder.path.starts_with(&folder.path) || folder.path.starts_with(&r.folder.path))
    };
    roots.iter().any(|r| r.folder.path == folder.path || meets(r))
}

/// A configuration of this folder alone.
pub(super) fn setup(folder: &Watched) -> String {
    serde_json::Value::Object(folder.setup.as_ref().clone()).to_string()
}

fn read(family: Family, setup: &str) -> Option<Watched> {
    Settings::read(family, &serde_json::from_str(setup).ok()?).ok()?.folders.pop()
}
