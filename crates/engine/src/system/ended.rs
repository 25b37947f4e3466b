//! `workflow_completed`: how a run ended.

use crate::runner::Failure;
use prama_model::event::Object;
use prama_model::ids::{EventId, RunId};
use prama_model::time::{Millis, rfc3339};
use prama_store::own_events::OwnEvent;
use serde_json::json;

/// What is told of a run's end.
pub(crate) struct Ended<'a> {
    pub run: RunId,
    pub workflow_id: &'a str,
    pub workflow_name: &'a str,
    pub event: EventId,
    pub subject: &'a str,
    pub depth: u32,
    pub status: &'static str,
    pub failure: Option<&'a Failure>,
    /// Absent: it never began.
    pub started_ms: Option<Millis>,
    pub now_ms: Millis,
}

pub(crate) fn run_ended(ended: &Ended<'_>) -> OwnEvent {
    let now = ended.now_ms;
    let mut data = Object::new();
    let mut put = |name: &str, value: serde_json::Value| data.insert(name.to_owned(), value);
    put("workflow_id", json!(ended.workflow_id));
    put("workflow_name", json!(ended.workflow_name));
    put("execution_id", json!(ended.run.to_string()));
    put("status", json!(ended.status));
    put("subject", json!(ended.subject));
    put("event_id", json!(ended.event.to_string()));
    put("duration_ms", json!(ended.started_ms.map_or(0, |at| (now - at).max(0))));
    put("completed_at", json!(rfc3339(now)));
    if let Some(failure) = ended.failure {
        put("error", json!(failure.problem.title));
        put("failed_step", json!(failure.step_id));
    }
    let key = format!("{}-{}-{now}", ended.run, ended.status);
    OwnEvent { key, event_type: "workflow_completed".into(), data, depth: ended.depth, run: Some(ended.run) }
}
