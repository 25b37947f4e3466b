//! Events that were set aside because no source has their id: how many, since when, and sending them to the right one.

use super::take::Ingest;
use crate::error::EngineError;
use prama_model::texts::events::with_set_aside;
use prama_model::texts::quantity::since;
use prama_model::{FieldProblem, Problem, suggest};
use prama_store::views::set_aside;

/// What became of events that were sent to another source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentAs {
    /// Accepted there.
    pub accepted: usize,
    /// Set aside again.
    pub refused: usize,
    /// Still to be sent: there were more than one call takes.
    pub left: usize,
}

impl Ingest {
    /// Why an event was set aside, with how many were for the same reason and wait to be sent to the right source.
    pub async fn with_others(&self, source: &str, problem: Problem) -> (Problem, u64) {
        let unknown = problem.code == "EVT-001" && problem.suggestion.is_some();
        if !unknown || self.registry.snapshot().source(source).is_some() {
            return (problem, 0);
        }
        let id = source.to_owned();
        match self.store.read(move |c| set_aside::of_source(c, &id, None)).await {
            Ok(Some(found)) => {
                let since = since(found.first_ms, self.clock.now_ms(), self.clock.zone());
                (with_set_aside(problem, found.events, &since), found.events)
            }
            // The event's own problem is true without it.
            _ => (problem, 0),
        }
    }

    /// Sends the events that were set aside under an id again, under another one, oldest first. What was sent again is not sent
    /// twice.
    pub async fn resend_as(&self, source: &str, other: &str) -> Result<SentAs, EngineError> {
        let snapshot = self.registry.snapshot();
        if snapshot.source(source).is_some() {
            let message = format!(
                "`{source}` is a source; only events of an id that no source has are sent to another."
            );
            return Err(wrong("/source", message, None));
        }
        if snapshot.source(other).is_none() {
            let near = suggest::nearest(other, snapshot.ids()).map(ToOwned::to_owned);
            return Err(wrong("/as", format!("No source has the id `{other}`."), near));
        }
        let _turn = self.resending.lock().await;
        let id = source.to_owned();
        let events = self.store.read(move |c| set_aside::ids_of_source(c, &id)).await?;
        let mut out = SentAs::default();
        for event in events {
            match self.resend(event, Some(other.to_owned()), None).await {
                Ok(_) => out.accepted += 1,
                Err(EngineError::Refused(super::Refused::Rejected { .. })) => out.refused += 1,
                Err(error) => return Err(error),
            }
        }
        let id = source.to_owned();
        let left = self.store.read(move |c| set_aside::of_source(c, &id, None)).await?;
        out.left = left.map_or(0, |l| usize::try_from(l.events).unwrap_or(usize::MAX));
        Ok(out)
    }
}

fn wrong(pointer: &str, message: String, suggestion: Option<String>) -> EngineError {
    let problem = FieldProblem { suggestion, ..FieldProblem::at(pointer, message.clone()) };
    EngineError::Invalid { code: "EVT-014", title: message, errors: vec![problem] }
}
