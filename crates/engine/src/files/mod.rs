//! Questions about files rather than events: what was found after an absence, and what happened to one.

mod biography;
mod catch_up;
mod existing;
mod story;

pub use biography::{Biography, FileState, Version};
pub use catch_up::{Answer, CatchUps, title};
pub use existing::{Existing, Offer};
pub use story::{Entry, EntryKind};

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::registry::Registry;
use prama_model::Problem;
use prama_model::ids::EventId;
use prama_store::{Store, events};

/// Answers about single files.
#[derive(Clone)]
pub struct Files {
    store: Store,
    registry: Registry,
    clock: SharedClock,
}

impl Files {
    pub(crate) fn new(store: Store, registry: Registry, clock: SharedClock) -> Self {
        Self { store, registry, clock }
    }

    /// All that is known of the file at a path.
    pub async fn biography(&self, path: &str) -> Result<Biography, EngineError> {
        let now = self.clock.now_ms();
        biography::biography(&self.store, &self.registry, path.to_owned(), now).await
    }

    /// The path of the file that an event tells of.
    pub async fn path_of(&self, id: EventId) -> Result<String, EngineError> {
        let (_, event) = self.store.read(move |c| events::get(c, id)).await?;
        let path = event.data.get("file_path").and_then(|p| p.as_str());
        path.map(ToOwned::to_owned).ok_or_else(|| {
            let title = format!("\"{}\" is not about a file.", event.subject);
            EngineError::Conflict(Box::new(
                Problem::new("FIL-002", title, "The event's data has no file_path.")
                    .fix("Choose an event of a folder source, or give a path."),
            ))
        })
    }
}
