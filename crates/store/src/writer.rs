//! The one writer: a thread that commits as many waiting logical transactions as there are in one go, and answers after it.

use crate::tables::journal::{self, ChangeId, Kind};
use crate::{StoreError, db};
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::PathBuf;
use tokio::sync::{mpsc, oneshot, watch};

/// Logical transactions that may wait; senders wait beyond it.
const QUEUE: usize = 4096;
/// Logical transactions in one commit.
const GROUP: usize = 256;

/// One logical transaction: its own savepoint inside the group's commit.
pub struct Tx<'c> {
    conn: &'c Connection,
    changes: Vec<(Kind, ChangeId)>,
}

impl<'c> Tx<'c> {
    /// The connection, for the table functions.
    #[must_use]
    pub fn conn(&self) -> &'c Connection {
        self.conn
    }

    /// Says that something changed; it reaches the journal with the commit.
    pub fn changed(&mut self, kind: Kind, id: impl Into<ChangeId>) {
        self.changes.push((kind, id.into()));
    }

    /// The ids of that kind that changed so far.
    #[must_use]
    pub fn changed_ids(&self, kind: Kind) -> Vec<String> {
        let of_kind = self.changes.iter().filter(|(k, _)| *k == kind);
        of_kind
            .filter_map(|(_, id)| match id {
                ChangeId::Text(id) => Some(id.clone()),
                ChangeId::Uuid(_) => None,
            })
            .collect()
    }
}

trait Job: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    fn done(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Typed<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let result = work(tx);
        let ok = result.is_ok();
        self.result = Some(result);
        ok
    }

    fn done(self: Box<Self>, commit: Result<(), StoreError>) {
        let answer = match (self.result, commit) {
            (Some(Ok(_)), Err(e)) | (None, Err(e)) => Err(e),
            (Some(result), _) => result,
            (None, Ok(())) => Err(StoreError::Closed),
        };
        // Nobody waits any more when the caller was cancelled: the commit stands all the same.
        let _ = self.reply.send(answer);
    }
}

enum Command {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<Result<(), StoreError>>),
}

pub(crate) struct Writer {
    queue: mpsc::Sender<Command>,
}

impl Writer {
    pub(crate) fn start(conn: Connection, path: PathBuf) -> Result<(Self, watch::Receiver<i64>), StoreError> {
        let (queue, commands) = mpsc::channel(QUEUE);
        let seq = journal::last_seq(&conn)?;
        let (publish, watching) = watch::channel(seq);
        let mut thread = Thread { conn, path, commands, publish, seq, writes: 0 };
        std::thread::Builder::new()
            .name("prama-writer".into())
            .spawn(move || thread.work())
            .map_err(|e| StoreError::Sqlite(format!("the writer thread did not start: {e}")))?;
        Ok((Self { queue }, watching))
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Typed { work: Some(work), result: None, reply };
        self.queue.send(Command::Write(Box::new(job))).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Command::Close(reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.queue.capacity() < QUEUE / 8
    }
}

struct Thread {
    conn: Connection,
    path: PathBuf,
    commands: mpsc::Receiver<Command>,
    publish: watch::Sender<i64>,
    seq: i64,
    writes: u64,
}

impl Thread {
    fn work(&mut self) {
        while let Some(first) = self.commands.blocking_recv() {
            let mut group: Vec<Box<dyn Job>> = Vec::new();
            let mut close = None;
            let mut next = Some(first);
            while let Some(command) = next {
                match command {
                    Command::Write(job) => group.push(job),
                    Command::Close(reply) => {
                        close = Some(reply);
                        break;
                    }
                }
                if group.len() >= GROUP {
                    break;
                }
                next = self.commands.try_recv().ok();
            }
            if !group.is_empty() {
                self.commit(group);
            }
            if let Some(reply) = close {
                self.commands.close();
                // An orderly stop leaves no log behind; recovery at the next start would do the same.
                let done = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
                let _ = reply.send(done.map_err(StoreError::from));
                return;
            }
        }
    }

    fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        let seq = self.seq;
        let result = self.transact(&mut group);
        if let Err(error) = &result {
            tracing::error!(%error, jobs = group.len(), "commit failed; nothing of it was stored");
            self.seq = seq;
            self.recover();
        }
        let moved = self.seq != seq;
        for job in group {
            job.done(result.clone());
        }
        if moved {
            self.publish.send_replace(self.seq);
        }
    }

    fn transact(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        let conn = &self.conn;
        let exec = |sql: &str| conn.prepare_cached(sql)?.execute([]).map(|_| ());
        exec("BEGIN IMMEDIATE")?;
        let mut seen = HashSet::new();
        let mut changes = Vec::new();
        for job in group.iter_mut() {
            exec("SAVEPOINT job")?;
            let mut tx = Tx { conn, changes: Vec::new() };
            if job.run(&mut tx) {
                exec("RELEASE job")?;
                for change in tx.changes {
                    if seen.insert(change.clone()) {
                        changes.push(change);
                    }
                }
            } else {
                exec("ROLLBACK TO job")?;
                exec("RELEASE job")?;
            }
        }
        for (kind, id) in &changes {
            self.seq += 1;
            journal::append(conn, self.seq, *kind, id)?;
        }
        self.writes += changes.len() as u64;
        if self.writes >= journal::TRIM_EVERY {
            journal::trim(conn, self.seq)?;
            self.writes = 0;
        }
        exec("COMMIT")?;
        Ok(())
    }

    /// After a failed commit: roll back; if even that fails (a failed sync poisons the connection), open a new one.
    fn recover(&mut self) {
        if self.conn.is_autocommit() || self.conn.execute_batch("ROLLBACK").is_ok() {
            return;
        }
        match db::connect(&self.path) {
            Ok(conn) => self.conn = conn,
            Err(error) => tracing::error!(%error, "the database could not be opened again"),
        }
    }
}
