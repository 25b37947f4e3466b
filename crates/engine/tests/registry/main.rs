//! The registry from outside: real folders, real child processes, a sink that remembers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod instances;
mod listing;
mod processes;
mod secrets;
mod stopping;
mod support;
mod trust;
