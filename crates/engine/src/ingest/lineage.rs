//! Where an event stands in its chain of causes, and when a trigger has started itself often enough.

use super::Incoming;
use super::effects::Effects;
use super::sink::Origin;
use crate::triggers::loops::shown;
use prama_model::event::{Cause, Envelope, Event};
use prama_model::texts::matches::{Doing, looping};
use prama_model::time::Millis;
use prama_model::trigger::{Reason, ReasonCode};
use prama_store::views::chain::{self, Link};
use prama_store::{Store, StoreError, runs};
use serde_json::Value;
use std::path::Path;

/// Runs of one trigger in one chain, at most.
pub const MAX_SELF: usize = 5;

/// What stands before an event.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lineage {
    /// How many events and runs.
    pub(crate) depth: u32,
    /// The last of them.
    pub(crate) cause: Option<Cause>,
    /// All of them, first cause first; empty while the chain is too short to matter.
    pub(crate) links: Vec<Link>,
    /// Nothing is kept of the event: it is only judged.
    pub(crate) foreseen: bool,
}

impl Lineage {
    /// What is known of an event without asking the store.
    pub(crate) fn of(incoming: &Incoming, effects: &Effects, now: Millis) -> Self {
        let origin = &incoming.origin;
        let (mut depth, mut cause) = (origin.depth(), origin.cause());
        // A file that a run left behind comes in as any other: by its source.
        if matches!(origin, Origin::Source(_))
            && incoming.replay_of.is_none()
            && let Some((run, run_depth)) = effects.cause(&incoming.envelope.data, now)
        {
            (depth, cause) = (run_depth + 1, Some(run));
        }
        Self { depth, cause, ..Self::default() }
    }

    /// Of an event that is only judged.
    pub(crate) fn foreseen() -> Self {
        Self { foreseen: true, ..Self::default() }
    }

    /// Believes a program that it was started by a step. A run that is not there is another engine's: then it is no cause of ours.
    pub(crate) async fn claimed(&mut self, envelope: &Envelope, store: &Store) -> Result<(), StoreError> {
        let claim = envelope.caused_by.as_deref().filter(|_| self.cause.is_none());
        let Some(cause) = claim.and_then(|text| text.parse::<Cause>().ok()) else { return Ok(()) };
        if let Some(depth) = store.read(move |c| runs::depth_of(c, cause.run)).await? {
            (self.depth, self.cause) = (depth + 1, Some(cause));
        }
        Ok(())
    }

    /// Looks the chain up, when it is long enough for a loop.
    pub(crate) async fn look_back(&mut self, store: &Store) -> Result<(), StoreError> {
        if let Some(cause) = self.cause.filter(|_| self.depth as usize >= MAX_SELF) {
            self.links = store.read(move |c| chain::behind(c, cause)).await?;
        }
        Ok(())
    }

    /// Whether a trigger has started itself too often in this chain.
    pub(crate) fn is_loop(&self, trigger_n: i64) -> bool {
        let own = |link: &&Link| link.trigger.as_ref().is_some_and(|(n, _, _)| *n == trigger_n);
        self.links.len() >= MAX_SELF && self.links.iter().filter(own).count() >= MAX_SELF
    }

    /// Why a trigger was stopped, with the chain, first cause first.
    pub(crate) fn stopped(&self, event: &Event, trigger: &str) -> Reason {
        let folder = event.data.get("file_path").and_then(Value::as_str).and_then(|p| Path::new(p).parent());
        let below_home = folder.map(shown);
        let doing = match &below_home {
            Some(folder) => Doing::Writes(folder),
            None => Doing::LeadsTo(&event.event_type, &event.source),
        };
        let text = looping(trigger, doing).to_string();
        let words = |link: &Link| {
            let trigger = link.trigger.as_ref().map_or("a person", |(_, _, name)| name.as_str());
            format!("{} → {trigger} → {}", link.event.subject, link.workflow.1)
        };
        let mut chain: Vec<String> = self.links.iter().map(words).collect();
        chain.push(event.subject.clone());
        let folder = folder.map(|f| f.to_string_lossy().into_owned());
        Reason { chain, folder, ..Reason::new(ReasonCode::Loop, text) }
    }
}
