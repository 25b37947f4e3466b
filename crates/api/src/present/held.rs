//! Held matches and reasons on the wire.

use crate::wire::{HeldEvent, HeldGroup, Reason, ReasonCode};
use prama_engine::store::views::held::Group;
use prama_model::time::rfc3339;
use prama_model::trigger as model;

pub(crate) fn reason(of: model::Reason) -> Reason {
    let code = match of.code {
        model::ReasonCode::Once => ReasonCode::Once,
        model::ReasonCode::Debounced => ReasonCode::Debounced,
        model::ReasonCode::Batched => ReasonCode::Batched,
        model::ReasonCode::RateLimited => ReasonCode::RateLimited,
        model::ReasonCode::OutsideSchedule => ReasonCode::OutsideSchedule,
        model::ReasonCode::AlreadyRunning => ReasonCode::AlreadyRunning,
        model::ReasonCode::Replaced => ReasonCode::Replaced,
        model::ReasonCode::Flood => ReasonCode::Flood,
        model::ReasonCode::CatchUp => ReasonCode::CatchUp,
        model::ReasonCode::Paused => ReasonCode::Paused,
        model::ReasonCode::Loop => ReasonCode::Loop,
        model::ReasonCode::Brake => ReasonCode::Brake,
        model::ReasonCode::Dismissed => ReasonCode::Dismissed,
        model::ReasonCode::Off => ReasonCode::Off,
        model::ReasonCode::NoWorkflow => ReasonCode::NoWorkflow,
    };
    Reason {
        code,
        text: of.text,
        twin_event_id: of.twin_event_id,
        twin_run_id: of.twin_run_id,
        until: of.until,
        chain: of.chain,
        folder: of.folder,
    }
}

pub(crate) fn group(of: Group) -> HeldGroup {
    HeldGroup {
        trigger_id: of.trigger_id,
        trigger_name: of.trigger_name,
        reason: reason(of.reason),
        count: of.count,
        since: rfc3339(of.since_ms),
        latest: rfc3339(of.latest_ms),
        events: of
            .events
            .into_iter()
            .map(|e| HeldEvent { event_id: e.id.to_string(), subject: e.subject, time: rfc3339(e.time_ms) })
            .collect(),
    }
}

/// A code as the model has it.
pub(crate) fn code(of: ReasonCode) -> model::ReasonCode {
    match of {
        ReasonCode::Once => model::ReasonCode::Once,
        ReasonCode::Debounced => model::ReasonCode::Debounced,
        ReasonCode::Batched => model::ReasonCode::Batched,
        ReasonCode::RateLimited => model::ReasonCode::RateLimited,
        ReasonCode::OutsideSchedule => model::ReasonCode::OutsideSchedule,
        ReasonCode::AlreadyRunning => model::ReasonCode::AlreadyRunning,
        ReasonCode::Replaced => model::ReasonCode::Replaced,
        ReasonCode::Flood => model::ReasonCode::Flood,
        ReasonCode::CatchUp => model::ReasonCode::CatchUp,
        ReasonCode::Paused => model::ReasonCode::Paused,
        ReasonCode::Loop => model::ReasonCode::Loop,
        ReasonCode::Brake => model::ReasonCode::Brake,
        ReasonCode::Dismissed => model::ReasonCode::Dismissed,
        ReasonCode::Off => model::ReasonCode::Off,
        ReasonCode::NoWorkflow => model::ReasonCode::NoWorkflow,
    }
}
