//! Runs of which only so many are at work at once: the store is their queue, a lane is looked at when something changed in it.

use super::dispatch::{Runner, RunnerLoop};
use prama_model::trigger::Options;
use prama_store::runs::RunRow;
use prama_store::{StoreError, lanes, runs, triggers};
use std::collections::HashSet;

impl RunnerLoop {
    /// Lines up what may start by now and stops what was replaced.
    pub(super) async fn look_at_lanes(&mut self) -> Result<(), StoreError> {
        while let Some(n) = self.ready.pop() {
            let row = self.runner.shared.store.read(move |c| runs::by_number(c, n)).await;
            match row.inspect_err(|_| self.ready.push(n))? {
                Some(RunRow { lane: Some(lane), .. }) => drop(self.lanes.insert(lane)),
                Some(row) if may_start(&row) => self.line_up(row).await?,
                _ => {}
            }
        }
        let changed: Vec<String> = self.lanes.iter().cloned().collect();
        for lane in changed {
            let room = self.room().saturating_sub(self.queue.len());
            self.look_at(&lane, room).await?;
            if room > 0 {
                self.lanes.remove(&lane);
            }
        }
        Ok(())
    }

    async fn look_at(&mut self, lane: &str, room: usize) -> Result<(), StoreError> {
        let most = self.runner.most_of(lane).await?.unwrap_or(usize::MAX);
        let mine: HashSet<i64> =
            self.known.iter().filter(|(_, l)| l.as_deref() == Some(lane)).map(|(n, _)| *n).collect();
        let name = lane.to_owned();
        let limit = u32::try_from(room.min(most).saturating_add(mine.len())).unwrap_or(u32::MAX);
        let found = self.runner.shared.store.read(move |c| lanes::get(c, &name, limit)).await?;
        for (row, reason) in found.stops {
            let active = self.runner.active().get(&row.n).cloned();
            match active {
                Some(active) => {
                    let _ = active.reason.set(reason);
                    active.cancel.cancel();
                }
                None if mine.contains(&row.n) => {}
                None => self.runner.cancel_idle(row, &reason).await?,
            }
        }
        let busy = mine.iter().chain(&found.busy).collect::<HashSet<_>>().len();
        let free = most.saturating_sub(busy).min(room);
        for row in found.queued.into_iter().filter(|row| !mine.contains(&row.n)).take(free) {
            self.line_up(row).await?;
        }
        Ok(())
    }
}

impl Runner {
    /// How many of a lane may be at work, as its trigger says now; one in the trash says what it said last.
    async fn most_of(&self, lane: &str) -> Result<Option<usize>, StoreError> {
        let Some(n) = lane.split(':').next().and_then(|n| n.parse().ok()) else { return Ok(None) };
        let most = |options: Option<&Options>| options?.concurrency.as_ref()?.most();
        let live = self.shared.rules.current().numbered(n).map(|t| most(t.row.definition.options.as_deref()));
        let most = match live {
            Some(most) => most,
            None => {
                let row = self.shared.store.read(move |c| triggers::by_number(c, n)).await?;
                row.and_then(|t| most(t.definition.options.as_deref()))
            }
        };
        Ok(most.and_then(|most| usize::try_from(most).ok()))
    }
}

fn may_start(row: &RunRow) -> bool {
    row.status == prama_model::run::Status::Queued && row.next_attempt_ms.is_none()
}
