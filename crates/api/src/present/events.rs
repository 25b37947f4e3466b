//! Events and decisions on the wire.

use super::{event_label, source_name};
use crate::wire::{
    self, Decision, DecisionOutcome, EventOutcome, EventStatus, EventSummary, ProcessAnswer, ProcessRun,
};
use prama_engine::ingest::Ack;
use prama_engine::registry::Snapshot;
use prama_engine::store::decisions::Outcome as Decided;
use prama_engine::store::views::events::{EventRow, Outcome};
use prama_engine::triggers::Judged;
use prama_model::event::{Event, Object};
use prama_model::ids::RunId;
use prama_model::time::rfc3339;
use serde_json::json;

pub(crate) fn summary(row: EventRow, snapshot: &Snapshot) -> EventSummary {
    let outcome = match row.outcome() {
        Outcome::Matched => EventOutcome::Matched,
        Outcome::Held => EventOutcome::Held,
        Outcome::Suppressed => EventOutcome::Suppressed,
        Outcome::Paused => EventOutcome::Paused,
        Outcome::NoneMatched => EventOutcome::NoneMatched,
        Outcome::NoListener => EventOutcome::NoListener,
        Outcome::Rejected => EventOutcome::Rejected,
    };
    EventSummary {
        id: row.id.to_string(),
        source_name: source_name(snapshot, &row.source),
        event_label: event_label(snapshot, &row.source, &row.event_type),
        source: row.source,
        event_type: row.event_type,
        subject: row.subject,
        time: rfc3339(row.time_ms),
        received_at: rfc3339(row.received_ms),
        status: if row.rejection.is_some() { EventStatus::Rejected } else { EventStatus::Accepted },
        outcome,
        matched: row.matched,
        not_matched: row.not_matched,
        off: row.off,
        suppressed: row.suppressed,
        held: row.held,
        runs_total: row.runs_total,
        rejection: row.rejection.map(|p| wire::Problem::new(422, p)),
        flag: row.flag.map(|p| wire::Problem::new(202, p)),
        user_id: row.user_id,
        replay_of: row.replay_of.map(|id| id.to_string()),
    }
}

/// The metadata part of the envelope, as a sender would write it.
pub(crate) fn metadata(event: &Event) -> Object {
    let value = json!({
        "source": event.source,
        "timestamp": rfc3339(event.time_ms),
        "user_id": event.user_id,
        "additional_data": event.additional_data.clone().unwrap_or_default(),
    });
    if let serde_json::Value::Object(object) = value { object } else { Object::new() }
}

pub(crate) fn decision(judged: Judged, run: Option<RunId>) -> Decision {
    let outcome = match judged.decision.outcome {
        Decided::Matched => DecisionOutcome::Matched,
        Decided::NoMatch => DecisionOutcome::NoMatch,
        Decided::Off => DecisionOutcome::Off,
        Decided::Error => DecisionOutcome::Error,
        Decided::Suppressed => DecisionOutcome::Suppressed,
        Decided::Held => DecisionOutcome::Held,
        Decided::Paused => DecisionOutcome::Paused,
        Decided::Loop => DecisionOutcome::Loop,
    };
    let (passed, total) = judged.explanation.as_ref().map(|e| e.count()).unwrap_or_default();
    Decision {
        trigger_id: judged.trigger.definition.id,
        trigger_name: judged.trigger.definition.name,
        trigger_revision: judged.decision.revision,
        outcome,
        reason: judged.decision.reason.map(super::held::reason),
        passed: wide(passed),
        total: wide(total),
        explanation: judged.explanation.map(Into::into),
        blockers: judged.blockers,
        run_id: run.map(|r| r.to_string()),
        changed_since: judged.changed_since,
        would_match_now: judged.would_match_now,
    }
}

pub(crate) fn answer(ack: Ack) -> ProcessAnswer {
    ProcessAnswer {
        success: true,
        event_id: ack.event_id.to_string(),
        duplicate: ack.duplicate,
        triggers_matched: wide(ack.runs.len()),
        flag: ack.flag.map(|p| wire::Problem::new(202, *p)),
        runs: ack
            .runs
            .into_iter()
            .map(|r| ProcessRun {
                trigger_id: r.trigger_id,
                trigger_name: r.trigger_name,
                workflow_id: r.workflow_id,
                execution_id: r.run_id.to_string(),
            })
            .collect(),
    }
}

/// A count on the wire.
pub(crate) fn wide(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
