//! The store: one SQLite file, one writer thread with group commit, a pool of readers. The only crate with SQL.

mod db;
mod doctor;
mod error;
mod lock;
mod schema;
pub mod tables;
pub mod views;
mod writer;

pub use db::{OpenOptions, Store};
pub use doctor::{Books, Finding, books};
pub use error::StoreError;
pub use tables::journal::{Change, ChangeBatch, Kind};
pub use tables::step_notes;
pub use tables::{
    blobs, catch_ups, counters, decisions, events, existing_jobs, file_effects, files, instances, lanes,
    logs, notifications, options, own_events, replays, runs, settings, shadows, sketches, sources, steps,
    triggers, trust, workflows,
};
pub use writer::Tx;

/// A connection for reading, as the closures of [`Store::read`] get it.
pub use rusqlite::Connection;
