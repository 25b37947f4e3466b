//! Following the stored events, at a pace that leaves the machine to those who store them.

use super::Traffic;
use std::time::Duration;

/// Between two looks while events come: they share it.
const PAUSE: Duration = Duration::from_millis(500);
/// Batches at one look: what is left waits for the next one.
const BATCHES: usize = 5;
/// Events after which the sketches are stored, and the time after which they are at the latest.
const STORE_AFTER: i64 = 20_000;
const STORE_EVERY: u32 = 60;

/// Follows until the store is closed.
pub async fn follow(traffic: Traffic) {
    let mut seq = traffic.store.seq();
    let mut looks = 0;
    loop {
        if let Err(error) = look(&traffic).await {
            tracing::debug!(%error, "the field statistics wait");
        }
        looks += 1;
        if traffic.unstored() >= STORE_AFTER || (looks >= STORE_EVERY && traffic.unstored() > 0) {
            looks = 0;
            if let Err(error) = traffic.persist().await {
                tracing::warn!(%error, "the field statistics were not stored; they will be later");
            }
        }
        tokio::time::sleep(PAUSE).await;
        // With nothing left to store there is nothing to do until something changes.
        if traffic.unstored() == 0 && seq.changed().await.is_err() {
            return;
        }
        if seq.has_changed().is_err() {
            return;
        }
    }
}

async fn look(traffic: &Traffic) -> Result<(), prama_store::StoreError> {
    for _ in 0..BATCHES {
        if !traffic.look_at_more().await? {
            break;
        }
    }
    Ok(())
}
