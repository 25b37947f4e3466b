//! `event.emit`: makes an event, which may start other workflows.

use super::check::typed;
use crate::ingest::{Incoming, Origin, Refused};
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::event::{Envelope, Object};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) struct EventEmit {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    source: String,
    event_type: String,
    #[serde(default)]
    data: Object,
    user_id: Option<String>,
}

impl EventEmit {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "event.emit",
            title: "Emit an event",
            description: "Makes an event of a source; triggers that listen to it start their workflows.",
            keywords: &["trigger", "chain", "send", "start workflow", "publish"],
            touches: &[Touch::Events],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["source", "event_type"],
                "x-order": ["source", "event_type", "data", "user_id"],
                "properties": {
                    "source": { "type": "string", "minLength": 1, "title": "Source", "description": "Id of the event source, exactly as in its plugin.json." },
                    "event_type": { "type": "string", "minLength": 1, "title": "Event type", "description": "An event type that the source declares." },
                    "data": { "type": "object", "title": "Data", "description": "The event's payload.", "default": {} },
                    "user_id": { "type": "string", "title": "User", "description": "Who the event is attributed to." }
                }
            }),
            outputs: json!({
                "type": "object",
                "properties": {
                    "event_id": { "type": "string", "title": "Event id" },
                    "runs": { "type": "array", "title": "Runs", "description": "Ids of the runs it started.", "items": { "type": "string" } }
                }
            }),
            example: json!({ "source": "my-timer", "event_type": "timer_fired", "data": { "timer_id": "daily", "fired_at": "${{ event.time }}" } }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for EventEmit {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let shown = format!("{} from {}", input.event_type, input.source);
        let envelope = Envelope {
            event_type: input.event_type,
            source: Some(input.source),
            data: input.data,
            // A second attempt carries the same key and is answered with the first one's event.
            key: Some(context.key.clone()),
            user_id: input.user_id,
            ..Envelope::default()
        };
        let origin = Origin::Step { run: context.run, step: context.step_index, depth: context.depth };
        let ack =
            context.sink.ingest(Incoming::new(envelope, origin)).await.map_err(|refused| match refused {
                Refused::Rejected { problem, .. } => StepError::fatal(*problem),
                Refused::Unavailable { problem, .. } => StepError::passing(*problem),
            })?;
        let runs: Vec<String> = ack.runs.iter().map(|r| r.run_id.to_string()).collect();
        let count = if runs.len() == 1 { "1 run".to_owned() } else { format!("{} runs", runs.len()) };
        context.log.info(format!("emitted {shown}: {count} started"));
        let mut output = Object::new();
        output.insert("event_id".into(), ack.event_id.to_string().into());
        output.insert("runs".into(), Value::from(runs));
        Ok(output)
    }
}
