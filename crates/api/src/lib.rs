//! The application surface of Prama: one axum router over the engine, its wire types, and the TCP edge.

pub mod edge;
mod extract;
mod problem;
pub mod wire;
