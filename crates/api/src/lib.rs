//! The application surface of Prama: one axum router over the engine, its wire types, and the TCP edge.

mod app;
pub mod edge;
mod extract;
mod live;
mod options;
mod present;
mod problem;
mod routes;
mod start;
mod state;
pub mod wire;

pub use app::{App, VERSION};
pub use edge::endpoint::Endpoint;
pub use options::Options;
pub use start::StartError;
pub use wire::{BatchType, Change, ChangeBatch, ChangeKind};
