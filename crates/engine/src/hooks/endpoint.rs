//! A call to the `webhookEndpoint` of a manifest: the event of that source that it means. Nobody signs it.

use super::receive::{self, Reason};
use super::{Call, Hooks};
use crate::ingest::{Incoming, Origin};
use crate::registry::SourceSpec;
use prama_model::Problem;
use prama_model::event::{Envelope, Object};
use serde_json::Value;

/// The type that takes any call.
const ANY: &str = "webhook_received";

impl Hooks {
    /// In this order: a body that is an event of the source is that event; a source with `webhook_received` gets the whole
    /// call; one with a single type gets the body as its data.
    pub(super) fn endpoint_event(
        &self,
        spec: &SourceSpec,
        path: &str,
        call: &Call,
    ) -> Result<Box<Incoming>, Reason> {
        if call.method != "POST" {
            return Err(receive::wrong_method(&call.method, "POST"));
        }
        if call.is_from_a_page() {
            return Err(receive::from_a_page());
        }
        let body = call.body_value().map_err(|()| receive::too_large())?;
        let identity = receive::content(call, &body);
        let mut envelope = match written(&body, spec) {
            Some(envelope) => envelope,
            None => {
                let (event_type, data) = self.implied(spec, path, call, body)?;
                Envelope { event_type, data, ..Envelope::default() }
            }
        };
        let id = envelope.key.take().or_else(|| receive::delivery_of_unsigned(call));
        envelope.key = id.map(|id| receive::key(path, &id));
        let origin = Origin::Source(spec.id().to_owned());
        Ok(Box::new(Incoming { identity: Some(identity), ..Incoming::new(envelope, origin) }))
    }

    fn implied(
        &self,
        spec: &SourceSpec,
        path: &str,
        call: &Call,
        body: Value,
    ) -> Result<(String, Object), Reason> {
        if spec.types.contains_key(ANY) {
            let data = call.describe(path, &spec.manifest.name, body, false, self.clock.now_ms());
            return Ok((ANY.to_owned(), data));
        }
        let mut types = spec.types.keys();
        let (Some(only), None) = (types.next(), types.next()) else { return Err(no_type(spec)) };
        let data = match body {
            Value::Object(data) => data,
            Value::Null => Object::new(),
            other => Object::from_iter([("body".to_owned(), other)]),
        };
        Ok((only.clone(), data))
    }
}

/// A body that is an event envelope of a declared type.
fn written(body: &Value, spec: &SourceSpec) -> Option<Envelope> {
    let event_type = body.get("event_type")?.as_str()?;
    if !spec.types.contains_key(event_type) || !body.get("data").is_none_or(Value::is_object) {
        return None;
    }
    serde_json::from_value(body.clone()).ok()
}

fn no_type(spec: &SourceSpec) -> Reason {
    let types: Vec<_> = spec.manifest.event_types.iter().map(|t| t.name.as_str()).collect();
    let detail = format!("{} declares several types: {}.", spec.manifest.name, types.join(", "));
    let problem = Problem::new("HOOK-008", "The call doesn't say which event it is.", detail);
    ("type", Box::new(problem.fix("Send {\"event_type\": \"…\", \"data\": {…}}.")))
}
