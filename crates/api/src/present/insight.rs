//! What past events say of a trigger, for the wire.

use super::events::wide;
use super::triggers::fix;
use crate::wire::{
    FieldValue, NearestValue, NeverMatched, NeverMatchedBlocker, Proposal, Proposed, TriggerInput,
};
use prama_engine::triggers as engine;
use prama_model::condition::Condition;
use prama_model::propose;
use prama_model::texts::Said;
use prama_model::texts::triggers::use_nearest;
use prama_model::trigger::Definition;
use serde_json::Value;

/// Commonest values that are told.
const VALUES: usize = 5;

pub(crate) fn proposed(draft: Definition, proposals: Vec<propose::Proposal>) -> Proposed {
    let plain = |c: Condition| serde_json::to_value(c).unwrap_or_default();
    Proposed {
        draft: TriggerInput {
            name: draft.name,
            source: draft.source,
            event_type: draft.event_type,
            conditions: draft.conditions.map(plain),
            active: draft.active,
            ..TriggerInput::default()
        },
        proposals: proposals
            .into_iter()
            .map(|p| Proposal {
                text: p.text(),
                matches_of_last: (wide(p.matches), wide(p.of)),
                in_draft: p.in_draft,
                condition: plain(p.leaf.into()),
            })
            .collect(),
    }
}

pub(crate) fn never_matched(
    of: engine::NeverMatched,
    said: Option<Said>,
    values: Vec<(Value, i64)>,
) -> NeverMatched {
    let blocker = of.blocker.map(|b| NeverMatchedBlocker {
        path: b.path,
        text: b.text,
        op: b.leaf.as_ref().map(|l| l.op.name().to_owned()).unwrap_or_default(),
        value: b.leaf.as_ref().map(|l| l.value.clone()).unwrap_or_default(),
        field: b.leaf.map(|l| l.field).unwrap_or_default(),
        nearest: b.nearest.map(|n| NearestValue {
            offer: use_nearest(&n.value, n.fix.new_matched),
            value: n.value,
            seen: wide(n.seen),
            fix: fix(n.fix),
        }),
        values: values.into_iter().take(VALUES).map(|(value, count)| FieldValue { value, count }).collect(),
    });
    NeverMatched { total: wide(of.total), matched: wide(of.matched), said: said.map(Into::into), blocker }
}
