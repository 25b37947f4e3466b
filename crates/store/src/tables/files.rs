//! The index of watched folders: what was last seen, so that a scan can tell what happened since.

use crate::{Connection, StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{OptionalExtension, Row, params};

/// A folder that a source watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRow {
    /// The path's own bytes.
    pub path: Vec<u8>,
    /// Which of its files are watched; when that changes, files that come into view are not new.
    pub filter: String,
    /// When it was first watched with this filter.
    pub seen_ms: Millis,
    /// Whether the files that were there then are all in the index.
    pub complete: bool,
    /// Device it was on when last listed.
    pub dev: u64,
}

/// A known file version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The full path's own bytes.
    pub path: Vec<u8>,
    /// Device.
    pub dev: u64,
    /// Inode, 0 where there is none.
    pub inode: u64,
    /// When the inode was made, nanoseconds since the epoch, 0 where unknown.
    pub born_ns: i64,
    /// Length in bytes.
    pub size: u64,
    /// Last change of the content, nanoseconds since the epoch.
    pub mtime_ns: i64,
    /// Last change of the inode, nanoseconds since the epoch.
    pub ctime_ns: i64,
    /// SHA-256, where the content was read.
    pub hash: Option<[u8; 32]>,
    /// Versions seen at this path.
    pub version: u64,
    /// Whether an event told of it.
    pub announced: bool,
}

// SQLite has signed integers only; the bits are what counts.
fn signed(n: u64) -> i64 {
    i64::from_ne_bytes(n.to_ne_bytes())
}

fn unsigned(n: i64) -> u64 {
    u64::from_ne_bytes(n.to_ne_bytes())
}

/// The folders of a source.
pub fn folders(conn: &Connection, source: &str) -> Result<Vec<FolderRow>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT path, filter, seen_ms, complete, dev FROM watched_folders WHERE source = ?1",
    )?;
    let rows = query.query_map([source], |r| {
        Ok(FolderRow {
            path: r.get(0)?,
            filter: r.get(1)?,
            seen_ms: r.get(2)?,
            complete: r.get(3)?,
            dev: unsigned(r.get(4)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores a folder.
pub fn put_folder(tx: &mut Tx<'_>, source: &str, row: &FolderRow) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO watched_folders (source, path, filter, seen_ms, complete, dev) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (source, path) DO UPDATE SET filter = excluded.filter, seen_ms = excluded.seen_ms,
               complete = excluded.complete, dev = excluded.dev",
        )?
        .execute(params![source, row.path, row.filter, row.seen_ms, row.complete, signed(row.dev)])?;
    Ok(())
}

/// Forgets a folder; its files are forgotten one by one.
pub fn remove_folder(tx: &mut Tx<'_>, source: &str, path: &[u8]) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("DELETE FROM watched_folders WHERE source = ?1 AND path = ?2")?
        .execute(params![source, path])?;
    Ok(())
}

/// How the folders of a source were watched when what was there in them was last stored: path and setup.
pub fn watched_before(conn: &Connection, source: &str) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
    let mut query = conn.prepare_cached("SELECT path, setup FROM watched_before WHERE source = ?1")?;
    Ok(query.query_map([source], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Stores how a folder is watched, or forgets how it was.
pub fn put_watched_before(
    tx: &mut Tx<'_>,
    source: &str,
    path: &[u8],
    setup: Option<&str>,
) -> Result<(), StoreError> {
    match setup {
        Some(setup) => tx
            .conn()
            .prepare_cached(
                "INSERT OR REPLACE INTO watched_before (source, path, setup) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![source, path, setup])?,
        None => tx
            .conn()
            .prepare_cached("DELETE FROM watched_before WHERE source = ?1 AND path = ?2")?
            .execute(params![source, path])?,
    };
    Ok(())
}

/// All known files of a source, one after the other: there may be too many to hold them all as rows.
pub fn each(conn: &Connection, source: &str, mut take: impl FnMut(FileRow)) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT path, dev, inode, born_ns, size, mtime_ns, ctime_ns, hash, version, announced
         FROM files WHERE source = ?1 ORDER BY path",
    )?;
    for row in query.query_map([source], file)? {
        take(row?);
    }
    Ok(())
}

/// What is known of one path.
pub fn get(conn: &Connection, source: &str, path: &[u8]) -> Result<Option<FileRow>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT path, dev, inode, born_ns, size, mtime_ns, ctime_ns, hash, version, announced
         FROM files WHERE source = ?1 AND path = ?2",
    )?;
    Ok(query.query_row((source, path), file).optional()?)
}

/// Known files of a source with paths after this one, in order.
pub fn after(conn: &Connection, source: &str, path: &[u8], limit: u32) -> Result<Vec<FileRow>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT path, dev, inode, born_ns, size, mtime_ns, ctime_ns, hash, version, announced
         FROM files WHERE source = ?1 AND path > ?2 ORDER BY path LIMIT ?3",
    )?;
    let rows = query.query_map((source, path, limit), file)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores a file's version.
pub fn put(tx: &mut Tx<'_>, source: &str, row: &FileRow) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO files
               (source, path, dev, inode, born_ns, size, mtime_ns, ctime_ns, hash, version, announced)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            source,
            row.path,
            signed(row.dev),
            signed(row.inode),
            row.born_ns,
            signed(row.size),
            row.mtime_ns,
            row.ctime_ns,
            row.hash,
            signed(row.version),
            row.announced
        ])?;
    Ok(())
}

/// Forgets a file.
pub fn remove(tx: &mut Tx<'_>, source: &str, path: &[u8]) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("DELETE FROM files WHERE source = ?1 AND path = ?2")?
        .execute(params![source, path])?;
    Ok(())
}

fn file(r: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        path: r.get(0)?,
        dev: unsigned(r.get(1)?),
        inode: unsigned(r.get(2)?),
        born_ns: r.get(3)?,
        size: unsigned(r.get(4)?),
        mtime_ns: r.get(5)?,
        ctime_ns: r.get(6)?,
        hash: r.get(7)?,
        version: unsigned(r.get(8)?),
        announced: r.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OpenOptions, Store};

    async fn all(store: &Store, source: &'static str) -> Vec<FileRow> {
        let rows = store.read(move |c| {
            let mut rows = Vec::new();
            each(c, source, |row| rows.push(row))?;
            Ok(rows)
        });
        rows.await.unwrap()
    }

    #[tokio::test]
    async fn rows_come_back_as_they_were_written() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&OpenOptions::new(dir.path())).unwrap();
        let row = FileRow {
            path: b"/in/\xff\n.pdf".to_vec(),
            dev: u64::MAX,
            inode: 1 << 63,
            born_ns: 5,
            size: 7,
            mtime_ns: -1,
            ctime_ns: 9,
            hash: Some([3; 32]),
            version: 2,
            announced: true,
        };
        let folder = FolderRow {
            path: b"/in".to_vec(),
            filter: "flat *".into(),
            seen_ms: 1,
            complete: false,
            dev: u64::MAX,
        };
        let (r, f) = (row.clone(), folder.clone());
        store
            .write(move |tx| {
                put(tx, "s", &r)?;
                put(tx, "other", &r)?;
                put_folder(tx, "s", &f)
            })
            .await
            .unwrap();
        assert_eq!(all(&store, "s").await, std::slice::from_ref(&row));
        assert_eq!(store.read(|c| folders(c, "s")).await.unwrap(), std::slice::from_ref(&folder));
        store
            .write(move |tx| {
                remove(tx, "s", &row.path)?;
                remove_folder(tx, "s", &folder.path)
            })
            .await
            .unwrap();
        assert!(all(&store, "s").await.is_empty());
        assert!(store.read(|c| folders(c, "s")).await.unwrap().is_empty());
        assert_eq!(all(&store, "other").await.len(), 1);
    }
}
