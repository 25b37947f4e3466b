//! "Everything up to now has been seen": asked of all drivers that watch something.

use super::Registry;
use super::status::State;
use std::time::Duration;

/// How long sources that are just starting are waited for.
const STARTING: Duration = Duration::from_secs(10);

impl Registry {
    /// Returns once every driver has seen what happened before the call, or after about 20 s; how many things they still
    /// wait for.
    pub async fn catch_up(&self) -> usize {
        let started = async {
            while self.is_starting() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // One that takes longer is counted as something that is waited for.
        let _ = tokio::time::timeout(STARTING, started).await;
        let drivers = self.inner.options.drivers.values();
        let waiting = futures::future::join_all(drivers.map(|d| d.catch_up())).await;
        waiting.into_iter().sum::<usize>() + usize::from(self.is_starting())
    }

    fn is_starting(&self) -> bool {
        let snapshot = self.snapshot();
        let units = self.inner.units();
        let driven = snapshot.sources().filter(|spec| self.driver(spec).is_some());
        driven
            .filter_map(|spec| units.get(spec.id()))
            .any(|unit| unit.is_working() && unit.reporter.status().state == State::Starting)
    }
}
