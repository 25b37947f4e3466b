//! Backtest: what a draft would have done with the last events, leaf by leaf. Free of side effects.

use super::Triggers;
use crate::error::EngineError;
use prama_model::FieldProblem;
use prama_model::condition::{Compiled, Explained, Facts};
use prama_model::event::Event;
use prama_model::trigger::{Definition, sentence};
use prama_store::events;
use serde_json::Value;
use std::collections::BTreeMap;

/// Events a backtest looks at, at most.
const MAX_EVENTS: u32 = 10_000;
/// Events it returns whole, at most.
const MAX_RETURNED: usize = 200;

/// What a draft would have done.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Events looked at.
    pub total: usize,
    /// Events it would have matched.
    pub matched: usize,
    /// Per leaf path, how many events it let pass.
    pub leaves: Vec<(String, usize)>,
    /// The newest of them, with their explanation.
    pub events: Vec<JudgedEvent>,
    /// The draft as a sentence.
    pub sentence: String,
    /// What is wrong with the draft.
    pub problems: Vec<FieldProblem>,
}

/// One past event, judged.
#[derive(Debug, Clone)]
pub struct JudgedEvent {
    /// The event.
    pub event: Event,
    /// Whether it matches.
    pub matched: bool,
    /// Exactly one leaf failed, and its value is close.
    pub near_miss: bool,
    /// The leaf that stopped it.
    pub failed_leaf: Option<String>,
    /// The tree.
    pub explanation: Option<Explained>,
}

impl Triggers {
    /// Judges a draft against the last `last` events of its type.
    pub async fn evaluate(&self, draft: &Definition, last: u32) -> Result<Evaluation, EngineError> {
        let mut problems = self.problems(draft);
        // A draft need not have a name or workflow yet.
        problems.retain(|p| !matches!(p.pointer.as_str(), "/name" | "/id" | "/workflow_id"));
        let sentence = self.sentence(draft);
        let compiled = match Compiled::new(draft.conditions.as_ref()) {
            Ok(compiled) => compiled,
            Err(_) => {
                return Ok(Evaluation {
                    total: 0,
                    matched: 0,
                    leaves: Vec::new(),
                    events: Vec::new(),
                    sentence,
                    problems,
                });
            }
        };
        let (source, event_type, last) =
            (draft.source.clone(), draft.event_type.clone(), last.clamp(1, MAX_EVENTS));
        let events = self.store.read(move |c| events::latest(c, &source, &event_type, last)).await?;
        let mut leaves: BTreeMap<String, usize> = compiled.paths().into_iter().map(|p| (p, 0)).collect();
        let mut out = Evaluation {
            total: events.len(),
            matched: 0,
            leaves: Vec::new(),
            events: Vec::new(),
            sentence,
            problems,
        };
        for event in events {
            let facts = Facts::of(&event);
            let judged = compiled.judge(&facts).map_err(|stop| stop.leaf.to_owned());
            let explanation = compiled.explain(&facts);
            let mut failed = 0_usize;
            if let Some(tree) = &explanation {
                tree.each_leaf(&mut |path, passed| {
                    if passed {
                        *leaves.entry(path.to_owned()).or_default() += 1;
                    } else {
                        failed += 1;
                    }
                });
            }
            let matched = judged.is_ok();
            out.matched += usize::from(matched);
            if out.events.len() < MAX_RETURNED {
                let near_miss = !matched && failed == 1 && explanation.as_ref().is_some_and(is_close);
                out.events.push(JudgedEvent {
                    event,
                    matched,
                    near_miss,
                    failed_leaf: judged.err(),
                    explanation,
                });
            }
        }
        out.leaves = leaves.into_iter().collect();
        Ok(out)
    }

    /// A definition as a sentence, with display names where they are known.
    #[must_use]
    pub fn sentence(&self, d: &Definition) -> String {
        let snapshot = self.registry.snapshot();
        let source = snapshot.source(&d.source);
        let label = source.and_then(|s| s.types.get(&d.event_type)).map(|t| t.def.label.clone());
        let rules = self.rules.current();
        let workflow = rules.plan(&d.workflow_id).map_or_else(|| d.workflow_id.clone(), |p| p.name.clone());
        sentence(
            source.map_or(&d.source, |s| &s.manifest.name),
            &label.unwrap_or_else(|| d.event_type.clone()),
            d,
            if workflow.is_empty() { "a workflow" } else { &workflow },
        )
    }
}

/// Whether the one failing leaf is close: number within 2×, text differing by case, separators or two letters, date within a day
/// (ux.md 3.3).
fn is_close(tree: &Explained) -> bool {
    match tree {
        Explained::Group { children, .. } => children.iter().any(|c| !c.passed() && is_close(c)),
        Explained::Leaf { passed: true, .. } => false,
        Explained::Leaf { expected, actual, .. } => match (expected, actual) {
            (Value::Number(e), Value::Number(a)) => {
                let (e, a) = (e.as_f64().unwrap_or(0.0).abs(), a.as_f64().unwrap_or(0.0).abs());
                e.max(a) <= 2.0 * e.min(a)
            }
            (Value::String(e), Value::String(a)) => {
                match (prama_model::time::parse(e), prama_model::time::parse(a)) {
                    (Some(e), Some(a)) => (e - a).abs() <= 86_400_000,
                    _ => close_text(e, a),
                }
            }
            _ => false,
        },
    }
}

fn close_text(expected: &str, actual: &str) -> bool {
    let fold = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (e, a) = (fold(expected), fold(actual));
    if e.is_empty() || a.is_empty() {
        return false;
    }
    if a.contains(&e) {
        return true;
    }
    // A word of the text that is two letters away from what was asked for.
    actual
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| prama_model::suggest::nearest(&e, [word.to_lowercase().as_str()]).is_some())
}
