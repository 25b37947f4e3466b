//! How a run fails: the problem with its step, and the cause by which failures are grouped.

use prama_model::Problem;
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
    format!(
        "{workflow_id}/{}/{}: {}",
        failure.step_id,
        failure.problem.code,
        normalised(&failure.problem.title)
    )
}

/// Quoted texts, paths and numbers replaced, so that 37 files with one trouble are one cause.
fn normalised(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut word_is_path = false;
    for c in text.chars().take(500) {
        match quote {
            Some(q) if c == q => {
                out.push('…');
                out.push(c);
                quote = None;
            }
            Some(_) => {}
            None if c == '"' || c == '`' => {
                out.push(c);
                quote = Some(c);
            }
            None => {
                if c.is_whitespace() {
                    word_is_path = false;
                } else if c == '/' && out.chars().last().is_none_or(char::is_whitespace) {
                    word_is_path = true;
                    out.push('…');
                }
                if word_is_path {
                    continue;
                }
                if c.is_ascii_digit() {
                    if !out.ends_with('#') {
                        out.push('#');
                    }
                } else {
                    out.push(c);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trouble_with_many_files_is_one_cause() {
        let a = normalised("\"invoice-881.pdf\" is not a PDF: 12 bytes in /home/a/x.pdf");
        let b = normalised("\"scan 7.pdf\" is not a PDF: 4096 bytes in /tmp/y.pdf");
        assert_eq!(a, b);
    }
}
