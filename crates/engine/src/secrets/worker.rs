//! The thread that speaks to the keyring: its calls block, and may wait for a person, so nobody else makes them.

use super::{Place, Reference, file, missing};
use keyring::Entry;
use prama_model::Problem;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use tokio::sync::oneshot;

/// Requests that may wait while the keyring does not answer.
const WAITING: usize = 64;
/// The name under which the keyring lists our secrets.
const SERVICE: &str = "prama";

pub(super) type Reply<T> = oneshot::Sender<Result<T, Box<Problem>>>;

/// What is asked of it.
pub(super) enum Ask {
    Put { id: String, value: String, reply: Reply<Reference> },
    Get { reference: Reference, reply: Reply<String> },
    Remove { reference: Reference, reply: Reply<()> },
}

/// The thread's queue.
pub(super) struct Worker {
    queue: SyncSender<Ask>,
}

impl Worker {
    pub(super) fn start(path: PathBuf, keyring: bool) -> Self {
        let (queue, asked) = sync_channel(WAITING);
        let started = std::thread::Builder::new()
            .name("prama-secrets".into())
            .spawn(move || work(&asked, &path, keyring));
        if let Err(error) = started {
            // The queue's other end is gone: every request is answered as unavailable.
            tracing::error!(%error, "the thread for secrets did not start");
        }
        Self { queue }
    }

    pub(super) fn ask(&self, ask: Ask) -> Result<(), ()> {
        self.queue.try_send(ask).map_err(|_| ())
    }
}

fn work(asked: &Receiver<Ask>, path: &Path, keyring: bool) {
    while let Ok(ask) = asked.recv() {
        match ask {
            // Nobody waits any more for what took too long; a secret that nobody will refer to is not kept.
            Ask::Put { reply, .. } if reply.is_closed() => {}
            Ask::Put { id, value, reply } => {
                if let Err(Ok(unwanted)) = reply.send(put(path, keyring, id, &value)) {
                    let _ = remove(path, &unwanted);
                }
            }
            Ask::Get { reference, reply } => drop(reply.send(get(path, &reference))),
            Ask::Remove { reference, reply } => drop(reply.send(remove(path, &reference))),
        }
    }
}

fn put(path: &Path, keyring: bool, id: String, value: &str) -> Result<Reference, Box<Problem>> {
    if keyring {
        match Entry::store_status() {
            Ok(()) => {
                entry(&id)?.set_password(value).map_err(|e| refused(&e))?;
                return Ok(Reference { id, place: Place::Keyring });
            }
            Err(error) => {
                tracing::info!(%error, "there is no keyring; secrets are kept in {}", path.display())
            }
        }
    }
    file::change(path, |secrets| drop(secrets.insert(id.clone(), value.to_owned())))?;
    Ok(Reference { id, place: Place::File })
}

fn get(path: &Path, reference: &Reference) -> Result<String, Box<Problem>> {
    match reference.place {
        Place::Keyring => match entry(&reference.id)?.get_password() {
            Ok(text) => Ok(text),
            Err(keyring::Error::NoEntry) => Err(missing()),
            Err(error) => Err(refused(&error)),
        },
        Place::File => file::read(path)?.remove(&reference.id).ok_or_else(missing),
    }
}

fn remove(path: &Path, reference: &Reference) -> Result<(), Box<Problem>> {
    match reference.place {
        Place::Keyring => match entry(&reference.id)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(&error)),
        },
        Place::File => file::change(path, |secrets| drop(secrets.remove(&reference.id))),
    }
}

fn entry(id: &str) -> Result<Entry, Box<Problem>> {
    Entry::new(SERVICE, id).map_err(|e| refused(&e))
}

fn refused(error: &keyring::Error) -> Box<Problem> {
    let problem = Problem::new(
        "SRC-030",
        "The keyring is locked or refused.",
        format!("Without it the secrets of a source cannot be read or kept. ({error})"),
    );
    Box::new(problem.fix("Unlock your desktop's keyring, then try again."))
}
