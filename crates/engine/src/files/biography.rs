//! The biography of a file: every version, event, decision, run and move of it, and where it is now.

use super::story::{Entry, EntryKind, Teller};
use crate::error::EngineError;
use crate::registry::drivers::folder::Family;
use crate::registry::drivers::folder::config::{Settings, is_partial};
use crate::registry::drivers::folder::look::{Look, look};
use crate::registry::status::{FolderHealth, FolderState, State};
use crate::registry::{Registry, View};
use crate::runner::exact::path_of_uri;
use prama_model::time::Millis;
use prama_store::views::files::{self, Named, Told};
use prama_store::{Connection, Store, StoreError};
use std::path::{Path, PathBuf};

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
    /// It can't be seen now: its folder or its disk is away, or may not be read.
    Away,
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
    /// The same with every byte of a name that is no text.
    exact: PathBuf,
    /// The disk on which it was when it was last seen.
    device: Option<u64>,
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
    now: Millis,
) -> Result<Biography, EngineError> {
    let teller = Teller::new(registry.snapshot());
    let asked = path.clone();
    // A file that waits there is another one than a file that was there and went elsewhere.
    let waits = pending(registry, &path);
    let stays = waits.is_some();
    let record = store.read(move |c| read(c, &asked, stays, &teller)).await?;
    let seen = seen(registry, &record).await;
    let waits = waits.or_else(|| pending(registry, &record.now_at));
    let moved = record.now_at != path;
    let state = match (&waits, record.told.is_empty(), &seen) {
        (Some(_), ..) => FileState::Pending,
        (None, _, Seen::Away(_)) if record.watched => FileState::Away,
        (None, true, _) => FileState::Unknown,
        (None, false, Seen::Gone | Seen::Away(_)) => FileState::Deleted,
        (None, false, Seen::There(_)) if moved => FileState::Moved,
        (None, false, Seen::There(_)) => FileState::Present,
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
            story.push(Entry::plain(now, EntryKind::Pending, reason.clone()));
            Some(reason)
        }
        (None, FileState::Unknown | FileState::Away) => Some(match seen {
            Seen::Away(why) => why,
            Seen::There(size) => untold(registry, &path, record.watched, Some(size)),
            Seen::Gone => untold(registry, &path, record.watched, None),
        }),
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

fn read(conn: &Connection, path: &str, stays: bool, teller: &Teller) -> Result<Record, StoreError> {
    let now_at = if stays { path.to_owned() } else { forward(conn, path)? };
    let (mut told, earlier, truncated) = backward(conn, &now_at)?;
    told.reverse();
    let mut story = Vec::new();
    for one in &told {
        teller.tell(conn, one, &mut story)?;
    }
    story.sort_by_key(|e: &Entry| e.at_ms);
    let uri = told.iter().rev().find(|t| t.path == now_at).and_then(|t| t.uri.as_deref());
    let exact = uri.and_then(path_of_uri).unwrap_or_else(|| PathBuf::from(&now_at));
    let known = files::known(conn, exact.as_os_str().as_encoded_bytes())?;
    let device = known.first().map(|(_, row)| row.dev);
    let hash = known
        .iter()
        .find_map(|(_, row)| row.hash)
        .or_else(|| told.iter().rev().find_map(|t| bytes(t.hash.as_deref()?)));
    let same = hash.map_or(Ok(Vec::new()), |h| files::of_content(conn, &h, DUPLICATES))?;
    let same = same.iter().map(|p| String::from_utf8_lossy(p).into_owned());
    let duplicates = same.filter(|p| *p != now_at && p != path).collect();
    let watched = !known.is_empty();
    Ok(Record { now_at, exact, device, told, truncated, earlier, story, duplicates, watched })
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
            if let Some(left) = left.filter(|l| l.event.n > one.event.n && l.path != at) {
                return Ok((out, Some((left.event.received_ms, at, left.path)), false));
            }
            before = one.event.n;
            let previous = one.previous.clone().filter(|p| *p != at);
            out.push(one);
            if let Some(previous) = previous {
                while out.len() < EVENTS
                    && let Some(same) = same_rename(conn, &at, &previous, before)?
                {
                    before = same.event.n;
                    out.push(same);
                }
                at = previous;
                continue 'names;
            }
        }
    }
    Ok((out, None, true))
}

/// A rename may be told more than once: by `any_change` beside it, by another source.
fn same_rename(conn: &Connection, at: &str, from: &str, before: i64) -> Result<Option<Told>, StoreError> {
    let last = |named, path| Ok::<_, StoreError>(files::told(conn, named, path, before, 1)?.pop());
    let Some(one) = last(Named::At, at)?.filter(|t| t.previous.as_deref() == Some(from)) else {
        return Ok(None);
    };
    let n = |told: Option<Told>| told.map_or(0, |t| t.event.n);
    let back = n(last(Named::At, from)?).max(n(last(Named::Before, at)?));
    Ok(Some(one).filter(|one| back < one.event.n))
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

/// What stands at the path of a file.
enum Seen {
    /// It, of this size.
    There(u64),
    Gone,
    /// Neither can be said, for this reason.
    Away(String),
}

async fn seen(registry: &Registry, record: &Record) -> Seen {
    let views = registry.views();
    let folder = covering(&views, &record.now_at).map(|(_, folder)| folder);
    let away = [FolderState::Missing, FolderState::NoPermission, FolderState::NotAnswering];
    if let Some(folder) = folder.filter(|f| away.contains(&f.state)) {
        let note = folder.note.clone().unwrap_or_default();
        return Seen::Away(format!("{} {}", note.title, note.detail));
    }
    let (path, device) = (record.exact.clone(), record.device);
    let root = folder.map_or_else(|| path.clone(), |f| PathBuf::from(&f.path));
    match tokio::task::spawn_blocking(move || look(&path, &root, false, device)).await {
        Ok(Look::File { stamp, .. }) => Seen::There(stamp.size),
        Ok(Look::Outside | Look::Folder | Look::Gone) | Err(_) => Seen::Gone,
        Ok(Look::Unknown(why)) => {
            Seen::Away(format!("It can't be looked at now: {}.", why.trim_end_matches('.')))
        }
    }
}

/// The folder that a path belongs to: the deepest one that covers it.
fn covering<'v>(views: &'v [View], path: &str) -> Option<(&'v View, &'v FolderHealth)> {
    let folders = views.iter().flat_map(|v| v.status.folders.iter().map(move |f| (v, f)));
    folders.filter(|(_, f)| Path::new(path).starts_with(&f.path)).max_by_key(|(_, f)| f.path.len())
}

/// Why nothing is told of a file.
fn untold(registry: &Registry, path: &str, watched: bool, there: Option<u64>) -> String {
    if watched {
        return "It was there before its folder was watched, so no event told of it.".to_owned();
    }
    let views = registry.views();
    let name = Path::new(path).file_name();
    match (covering(&views, path), there) {
        (None, Some(_)) => "No source watches its folder.".to_owned(),
        (None, None) => "There is no such file, and no source watches its folder.".to_owned(),
        (Some((_, folder)), Some(_)) if folder.ignore_file.ignores(Path::new(path), false) => {
            format!("The file .pramaignore in {} leaves it out, so nothing is told of it.", folder.path)
        }
        (Some((source, folder)), Some(_)) if source.status.state == State::Off => {
            format!("{} is off: nothing new in {} is noticed until it is on again.", source.name, folder.path)
        }
        (Some(_), Some(_)) if name.is_some_and(is_partial) => {
            "Programs give such names to unfinished and temporary files. It counts once it has its real name."
                .to_owned()
        }
        (Some((source, folder)), Some(size)) if wants(source, Path::new(path), size) => {
            format!("{} watches {} and has not taken this file in yet.", source.name, folder.path)
        }
        (Some((source, folder)), Some(_)) => format!(
            "{} watches {}, but takes no notice of this file: its name, or its subfolder, is left out by the source's configuration.",
            source.name, folder.path
        ),
        (Some(_), None) => "There is no such file, and none was ever seen here.".to_owned(),
    }
}

/// Whether a source's configuration asks for a file.
fn wants(source: &View, path: &Path, size: u64) -> bool {
    let family = source.spec.as_ref().and_then(|s| Family::of(s.base()));
    let settings = family.and_then(|family| Settings::read(family, &source.config).ok());
    settings.is_some_and(|s| s.may_want(path) && s.fits(path, size))
}
