//! Workflows and step types on the wire, and inputs into definitions.

use crate::wire::{OnError, Retry, Step, StepType, Touches, WorkflowInput, WorkflowRevision};
use prama_engine::runner::{Spec, Touch};
use prama_engine::store::workflows::Workflow as Row;
use prama_model::ids::slug;
use prama_model::time::rfc3339;
use prama_model::workflow as model;

pub(crate) fn step(s: model::Step) -> Step {
    Step {
        id: s.id,
        kind: s.kind,
        name: s.name,
        inputs: s.inputs,
        timeout_s: s.timeout_s,
        retry: s.retry.map(|r| Retry {
            max_attempts: r.max_attempts,
            delay_s: r.delay_s,
            backoff: r.backoff,
        }),
        on_error: s.on_error.map(|e| match e {
            model::OnError::Stop => OnError::Stop,
            model::OnError::Continue => OnError::Continue,
        }),
        condition: s.condition,
    }
}

pub(crate) fn step_definition(s: Step) -> model::Step {
    model::Step {
        id: s.id,
        kind: s.kind,
        name: s.name,
        inputs: s.inputs,
        timeout_s: s.timeout_s,
        retry: s.retry.map(|r| model::Retry {
            max_attempts: r.max_attempts,
            delay_s: r.delay_s,
            backoff: r.backoff,
        }),
        on_error: s.on_error.map(|e| match e {
            OnError::Stop => model::OnError::Stop,
            OnError::Continue => model::OnError::Continue,
        }),
        condition: s.condition,
    }
}

/// The definition that an input spells; without an id, one is made from the name.
pub(crate) fn definition(input: WorkflowInput) -> model::Definition {
    model::Definition {
        id: input.id.filter(|id| !id.is_empty()).unwrap_or_else(|| slug(&input.name)),
        name: input.name,
        description: input.description.filter(|d| !d.is_empty()),
        steps: input.steps.into_iter().map(step_definition).collect(),
    }
}

pub(crate) fn revision(row: Row) -> WorkflowRevision {
    WorkflowRevision {
        revision: row.revision,
        created_at: rfc3339(row.updated_ms),
        name: row.definition.name,
        description: row.definition.description,
        steps: row.definition.steps.into_iter().map(step).collect(),
    }
}

pub(crate) fn step_type(spec: &Spec) -> StepType {
    let owned = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
    let touches: Vec<_> = spec.touches.iter().map(touch).collect();
    StepType {
        kind: spec.kind.to_owned(),
        title: spec.title.to_owned(),
        description: spec.description.to_owned(),
        keywords: owned(spec.keywords),
        touches: if touches.is_empty() { vec![Touches::Nothing] } else { touches },
        at_most_once: spec.at_most_once,
        inputs: spec.inputs.clone(),
        outputs: spec.outputs.clone(),
        example: spec.example.clone(),
    }
}

fn touch(touch: &Touch) -> Touches {
    match touch {
        Touch::FilesRead => Touches::FilesRead,
        Touch::FilesWrite => Touches::FilesWrite,
        Touch::Network => Touches::Network,
        Touch::Process => Touches::Process,
        Touch::Screen => Touches::Screen,
        Touch::Events => Touches::Events,
    }
}
