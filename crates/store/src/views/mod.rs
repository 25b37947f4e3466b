//! What lists and pages ask of the store: filters, cursors, counters, statistics. Read only.

pub mod chain;
pub mod events;
pub mod files;
pub mod held;
pub mod home;
pub mod overlap;
mod page;
pub mod run_detail;
pub mod runs;
pub mod set_aside;
pub mod span;
pub mod status;
pub mod triggers;
pub mod workflows;

pub use page::{COUNT_LIMIT, List, Page, Timeline, first_since};

#[cfg(test)]
mod tests;
