//! How far each schedule was handled: the source's checkpoint.

use super::super::Context;
use prama_model::Problem;
use prama_model::schedule::Schedule;
use prama_model::time::Millis;
use prama_store::sources;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is kept of one schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Mark {
    /// The timing that it holds for.
    timing: String,
    /// Every due time up to here is handled.
    handled_ms: Millis,
}

/// What is kept of all of a source's schedules, by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks(BTreeMap<String, Mark>);

impl Marks {
    /// Reads them. A schedule that is new, or whose times were changed, is handled up to now; one that is gone is forgotten.
    pub(super) async fn load(context: &Context, schedules: &[Schedule]) -> Result<Self, Box<Problem>> {
        let (id, now) = (context.source.clone(), context.clock.now_ms());
        let kept = context.store.read(move |c| sources::checkpoint(c, &id)).await;
        let kept = kept.map_err(|e| Box::new(e.problem()))?.unwrap_or_default();
        let kept: BTreeMap<String, Mark> = kept
            .get("schedules")
            .and_then(|marks| serde_json::from_value(marks.clone()).ok())
            .unwrap_or_default();
        let marks = schedules.iter().map(|s| {
            let timing = s.fingerprint();
            let old = kept.get(&s.id).filter(|mark| mark.timing == timing).cloned();
            (s.id.clone(), old.unwrap_or(Mark { timing, handled_ms: now }))
        });
        let marks = Self(marks.collect());
        if marks.0 != kept {
            let (id, value) = (context.source.clone(), marks.value());
            let written = context.store.write(move |tx| sources::set_checkpoint(tx, &id, &value, now));
            written.await.map_err(|e| Box::new(e.problem()))?;
        }
        Ok(marks)
    }

    pub(super) fn of(&self, schedule: &Schedule) -> Millis {
        self.0.get(&schedule.id).map_or(Millis::MAX, |mark| mark.handled_ms)
    }

    /// The same, with one handled up to another moment.
    pub(super) fn with(&self, schedule: &Schedule, handled_ms: Millis) -> Self {
        let mut marks = self.clone();
        if let Some(mark) = marks.0.get_mut(&schedule.id) {
            mark.handled_ms = handled_ms;
        }
        marks
    }

    /// Keeps that one is handled, without an event. False: it could not be stored now.
    pub(super) async fn keep(&mut self, context: &Context, schedule: &Schedule, handled_ms: Millis) -> bool {
        let after = self.with(schedule, handled_ms);
        let (id, value, now) = (context.source.clone(), after.value(), context.clock.now_ms());
        let written = context.store.write(move |tx| sources::set_checkpoint(tx, &id, &value, now));
        match written.await {
            Ok(()) => {
                *self = after;
                true
            }
            Err(error) => {
                context.log.warn(format!("What was handled could not be kept: {error}"));
                false
            }
        }
    }

    pub(super) fn value(&self) -> Value {
        json!({ "schedules": self.0 })
    }
}
