//! Secrets of sources: kept in the desktop's keyring, or in a private file where there is none; never in the database.
//!
//! A configuration in the database holds a reference where a secret is. `config` takes secrets out of one and puts them back,
//! `places` says where a schema has them, `redact` takes them out of logs.

mod config;
mod file;
mod places;
mod redact;
mod worker;

pub(crate) use config::{Split, mark_kept, mask, references, split, with_secrets};
pub(crate) use redact::Redactor;

use crate::clock::SharedClock;
use prama_model::Problem;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use worker::{Ask, Worker};

/// How long the keyring may take: a person may be asked to unlock it, but nothing here waits for that.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Where secrets are kept. Cloning shares it; nothing is opened before the first secret.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    file: PathBuf,
    keyring: bool,
    clock: SharedClock,
    worker: Mutex<Option<Worker>>,
}

/// Where one secret is, as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Reference {
    pub id: String,
    #[serde(rename = "in")]
    pub place: Place,
}

/// Who keeps a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// The desktop's keyring.
    Keyring,
    /// The file in the data folder.
    File,
}

impl Vault {
    /// For a data folder. Without `keyring` everything goes into the file.
    #[must_use]
    pub fn new(data_dir: &Path, keyring: bool, clock: SharedClock) -> Self {
        let file = data_dir.join("secrets.json");
        Self { inner: Arc::new(Inner { file, keyring, clock, worker: Mutex::default() }) }
    }

    /// Keeps a secret.
    pub(crate) async fn put(&self, value: &Value) -> Result<Reference, Box<Problem>> {
        let (id, value) = (self.inner.clock.uuid().to_string(), value.to_string());
        self.ask(|reply| Ask::Put { id, value, reply }).await
    }

    /// Reads one back.
    pub(crate) async fn get(&self, reference: &Reference) -> Result<Value, Box<Problem>> {
        let reference = reference.clone();
        let text = self.ask(|reply| Ask::Get { reference, reply }).await?;
        serde_json::from_str(&text).map_err(|_| missing())
    }

    /// Forgets one.
    pub(crate) async fn remove(&self, reference: &Reference) -> Result<(), Box<Problem>> {
        let reference = reference.clone();
        self.ask(|reply| Ask::Remove { reference, reply }).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(worker::Reply<T>) -> Ask) -> Result<T, Box<Problem>> {
        let (reply, answer) = oneshot::channel();
        {
            let mut worker = self.inner.worker.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = match &mut *worker {
                Some(worker) => worker.ask(ask(reply)),
                none => {
                    none.insert(Worker::start(self.inner.file.clone(), self.inner.keyring)).ask(ask(reply))
                }
            };
            asked.map_err(|()| silent())?;
        }
        match tokio::time::timeout(ANSWER_WITHIN, answer).await {
            Ok(Ok(answer)) => answer,
            _ => Err(silent()),
        }
    }
}

fn silent() -> Box<Problem> {
    let problem = Problem::new(
        "SRC-031",
        "The keyring does not answer.",
        "It may wait for you to unlock it. Without it the secrets of a source cannot be read or kept.",
    );
    Box::new(problem.fix("Unlock your desktop's keyring, then try again."))
}

fn missing() -> Box<Problem> {
    let problem = Problem::new(
        "SRC-032",
        "A secret of this source is gone.",
        "It was removed from where it was kept, outside of Prama.",
    );
    Box::new(problem.fix("Enter it again in the source's configuration."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn the_file_keeps_what_it_was_given_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::new(dir.path(), false, Arc::new(SystemClock));
        assert!(!dir.path().join("secrets.json").exists());
        let one = vault.put(&Value::from("one")).await.unwrap();
        let two = vault.put(&Value::from(2)).await.unwrap();
        assert_eq!(one.place, Place::File);
        let mode = std::fs::metadata(dir.path().join("secrets.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = Vault::new(dir.path(), false, Arc::new(SystemClock));
        assert_eq!(again.get(&one).await.unwrap(), "one");
        again.remove(&one).await.unwrap();
        assert_eq!(again.get(&one).await.unwrap_err().code, "SRC-032");
        assert_eq!(again.get(&two).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_damaged_file_is_said_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("secrets.json"), "{ broken").unwrap();
        let vault = Vault::new(dir.path(), false, Arc::new(SystemClock));
        assert_eq!(vault.put(&Value::from("x")).await.unwrap_err().code, "SRC-033");
        assert_eq!(std::fs::read_to_string(dir.path().join("secrets.json")).unwrap(), "{ broken");
    }
}
