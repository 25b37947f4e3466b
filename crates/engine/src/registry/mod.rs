//! The registry: finds event sources, says what they may emit, and keeps their programs running.
//!
//! `scan` reads the folders into a `Snapshot`; `follow` has them read again when they change; `supervise` keeps one driver running; `control` is what a person and the
//! triggers ask for; `view` is what the surface shows.

mod backoff;
mod catch_up;
mod configure;
pub mod conformance;
mod control;
pub mod drivers;
mod error;
mod follow;
mod instances;
mod launch;
pub mod log;
mod notice;
mod policy;
mod rate;
mod scan;
pub mod shipped;
mod snapshot;
pub mod status;
mod supervise;
pub mod trust;
mod unit;
mod view;

pub use error::SourceError;
pub use shipped::Shipped;
pub use snapshot::{Broken, EventTypeSpec, Snapshot, SourceSpec};
pub use view::View;

use crate::clock::SharedClock;
use crate::ingest::Sink;
use crate::secrets::Vault;
use arc_swap::ArcSwap;
use drivers::Driver;
use prama_store::instances::Instance;
use prama_store::sources::SourceSettings;
use prama_store::trust::Approval;
use prama_store::{Store, StoreError};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use tokio_util::sync::CancellationToken;
use unit::Unit;

/// The sources that the app itself makes: no program, no folder.
pub const BUILTIN: [&str; 2] = ["system", "web-client-upload"];

/// Where sources are found and what runs them.
pub struct Options {
    /// A person's folders of sources, in order of precedence.
    pub source_dirs: Vec<PathBuf>,
    /// What comes with the app, laid out on disk.
    pub shipped: Shipped,
    /// Drivers that are part of the engine, by source id.
    pub drivers: HashMap<String, Arc<dyn Driver>>,
    /// Where secrets are kept.
    pub vault: Vault,
}

/// Finds, runs and describes sources. Cloning shares it.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    options: Options,
    store: Store,
    clock: SharedClock,
    snapshot: ArcSwap<Snapshot>,
    /// Counts the scans.
    scans: tokio::sync::watch::Sender<u64>,
    units: Mutex<HashMap<String, Unit>>,
    settings: Mutex<HashMap<String, SourceSettings>>,
    approvals: Mutex<HashMap<String, Approval>>,
    instances: Mutex<Vec<Instance>>,
    listened: Mutex<HashSet<String>>,
    sink: OnceLock<Arc<dyn Sink>>,
    notice: notice::Notice,
    cancel: CancellationToken,
    /// Starting, stopping and scanning happen one at a time.
    control: tokio::sync::Mutex<()>,
    /// Configurations change one at a time, also while the keyring is asked. Taken before `control`.
    configuring: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Scans the folders and reads the settings; nothing runs yet.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub async fn open(options: Options, store: Store, clock: SharedClock) -> Result<Self, StoreError> {
        let settings = store.read(prama_store::sources::all).await?.into_iter().collect();
        let approvals = store.read(prama_store::trust::all).await?.into_iter().collect();
        let instances = store.read(prama_store::instances::all).await?;
        let inner = Inner {
            options,
            store,
            clock,
            snapshot: ArcSwap::default(),
            scans: tokio::sync::watch::Sender::new(0),
            units: Mutex::default(),
            settings: Mutex::new(settings),
            approvals: Mutex::new(approvals),
            instances: Mutex::new(instances),
            listened: Mutex::default(),
            sink: OnceLock::new(),
            notice: notice::Notice::default(),
            cancel: CancellationToken::new(),
            control: tokio::sync::Mutex::default(),
            configuring: tokio::sync::Mutex::default(),
        };
        let registry = Self { inner: Arc::new(inner) };
        registry.scan().await;
        Ok(registry)
    }

    /// The registered sources now. Cheap; hold it for one piece of work.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.snapshot.load_full()
    }

    /// Changes whenever the folders were read again.
    #[must_use]
    pub fn scans(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.scans.subscribe()
    }

    /// A person's folders of sources.
    #[must_use]
    pub fn source_dirs(&self) -> &[PathBuf] {
        &self.inner.options.source_dirs
    }

    /// Reads the folders again and swaps the snapshot; running programs are left alone.
    async fn scan(&self) {
        let registry = self.clone();
        let scanned = tokio::task::spawn_blocking(move || {
            let options = &registry.inner.options;
            let (instances, previous) = (registry.instances(), registry.snapshot());
            scan::scan(&scan::Asked {
                user: &options.source_dirs,
                shipped: &options.shipped.sources,
                reserved: &|id| {
                    BUILTIN.contains(&id)
                        || options.drivers.contains_key(id)
                        || instances.iter().any(|i| i.id == id)
                },
                goes_on: &|new| !registry.is_trusted(new) && registry.is_family_working(new.id()),
                instances: &instances,
                previous: &previous,
            })
        });
        match scanned.await {
            Ok(snapshot) => {
                self.inner.snapshot.store(Arc::new(snapshot));
                self.settle_units();
                self.inner.scans.send_modify(|n| *n += 1);
            }
            Err(error) => tracing::error!(%error, "the source folders could not be scanned"),
        }
    }
}
