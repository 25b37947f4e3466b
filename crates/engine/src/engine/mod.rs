//! The engine as a whole: opening the data folder, starting what runs, and stopping it in order.

mod assemble;
mod parts;

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::files::{CatchUps, Existing, Files};
use crate::hooks::Hooks;
use crate::ingest::{Ingest, Sink};
use crate::live::Live;
use crate::registry::Registry;
use crate::replay::Replays;
use crate::runner::{Offer as _, Runner, Runs};
use crate::system::{self, Host};
use crate::traffic::{self, Traffic};
use crate::triggers::options::{Due, Held};
use crate::triggers::{RuleSet, Triggers};
use crate::uploads::Uploads;
use crate::workflows::Workflows;
use prama_model::Problem;
use prama_store::{Store, StoreError};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What the engine is opened with.
#[derive(Clone)]
pub struct EngineOptions {
    /// The data folder.
    pub data_dir: PathBuf,
    /// Further folders of event sources; the data folder's own comes first.
    pub source_dirs: Vec<PathBuf>,
    /// Argument vector that runs the document worker.
    pub worker: Vec<OsString>,
    /// Whether secrets go into the desktop's keyring, where there is one.
    pub keyring: bool,
    /// How it runs.
    pub host: Host,
}

/// Why the engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What comes with the app could not be laid out.
    #[error("the data folder cannot be written: {0}")]
    Shipped(#[from] std::io::Error),
    /// The first workflow could not be saved.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl StartError {
    /// As a problem with a fix.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Store(e) => e.problem(),
            Self::Shipped(e) => StoreError::Full(e.to_string()).problem(),
            Self::Engine(e) => e.problem(),
        }
    }

    /// Exit code of the command line.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Store(e) | Self::Engine(EngineError::Store(e)) => e.exit_code(),
            Self::Shipped(_) => 6,
            Self::Engine(_) => 1,
        }
    }
}

/// The engine.
pub struct Engine {
    store: Store,
    clock: SharedClock,
    registry: Registry,
    rules: RuleSet,
    ingest: Arc<Ingest>,
    replays: Replays,
    triggers: Triggers,
    held: Arc<Held>,
    traffic: Traffic,
    due: Arc<Due>,
    workflows: Workflows,
    runs: Arc<Runs>,
    hooks: Hooks,
    uploads: Uploads,
    catch_ups: CatchUps,
    files: Files,
    existing: Existing,
    runner: Arc<Runner>,
    live: Live,
    started_ms: i64,
    host: Host,
    after_crash: bool,
}

impl Engine {
    /// Opens the data folder and starts sources and runs.
    pub async fn start(options: EngineOptions) -> Result<Arc<Self>, StartError> {
        let (engine, turn) = Self::assemble(options).await?;
        engine.due.resume().await?;
        engine.runner.resume().await?;
        engine.due.release().await?;
        tokio::spawn(turn.turn());
        tokio::spawn(Arc::clone(&engine.due).run());
        let sink: Arc<dyn Sink> = Arc::clone(&engine.ingest) as Arc<dyn Sink>;
        engine.registry.listening(engine.rules.current().listened_sources()).await;
        engine.registry.run(sink).await;
        tokio::spawn(engine.existing.clone().run());
        engine.follow_rules();
        engine.replays.carry_on().await?;
        tokio::spawn(traffic::follow(engine.traffic.clone()));
        engine.tell_of_itself();
        Ok(engine)
    }

    /// Opens the data folder to look and to change, while nothing runs: events and runs taken in wait for the next start.
    pub async fn open(options: EngineOptions) -> Result<Arc<Self>, StartError> {
        Ok(Self::assemble(options).await?.0)
    }

    /// Tells the registry which sources are listened to, as triggers change.
    fn follow_rules(&self) {
        let (mut rules, registry) = (self.rules.watch(), self.registry.clone());
        let (runner, due) = (Arc::clone(&self.runner), Arc::clone(&self.due));
        tokio::spawn(async move {
            while rules.changed().await.is_ok() {
                let listened = rules.borrow_and_update().listened_sources();
                registry.listening(listened).await;
                // More or fewer runs of a trigger may be at work at once now.
                runner.written();
                due.rules_changed();
            }
        });
    }

    /// Tells of the start and of what else happens in the app itself.
    fn tell_of_itself(&self) {
        let start = system::Start { host: self.host, at_ms: self.started_ms, after_crash: self.after_crash };
        let (ingest, rules) = (Arc::clone(&self.ingest), self.rules.clone());
        tokio::spawn(system::run(ingest, rules, self.store.clone(), Arc::clone(&self.clock), start));
    }

    /// Holds back queued runs. Events are still taken in.
    pub async fn pause(&self) -> Result<(), EngineError> {
        self.set_paused(true).await
    }

    /// Lets them go.
    pub async fn resume(&self) -> Result<(), EngineError> {
        self.set_paused(false).await
    }

    async fn set_paused(&self, paused: bool) -> Result<(), EngineError> {
        self.runner.set_paused(paused);
        self.store
            .write(move |tx| {
                tx.changed(prama_store::Kind::Status, "paused");
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// Whether queued runs are held back.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.runner.is_paused()
    }

    /// Answers when everything before the call is seen, stored and judged: the journal's seq then, and how many things the
    /// sources still wait for.
    pub async fn sync(&self) -> Result<(i64, usize), EngineError> {
        let waiting = self.registry.catch_up().await;
        self.store.write(|_| Ok(())).await?;
        Ok((self.live.seq(), waiting))
    }

    /// Stops sources, then runs, then writes the log into the main file. At most about 10 s.
    pub async fn shutdown(&self) {
        self.registry.shutdown().await;
        self.due.stop();
        self.runner.shutdown(Duration::from_secs(6)).await;
        if let Err(error) = self.traffic.persist().await {
            tracing::warn!(%error, "the field statistics were not stored; the next start makes up for it");
        }
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the last checkpoint failed; the next start repeats it");
        }
    }
}
