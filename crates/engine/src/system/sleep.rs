//! `app_resumed`: the wall clock went on while the computer's own counter stood still.

use super::send;
use crate::clock::SharedClock;
use crate::ingest::Ingest;
use crate::triggers::RuleSet;
use prama_model::time::{Millis, rfc3339};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How often both clocks are compared.
const LOOK: Duration = Duration::from_secs(10);
/// A difference that counts as sleep.
const ASLEEP_MS: Millis = 30_000;

/// Compares the clocks while a trigger awaits it. Ends with the rules.
pub(super) async fn watch(ingest: Arc<Ingest>, rules: RuleSet, clock: SharedClock) {
    let mut changes = rules.watch();
    loop {
        while !rules.current().is_awaited(super::SOURCE, "app_resumed") {
            if changes.changed().await.is_err() {
                return;
            }
        }
        let (wall, counter) = (clock.now_ms(), Instant::now());
        tokio::time::sleep(LOOK).await;
        let now = clock.now_ms();
        let counted = i64::try_from(counter.elapsed().as_millis()).unwrap_or(i64::MAX);
        if let Some(slept) = slept(now - wall, counted) {
            let data = json!({ "resumed_at": rfc3339(now), "slept_ms": slept });
            send(&*ingest, &rules, "app_resumed", data).await;
        }
    }
}

/// How long the computer slept, if it did. A clock that is set forward cannot be told apart from sleep.
fn slept(wall_ms: Millis, counted_ms: Millis) -> Option<Millis> {
    Some(wall_ms - counted_ms).filter(|ms| *ms > ASLEEP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_is_what_the_counter_did_not_see() {
        assert_eq!(slept(10_000, 10_000), None);
        // A busy computer looks late with both clocks.
        assert_eq!(slept(90_000, 89_990), None);
        assert_eq!(slept(3_600_000, 10_000), Some(3_590_000));
        assert_eq!(slept(40_000, 10_000), None);
        // The clock was set back.
        assert_eq!(slept(-3_600_000, 10_000), None);
    }
}
