//! Runs: statuses, and the one total function by which they change. Terminal statuses absorb.

use serde::{Deserialize, Serialize};

/// Status of a run. The reason stands beside it, so that there need not be more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Status {
    /// Waiting for a place.
    Queued = 0,
    /// A step is at work.
    Running = 1,
    /// Between two attempts.
    Waiting = 2,
    /// All steps are done.
    Succeeded = 3,
    /// A step failed for good.
    Failed = 4,
    /// Stopped by a person.
    Cancelled = 5,
}

/// What happens to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It begins, or goes on after a wait.
    Start,
    /// An attempt failed; another follows later.
    Wait,
    /// The last step is done.
    Succeed,
    /// A step failed for good.
    Fail,
    /// A person stopped it.
    Cancel,
    /// The app stopped in the middle; it is queued again.
    Interrupt,
    /// A person retries a failed or cancelled run from its first unfinished step.
    Retry,
}

/// A change that a status does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {from:?} cannot {change:?}")]
pub struct IllegalTransition {
    /// The status it has.
    pub from: Status,
    /// The change asked for.
    pub change: Change,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 6] = [
        Status::Queued,
        Status::Running,
        Status::Waiting,
        Status::Succeeded,
        Status::Failed,
        Status::Cancelled,
    ];

    /// Whether nothing changes it but a person's retry.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(self, Status::Succeeded | Status::Failed | Status::Cancelled)
    }

    /// The status after a change.
    pub fn after(self, change: Change) -> Result<Status, IllegalTransition> {
        use Change::{Cancel, Fail, Interrupt, Retry, Start, Succeed, Wait};
        use Status::{Cancelled, Failed, Queued, Running, Succeeded, Waiting};
        Ok(match (self, change) {
            (Queued | Waiting | Running, Start) => Running,
            (Running, Wait) => Waiting,
            (Queued | Running, Succeed) => Succeeded,
            (Queued | Running | Waiting, Fail) => Failed,
            (Queued | Running | Waiting, Cancel) => Cancelled,
            (Queued | Running | Waiting, Interrupt) => Queued,
            (Failed | Cancelled, Retry) => Queued,
            (from, change) => return Err(IllegalTransition { from, change }),
        })
    }

    /// Its name in the store's views, the API and the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Running => "running",
            Status::Waiting => "waiting",
            Status::Succeeded => "succeeded",
            Status::Failed => "failed",
            Status::Cancelled => "cancelled",
        }
    }

    /// From the number kept in the store.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Status> {
        Self::ALL.into_iter().find(|s| *s as i64 == code)
    }
}

/// Status of a step or an attempt of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum StepStatus {
    /// Not begun.
    Pending = 0,
    /// At work.
    Running = 1,
    /// Between two attempts.
    Waiting = 2,
    /// Done.
    Succeeded = 3,
    /// Failed.
    Failed = 4,
    /// Stopped by a person.
    Cancelled = 5,
    /// Its `if` did not hold.
    Skipped = 6,
    /// The app stopped while it was at work (attempts only).
    Interrupted = 7,
}

impl StepStatus {
    /// All of them.
    pub const ALL: [StepStatus; 8] = [
        StepStatus::Pending,
        StepStatus::Running,
        StepStatus::Waiting,
        StepStatus::Succeeded,
        StepStatus::Failed,
        StepStatus::Cancelled,
        StepStatus::Skipped,
        StepStatus::Interrupted,
    ];

    /// Its name outside.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StepStatus::Pending => "pending",
            StepStatus::Running => "running",
            StepStatus::Waiting => "waiting",
            StepStatus::Succeeded => "succeeded",
            StepStatus::Failed => "failed",
            StepStatus::Cancelled => "cancelled",
            StepStatus::Skipped => "skipped",
            StepStatus::Interrupted => "interrupted",
        }
    }

    /// From the number kept in the store.
    #[must_use]
    pub fn from_code(code: i64) -> Option<StepStatus> {
        Self::ALL.into_iter().find(|s| *s as i64 == code)
    }

    /// Whether the step never runs again.
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, StepStatus::Succeeded | StepStatus::Skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_statuses_absorb() {
        use Change::{Cancel, Fail, Interrupt, Start, Succeed, Wait};
        for from in Status::ALL.into_iter().filter(|s| s.is_terminal()) {
            for change in [Start, Wait, Succeed, Fail, Cancel, Interrupt] {
                assert!(from.after(change).is_err(), "{from:?} {change:?}");
            }
        }
        assert_eq!(Status::Failed.after(Change::Retry), Ok(Status::Queued));
        assert!(Status::Succeeded.after(Change::Retry).is_err());
    }
}
