//! Putting the engine together, before anything runs.

use super::{Engine, EngineOptions, StartError};
use crate::clock::{SharedClock, SystemClock};
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
use crate::traffic::Traffic;
use crate::triggers::options::{Due, Held};
use crate::triggers::{RuleSet, Triggers};
use crate::uploads::Uploads;
use crate::workflows::Workflows;
use prama_store::{OpenOptions, Store, StoreError};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

impl Engine {
    pub(super) async fn assemble(
        options: EngineOptions,
    ) -> Result<(Arc<Self>, crate::runner::RunnerLoop), StartError> {
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
            files: Files::new(store.clone(), registry.clone(), Arc::clone(&clock)),
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
