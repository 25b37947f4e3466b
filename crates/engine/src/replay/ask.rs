//! What is asked of a replay.

use prama_model::FieldProblem;
use prama_model::ids::EventId;
use prama_model::time::Millis;
use serde_json::json;

/// How far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is judged only; nothing is kept.
    Dry,
    /// It is judged, and the verdicts are kept.
    Shadow,
    /// The events come again as new ones and start what they start.
    Real,
}

/// Which events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Events(Vec<EventId>),
    /// Those of a source that came in a time.
    Window {
        /// The source.
        source: String,
        /// Of this type only.
        event_type: Option<String>,
        /// Received at or after.
        from_ms: Option<Millis>,
        /// Received before.
        to_ms: Option<Millis>,
    },
}

/// A replay as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its id; asked for again under it, it is the same replay.
    pub id: Option<String>,
    /// Which events.
    pub selection: Selection,
    /// Which triggers; absent: all that listen.
    pub triggers: Option<Vec<String>>,
    /// How far it goes.
    pub mode: Mode,
    /// Runs that a real one may start.
    pub max_runs: u32,
}

/// The longest id, in bytes.
const MAX_ID: usize = 64;

impl Ask {
    /// What makes it the same replay.
    pub(super) fn request(&self) -> String {
        let of = match &self.selection {
            Selection::Events(ids) => json!({ "event_ids": ids }),
            Selection::Window { source, event_type, from_ms, to_ms } => {
                json!({ "source": source, "event_type": event_type, "from": from_ms, "to": to_ms })
            }
        };
        json!({ "of": of, "triggers": self.triggers, "real": self.mode == Mode::Real }).to_string()
    }

    /// What is wrong with it in itself.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut out = Vec::new();
        let mut wrong = |pointer: &str, message: String| out.push(FieldProblem::at(pointer, message));
        match &self.selection {
            Selection::Events(ids) if ids.is_empty() => {
                wrong("/event_ids", "Name at least one event.".into())
            }
            Selection::Events(ids) if ids.len() > super::MAX_EVENTS as usize => {
                wrong(
                    "/event_ids",
                    format!("At most {} events can be sent again at once.", super::MAX_EVENTS),
                );
            }
            Selection::Window { from_ms: Some(from), to_ms: Some(to), .. } if from >= to => {
                wrong("/to", "\"to\" should be later than \"from\".".into());
            }
            _ => {}
        }
        if self.triggers.as_ref().is_some_and(Vec::is_empty) {
            wrong(
                "/triggers",
                "Name at least one trigger, or leave the list out for all that listen.".into(),
            );
        }
        let plain = |id: &String| {
            (1..=MAX_ID).contains(&id.len())
                && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        if self.id.as_ref().is_some_and(|id| !plain(id)) {
            wrong("/id", format!("An id has 1 to {MAX_ID} letters, digits, \"-\", \"_\" or \".\"."));
        }
        out
    }
}
