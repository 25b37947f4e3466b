//! A draft of a trigger from one event: what sets it apart from its neighbours.

use super::Triggers;
use crate::error::EngineError;
use prama_model::condition::Condition;
use prama_model::ids::EventId;
use prama_model::propose::{self, Proposal};
use prama_model::trigger::Definition;
use prama_store::events;
use prama_store::views::span::{self, Span};

/// Neighbours that are looked at.
const NEIGHBOURS: u32 = 200;
/// The longest generated name, in characters.
const MAX_NAME: usize = 80;

impl Triggers {
    /// A draft for events like this one, and the conditions it was made from. The draft has no id and no workflow yet.
    pub async fn propose(&self, id: EventId) -> Result<(Definition, Vec<Proposal>), EngineError> {
        let (event, proposals) = self
            .store
            .read(move |c| {
                let (_, event) = events::get(c, id)?;
                let mut neighbours = Vec::new();
                let last = Span { last: NEIGHBOURS, from_ms: None, to_ms: None };
                span::each(c, &event.source, &event.event_type, last, |seen| {
                    neighbours.push(seen.event()?);
                    Ok(())
                })?;
                let proposals = propose::propose(&event.data, &neighbours);
                Ok((event, proposals))
            })
            .await?;
        let snapshot = self.registry.snapshot();
        let known = snapshot.source(&event.source).and_then(|s| s.types.get(&event.event_type));
        let label = known.map_or_else(|| event.event_type.clone(), |t| t.def.label.clone());
        let chosen: Vec<&Proposal> = proposals.iter().filter(|p| p.in_draft).collect();
        let says: Vec<String> = chosen.iter().map(|p| p.short()).collect();
        let name = if says.is_empty() { label } else { format!("{label}: {}", says.join(", ")) };
        let all: Vec<Condition> = chosen.iter().map(|p| p.leaf.clone().into()).collect();
        let draft = Definition {
            id: String::new(),
            name: name.chars().take(MAX_NAME).collect(),
            source: event.source,
            event_type: event.event_type,
            workflow_id: String::new(),
            conditions: Some(Condition::All { all }).filter(|_| !chosen.is_empty()),
            active: true,
            options: None,
        };
        Ok((draft, proposals))
    }
}
