//! Why an app did not start.

use crate::edge::ListenError;
use prama_model::Problem;

/// Why an app did not start. Shows as what happened and how to fix it.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub struct StartError {
    problem: Box<Problem>,
    exit_code: u8,
}

impl StartError {
    /// As a problem with code and fix.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Exit code of the command line: 3 already running, 4 corrupt, 5 newer schema, 6 disk full or not writable, else 1.
    #[must_use]
    pub fn exit_code(&self) -> i32 {
        i32::from(self.exit_code)
    }

    fn text(&self) -> String {
        let Problem { title, detail, fix, code, .. } = &*self.problem;
        let fix = fix.as_deref().unwrap_or_default();
        format!("{title} {detail} {fix} [{code}]")
    }

    pub(crate) fn folder(error: std::io::Error) -> Self {
        let problem = prama_engine::store::StoreError::Full(error.to_string()).problem();
        Self { problem: Box::new(problem), exit_code: 6 }
    }
}

impl From<prama_engine::StartError> for StartError {
    fn from(error: prama_engine::StartError) -> Self {
        Self { problem: Box::new(error.problem()), exit_code: error.exit_code() }
    }
}

impl From<ListenError> for StartError {
    fn from(error: ListenError) -> Self {
        let fix = match &error {
            ListenError::NotLoopback(_) => {
                "Use an address such as 127.0.0.1:8000; Prama is not reachable from outside."
            }
            ListenError::Io(..) => "Choose another port: --listen 127.0.0.1:0 takes a free one.",
        };
        let mut title = error.to_string();
        title.push('.');
        Self {
            problem: Box::new(Problem::new("API-001", title, "Nothing was started.").fix(fix)),
            exit_code: 1,
        }
    }
}
