//! The surface as callers see it: in process, and over a real socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backtest;
mod common;
mod docs;
mod edge;
mod given;
mod gotchas;
mod history;
mod insight;
mod manifests;
mod options;
mod replay;
mod surface;
mod used_by;
