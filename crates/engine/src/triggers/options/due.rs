//! What is over or due by now: windows that close, queued runs whose time has come. One turn looks at the store; between
//! turns it sleeps until the next instant there, or until it is told of a nearer one.

use super::book::{After, Ledger, Rule};
use super::release::{Pace, release};
use crate::clock::SharedClock;
use crate::runner::{Offer, Plan};
use crate::triggers::RuleSet;
use prama_model::time::Millis;
use prama_model::trigger::gate::CHUNK;
use prama_model::trigger::{Options, Reason, ReasonCode};
use prama_store::decisions::{self, Outcome};
use prama_store::triggers::{self, Trigger};
use prama_store::{Store, StoreError, Tx, lanes, options};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long it sleeps at most while something waits: timers stand still while the computer sleeps.
const LOOK: Millis = 30_000;
/// How long it waits when the store cannot be written.
const AGAIN: Millis = 2_000;
/// How often it forgets what is remembered no longer.
const TIDY: Millis = 6 * 3_600_000;

/// Ends what is over.
pub struct Due {
    store: Store,
    clock: SharedClock,
    rules: RuleSet,
    runner: Arc<dyn Offer>,
    nearer: Notify,
    /// Whether schedules may have changed.
    reopen: AtomicBool,
    stop: CancellationToken,
}

impl Due {
    /// Over a store, the rules and a runner.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock, rules: RuleSet, runner: Arc<dyn Offer>) -> Arc<Self> {
        let (nearer, reopen, stop) = (Notify::new(), AtomicBool::new(true), CancellationToken::new());
        Arc::new(Self { store, clock, rules, runner, nearer, reopen, stop })
    }

    /// Turns until it is stopped.
    pub async fn run(self: Arc<Self>) {
        let mut tidied: Option<Millis> = None;
        loop {
            let now = self.clock.now_ms();
            if tidied.is_none_or(|at| now - at >= TIDY) {
                if let Err(error) = self.tidy().await {
                    tracing::warn!(%error, "what triggers remember could not be tidied");
                }
                tidied = Some(now);
            }
            let pause = match self.turn().await {
                Ok(None) => TIDY,
                Ok(Some(next)) => (next - self.clock.now_ms()).clamp(1, LOOK),
                Err(StoreError::Closed) => return,
                Err(error) => {
                    tracing::warn!(%error, "what waits for an instant could not be looked at");
                    AGAIN
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.nearer.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(pause.unsigned_abs())) => {}
            }
        }
    }

    /// Stops turning.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Ends what is over by now; when the next thing is.
    pub async fn turn(&self) -> Result<Option<Millis>, StoreError> {
        if self.reopen.swap(false, Ordering::AcqRel)
            && let Err(error) = self.reopen().await
        {
            self.reopen.store(true, Ordering::Release);
            return Err(error);
        }
        while let Some(after) = self.window().await? {
            self.done(after);
        }
        self.release().await?;
        self.store.read(options::next_due).await
    }

    /// What a rate had let go before the app was stopped begins now, and counts so. Call once, before runs are resumed.
    pub(crate) async fn resume(&self) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        self.store.write(move |tx| options::restart_marks(tx, now)).await
    }

    /// Lets runs start whose time has come. Call once before events come in, so that none of them overtakes what waits.
    pub(crate) async fn release(&self) -> Result<(), StoreError> {
        let mut pace = Pace::default();
        loop {
            let now = self.clock.now_ms();
            if !self.store.read(move |c| Ok(!lanes::due(c, now, 1)?.is_empty())).await? {
                return Ok(());
            }
            let (rules, clock) = (self.rules.fresh().await, Arc::clone(&self.clock));
            let released = self.store.write(move |tx| release(tx, &rules, &clock, pace)).await?;
            released.ready.into_iter().for_each(|n| self.runner.ready(n));
            if !released.more {
                return Ok(());
            }
            pace = released.pace;
        }
    }

    /// Tells it that triggers changed: a schedule may open earlier than it did.
    pub(crate) fn rules_changed(&self) {
        self.reopen.store(true, Ordering::Release);
        self.nearer.notify_one();
    }

    /// What waits for a schedule waits no longer than the schedule says now.
    async fn reopen(&self) -> Result<(), StoreError> {
        let (now, zone) = (self.clock.now_ms(), self.clock.zone());
        let rules = self.rules.fresh().await;
        let waiting = self.store.read(options::scheduled).await?;
        let earlier: Vec<(i64, Millis)> = waiting
            .into_iter()
            .filter_map(|(trigger_n, window)| {
                // One that is off may be on again before its schedule opens.
                let live = rules.numbered(trigger_n).map(|t| &t.row.definition).filter(|d| d.active)?;
                let schedule = live.options.as_ref().and_then(|o| o.schedule.as_ref());
                let opens = schedule.and_then(|s| s.opens(now, zone)).unwrap_or(now);
                (opens < window.due).then_some((window.n, opens))
            })
            .collect();
        if earlier.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |tx| earlier.iter().try_for_each(|(n, at)| options::postpone(tx, *n, *at)))
            .await
    }

    /// Does what is to be done once a transaction stands.
    pub(crate) fn done(&self, after: After) {
        after.begun.iter().filter(|run| run.ready).for_each(|run| self.runner.ready(run.run_n));
        self.handed_over(after);
    }

    /// The same, where the runs were handed over already.
    pub(crate) fn handed_over(&self, after: After) {
        after.lanes.into_iter().for_each(|lane| self.runner.lane(lane));
        if after.timed {
            self.nearer.notify_one();
        }
    }

    /// Ends one window; `None` when none is over.
    async fn window(&self) -> Result<Option<After>, StoreError> {
        let now = self.clock.now_ms();
        let Some((trigger_n, _)) = self.store.read(move |c| options::first_over(c, now)).await? else {
            return Ok(None);
        };
        let row = self.store.read(move |c| triggers::by_number(c, trigger_n)).await?;
        let rules = self.rules.fresh().await;
        let live = row.filter(|t| !t.deleted && t.definition.active);
        let plan = live.as_ref().and_then(|t| rules.plan(&t.definition.workflow_id)).cloned();
        let rule = live.zip(plan);
        let (clock, zone) = (Arc::clone(&self.clock), self.clock.zone());
        let after = self
            .store
            .write(move |tx| {
                let Some((of, window)) = options::first_over(tx.conn(), now)? else {
                    return Ok(After::default());
                };
                if of != trigger_n {
                    return Ok(After::default());
                }
                let Some((trigger, plan)) = &rule else { return turned_off(tx, of, window.n, now) };
                let none = Options::default();
                let rule = of_trigger(trigger, plan, &none);
                Ledger::with(tx, rule, (&clock, zone), None, |gate| gate.over(&window))
            })
            .await?;
        Ok(Some(after))
    }

    /// What was handled longer ago than a trigger remembers is forgotten.
    async fn tidy(&self) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let rules = self.rules.current();
        let old: Vec<(i64, Millis)> = rules
            .triggers()
            .filter_map(|t| {
                let days = t.row.definition.options.as_ref()?.once.as_ref()?.forget_after_days?;
                Some((t.row.n, now - i64::from(days) * 86_400_000))
            })
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |tx| old.iter().try_for_each(|(n, before)| options::forget_before(tx, *n, *before)))
            .await
    }
}

/// A trigger as its options are applied; `none` stands in where it has none any more.
pub(crate) fn of_trigger<'a>(trigger: &'a Trigger, plan: &'a Arc<Plan>, none: &'a Options) -> Rule<'a> {
    Rule { trigger_n: trigger.n, options: trigger.definition.options.as_deref().unwrap_or(none), plan }
}

/// The trigger was turned off, deleted or lost its workflow while its matches waited.
fn turned_off(tx: &mut Tx<'_>, trigger_n: i64, window_n: i64, now: Millis) -> Result<After, StoreError> {
    let members = options::take(tx, window_n, CHUNK)?;
    if members.len() < CHUNK as usize {
        options::close(tx, window_n)?;
    }
    let reason = Reason::new(ReasonCode::Off, "The trigger was turned off while this waited.");
    for event_n in members {
        let waits =
            decisions::get(tx.conn(), event_n, trigger_n)?.is_some_and(|d| d.outcome == Outcome::Held);
        if waits {
            decisions::change(tx, event_n, trigger_n, Outcome::Suppressed, Some(&reason), now)?;
        }
    }
    Ok(After::default())
}
