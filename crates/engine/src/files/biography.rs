//! The biography of a file: every version, event, decision, run and move of it, and where it is now.

use super::story::{Entry, EntryKind, Teller};
use crate::error::EngineError;
use crate::registry::Registry;
use prama_model::time::Millis;
use prama_store::views::files::{self, Named, Told};
use prama_store::{Connection, Store, StoreError};
use std::path::Path;

/// Events of a file that are read, and renames that are followed.
const EVENTS: usize = 300;
const MOVES: usize = 100;
/// Files of the same content that are named.
const DUPLICATES: u32 = 50;

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Where it was asked for.
    Present,
    /// Under another name by now.
    Moved,
    /// Gone.
    Deleted,
    /// There, and not yet told.
    Pending,
    /// Nothing was ever told of it.
    Unknown,
}

/// A content that the file had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1 for the first one seen.
    pub version: i64,
    /// SHA-256, in hexadecimal.
    pub hash: Option<String>,
    /// Length in bytes.
    pub size: Option<i64>,
    /// When it was found.
    pub at_ms: Millis,
}

/// All that is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Biography {
    /// The path that was asked for.
    pub path: String,
    /// Where it is.
    pub state: FileState,
    /// Its path now, when that is another one.
    pub now_at: Option<String>,
    /// Why nothing is told of it, or what it waits for.
    pub note: Option<String>,
    /// Its contents, oldest first.
    pub versions: Vec<Version>,
    /// What happened, oldest first.
    pub story: Vec<Entry>,
    /// Earlier events that are left out.
    pub truncated: bool,
    /// Known files of the same content.
    pub duplicates: Vec<String>,
}

/// What the store says of a file.
struct Record {
    now_at: String,
    /// Oldest first.
    told: Vec<Told>,
    truncated: bool,
    /// An earlier file of the name went there.
    earlier: Option<(Millis, String, String)>,
    story: Vec<Entry>,
    duplicates: Vec<String>,
    watched: bool,
}

/// Tells the biography of the file at a path.
pub(crate) async fn biography(
    store: &Store,
    registry: &Registry,
    path: String,
) -> Result<Biography, EngineError> {
    let teller = Teller::new(registry.snapshot());
    let asked = path.clone();
    let record = store.read(move |c| read(c, &asked, &teller)).await?;
    let now_at = record.now_at.clone();
    let there = tokio::task::spawn_blocking(move || Path::new(&now_at).is_file()).await.unwrap_or(false);
    let waits = pending(registry, &record.now_at);
    let moved = record.now_at != path;
    let state = match (&waits, record.told.is_empty(), there) {
        (Some(_), ..) => FileState::Pending,
        (None, true, _) => FileState::Unknown,
        (None, false, false) => FileState::Deleted,
        (None, false, true) if moved => FileState::Moved,
        (None, false, true) => FileState::Present,
    };
    let mut story = record.story;
    if let Some((at_ms, from, to)) = record.earlier {
        story.insert(
            0,
            Entry::plain(
                at_ms,
                EntryKind::Moved,
                format!("An earlier file of the name {from} went to {to}."),
            ),
        );
    }
    let note = match (waits, state) {
        (Some(reason), _) => {
            let at_ms = story.last().map_or(0, |e| e.at_ms);
            story.push(Entry::plain(at_ms, EntryKind::Pending, reason.clone()));
            Some(reason)
        }
        (None, FileState::Unknown) => Some(untold(registry, &path, record.watched, there)),
        _ => None,
    };
    Ok(Biography {
        versions: versions(&record.told),
        now_at: moved.then_some(record.now_at),
        path,
        state,
        note,
        story,
        truncated: record.truncated,
        duplicates: record.duplicates,
    })
}

fn read(conn: &Connection, path: &str, teller: &Teller) -> Result<Record, StoreError> {
    let now_at = forward(conn, path)?;
    let (mut told, earlier, truncated) = backward(conn, &now_at)?;
    told.reverse();
    let mut story = Vec::new();
    for one in &told {
        teller.tell(conn, one, &mut story)?;
    }
    story.sort_by_key(|e: &Entry| e.at_ms);
    let known = files::known(conn, now_at.as_bytes())?;
    let hash = known
        .iter()
        .find_map(|(_, row)| row.hash)
        .or_else(|| told.iter().rev().find_map(|t| bytes(t.hash.as_deref()?)));
    let same = hash.map_or(Ok(Vec::new()), |h| files::of_content(conn, &h, DUPLICATES))?;
    let same = same.iter().map(|p| String::from_utf8_lossy(p).into_owned());
    let duplicates = same.filter(|p| *p != now_at && p != path).collect();
    Ok(Record { now_at, told, truncated, earlier, story, duplicates, watched: !known.is_empty() })
}

/// Where the file of this path is by now: every rename away that no later file at the path followed.
fn forward(conn: &Connection, path: &str) -> Result<String, StoreError> {
    let mut at = path.to_owned();
    let mut after = 0;
    for _ in 0..MOVES {
        let last = files::told(conn, Named::At, &at, i64::MAX, 1)?.first().map_or(after, |t| t.event.n);
        let left = files::told(conn, Named::Before, &at, i64::MAX, 1)?.pop();
        match left.filter(|l| l.event.n > last.max(after) && l.path != at) {
            Some(left) => (at, after) = (left.path, left.event.n),
            None => break,
        }
    }
    Ok(at)
}

type Backward = (Vec<Told>, Option<(Millis, String, String)>, bool);

/// The events of the file that is at a path now, newest first, through its renames.
fn backward(conn: &Connection, path: &str) -> Result<Backward, StoreError> {
    let (mut at, mut before) = (path.to_owned(), i64::MAX);
    let mut out: Vec<Told> = Vec::new();
    'names: for _ in 0..MOVES {
        loop {
            if out.len() >= EVENTS {
                return Ok((out, None, true));
            }
            let Some(one) = files::told(conn, Named::At, &at, before, 1)?.pop() else {
                return Ok((out, None, false));
            };
            // Something else stood at this path before, and went elsewhere.
            let left = files::told(conn, Named::Before, &at, before, 1)?.pop();
            if let Some(left) = left.filter(|l| l.event.n > one.event.n && l.path != at && before != i64::MAX)
            {
                return Ok((out, Some((left.event.received_ms, at, left.path)), false));
            }
            before = one.event.n;
            let previous = one.previous.clone().filter(|p| *p != at);
            out.push(one);
            if let Some(previous) = previous {
                at = previous;
                continue 'names;
            }
        }
    }
    Ok((out, None, true))
}

fn versions(told: &[Told]) -> Vec<Version> {
    let mut out: Vec<Version> = Vec::new();
    for one in told {
        let Some(hash) = &one.hash else { continue };
        if out.last().is_some_and(|v| v.hash.as_ref() == Some(hash)) {
            continue;
        }
        let version = i64::try_from(out.len()).unwrap_or(i64::MAX).saturating_add(1);
        out.push(Version { version, hash: Some(hash.clone()), size: one.size, at_ms: one.event.received_ms });
    }
    out
}

fn bytes(hash: &str) -> Option<[u8; 32]> {
    hex::decode(hash).ok()?.try_into().ok()
}

/// Why a file waits, where a source says so.
fn pending(registry: &Registry, path: &str) -> Option<String> {
    let views = registry.views();
    let mut waiting = views.iter().flat_map(|v| &v.status.folders).flat_map(|f| &f.pending);
    waiting.find(|p| p.path == path).map(|p| p.reason.clone())
}

/// Why nothing is told of a file.
fn untold(registry: &Registry, path: &str, watched: bool, there: bool) -> String {
    if watched {
        return "It was there before its folder was watched, so no event told of it.".to_owned();
    }
    let views = registry.views();
    let folder = views.iter().flat_map(|v| v.status.folders.iter().map(move |f| (v, f)));
    let covering =
        folder.filter(|(_, f)| Path::new(path).starts_with(&f.path)).max_by_key(|(_, f)| f.path.len());
    match (covering, there) {
        (None, true) => "No source watches its folder.".to_owned(),
        (None, false) => "There is no such file, and no source watches its folder.".to_owned(),
        (Some((_, folder)), true) if folder.ignore_file.ignores(Path::new(path), false) => {
            format!("The file .pramaignore in {} leaves it out, so nothing is told of it.", folder.path)
        }
        (Some((source, folder)), true) => format!(
            "{} watches {}, but takes no notice of this file: its name, or its subfolder, is left out by the source's configuration.",
            source.name, folder.path
        ),
        (Some(_), false) => "There is no such file, and none was ever seen here.".to_owned(),
    }
}
