//! What every handler shares: the engine, and what is known of this process.

use crate::problem::ApiError;
use prama_engine::Engine;
use prama_engine::store::{Connection, StoreError};
use prama_model::time::Millis;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio_util::sync::CancellationToken;

/// State of the router.
#[derive(Clone)]
pub(crate) struct Surface {
    pub(crate) engine: Arc<Engine>,
    pub(crate) about: Arc<About>,
}

/// What is known of this process.
pub(crate) struct About {
    pub(crate) started_ms: Millis,
    pub(crate) url: Option<String>,
    pub(crate) home_dir: PathBuf,
    /// Where the listener of the webhooks is, while it is open.
    pub(crate) hooks_url: RwLock<Option<String>>,
    /// Ends the streams.
    pub(crate) stopping: CancellationToken,
}

impl Surface {
    /// Reads from the store.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        Ok(self.engine.store().read(work).await?)
    }

    /// The address of the webhooks' listener; while it is closed, the one that it would have.
    pub(crate) fn hooks_url(&self) -> String {
        let open = self.about.hooks_url.read().unwrap_or_else(PoisonError::into_inner).clone();
        open.unwrap_or_else(|| format!("http://127.0.0.1:{}", self.engine.hooks().port()))
    }

    pub(crate) fn set_hooks_url(&self, url: Option<String>) {
        *self.about.hooks_url.write().unwrap_or_else(PoisonError::into_inner) = url;
    }

    pub(crate) fn now_ms(&self) -> Millis {
        self.engine.clock().now_ms()
    }
}
