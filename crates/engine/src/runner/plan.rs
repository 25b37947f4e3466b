//! A workflow revision, compiled: every input mapping and condition ready to be expanded.

use prama_model::event::Object;
use prama_model::expr::{ExprError, Mapping, Program, Scope};
use prama_model::workflow::{OnError, Step};
use prama_store::workflows::Workflow;

/// A compiled workflow revision.
#[derive(Debug)]
pub struct Plan {
    /// Row number of the workflow.
    pub workflow_n: i64,
    /// The revision.
    pub revision: i64,
    /// The workflow's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<PlanStep>,
}

/// A compiled step.
#[derive(Debug)]
pub struct PlanStep {
    /// As defined.
    pub step: Step,
    inputs: Result<Vec<(String, Mapping)>, ExprError>,
    condition: Option<Result<Program, ExprError>>,
}

impl Plan {
    /// Compiles; what cannot be compiled fails when its step is reached, with the reason.
    #[must_use]
    pub fn new(workflow: &Workflow) -> Self {
        Self {
            workflow_n: workflow.n,
            revision: workflow.revision,
            id: workflow.definition.id.clone(),
            name: workflow.definition.name.clone(),
            steps: workflow.definition.steps.iter().map(PlanStep::new).collect(),
        }
    }

    /// How many steps.
    #[must_use]
    pub fn steps_total(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }
}

impl PlanStep {
    /// Compiles one step.
    #[must_use]
    pub fn new(step: &Step) -> Self {
        Self {
            inputs: step.inputs.iter().map(|(k, v)| Ok((k.clone(), Mapping::compile(v)?))).collect(),
            condition: step.condition.as_deref().map(condition),
            step: step.clone(),
        }
    }

    /// The inputs in a scope.
    pub fn expand(&self, scope: &Scope) -> Result<Object, ExprError> {
        let inputs = self.inputs.as_ref().map_err(Clone::clone)?;
        inputs.iter().map(|(k, m)| Ok((k.clone(), m.expand(scope)?))).collect()
    }

    /// Whether the step's `if` holds; true without one.
    pub fn wanted(&self, scope: &Scope) -> Result<bool, ExprError> {
        match &self.condition {
            None => Ok(true),
            Some(program) => {
                let program = program.as_ref().map_err(Clone::clone)?;
                let value = program.evaluate(scope)?;
                value.as_bool().ok_or_else(|| ExprError::Evaluation {
                    source_text: program.source().to_owned(),
                    message: format!("the condition of a step is true or false, this is {value}"),
                })
            }
        }
    }

    /// Whether the run goes on when the step fails for good.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.step.on_error == Some(OnError::Continue)
    }
}

/// `if` may be written with or without `${{ }}`.
fn condition(text: &str) -> Result<Program, ExprError> {
    let text = text.trim();
    let bare = text.strip_prefix("${{").and_then(|t| t.strip_suffix("}}")).unwrap_or(text);
    Program::compile(bare)
}
