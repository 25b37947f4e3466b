//! Test support: simulated clock, temporary store, builders.

pub mod pdf;
