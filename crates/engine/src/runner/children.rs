//! Child processes on record, so that after a crash the old process group is killed before its step runs again.

use crate::process_tree::start_time;
use prama_store::steps::{self, At};
use prama_store::{Store, StoreError};

/// Records the child of one attempt.
#[derive(Clone)]
pub struct Children {
    store: Store,
    at: Option<At>,
}

impl Children {
    pub(super) fn of(store: Store, at: At) -> Self {
        Self { store, at: Some(at) }
    }

    /// For a step that is only tried out: nothing is recorded.
    #[must_use]
    pub fn unrecorded(store: Store) -> Self {
        Self { store, at: None }
    }

    /// Records the leader of the child's process group.
    pub async fn started(&self, pid: u32) {
        if let (Some(at), Some(start)) = (self.at, start_time(pid)) {
            self.said(self.store.write(move |tx| steps::set_child(tx, at, Some((pid, &start)))).await);
        }
    }

    /// The child is gone.
    pub async fn ended(&self) {
        if let Some(at) = self.at {
            self.said(self.store.write(move |tx| steps::set_child(tx, at, None)).await);
        }
    }

    /// A child that could not be put on record still runs: only the clean-up after a crash would miss it.
    fn said(&self, done: Result<(), StoreError>) {
        if let Err(error) = done {
            tracing::warn!(%error, "a child process could not be put on record");
        }
    }
}
