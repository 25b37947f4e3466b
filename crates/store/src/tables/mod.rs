//! Rows in and out, one file per table family.

pub mod blobs;
pub mod catch_ups;
pub mod counters;
pub mod decisions;
pub mod events;
pub mod existing_jobs;
pub mod file_effects;
pub mod files;
pub mod instances;
pub mod journal;
pub mod lanes;
pub mod logs;
pub mod notifications;
pub mod options;
pub mod own_events;
pub mod replays;
pub mod runs;
pub mod settings;
pub mod shadows;
pub mod sketches;
pub mod sources;
mod spans;
pub mod step_notes;
pub mod steps;
pub mod triggers;
pub mod trust;
pub mod workflows;
