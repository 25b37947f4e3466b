//! One run of a source's program, watched from its start to its end.

use super::Ground;
use super::recorder::{Events, Recorder};
use crate::clock::{Clock, SystemClock};
use crate::registry::drivers::process::{Probe, Process, Program, Seen};
use crate::registry::drivers::{Context, Driver};
use crate::registry::log::SourceLog;
use crate::registry::status::Reporter;
use prama_model::Problem;
use prama_store::Store;
use std::future::Future;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long an SDK of ours may take until the handshake, on a slow machine too.
const HANDSHAKE: Duration = Duration::from_secs(20);
/// When a program that asked for it is pinged, and how long it has to answer.
const PING: Duration = Duration::from_secs(3);
/// How long a program goes on after a refusal.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// Lines of its log that are kept.
const LOG_LINES: usize = 30;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Trial {
    pub events: Events,
    pub seen: Vec<Seen>,
    /// Why it ended by itself, if that was a crash.
    pub problem: Option<Problem>,
    /// It ended by itself.
    pub ended: bool,
    /// How it ended, if it was started at all.
    pub exit: Option<ExitStatus>,
    /// How long it took to end when it was asked to, in milliseconds.
    pub stop_ms: Option<i64>,
    /// The last lines of its log.
    pub log: Vec<String>,
    /// What still ran afterwards; `None` where that cannot be seen.
    pub left: Option<Vec<String>>,
}

impl Trial {
    /// Whether it took the handshake, and with which wish for a heartbeat.
    pub(super) fn began(&self) -> Option<bool> {
        self.seen.iter().rev().find_map(|seen| match seen {
            Seen::Began { heartbeat } => Some(*heartbeat),
            _ => None,
        })
    }

    /// Whether it sent events and reads what became of them.
    pub(super) fn asks_for_answers(&self) -> bool {
        self.began().is_some() && self.events.total() > 0
    }

    fn answered(&self) -> bool {
        self.seen.iter().any(|seen| matches!(seen, Seen::Answered))
    }
}

pub(super) async fn run(ground: &Ground<'_>, store: Store, refuse: bool) -> Trial {
    let clock = Arc::new(SystemClock);
    let (tell, mut told) = unbounded_channel();
    let recorder = Arc::new(Recorder::new(ground.spec, store.clone(), clock.clone(), refuse));
    let cancel = CancellationToken::new();
    let log = SourceLog::detached(clock.clone());
    let context = Context {
        source: ground.spec.id().to_owned(),
        config: ground.config.clone(),
        sink: recorder.clone(),
        store,
        clock: clock.clone(),
        log: log.clone(),
        status: Reporter::detached(clock.clone()),
        cancel: cancel.clone(),
    };
    let probe = Probe { seen: tell, heartbeat: PING };
    let driver = Process::probed(ground.spec.clone(), ground.shipped.clone(), probe);
    let mut task = tokio::spawn(async move { driver.run(context).await });

    let mut trial = Trial::default();
    let early = {
        let watching = async {
            if refuse {
                refused(&recorder, ground.watch).await;
            } else {
                watch(&mut trial, &mut told, ground).await;
            }
        };
        tokio::select! {
            done = &mut task => Some(done),
            () = watching => None,
        }
    };
    let done = if let Some(done) = early {
        trial.ended = true;
        done
    } else {
        let asked = clock.now_ms();
        cancel.cancel();
        let done = task.await;
        trial.stop_ms = Some(clock.now_ms() - asked);
        done
    };
    trial.problem = match done {
        Ok(outcome) => outcome.err().map(|problem| *problem),
        Err(error) => Some(Problem::new("SRC-013", format!("The trial broke: {error}"), "")),
    };
    while let Ok(seen) = told.try_recv() {
        note(&mut trial, seen);
    }
    trial.events = recorder.events();
    trial.log = log.lines(0, LOG_LINES).0.into_iter().map(|line| line.text).collect();
    trial
}

/// Watches for the time agreed, counted from the handshake where there must be one.
async fn watch(trial: &mut Trial, told: &mut UnboundedReceiver<Seen>, ground: &Ground<'_>) {
    if must_begin(&ground.spec.program) {
        within(HANDSHAKE, trial, told, |trial| trial.began().is_some()).await;
    }
    within(ground.watch, trial, told, |_| false).await;
    if trial.began() == Some(true) {
        within(PING * 3, trial, told, Trial::answered).await;
    }
}

/// Whether the program takes the handshake when it starts: our Python host does, and the Node SDK when it is imported.
pub(super) fn must_begin(program: &Program) -> bool {
    match program {
        Program::Python(_) => true,
        Program::Node(file) => {
            std::fs::read_to_string(file).is_ok_and(|text| text.contains("from \"@prama/sdk\""))
        }
        _ => false,
    }
}

/// Takes note of what is told, until enough is known or the time is over.
async fn within(
    time: Duration,
    trial: &mut Trial,
    told: &mut UnboundedReceiver<Seen>,
    enough: impl Fn(&Trial) -> bool,
) {
    let noting = async {
        while !enough(trial) {
            match told.recv().await {
                Some(seen) => note(trial, seen),
                // The driver has ended; the trial ends by that.
                None => std::future::pending().await,
            }
        }
    };
    over(timeout(time, noting)).await;
}

fn note(trial: &mut Trial, seen: Seen) {
    // A flood says nothing new.
    const ENOUGH: usize = 1_000;
    match seen {
        Seen::Ended { exit, left } => (trial.exit, trial.left) = (exit, left),
        seen if trial.seen.len() < ENOUGH => trial.seen.push(seen),
        _ => {}
    }
}

/// Waits until an event was refused and the program had time to fall over.
async fn refused(recorder: &Recorder, watch: Duration) {
    over(timeout(HANDSHAKE + watch, recorder.came.notified())).await;
    tokio::time::sleep(AFTER_REFUSAL).await;
}

/// The time being over is as good as the thing waited for.
async fn over<T, E>(work: impl Future<Output = Result<T, E>>) {
    drop(work.await);
}
