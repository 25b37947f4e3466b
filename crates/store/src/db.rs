//! Opening the data folder: lock, pragmas, migrations, writer thread, read pool.

use crate::lock::FolderLock;
use crate::writer::{Tx, Writer};
use crate::{StoreError, schema};
use deadpool_sqlite::{Config, Hook, HookError, Pool, Runtime};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How the store is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The data folder; made if absent.
    pub dir: PathBuf,
    /// Connections for reading.
    pub readers: usize,
}

impl OpenOptions {
    /// Defaults for a folder.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), readers: 4 }
    }
}

/// The open store. Cloning shares it; the folder's lock goes with the last clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    writer: Writer,
    readers: Pool,
    seq: watch::Receiver<i64>,
    lock: Mutex<Option<FolderLock>>,
}

impl Store {
    /// Opens or makes the data folder. Blocking.
    pub fn open(options: &OpenOptions) -> Result<Self, StoreError> {
        let dir = &options.dir;
        make_private(dir)?;
        let lock = FolderLock::take(dir)?;
        let path = dir.join("prama.db");
        let mut conn = connect(&path)?;
        schema::migrate(&mut conn)?;
        restrict(&path, 0o600)?;
        let check: String = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
        if check != "ok" {
            return Err(StoreError::Corrupt(check));
        }
        let (writer, seq) = Writer::start(conn, path.clone())?;
        let readers = Config::new(&path)
            .builder(Runtime::Tokio1)
            .map_err(|e| StoreError::Sqlite(e.to_string()))?
            .max_size(options.readers.max(1))
            .post_create(Hook::async_fn(|object, _| {
                Box::pin(async move {
                    let done = object.interact(|c| {
                        c.set_prepared_statement_cache_capacity(128);
                        pragmas(c)?;
                        c.pragma_update(None, "query_only", true)
                    });
                    match done.await {
                        Ok(Ok(())) => Ok(()),
                        Ok(Err(e)) => Err(HookError::Backend(e)),
                        Err(e) => Err(HookError::message(e.to_string())),
                    }
                })
            }))
            .build()
            .map_err(|e| StoreError::Sqlite(e.to_string()))?;
        Ok(Self {
            inner: Arc::new(Inner { dir: dir.clone(), writer, readers, seq, lock: Mutex::new(Some(lock)) }),
        })
    }

    /// Whether the last user of a data folder did not close it in order. Asked before it is opened.
    #[must_use]
    pub fn was_cut_off(dir: &Path) -> bool {
        dir.join("prama.db-wal").metadata().is_ok_and(|m| m.len() > 0)
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// One logical transaction; answers after the commit that holds it.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.writer.write(work).await
    }

    /// Reads on a snapshot of the committed state.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let object = self.inner.readers.get().await.map_err(|e| StoreError::Sqlite(e.to_string()))?;
        let done = object.interact(move |conn| {
            let tx = conn.unchecked_transaction()?;
            let out = work(&tx);
            tx.finish()?;
            out
        });
        done.await.map_err(|e| StoreError::Sqlite(e.to_string()))?
    }

    /// The newest committed journal seq; changes with each commit that wrote something.
    #[must_use]
    pub fn seq(&self) -> watch::Receiver<i64> {
        self.inner.seq.clone()
    }

    /// Whether the writer's queue is nearly full, so that senders should be asked to come back.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.inner.writer.is_busy()
    }

    /// Commits what is queued, writes the log into the main file and frees the folder. What is asked later answers
    /// [`StoreError::Closed`].
    pub async fn close(&self) -> Result<(), StoreError> {
        let done = self.inner.writer.close().await;
        self.inner.readers.close();
        self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        done
    }
}

/// `PRAGMA auto_vacuum` of a file that can be shrunk in steps.
const INCREMENTAL: i64 = 2;

pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open(path)?;
    // Must stand before the first table is made. Setting it again would write, and a newer file stays untouched.
    let vacuum: i64 = conn.pragma_query_value(None, "auto_vacuum", |r| r.get(0))?;
    if vacuum != INCREMENTAL {
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    conn.pragma_update(None, "journal_mode", "WAL")?;
    pragmas(&conn)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // 10,000 pages keep the ack's p99 low and the WAL under 64 MB (contract C15).
    conn.pragma_update(None, "wal_autocheckpoint", 10_000)?;
    conn.pragma_update(None, "journal_size_limit", 64 << 20)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

fn pragmas(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

fn make_private(dir: &Path) -> Result<(), StoreError> {
    let full = |e: std::io::Error| StoreError::Full(format!("{}: {e}", dir.display()));
    std::fs::create_dir_all(dir).map_err(full)?;
    restrict(dir, 0o700)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
        .map_err(|e| StoreError::Full(format!("{}: {e}", path.display())))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> Result<(), StoreError> {
    Ok(())
}
