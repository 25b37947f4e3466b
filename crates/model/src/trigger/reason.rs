//! Why a match did not simply start its run: a code for programs, a sentence for people, and what it points at.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// What kept a match from starting its run, or delayed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The same content, path or key was handled before.
    Once,
    /// A newer event of its key took its place.
    Debounced,
    /// It ran together with others.
    Batched,
    /// More runs than the trigger's rate allows.
    RateLimited,
    /// The trigger's schedule was closed.
    OutsideSchedule,
    /// A run of its key was at work.
    AlreadyRunning,
    /// A newer run of its key took its place.
    Replaced,
    /// More events at once than a person expects.
    Flood,
    /// Found after the app was off.
    CatchUp,
    /// Its source is paused.
    Paused,
    /// The workflow causes its own events.
    Loop,
    /// The trigger touched too many files.
    Brake,
    /// A person said that it need not run.
    Dismissed,
    /// The trigger was turned off or deleted while it waited.
    Off,
    /// Its workflow is not there any more.
    NoWorkflow,
}

impl ReasonCode {
    /// Its name outside.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Debounced => "debounced",
            Self::Batched => "batched",
            Self::RateLimited => "rate_limited",
            Self::OutsideSchedule => "outside_schedule",
            Self::AlreadyRunning => "already_running",
            Self::Replaced => "replaced",
            Self::Flood => "flood",
            Self::CatchUp => "catch_up",
            Self::Paused => "paused",
            Self::Loop => "loop",
            Self::Brake => "brake",
            Self::Dismissed => "dismissed",
            Self::Off => "off",
            Self::NoWorkflow => "no_workflow",
        }
    }
}

/// Why, in full; stored beside the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// For programs.
    pub code: ReasonCode,
    /// For people.
    pub text: String,
    /// The event that stands for this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin_event_id: Option<String>,
    /// The run that stands for this one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin_run_id: Option<String>,
    /// When it goes on by itself, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What led to it, first cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<String>,
    /// Of a loop: the folder that its workflow writes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

impl Reason {
    /// A reason that points at nothing.
    #[must_use]
    pub fn new(code: ReasonCode, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
            twin_event_id: None,
            twin_run_id: None,
            until: None,
            chain: Vec::new(),
            folder: None,
        }
    }

    /// Points at the event and the run that stand for this one.
    #[must_use]
    pub fn twin(mut self, event: Option<String>, run: Option<String>) -> Self {
        self.twin_event_id = event;
        self.twin_run_id = run;
        self
    }

    /// Says when it goes on by itself.
    #[must_use]
    pub fn until(mut self, at: Millis) -> Self {
        self.until = Some(crate::time::rfc3339(at));
        self
    }
}
