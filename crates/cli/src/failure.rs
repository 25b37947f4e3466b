//! Why a command failed: the problem that the surface also shows, and the exit code.

use crate::out;
use prama_api::StartError;
use prama_api::wire::Problem;

/// Something failed.
pub(crate) const FAILED: u8 = 1;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 2;
/// The disk is full or cannot be written.
const FULL: u8 = 6;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit_code: u8,
    problem: Option<Box<Problem>>,
}

impl Failure {
    /// A failure that has been shown already.
    pub(crate) fn shown(exit_code: u8) -> Self {
        Self { exit_code, problem: None }
    }

    /// A failure of this program.
    pub(crate) fn new(exit_code: u8, code: &str, title: impl Into<String>, fix: &str) -> Self {
        let problem = prama_model::Problem::new(code, title, "").fix(fix);
        Self { exit_code, problem: Some(Box::new(Problem::new(0, problem))) }
    }

    /// An input that cannot be read.
    pub(crate) fn usage(title: impl Into<String>, fix: &str) -> Self {
        Self::new(USAGE, "CLI-002", title, fix)
    }

    /// A problem that the surface answered.
    pub(crate) fn answered(problem: Problem) -> Self {
        let exit_code = match (problem.status, problem.code.as_str()) {
            (507, _) => FULL,
            // Nothing but an argument gets into an address.
            (_, "API-400") => USAGE,
            _ => FAILED,
        };
        Self { exit_code, problem: Some(Box::new(problem)) }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        self.exit_code
    }

    pub(crate) fn problem(&self) -> Option<&Problem> {
        self.problem.as_deref()
    }

    /// Writes it for a person, on standard error.
    pub(crate) fn print(&self) {
        let Some(p) = &self.problem else { return };
        out::error(&format!("{} [{}]", p.title, p.code));
        for text in [Some(&p.detail), p.fix.as_ref()].into_iter().flatten().filter(|t| !t.is_empty()) {
            out::error(&format!("  {text}"));
        }
        for e in &p.errors {
            let expected = e.expected.as_ref().map(|x| format!(" (expected: {x})")).unwrap_or_default();
            let place = if e.pointer.is_empty() { String::new() } else { format!("{}: ", e.pointer) };
            out::error(&format!("  - {place}{}{expected}", e.message));
            if let Some(suggestion) = e.suggestion.as_ref().filter(|s| p.suggestion.as_ref() != Some(*s)) {
                out::error(&format!("    Did you mean: {suggestion}"));
            }
        }
        if let Some(suggestion) = &p.suggestion {
            out::error(&format!("  Did you mean: {suggestion}"));
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let exit_code = u8::try_from(error.exit_code()).unwrap_or(FAILED);
        let problem = Problem::new(0, error.problem().clone());
        Self { exit_code, problem: Some(Box::new(problem)) }
    }
}

impl Failure {
    /// Replaces `/documents/3/…` by the place of that document, which a person can find.
    pub(crate) fn in_documents(mut self, places: &[String]) -> Self {
        let errors = self.problem.as_mut().map(|p| p.errors.iter_mut());
        for error in errors.into_iter().flatten() {
            let Some(rest) = error.pointer.strip_prefix("/documents/") else { continue };
            let (number, inner) = rest.split_once('/').unwrap_or((rest, ""));
            if let Some(place) = number.parse().ok().and_then(|n: usize| places.get(n)) {
                error.pointer = if inner.is_empty() { place.clone() } else { format!("{place}: /{inner}") };
            }
        }
        self
    }
}
