//! Starting: what is stored is brought in line with the configuration, then every folder is listed.

use super::seen::Seen;
use super::sync::{Askers, Sync};
use super::{Shell, sway};
use crate::registry::drivers::Context;
use crate::registry::drivers::folder::config::{Settings, Watched};
use crate::registry::drivers::folder::core::{Core, Rounds, Rules};
use crate::registry::drivers::folder::index::{Record, SharedPath};
use crate::registry::drivers::folder::outbox::Outbox;
use crate::registry::drivers::folder::payload::record;
use crate::registry::drivers::folder::roots::Root;
use crate::registry::drivers::folder::stamp::path_bytes;
use crate::registry::drivers::folder::watch::FolderWatch;
use prama_model::Problem;
use prama_store::StoreError;
use prama_store::catch_ups;
use prama_store::files::{self, FileRow, FolderRow};
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A file without its type's proof is taken as it is after so long without a change: a damaged document must end as a
/// failed step that a person sees, not wait in silence.
const PATIENCE_MS: i64 = 30_000;
/// A rename comes as two notifications, at most this far apart.
pub(super) const GRACE_MS: i64 = 500;

impl Shell {
    /// Reads the index and begins to watch.
    pub(in super::super) async fn start(
        context: Context,
        settings: Settings,
        askers: &Askers,
    ) -> Result<Self, Box<Problem>> {
        let stored = |e: StoreError| Box::new(e.problem());
        let (source, settings, now_ms) = (context.source.clone(), Arc::new(settings), context.clock.now_ms());
        let configured = settings.clone();
        let read = context.store.read(move |c| {
            let stored = files::folders(c, &source)?;
            let mut plan = Plan::new(&configured, stored, &files::watched_before(c, &source)?, now_ms);
            files::each(c, &source, |row| plan.take(&configured, row))?;
            Ok((plan, catch_ups::watched_until(c, &source)?))
        });
        let (plan, until) = read.await.map_err(stored)?;
        let (source, changes) = (context.source.clone(), plan.changes.clone());
        context.store.write(move |tx| changes.store(tx, &source)).await.map_err(stored)?;
        let catch_up =
            super::catch_up::CatchUp::new(&context, &settings, plan.watched(until)).await.map_err(stored)?;

        let (watch, hints) = FolderWatch::start();
        let settle_ms = settings.settle_ms;
        let rules = Rules { settle_ms, patience_ms: PATIENCE_MS.max(settle_ms), grace_ms: GRACE_MS };
        let mut core = Core::new(rules, plan.known);
        core.settle_below(settings.folders.iter().map(|f| (f.path.clone(), f.settle_ms)));
        core.count_below(settings.folders.iter().map(|f| f.path.clone()));
        let sync = Sync::start(askers, &watch, &context);
        let lanes = std::iter::repeat_with(super::Lane::default).take(settings.lanes().max(1)).collect();
        let mut shell = Self {
            settings,
            core,
            outbox: Outbox::default(),
            watch: Arc::new(watch),
            hints,
            roots: plan.roots,
            jobs: JoinSet::new(),
            lanes,
            writers: Arc::default(),
            rounds: Rounds::new(context.clock.now_ms(), sway()),
            sync,
            was: plan.was,
            health: super::health::Health::default(),
            catch_up,
            began: Instant::now(),
            context: Arc::new(context),
        };
        shell.health.touch();
        shell.list_all();
        shell.context.status.running();
        Ok(shell)
    }
}

/// What the configuration makes of what is stored.
struct Plan {
    roots: Vec<Root>,
    known: Vec<(SharedPath, Record)>,
    /// How the folders were watched until now.
    was: Arc<Vec<Watched>>,
    changes: Changes,
    /// Folders whose silent files are told from now on.
    opened: Vec<Vec<u8>>,
}

/// What has to be stored before watching begins.
#[derive(Clone, Default)]
struct Changes {
    folders: Vec<FolderRow>,
    forgotten_folders: Vec<Vec<u8>>,
    forgotten_files: Vec<Vec<u8>>,
    seen: Seen,
}

impl Plan {
    fn new(settings: &Settings, folders: Vec<FolderRow>, seen: &[(Vec<u8>, String)], now_ms: i64) -> Self {
        let mut changes = Changes::default();
        let mut roots = Vec::new();
        for folder in &settings.folders {
            let (path, filter) = (path_bytes(&folder.path), settings.filter(folder));
            let stored = folders.iter().find(|r| r.path == path && r.filter == filter).cloned();
            let row = stored.unwrap_or_else(|| {
                let row =
                    FolderRow { path, filter, seen_ms: now_ms, complete: folder.include_existing, dev: 0 };
                changes.folders.push(row.clone());
                row
            });
            roots.push(Root::new(folder.clone(), row));
        }
        let gone = folders.iter().filter(|r| !roots.iter().any(|root| root.row.path == r.path));
        changes.forgotten_folders = gone.map(|r| r.path.clone()).collect();
        let (was, seen) = Seen::take_up(settings.family, seen, &roots);
        changes.seen = seen;
        Self { roots, known: Vec::new(), was, changes, opened: Vec::new() }
    }

    /// A stored file stays known, or is forgotten.
    fn take(&mut self, settings: &Settings, row: FileRow) {
        let (path, record) = record(&row);
        // Files that were kept silent are new once the folder is asked to tell the existing ones.
        let owner = settings.owner(&path).filter(|_| settings.may_want(&path));
        let opens = owner.filter(|f| f.include_existing && !row.announced).map(|f| path_bytes(&f.path));
        if owner.is_some() && opens.is_none() {
            self.known.push((path.into(), record));
        } else {
            self.changes.forgotten_files.push(row.path);
        }
        if let Some(folder) = opens.filter(|f| self.opened.last() != Some(f)) {
            self.opened.push(folder);
        }
    }

    /// Until when folders were watched; what is told of an opened one is no news of an absence.
    fn watched(&self, mut until: Vec<(Vec<u8>, i64)>) -> Vec<(Vec<u8>, i64)> {
        until.retain(|(path, _)| !self.opened.contains(path));
        until
    }
}

impl Changes {
    fn store(&self, tx: &mut prama_store::Tx<'_>, source: &str) -> Result<(), StoreError> {
        self.forgotten_folders.iter().try_for_each(|p| files::remove_folder(tx, source, p))?;
        self.forgotten_files.iter().try_for_each(|p| files::remove(tx, source, p))?;
        self.folders.iter().try_for_each(|r| files::put_folder(tx, source, r))?;
        self.seen.store(tx, source)
    }
}
