//! `data.set`: names computed values, so that later steps can use them.

use super::check::typed;
use crate::runner::step::{Spec, StepContext, StepError, StepType};
use async_trait::async_trait;
use prama_model::event::Object;
use serde::Deserialize;
use serde_json::json;

pub(super) struct DataSet {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    values: Object,
}

impl DataSet {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "data.set",
            title: "Set values",
            description: "Computes values with expressions and gives them names for later steps.",
            keywords: &["variable", "compute", "calculate", "transform", "map", "rename"],
            touches: &[],
            at_most_once: false,
            instant: true,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["values"],
                "properties": {
                    "values": {
                        "type": "object", "title": "Values",
                        "description": "Names and their values; later steps read them as ${{ steps.<id>.<name> }}."
                    }
                }
            }),
            outputs: json!({ "type": "object", "description": "The values by their names.", "additionalProperties": true }),
            example: json!({ "values": { "target": "${{ event.data.filename + \".txt\" }}", "long": "${{ steps.text.pages > 10 }}" } }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for DataSet {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, _context: &StepContext, input: Object) -> Result<Object, StepError> {
        Ok(typed::<Input>(&self.spec, input)?.values)
    }
}
