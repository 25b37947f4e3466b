//! The registry from outside: real folders, real child processes, a sink that remembers.

mod listing;
mod processes;
mod stopping;
mod support;
