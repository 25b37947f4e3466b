//! The application surface of Prama: one axum router over the engine, its wire types, and the TCP edge.

mod app;
mod conditional;
pub mod edge;
mod extract;
mod hook_edge;
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
pub use prama_engine::Host;
pub use prama_engine::registry::conformance;
pub use start::StartError;
pub use wire::{BatchType, Change, ChangeBatch, ChangeKind};

/// The OpenAPI document of the API as indented JSON, ending in a line break.
///
/// # Errors
/// When the document cannot be written as JSON.
pub fn openapi() -> serde_json::Result<String> {
    let (_, document) = routes::api();
    Ok(document.to_pretty_json()? + "\n")
}
