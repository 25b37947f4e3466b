//! The engine as a whole: opening the data folder, starting what runs, and stopping it in order.

use crate::clock::{SharedClock, SystemClock};
use crate::error::EngineError;
use crate::files::{CatchUps, Existing, Files};
use crate::hooks::Hooks;
use crate::ingest::{Effects, Ingest, Sink};
use crate::live::Live;
use crate::registry::drivers::Driver;
use crate::registry::drivers::folder::{Family, Folder};
use crate::registry::drivers::scheduler::Scheduler;
use crate::registry::drivers::webhook::{Desk, Webhook};
use crate::registry::{self, Registry, Shipped};
use crate::replay::Replays;
use crate::runner::steps::catalogue;
use crate::runner::{Offer, Runner, Runs, Shared};
use crate::secrets::Vault;
use crate::system::{self, Host};
use crate::traffic::{self, Traffic};
use crate::triggers::options::{Due, Held};
use crate::triggers::{RuleSet, Triggers};
use crate::uploads::Uploads;
use crate::workflows::Workflows;
use prama_model::Problem;
use prama_store::{OpenOptions, Store, StoreError};
use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
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

    async fn assemble(options: EngineOptions) -> Result<(Arc<Self>, crate::runner::RunnerLoop), StartError> {
        let clock: SharedClock = Arc::new(SystemClock);
        let open = OpenOptions::new(&options.data_dir);
        let after_crash = Store::was_cut_off(&options.data_dir);
        let store = tokio::task::spawn_blocking(move || Store::open(&open))
            .await
            .map_err(|e| StoreError::Sqlite(e.to_string()))??;
        let own_sources = options.data_dir.join("event-sources");
        std::fs::create_dir_all(&own_sources)?;
        link_quick_start_path(&options.data_dir)?;
        let shipped = Shipped::lay_out(&options.data_dir)?;
        let vault = Vault::new(&options.data_dir, options.keyring, Arc::clone(&clock));
        let mut source_dirs = vec![own_sources];
        source_dirs.extend(options.source_dirs);
        let desk = Desk::default();
        let registry_options = registry::Options { source_dirs, shipped, drivers: drivers(&desk), vault };
        let registry = Registry::open(registry_options, store.clone(), Arc::clone(&clock)).await?;
        let rules = RuleSet::load(store.clone()).await?;
        let effects = Effects::load(store.clone(), Arc::clone(&clock), &rules.current()).await?;
        let shared = Arc::new(Shared {
            store: store.clone(),
            clock: Arc::clone(&clock),
            steps: catalogue().into_iter().map(|t| (t.spec().kind, t)).collect(),
            worker: options.worker.into(),
            data_dir: Arc::new(options.data_dir.clone()),
            sink: OnceLock::new(),
            rules: rules.clone(),
            effects: Arc::clone(&effects),
        });
        let (runner, turn) = Runner::new(Arc::clone(&shared));
        let offer = Arc::clone(&runner) as Arc<dyn Offer>;
        let due = Due::new(store.clone(), Arc::clone(&clock), rules.clone(), offer);
        let ingest = Arc::new(Ingest::new(
            store.clone(),
            Arc::clone(&clock),
            registry.clone(),
            rules.clone(),
            Arc::clone(&runner) as Arc<dyn Offer>,
            effects,
            Arc::clone(&due),
        ));
        let sink: Arc<dyn Sink> = Arc::clone(&ingest) as Arc<dyn Sink>;
        let _ = shared.sink.set(Arc::clone(&sink));
        let runs = Arc::new(Runs::new(Arc::clone(&runner)));
        let hooks = Hooks::new(desk, registry.clone(), Arc::clone(&sink), Arc::clone(&clock));
        let uploads = Uploads::open(&shared.data_dir, store.clone(), Arc::clone(&sink), Arc::clone(&clock))?;
        let workflows = Workflows::new(Arc::clone(&shared), rules.clone(), Arc::clone(&runs), sink);
        workflows.seed().await?;
        let replays = Replays::new(store.clone(), Arc::clone(&clock), Arc::clone(&ingest), rules.clone());
        let traffic = Traffic::new(store.clone(), Arc::clone(&clock));
        let triggers = Triggers::new(store.clone(), Arc::clone(&clock), rules.clone(), registry.clone());
        let held = Arc::new(Held::new(store.clone(), Arc::clone(&clock), rules.clone(), Arc::clone(&due)));
        let existing = Existing::new(
            store.clone(),
            Arc::clone(&clock),
            registry.clone(),
            rules.clone(),
            Arc::clone(&ingest) as Arc<dyn Sink>,
        );
        let engine = Self {
            live: Live::new(store.clone()),
            catch_ups: CatchUps::new(store.clone(), Arc::clone(&held)),
            existing,
            files: Files::new(store.clone(), registry.clone()),
            started_ms: clock.now_ms(),
            host: options.host,
            after_crash,
            store,
            clock,
            registry,
            rules,
            ingest,
            replays,
            triggers,
            held,
            traffic,
            due,
            workflows,
            runs,
            hooks,
            uploads,
            runner,
        };
        Ok((Arc::new(engine), turn))
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

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Time and ids.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// The sources.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The live rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Takes events in.
    #[must_use]
    pub fn ingest(&self) -> &Arc<Ingest> {
        &self.ingest
    }

    /// Events sent again.
    #[must_use]
    pub fn replays(&self) -> &Replays {
        &self.replays
    }

    /// Triggers.
    #[must_use]
    pub fn triggers(&self) -> &Triggers {
        &self.triggers
    }

    /// Matches that wait.
    #[must_use]
    pub fn held(&self) -> &Held {
        &self.held
    }

    /// What events held lately.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Workflows.
    #[must_use]
    pub fn workflows(&self) -> &Workflows {
        &self.workflows
    }

    /// Runs.
    #[must_use]
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Calls from other services.
    #[must_use]
    pub fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// Files handed to the app.
    #[must_use]
    pub fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// Running triggers for files that were there before.
    #[must_use]
    pub fn existing(&self) -> &Existing {
        &self.existing
    }

    /// Single files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What was found after nobody watched for a while.
    #[must_use]
    pub fn catch_ups(&self) -> &CatchUps {
        &self.catch_ups
    }

    /// Changes.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// When it started, in milliseconds since the epoch.
    #[must_use]
    pub fn started_ms(&self) -> i64 {
        self.started_ms
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

/// Drivers that are part of the engine, by source id.
fn drivers(desk: &Desk) -> HashMap<String, Arc<dyn Driver>> {
    let all: [(&str, Arc<dyn Driver>); 4] = [
        ("pdf-monitor-event-source", Arc::new(Folder::new(Family::Pdf))),
        ("file-monitor", Arc::new(Folder::new(Family::File))),
        ("scheduler", Arc::new(Scheduler)),
        ("api-webhook", Arc::new(Webhook::new(desk.clone()))),
    ];
    all.into_iter().map(|(id, driver)| (id.to_owned(), driver)).collect()
}

/// The quick start asks `backend/db/database.db`: from the data folder, its lines work as they stand. A relative link, so
/// that the folder can still be moved.
fn link_quick_start_path(data_dir: &Path) -> std::io::Result<()> {
    let link = data_dir.join("backend/db/database.db");
    if link.is_symlink() {
        return Ok(());
    }
    std::fs::create_dir_all(data_dir.join("backend/db"))?;
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../prama.db", link)?;
    Ok(())
}
