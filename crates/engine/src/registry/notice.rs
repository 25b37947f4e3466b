//! Which sources changed since the journal was last told: many changes in a short time become one journal row a source.

use prama_store::{Kind, Store};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The pause between two tellings.
const PAUSE: Duration = Duration::from_millis(250);

/// The set of changed sources. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct Notice {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    changed: Mutex<BTreeSet<String>>,
    wake: Notify,
}

impl Notice {
    /// Says that something about a source changed.
    pub(super) fn changed(&self, id: &str) {
        let mut set = self.inner.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !set.contains(id) {
            set.insert(id.to_owned());
            self.inner.wake.notify_one();
        }
    }

    /// Tells the journal until cancelled.
    pub(super) async fn tell(self, store: Store, cancel: CancellationToken) {
        while cancel.run_until_cancelled(self.inner.wake.notified()).await.is_some() {
            let set = std::mem::take(&mut *self.inner.changed.lock().unwrap_or_else(PoisonError::into_inner));
            let told = store.write(move |tx| {
                set.into_iter().for_each(|id| tx.changed(Kind::Source, id));
                Ok(())
            });
            if let Err(error) = told.await {
                tracing::warn!(%error, "the change of a source could not be noted");
            }
            if cancel.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_none() {
                break;
            }
        }
    }
}
