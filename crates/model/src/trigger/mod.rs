//! Triggers: one source, one event type, conditions, one workflow.

mod diff;
pub mod gate;
mod keys;
mod options;
mod read;
mod reason;
mod simulate;
mod why;
mod window;
mod words;
mod written;

pub use diff::{Change, ChangeKind, Named, diff, summary};
pub use keys::{Keys, OnceKey};
pub use options::{
    Batch, Brake, Concurrency, Day, Debounce, Flood, Mode, Once, Options, Outside, Overflow, Per, Rate, Span,
    Window,
};
pub use reason::{Reason, ReasonCode};
pub use simulate::{Fate, Match, simulate};
pub use why::{Flooding, Handled, Why};
pub use words::option_sentences;

use crate::condition::{Compiled, Condition, words};
use crate::{FieldProblem, ids};
use serde::{Deserialize, Serialize};

/// A trigger as a person defines it; also its file form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Slug, unique.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Source id.
    pub source: String,
    /// Event type of that source.
    pub event_type: String,
    /// What runs.
    pub workflow_id: String,
    /// What must hold; nothing means every event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Condition>,
    /// How often and when a match becomes a run; nothing means each, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Box<Options>>,
    /// Whether it is on.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

impl Definition {
    /// Compiles the conditions and checks what can be checked without the registry.
    pub fn compile(&self) -> Result<Compiled, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if self.name.trim().is_empty() {
            problems.push(FieldProblem::at("/name", "A trigger needs a name."));
        }
        if !ids::is_slug(&self.id) {
            problems
                .push(FieldProblem::at("/id", "An id has 1 to 64 letters, digits, \"-\", \"_\" or \".\"."));
        }
        for (pointer, value, what) in [
            ("/source", &self.source, "a source"),
            ("/event_type", &self.event_type, "an event type"),
            ("/workflow_id", &self.workflow_id, "a workflow to run"),
        ] {
            if value.is_empty() {
                problems.push(FieldProblem::at(pointer, format!("A trigger needs {what}.")));
            }
        }
        match Compiled::new(self.conditions.as_ref()) {
            Ok(compiled) if problems.is_empty() => Ok(compiled),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(
                    more.into_iter()
                        .map(|p| FieldProblem { pointer: format!("/conditions{}", p.pointer), ..p }),
                );
                Err(problems)
            }
        }
    }
}

/// The trigger as one sentence: "When My Timer reports Timer Fired and filename contains "x" (any case), run Report. Once per file."
#[must_use]
pub fn sentence(source: &str, event: &str, of: &Definition, workflow: &str) -> String {
    let part = of.conditions.as_ref().map(|c| words(c, true)).filter(|p| !p.is_empty());
    let mut out = match part {
        Some(p) => format!("When {source} reports {event} and {p}, run {workflow}."),
        None => format!("When {source} reports {event}, run {workflow}."),
    };
    for (_, said) in of.options.as_deref().into_iter().flat_map(option_sentences) {
        out.push(' ');
        out.push_str(&said);
    }
    out
}
