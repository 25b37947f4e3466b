//! After a stop: what was at work is marked as interrupted, its left-over children are killed, and everything goes on.

use super::dispatch::Runner;
use super::task::Offer;
use crate::process_tree::{Mark, end_marked, kill_recorded};
use prama_model::run::{Change, Status};
use prama_store::runs::{self, Details};
use prama_store::{StoreError, steps};
use std::sync::Arc;
use std::time::Duration;

impl Runner {
    /// Puts unfinished runs back in line. Call once, before the dispatcher turns.
    pub async fn resume(self: &Arc<Self>) -> Result<(), StoreError> {
        let store = &self.shared.store;
        let open = store
            .read(|c| {
                let mut open = Vec::new();
                for row in runs::unfinished(c, Status::Running)? {
                    let attempts = steps::open_attempts(c, row.n)?;
                    open.push((row, attempts));
                }
                Ok(open)
            })
            .await?;
        for (_, attempts) in &open {
            for (pid, start) in attempts.iter().filter_map(|a| a.child.as_ref()) {
                kill_recorded(*pid, start);
            }
        }
        let data = &self.shared.data_dir;
        let marks: Vec<_> = open
            .iter()
            .flat_map(|(row, attempts)| attempts.iter().map(|a| Mark::step(row.id, a.at.step, data)))
            .collect();
        if !marks.is_empty() {
            end_marked(marks).await;
        }
        if !open.is_empty() {
            tracing::info!(runs = open.len(), "runs go on that were at work when the app stopped");
            let now = self.shared.clock.now_ms();
            store
                .write(move |tx| {
                    for (row, attempts) in &open {
                        for attempt in attempts {
                            steps::interrupt(tx, attempt.at, now)?;
                        }
                        let details = Details { reason: Some("interrupted".into()), ..Details::default() };
                        runs::change(tx, row.n, row.id, Change::Interrupt, &details, now)?;
                    }
                    Ok(())
                })
                .await?;
        }
        let waiting = store.read(|c| runs::unfinished(c, Status::Waiting)).await?;
        for row in waiting {
            let due = row.next_attempt_ms.unwrap_or(0) - self.shared.clock.now_ms();
            let delay = Duration::from_millis(u64::try_from(due).unwrap_or(0));
            let runner = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                runner.wake(row.n).await;
            });
        }
        self.written();
        Ok(())
    }
}
