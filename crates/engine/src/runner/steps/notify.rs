//! `notify`: shows a notification on this computer.

use super::check::typed;
use crate::clock::{Clock as _, SystemClock};
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::event::Object;
use serde::Deserialize;
use serde_json::json;

pub(super) struct Notify {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    title: String,
    #[serde(default)]
    body: String,
}

impl Notify {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "notify",
            title: "Show a notification",
            description: "Shows a notification on this computer.",
            keywords: &["message", "alert", "popup", "desktop", "remind", "tell"],
            touches: &[Touch::Screen],
            at_most_once: false,
            instant: true,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["title"],
                "x-order": ["title", "body"],
                "properties": {
                    "title": { "type": "string", "minLength": 1, "title": "Title", "description": "The first, bold line." },
                    "body": { "type": "string", "format": "multiline", "title": "Text", "description": "What else it says." }
                }
            }),
            outputs: json!({ "type": "object", "properties": {} }),
            example: json!({ "title": "PDF read", "body": "${{ event.data.filename }} has ${{ steps.text.pages }} pages." }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for Notify {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let Input { title, body } = typed(&self.spec, input)?;
        let (key, run, now) = (context.key.clone(), context.run, SystemClock.now_ms());
        // The key makes a second attempt find the first one's row.
        let stored = context
            .store
            .write(move |tx| prama_store::notifications::insert(tx, &key, &title, &body, run, now))
            .await;
        stored.map_err(|e| StepError::passing(e.problem()))?;
        Ok(Object::new())
    }
}
