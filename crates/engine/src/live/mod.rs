//! What changed, as it changes: journal rows after a seq, coalesced; a reader that missed something asks again.

use futures::Stream;
use prama_store::tables::journal;
use prama_store::{ChangeBatch, Store};
use std::time::Duration;
use tokio::sync::watch;

/// At most this many batches a second.
const BATCHES_PER_SECOND: u64 = 30;
/// Journal rows in one batch.
const MAX_ROWS: u32 = 2_000;

/// The live view of a store.
#[derive(Clone)]
pub struct Live {
    store: Store,
}

impl Live {
    /// Over a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// The newest seq.
    #[must_use]
    pub fn seq(&self) -> i64 {
        *self.store.seq().borrow()
    }

    /// Changes after `since` (now, if absent), as they are committed. Ends with the store.
    pub fn changes(&self, since: Option<i64>) -> impl Stream<Item = ChangeBatch> + Send + use<> {
        let seq: watch::Receiver<i64> = self.store.seq();
        let from = since.unwrap_or_else(|| *seq.borrow());
        futures::stream::unfold((self.store.clone(), seq, from), |(store, mut seq, from)| async move {
            loop {
                let newest = *seq.borrow_and_update();
                // A seq from the future belongs to another data folder: let the reader start over.
                if newest == from {
                    seq.changed().await.ok()?;
                    continue;
                }
                match store.read(move |c| journal::since(c, from, MAX_ROWS)).await {
                    Ok(batch) => {
                        let next = batch.seq;
                        tokio::time::sleep(Duration::from_millis(1000 / BATCHES_PER_SECOND)).await;
                        return Some((batch, (store, seq, next)));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the journal could not be read");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        })
    }
}
