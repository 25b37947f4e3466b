//! What is said of a trigger beyond its definition: that its events come under another id, what it would have done, and that
//! it never matched. The words are `prama_model::texts`'.

use super::Triggers;
use super::backtest::Show;
use super::evaluate::Question;
use super::never::NeverMatched;
use super::references::Finding;
use crate::error::EngineError;
use crate::registry::Snapshot;
use prama_model::condition::{Condition, quoted};
use prama_model::texts::Said;
use prama_model::texts::triggers::{self as texts, never_matched, saved};
use prama_model::trigger::Definition;
use prama_model::{Problem, suggest};
use prama_store::triggers::Trigger;
use prama_store::views::set_aside;
use prama_store::views::span::Span;
use prama_store::views::{Timeline, events, first_since};
use prama_store::{Connection, StoreError};

/// Ids that are looked at for one that is nearly a source's.
const MAX_IDS: u32 = 1_000;
/// Past events that a saved trigger is tried on.
const TRIED_ON: u32 = 100;
const DAY_MS: i64 = 86_400_000;

impl Triggers {
    /// The findings that events came under an id that is nearly a trigger's source, one list each.
    pub(super) async fn other_ids(&self, of: Vec<Definition>) -> Result<Vec<Option<Finding>>, EngineError> {
        let snapshot = self.registry.snapshot();
        Ok(self.store.read(move |c| other_ids(c, &snapshot, &of)).await?)
    }

    /// What a trigger that was just saved or turned on would have done with the last events.
    pub async fn would_have(&self, definition: &Definition) -> Result<Said, EngineError> {
        if !definition.active {
            return Ok(saved(false, 0, 0));
        }
        let span = Span { last: TRIED_ON, from_ms: None, to_ms: None };
        let done = self.evaluate(definition, Question { span, show: Show::Matches, limit: 0 }).await?;
        Ok(saved(true, done.matched, done.total))
    }

    /// How often a draft without conditions would run.
    pub async fn every_event(&self, draft: &Definition) -> Result<Option<Said>, EngineError> {
        let snapshot = self.registry.snapshot();
        let known = snapshot.source(&draft.source).and_then(|s| s.types.get(&draft.event_type));
        let (Some(known), true) = (known, is_empty(draft)) else { return Ok(None) };
        let (source, event_type) = (draft.source.clone(), draft.event_type.clone());
        let day_ago = self.clock.now_ms() - DAY_MS;
        let a_day = self
            .store
            .read(move |c| {
                let since = first_since(c, Timeline::Events, day_ago)?;
                let came = events::type_activity(c, &source, &event_type, since)?.events;
                Ok(came - set_aside::of_type(c, &source, &event_type, since)?)
            })
            .await?;
        Ok(Some(texts::every_event(&known.def.label, a_day)))
    }

    /// That a trigger which is on and saw events never matched, with what is known of why.
    #[must_use]
    pub fn never_said(&self, row: &Trigger, why: Option<&NeverMatched>) -> Option<Said> {
        if !row.definition.active || row.events_ever == 0 || row.matched_ever > 0 {
            return None;
        }
        let blocker = why.and_then(|w| w.blocker.as_ref());
        let failed = blocker.map(|b| match &b.leaf {
            Some(leaf) => quoted(&Condition::Leaf(leaf.clone().into())),
            None => b.text.clone(),
        });
        let nearest = blocker.and_then(|b| b.nearest.as_ref()).map(|n| &n.value);
        let on_for = self.clock.now_ms() - row.updated_ms;
        Some(never_matched(on_for, row.events_ever, failed.as_deref(), nearest))
    }
}

fn is_empty(draft: &Definition) -> bool {
    draft.conditions.as_ref().is_none_or(|c| c.group().is_some_and(|(_, children)| children.is_empty()))
}

fn other_ids(
    conn: &Connection,
    snapshot: &Snapshot,
    of: &[Definition],
) -> Result<Vec<Option<Finding>>, StoreError> {
    let named = set_aside::sources(conn, MAX_IDS)?;
    let near: Vec<(&str, &str)> = named
        .iter()
        .filter(|id| snapshot.source(id).is_none())
        .filter_map(|id| Some((id.as_str(), suggest::nearest(id, snapshot.ids())?)))
        .collect();
    let one = |d: &Definition| -> Result<Option<Finding>, StoreError> {
        for (id, _) in near.iter().filter(|(_, source)| *source == d.source) {
            let Some(aside) = set_aside::of_source(conn, id, Some(&d.event_type))? else { continue };
            // The right source has been heard of since: nothing waits.
            let heard = set_aside::last_accepted_ms(conn, &d.source, &d.event_type)?;
            if heard.is_some_and(|at| at > aside.last_ms) {
                continue;
            }
            let said = texts::other_id(&d.event_type, &d.source, id, aside.events);
            let problem = Problem::new("TRG-045", said.title, said.detail)
                .place("/source")
                .fix(format!("Let the sender say \"source\": \"{}\".", d.source));
            return Ok(Some(Finding { other_id: Some((*id).to_owned()), ..Finding::new(problem, false) }));
        }
        Ok(None)
    };
    of.iter().map(one).collect()
}
