//! The registry from outside: real folders, real child processes, a sink that remembers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod listing;
mod processes;
mod stopping;
mod support;
