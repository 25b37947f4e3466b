//! Black-box harness: the real `prama` binary on a data folder of its own, spoken to over HTTP.

mod client;
mod server;
pub mod sources;

pub use client::Client;
pub use server::{Server, cli, prama, start, start_under};

use std::time::Duration;

/// A runtime for a test.
#[must_use]
pub fn runtime() -> tokio::runtime::Runtime {
    #[allow(clippy::expect_used)]
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// Polls until `ready` gives a value. Panics with `what` after two minutes: a bound, not a measurement.
pub async fn eventually<T>(what: &str, mut ready: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..6000 {
        if let Some(value) = ready().await {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    #[allow(clippy::panic)]
    {
        panic!("waited in vain: {what}")
    }
}
