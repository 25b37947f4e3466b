//! Calls from other services. The driver lays out which hooks there are; `crate::hooks` judges the calls.

pub mod config;

pub use config::{DEFAULT_PORT, Hook};

use super::{Context, Driver};
use crate::clock::SharedClock;
use async_trait::async_trait;
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;

/// What one running source takes calls for.
pub struct Open {
    /// Its hooks.
    pub hooks: Vec<Arc<Hook>>,
    /// Its sink, log and id.
    pub context: Context,
}

/// The hooks of every running source of this kind. Cloning shares it.
#[derive(Clone)]
pub struct Desk {
    open: Arc<RwLock<Vec<Arc<Open>>>>,
    changed: watch::Sender<u64>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { open: Arc::default(), changed: watch::Sender::new(0) }
    }
}

impl Desk {
    /// What is open now.
    #[must_use]
    pub fn open(&self) -> Vec<Arc<Open>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes whenever hooks come or go.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Arc<Open>>)) {
        change(&mut self.open.write().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_modify(|n| *n += 1);
    }
}

/// The driver of `api-webhook`.
pub struct Webhook {
    desk: Desk,
}

impl Webhook {
    /// A driver that lays its hooks out on `desk`.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

#[async_trait]
impl Driver for Webhook {
    async fn run(&self, context: Context) -> Result<(), Box<Problem>> {
        let hooks = config::read(&context.config).map_err(|errors| {
            let first = errors.first().map(|e| e.message.clone()).unwrap_or_default();
            let problem = Problem::new("HOOK-001", "A webhook can't be used.", first);
            Box::new(problem.fix("Correct the webhooks on the source's page.").errors(errors))
        })?;
        let open =
            Arc::new(Open { hooks: hooks.into_iter().map(Arc::new).collect(), context: context.clone() });
        self.desk.change(|all| all.push(Arc::clone(&open)));
        context.status.running();
        context.cancel.cancelled().await;
        self.desk.change(|all| all.retain(|one| !Arc::ptr_eq(one, &open)));
        Ok(())
    }

    fn check(&self, config: &Object, _: &SharedClock) -> Vec<FieldProblem> {
        config::read(config).err().unwrap_or_default()
    }

    fn lacks(&self, config: &Object) -> Option<&'static str> {
        let some = config.get("hooks").and_then(|h| h.as_array()).is_some_and(|h| !h.is_empty());
        (!some).then_some("no webhook")
    }
}
