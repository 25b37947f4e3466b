//! The verbs of Prama: take events in, decide, run, and tell what changed. No HTTP, no window, no SQL.

pub mod clock;
mod engine;
mod error;
pub mod etag;
pub mod files;
pub mod hooks;
pub mod ingest;
pub mod live;
mod process_tree;
pub mod registry;
pub mod replay;
pub mod runner;
pub mod secrets;
mod system;
pub mod traffic;
pub mod triggers;
pub mod uploads;
pub mod workflows;

pub use engine::{Engine, EngineOptions, StartError};
/// The store, for the layers above: rows, views and their errors.
pub use prama_store as store;

pub use system::Host;

pub use error::{Class, EngineError, SaveMode};
