//! Test support: simulated clock, temporary store, builders.

pub mod events;
pub mod pdf;
