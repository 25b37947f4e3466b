//! How a run fails: the problem with its step, and the cause by which failures are grouped.

use prama_model::Problem;
use prama_model::texts::causes::pattern;
use serde::{Deserialize, Serialize};

/// What is kept in a failed run's `error`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Position of the step.
    pub step_index: u32,
    /// Id of the step.
    pub step_id: String,
    /// What went wrong.
    pub problem: Problem,
}

/// Groups failures: same workflow, step, code and text, with what differs from file to file left out.
#[must_use]
pub(super) fn cause(workflow_id: &str, failure: &Failure) -> String {
    format!("{workflow_id}/{}/{}: {}", failure.step_id, failure.problem.code, pattern(&failure.problem.title))
}
