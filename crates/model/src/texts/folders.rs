//! Watched folders, and the files that wait in them.

use super::Said;
use super::quantity::size;
use crate::time::Millis;

/// A file that still grows.
#[must_use]
pub fn copying(name: &str, bytes: u64) -> String {
    format!("Waiting for {name} to finish copying ({}, growing).", size(bytes))
}

/// A folder that is not there.
#[must_use]
pub fn gone(path: &str) -> Said {
    Said::new(
        format!("{path} can't be found."),
        "Drive unplugged or folder renamed? Watching resumes when it is back.",
    )
}

/// A folder whose file system says nothing, neither yes nor no; since when, such as "since 10:02".
#[must_use]
pub fn silent(path: &str, since: Option<&str>) -> Said {
    let since = since.map(|s| format!(" {s}")).unwrap_or_default();
    Said::new(
        format!("{path} doesn't answer{since}."),
        "Network down, or the other computer off? Its files count as before, the other folders go on, and watching resumes when it answers.",
    )
}

/// It answers again.
#[must_use]
pub fn answers(path: &str) -> String {
    format!("{path} answers again.")
}

/// A folder that is looked at from time to time, as nothing tells of its changes.
#[must_use]
pub fn checking(path: &str, every_ms: Millis) -> String {
    format!("Checking {path} every {} s instead of instantly.", every_ms / 1000)
}

/// The same, because this computer watches no more folders.
#[must_use]
pub fn watch_limit(path: &str, every_ms: Millis) -> Said {
    Said::new(checking(path, every_ms), "This computer's limit for watched folders is used up.")
}
