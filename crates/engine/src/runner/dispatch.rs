//! The dispatcher: which queued run starts next, and how many at once.

use super::execute::{End, execute};
use super::{Offer, Plan, Shared, Task};
use prama_model::event::Event;
use prama_model::run::Status;
use prama_store::runs::RunRow;
use prama_store::{StoreError, events, lanes, runs, workflows};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

/// Runs in memory that have not begun; more stay in the store until there is room.
const MAX_QUEUED: usize = 10_000;
/// Runs under way, most of them waiting for a commit; how many do real work is bounded by the work slots.
const MAX_IN_FLIGHT: usize = 512;
/// Rows read from the store in one go.
const PAGE: u32 = 1_000;

/// Starts queued runs.
pub struct Runner {
    pub(super) shared: Arc<Shared>,
    messages: mpsc::UnboundedSender<Message>,
    waiting: Arc<std::sync::atomic::AtomicUsize>,
    overflow: Arc<AtomicBool>,
    /// Runs under way, by row number.
    pub(super) active: Arc<Mutex<HashMap<i64, Active>>>,
    paused: AtomicBool,
    nudge: Arc<Notify>,
    stop: CancellationToken,
    slots: Arc<Semaphore>,
    done: Notify,
}

/// A run under way.
#[derive(Clone)]
pub(super) struct Active {
    /// Stops it.
    pub(super) cancel: CancellationToken,
    /// Why, when it is to be cancelled rather than to go on later: `user`, `replaced`.
    pub(super) reason: Arc<OnceLock<String>>,
}

enum Message {
    Task(Task),
    Ready(i64),
    Lane(String),
    Finished(i64, End),
}

impl Offer for Runner {
    fn offer(&self, task: Task) {
        if self.waiting.load(Ordering::Relaxed) >= MAX_QUEUED {
            self.overflow.store(true, Ordering::Release);
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.messages.send(Message::Task(task));
    }

    fn ready(&self, n: i64) {
        let _ = self.messages.send(Message::Ready(n));
    }

    fn lane(&self, lane: String) {
        let _ = self.messages.send(Message::Lane(lane));
    }

    fn written(&self) {
        self.overflow.store(true, Ordering::Release);
        self.nudge.notify_one();
    }
}

impl Runner {
    /// A runner that has not begun to turn, and its inbox.
    #[must_use]
    pub fn new(shared: Arc<Shared>) -> (Arc<Self>, RunnerLoop) {
        let (messages, inbox) = mpsc::unbounded_channel();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let runner = Arc::new(Self {
            shared,
            messages,
            waiting: Arc::default(),
            overflow: Arc::default(),
            active: Arc::default(),
            paused: AtomicBool::new(false),
            nudge: Arc::default(),
            stop: CancellationToken::new(),
            slots: Arc::new(Semaphore::new(2 * cores)),
            done: Notify::new(),
        });
        (
            Arc::clone(&runner),
            RunnerLoop {
                runner,
                inbox,
                queue: VecDeque::new(),
                known: HashMap::new(),
                ready: Vec::new(),
                lanes: HashSet::new(),
            },
        )
    }

    /// Holds back queued runs; those under way go on.
    pub fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::Release);
        self.nudge.notify_one();
    }

    /// Whether queued runs are held back.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Acquire)
    }

    pub(super) fn active(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Active>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops every run where it is; each is queued again with its attempt marked as interrupted. At most `limit`.
    pub async fn shutdown(&self, limit: Duration) {
        self.stop.cancel();
        self.nudge.notify_one();
        for active in self.active().values() {
            active.cancel.cancel();
        }
        let _ = tokio::time::timeout(limit, async {
            while !self.active().is_empty() {
                let waited = self.done.notified();
                if self.active().is_empty() {
                    break;
                }
                let _ = tokio::time::timeout(Duration::from_millis(50), waited).await;
            }
        })
        .await;
    }

    async fn load(&self, row: RunRow) -> Result<Option<Task>, StoreError> {
        self.shared
            .store
            .read(move |c| {
                let Some(workflow) = workflows::at_revision(c, row.workflow_n, row.revision)? else {
                    return Ok(None);
                };
                let Some(mut event) = events::by_number(c, row.event_n)? else { return Ok(None) };
                if let Some(input) = &row.input {
                    event.data = serde_json::from_str(input)?;
                }
                let event: Event = event;
                Ok(Some(Task {
                    n: row.n,
                    id: row.id,
                    event: Arc::new(event),
                    event_n: row.event_n,
                    plan: Arc::new(Plan::new(&workflow)),
                    resumed: true,
                    lane: row.lane,
                }))
            })
            .await
    }
}

/// The dispatcher's own state; one task turns it.
pub struct RunnerLoop {
    pub(super) runner: Arc<Runner>,
    inbox: mpsc::UnboundedReceiver<Message>,
    pub(super) queue: VecDeque<Task>,
    /// Row numbers in the queue or under way, with their lanes.
    pub(super) known: HashMap<i64, Option<String>>,
    /// Row numbers of runs that may start and were not read yet.
    pub(super) ready: Vec<i64>,
    /// Lanes in which something changed.
    pub(super) lanes: HashSet<String>,
}

impl RunnerLoop {
    /// Turns until the runner is shut down.
    pub async fn turn(mut self) {
        let runner = Arc::clone(&self.runner);
        loop {
            tokio::select! {
                () = runner.stop.cancelled() => break,
                message = self.inbox.recv() => match message {
                    Some(message) => self.take(message),
                    None => break,
                },
                () = runner.nudge.notified() => {}
            }
            while let Ok(message) = self.inbox.try_recv() {
                self.take(message);
            }
            if runner.is_paused() {
                continue;
            }
            self.start();
            if let Err(error) = self.look_at_lanes().await {
                tracing::warn!(%error, "runs that wait for each other could not be read");
                tokio::time::sleep(Duration::from_secs(1)).await;
                runner.nudge.notify_one();
            }
            self.start();
            if self.queue.is_empty() && self.room() > 0 && runner.overflow.swap(false, Ordering::AcqRel) {
                if let Err(error) = self.refill().await {
                    tracing::warn!(%error, "queued runs could not be read");
                    runner.overflow.store(true, Ordering::Release);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    runner.nudge.notify_one();
                }
                self.start();
            }
        }
    }

    pub(super) fn room(&self) -> usize {
        MAX_IN_FLIGHT.saturating_sub(self.runner.active().len())
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Task(task) => {
                if let Entry::Vacant(new) = self.known.entry(task.n) {
                    new.insert(task.lane.clone());
                    self.queue.push_back(task);
                } else {
                    self.runner.waiting.fetch_sub(1, Ordering::Relaxed);
                }
            }
            Message::Ready(n) => self.ready.push(n),
            Message::Lane(lane) => {
                self.lanes.insert(lane);
            }
            Message::Finished(n, end) => {
                self.lanes.extend(self.known.remove(&n).flatten());
                if let End::Later(delay) = end {
                    let runner = Arc::clone(&self.runner);
                    tokio::spawn(async move {
                        tokio::select! {
                            () = tokio::time::sleep(delay) => runner.wake(n).await,
                            () = runner.stop.cancelled() => {}
                        }
                    });
                }
                self.runner.done.notify_waiters();
            }
        }
    }

    fn start(&mut self) {
        let mut room = self.room();
        while room > 0 {
            let Some(task) = self.queue.pop_front() else { break };
            room -= 1;
            self.runner.waiting.fetch_sub(1, Ordering::Relaxed);
            let runner = Arc::clone(&self.runner);
            let active = Active { cancel: runner.stop.child_token(), reason: Arc::default() };
            runner.active().insert(task.n, active.clone());
            tokio::spawn(async move {
                let n = task.n;
                let id = task.id;
                let work = execute(Arc::clone(&runner.shared), Arc::clone(&runner.slots), task, active);
                let end = match tokio::spawn(work).await {
                    Ok(Ok(end)) => end,
                    Ok(Err(error)) => {
                        tracing::error!(run = %id, %error, "the run stopped; it goes on after the next start");
                        End::Done
                    }
                    Err(error) => {
                        tracing::error!(run = %id, %error, "the run's task ended unexpectedly");
                        End::Done
                    }
                };
                runner.active().remove(&n);
                let _ = runner.messages.send(Message::Finished(n, end));
            });
        }
    }

    /// Puts a queued run in the queue, unless it is there or under way.
    pub(super) async fn line_up(&mut self, row: RunRow) -> Result<(), StoreError> {
        if self.known.contains_key(&row.n) {
            return Ok(());
        }
        if let Some(task) = self.runner.load(row).await? {
            self.known.insert(task.n, task.lane.clone());
            self.runner.waiting.fetch_add(1, Ordering::Relaxed);
            self.queue.push_back(task);
        }
        Ok(())
    }

    async fn refill(&mut self) -> Result<(), StoreError> {
        self.lanes.extend(self.runner.shared.store.read(lanes::all).await?);
        self.look_at_lanes().await?;
        let mut after = 0;
        loop {
            let rows = self.runner.shared.store.read(move |c| runs::queued(c, after, PAGE)).await?;
            let full = rows.len() == PAGE as usize;
            for row in rows {
                after = row.n;
                self.line_up(row).await?;
            }
            if !full {
                return Ok(());
            }
            if self.queue.len() >= PAGE as usize {
                // More may be there: come back when these have begun.
                self.runner.overflow.store(true, Ordering::Release);
                return Ok(());
            }
        }
    }
}

impl Runner {
    /// A run's wait is over. While the queue is full or the store cannot be read, it is tried again.
    pub(super) async fn wake(&self, n: i64) {
        loop {
            match self.awoken(n).await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "a waiting run could not be read"),
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = self.stop.cancelled() => return,
            }
        }
    }

    async fn awoken(&self, n: i64) -> Result<bool, StoreError> {
        let row = self.shared.store.read(move |c| runs::by_number(c, n)).await?;
        let Some(row) = row.filter(|row| row.status == Status::Waiting) else { return Ok(true) };
        if self.waiting.load(Ordering::Relaxed) >= MAX_QUEUED {
            return Ok(false);
        }
        if let Some(task) = self.load(row).await? {
            self.offer(task);
        }
        Ok(true)
    }
}
