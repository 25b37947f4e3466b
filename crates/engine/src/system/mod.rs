//! The source `system`: what happens in the app itself. One rule for all its events: they are sent when an enabled trigger
//! awaits them, and cost nothing otherwise.

mod ended;
mod sleep;

pub(crate) use ended::{Ended, run_ended};

use crate::clock::SharedClock;
use crate::ingest::{Incoming, Ingest, Origin, Refused, Sink};
use crate::triggers::RuleSet;
use prama_model::event::{Envelope, Object};
use prama_model::time::{Millis, rfc3339};
use prama_store::own_events::{self, OwnEvent};
use prama_store::{Store, StoreError};
use serde_json::json;
use std::sync::Arc;

/// The source's id.
pub(crate) const SOURCE: &str = "system";

/// How the engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Host {
    /// With a window, for the person who opened it.
    Desktop,
    /// Without.
    #[default]
    Headless,
}

impl Host {
    fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Headless => "headless",
        }
    }
}

/// What is told of a start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub host: Host,
    pub at_ms: Millis,
    pub after_crash: bool,
}

/// Tells what happened while nobody could be told, then of the start, then of each waking up.
pub(crate) async fn run(ingest: Arc<Ingest>, rules: RuleSet, store: Store, clock: SharedClock, start: Start) {
    match store.read(own_events::all).await {
        Ok(left) => {
            for event in left {
                tell(&*ingest, event).await;
            }
        }
        Err(error) => tracing::warn!(%error, "events of an earlier run could not be looked up"),
    }
    let at = rfc3339(start.at_ms);
    let started = json!({
        "version": env!("CARGO_PKG_VERSION"), "host": start.host.name(), "started_at": at, "after_crash": start.after_crash,
    });
    send(&*ingest, &rules, "app_started", started).await;
    if start.host == Host::Desktop {
        let login = json!({ "user_id": account(), "reason": "app_opened", "logged_in_at": at });
        send(&*ingest, &rules, "user_login", login).await;
    }
    sleep::watch(ingest, rules, clock).await;
}

async fn send(sink: &dyn Sink, rules: &RuleSet, event_type: &str, data: serde_json::Value) {
    if !rules.current().is_awaited(SOURCE, event_type) {
        return;
    }
    let data = data.as_object().cloned().unwrap_or_default();
    let incoming = Incoming::new(envelope(event_type, data, None), Origin::Engine { run: None, depth: 0 });
    if let Err(refused) = sink.ingest(incoming).await {
        tracing::warn!(%refused, event_type, "an event of the app could not be stored");
    }
}

/// Stores an event that is on record as being on its way, and takes it off the record.
pub(crate) async fn tell(sink: &dyn Sink, event: OwnEvent) {
    let OwnEvent { key, event_type, data, depth, run } = event;
    let done = key.clone();
    let incoming = Incoming {
        also: Some(Box::new(move |tx| own_events::remove(tx, &done))),
        ..Incoming::new(envelope(&event_type, data, Some(key)), Origin::Engine { run, depth })
    };
    match sink.ingest(incoming).await {
        Ok(_) | Err(Refused::Rejected { .. }) => {}
        Err(refused) => tracing::warn!(%refused, event_type, "it is told at the next start"),
    }
}

fn envelope(event_type: &str, data: Object, key: Option<String>) -> Envelope {
    Envelope {
        event_type: event_type.to_owned(),
        source: Some(SOURCE.into()),
        data,
        key,
        ..Envelope::default()
    }
}

/// The name of the account that the app runs under.
fn account() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// Puts an event on record in the transaction of what it tells of.
pub(crate) fn record(tx: &mut prama_store::Tx<'_>, event: &OwnEvent) -> Result<(), StoreError> {
    own_events::put(tx, event)
}
