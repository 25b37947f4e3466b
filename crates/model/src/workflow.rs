//! Workflows: an ordered list of steps with inputs mapped by CEL; each save is an immutable revision.

use crate::event::Object;
use crate::{FieldProblem, expr, ids};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How many steps a workflow may have.
pub const MAX_STEPS: usize = 1_000;
/// How long a step may take unless it says otherwise, in seconds.
pub const DEFAULT_TIMEOUT_S: u64 = 600;

/// A workflow as a person defines it; also its file form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Slug, unique.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Run in order.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique in the workflow; `${{ steps.<id>.… }}` refers to it.
    pub id: String,
    /// Step type of the catalogue, e.g. `pdf.text`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Display name; the type's title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Inputs; texts may hold `${{ CEL }}`.
    #[serde(default, rename = "with")]
    pub inputs: Object,
    /// Seconds until an attempt is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<u64>,
    /// What happens when an attempt fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// What happens when the step fails for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_error: Option<OnError>,
    /// CEL; the step is skipped when it is false.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// Retry policy of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Attempts in all, the first included.
    pub max_attempts: u32,
    /// Seconds before the second attempt.
    #[serde(default)]
    pub delay_s: f64,
    /// Factor by which each further delay grows; 1 keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<f64>,
}

impl Retry {
    /// The longest wait between two attempts, in milliseconds.
    pub const MAX_DELAY_MS: i64 = 3_600_000;

    /// Milliseconds to wait after `attempt` (from 1) failed; `None` when it was the last.
    #[must_use]
    pub fn delay_after_ms(&self, attempt: u32) -> Option<i64> {
        if attempt >= self.max_attempts {
            return None;
        }
        let factor = self
            .backoff
            .unwrap_or(1.0)
            .max(1.0)
            .powi(i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX));
        let ms = (self.delay_s.max(0.0) * 1000.0 * factor).min(Self::MAX_DELAY_MS as f64);
        Some(ms as i64)
    }
}

/// What a run does when a step fails for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// The run fails (default).
    Stop,
    /// The run goes on; the step's output is missing.
    Continue,
}

impl Step {
    /// The name a person reads.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.kind)
    }

    /// Milliseconds until an attempt is stopped.
    #[must_use]
    pub fn timeout_ms(&self) -> u64 {
        self.timeout_s.unwrap_or(DEFAULT_TIMEOUT_S).saturating_mul(1000)
    }
}

impl Definition {
    /// Checks ids, references and expressions; step types and their inputs are the engine's to check.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut out = Vec::new();
        if self.name.trim().is_empty() {
            out.push(FieldProblem::at("/name", "A workflow needs a name."));
        }
        if !ids::is_slug(&self.id) {
            out.push(FieldProblem::at("/id", "An id has 1 to 64 letters, digits, \"-\", \"_\" or \".\"."));
        }
        if self.steps.is_empty() {
            out.push(FieldProblem::at("/steps", "A workflow needs at least one step."));
        }
        if self.steps.len() > MAX_STEPS {
            out.push(FieldProblem::at("/steps", format!("A workflow can have {MAX_STEPS} steps at most.")));
        }
        let mut seen: HashSet<&str> = HashSet::new();
        for (i, step) in self.steps.iter().enumerate() {
            let at = |field: &str| format!("/steps/{i}/{field}");
            if !is_step_id(&step.id) {
                out.push(FieldProblem::at(
                    at("id"),
                    "A step id starts with a letter and has only letters, digits and \"_\", so that expressions can name it.",
                ));
            }
            if seen.contains(step.id.as_str()) {
                out.push(FieldProblem::at(at("id"), format!("Two steps have the id \"{}\".", step.id)));
            }
            if step.retry.as_ref().is_some_and(|r| r.max_attempts == 0 || r.max_attempts > 100) {
                out.push(FieldProblem::at(at("retry/max_attempts"), "A step has 1 to 100 attempts."));
            }
            if step.timeout_s == Some(0) {
                out.push(FieldProblem::at(at("timeout_s"), "A time-out is at least 1 second."));
            }
            let mut expressions = Vec::new();
            for (key, value) in &step.inputs {
                expr::templates(value, &format!("/steps/{i}/with/{key}"), &mut expressions, &mut out);
            }
            if let Some(text) = &step.condition {
                match expr::Program::compile(text) {
                    Ok(p) => expressions.push((at("if"), p)),
                    Err(e) => out.push(FieldProblem::at(at("if"), e.to_string())),
                }
            }
            for (pointer, program) in expressions {
                check_references(&program, &pointer, &seen, &mut out);
            }
            seen.insert(&step.id);
        }
        out
    }
}

fn check_references(
    program: &expr::Program,
    pointer: &str,
    earlier: &HashSet<&str>,
    out: &mut Vec<FieldProblem>,
) {
    for name in program.variables() {
        if !expr::ROOTS.contains(&name.as_str()) {
            let mut p = FieldProblem::at(
                pointer,
                format!("\"{name}\" is not known here. An expression can use {}.", expr::ROOTS.join(", ")),
            );
            p.suggestion = crate::suggest::nearest(&name, expr::ROOTS).map(ToOwned::to_owned);
            out.push(p);
        }
    }
    for id in program.step_references() {
        if !earlier.contains(id.as_str()) {
            out.push(FieldProblem::at(pointer, format!("No step before this one has the id \"{id}\".")));
        }
    }
}

fn is_step_id(id: &str) -> bool {
    id.len() <= 64
        && id.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
