//! Calls from other services: which there may be, whether one is to be believed, and the event that it becomes.
//! The surface brings the calls; it knows HTTP, this module does not.

mod attempts;
mod endpoint;
mod payload;
mod quota;
mod receive;

pub use payload::{Call, MAX_DEPTH};

use crate::clock::SharedClock;
use crate::ingest::Sink;
use crate::registry::drivers::Context;
use crate::registry::drivers::webhook::{Desk, Hook, config};
use crate::registry::{Registry, SourceSpec, status::State};
use prama_model::Problem;
use prama_model::ids::EventId;
use prama_model::manifest::Status;
use prama_model::time::Millis;
use prama_model::webhook::Scheme;
use quota::Quota;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// The source whose configuration holds the hooks and the port.
const SOURCE: &str = "api-webhook";
/// What the paths of configured hooks begin with.
pub const PREFIX: &str = "/hooks/";

/// Who a call is for.
#[derive(Clone)]
pub enum Target {
    /// A configured hook.
    Hook(Arc<Hook>, Box<Context>),
    /// The `webhookEndpoint` of a source's manifest.
    Endpoint(Arc<SourceSpec>, String),
}

impl Target {
    /// The methods that it takes.
    #[must_use]
    pub fn methods(&self) -> Vec<String> {
        match self {
            Self::Hook(hook, _) => hook.methods.clone(),
            Self::Endpoint(..) => vec!["POST".to_owned()],
        }
    }

    /// The full path.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Hook(hook, _) => format!("{PREFIX}{}", hook.path),
            Self::Endpoint(_, path) => path.clone(),
        }
    }
}

/// What became of a call.
#[derive(Debug)]
pub enum Answer {
    /// Stored.
    Accepted(EventId),
    /// It was stored before: its provider tries again.
    Again(EventId),
    /// Not believed, not understood, or not wanted.
    Refused(Box<Problem>),
    /// It could not be stored now: it may be made again later.
    Later {
        /// Why.
        problem: Box<Problem>,
        /// Seconds to wait.
        retry_after_s: u32,
    },
}

/// A place where calls come in, for a person to see.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its full path.
    pub path: String,
    /// How its calls are signed.
    pub scheme: Scheme,
    /// When it was last called, and the status of the answer.
    pub last: Option<(Millis, u16)>,
}

/// All places where calls come in.
pub struct Hooks {
    desk: Desk,
    registry: Registry,
    sink: Arc<dyn Sink>,
    clock: SharedClock,
    last: Mutex<HashMap<String, (Millis, u16)>>,
    quota: Mutex<HashMap<String, Quota>>,
    attempts: Mutex<attempts::Attempts>,
}

/// Tells when places or their port may have changed.
pub struct Changes {
    hooks: watch::Receiver<u64>,
    scans: watch::Receiver<u64>,
}

impl Changes {
    /// Resolves at the next change; `None` at the end of the engine.
    pub async fn next(&mut self) -> Option<()> {
        tokio::select! {
            changed = self.hooks.changed() => changed.ok(),
            changed = self.scans.changed() => changed.ok(),
        }
    }
}

impl Hooks {
    pub(crate) fn new(desk: Desk, registry: Registry, sink: Arc<dyn Sink>, clock: SharedClock) -> Self {
        let attempts = Mutex::new(attempts::Attempts::new(clock.now_ms()));
        Self { desk, registry, sink, clock, last: Mutex::default(), quota: Mutex::default(), attempts }
    }

    /// The port that the configuration wants.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.registry.view(SOURCE).map_or(config::DEFAULT_PORT, |view| config::port(&view.config))
    }

    /// Whether there is anything that could be called.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        !self.desk.open().is_empty() || self.registry.snapshot().sources().any(|s| endpoint_of(s).is_some())
    }

    /// Tells when places or their port may have changed.
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes { hooks: self.desk.changes(), scans: self.registry.scans() }
    }

    /// Who answers at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Target> {
        if let Some(rest) = path.strip_prefix(PREFIX) {
            for open in self.desk.open() {
                if let Some(hook) = open.hooks.iter().find(|h| h.path == rest) {
                    return Some(Target::Hook(Arc::clone(hook), Box::new(open.context.clone())));
                }
            }
        }
        let snapshot = self.registry.snapshot();
        let spec = snapshot.sources().find(|s| endpoint_of(s) == Some(path) && self.answers(s))?;
        Some(Target::Endpoint(Arc::clone(spec), path.to_owned()))
    }

    /// The places of a source.
    #[must_use]
    pub fn of(&self, source: &str) -> Vec<Place> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let place = |name: &str, path: String, scheme| Place {
            last: last.get(&path).copied(),
            name: name.to_owned(),
            path,
            scheme,
        };
        let open = self.desk.open();
        let hooks = open.iter().filter(|o| o.context.source == source).flat_map(|o| &o.hooks);
        let mut places: Vec<_> =
            hooks.map(|h| place(&h.name, format!("{PREFIX}{}", h.path), h.scheme)).collect();
        if let Some(spec) = self.registry.snapshot().source(source)
            && let Some(path) = endpoint_of(spec)
        {
            places.push(place(&spec.manifest.name, path.to_owned(), Scheme::None));
        }
        places
    }

    /// Remembers how a call was answered.
    pub fn answered(&self, target: &Target, status: u16) {
        let now = self.clock.now_ms();
        self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(target.path(), (now, status));
    }

    /// A source that was turned off, or that nobody has trusted yet, does not answer.
    fn answers(&self, spec: &SourceSpec) -> bool {
        let Some(view) = self.registry.view(spec.id()) else { return false };
        let on = view.enabled.unwrap_or(spec.manifest.status == Status::Active);
        on && view.status.state != State::Untrusted
    }
}

/// The path of a source's own endpoint. What the paths of hooks begin with is none.
fn endpoint_of(spec: &SourceSpec) -> Option<&str> {
    spec.manifest.webhook_endpoint.as_deref().filter(|path| *path != PREFIX.trim_end_matches('/'))
}
