//! Events: the envelope a sender writes, the event that is stored, and why one is refused.

use crate::ids::{EventId, RunId};
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A JSON object.
pub type Object = Map<String, Value>;

/// What a sender writes: the quick start's event data structure. Unknown fields are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Event type declared by the source.
    pub event_type: String,
    /// Source id; may come in `metadata.source` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The payload.
    #[serde(default)]
    pub data: Object,
    /// Idempotency key: same source and key, one event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Shorthand of `metadata.user_id`, as `emit_event(user_id=…)` sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The step of a run from within which it is sent, as that step's program finds it in `PRAMA_CAUSED_BY`: [`Cause`] as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<String>,
    /// Who, when, and anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// The envelope's metadata.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Source id, when it is not on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it happened, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Who caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_data: Option<Object>,
}

impl Envelope {
    /// The source, on top or in metadata. `Err` holds both when they differ.
    pub fn source_id(&self) -> Result<Option<&str>, (&str, &str)> {
        let inner = self.metadata.as_ref().and_then(|m| m.source.as_deref());
        match (self.source.as_deref(), inner) {
            (Some(a), Some(b)) if a != b => Err((a, b)),
            (a, b) => Ok(a.or(b)),
        }
    }

    /// Who caused it, from either place.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user_id.as_deref().or_else(|| self.metadata.as_ref().and_then(|m| m.user_id.as_deref()))
    }

    /// SHA-256 over what must be equal for two events with one key: type, source and data, with object keys sorted.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest_with(&self.data)
    }

    /// The same with other content in place of the data: what stays equal when the same thing is told again.
    #[must_use]
    pub fn digest_with(&self, content: &Object) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.event_type.as_bytes());
        hash.update([0]);
        hash.update(self.source_id().ok().flatten().unwrap_or_default().as_bytes());
        hash.update([0]);
        hash_object(content, &mut hash);
        hash.finalize().into()
    }
}

fn hash_object(object: &Object, hash: &mut Sha256) {
    let mut keys: Vec<_> = object.keys().collect();
    keys.sort_unstable();
    hash.update(b"{");
    for key in keys {
        hash.update((key.len() as u64).to_le_bytes());
        hash.update(key.as_bytes());
        hash_value(&object[key], hash);
    }
    hash.update(b"}");
}

fn hash_value(value: &Value, hash: &mut Sha256) {
    match value {
        Value::Object(o) => hash_object(o, hash),
        Value::Array(items) => {
            hash.update(b"[");
            items.iter().for_each(|v| hash_value(v, hash));
            hash.update(b"]");
        }
        other => {
            hash.update(other.to_string().as_bytes());
            hash.update(b",");
        }
    }
}

/// A stored event, accepted or set aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Source id.
    pub source: String,
    /// Event type.
    pub event_type: String,
    /// What a person calls it: the file name or the type's key field.
    pub subject: String,
    /// When it happened, as the sender says.
    pub time_ms: Millis,
    /// When it was received.
    pub received_ms: Millis,
    /// Who caused it.
    pub user_id: Option<String>,
    /// Idempotency key.
    pub key: Option<String>,
    /// The payload.
    pub data: Object,
    /// Free metadata.
    pub additional_data: Option<Object>,
    /// How many events and runs stand before it in its causation chain.
    pub depth: u32,
    /// The event that it repeats.
    #[serde(default)]
    pub replay_of: Option<EventId>,
    /// The run whose doing it tells of.
    #[serde(default)]
    pub caused_by: Option<Cause>,
    /// Why it was set aside, for a rejected one.
    pub rejection: Option<crate::Problem>,
    /// What is wrong with one that was accepted all the same.
    #[serde(default)]
    pub flag: Option<crate::Problem>,
}

impl Event {
    /// What expressions see as `event`.
    #[must_use]
    pub fn scope(&self) -> Value {
        serde_json::json!({
            "id": self.id, "source": self.source, "type": self.event_type, "subject": self.subject,
            "time": crate::time::rfc3339(self.time_ms), "user_id": self.user_id, "data": self.data,
        })
    }
}

/// What led to an event inside the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The run.
    pub run: RunId,
    /// Position of the step in its workflow; absent: the run as a whole.
    pub step: Option<u32>,
}

/// The run's id, and after a slash the position of its step.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Some(step) => write!(f, "{}/{step}", self.run),
            None => self.run.fmt(f),
        }
    }
}

/// The text names no cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no run and step")]
pub struct NoCause;

impl FromStr for Cause {
    type Err = NoCause;

    fn from_str(text: &str) -> Result<Self, NoCause> {
        let (run, step) = text.split_once('/').map_or((text, None), |(run, step)| (run, Some(step)));
        let step = step.map(str::parse).transpose().map_err(|_| NoCause)?;
        Ok(Self { run: run.parse().map_err(|_| NoCause)?, step })
    }
}

/// The field of a payload by which a person knows the event: the first of some well-known names that is a short text,
/// else the first text, else the event type.
#[must_use]
pub fn subject(event_type: &str, data: &Object) -> String {
    const NAMES: [&str; 8] =
        ["filename", "file_name", "subject", "title", "name", "workflow_name", "path", "document_id"];
    let named = NAMES.iter().find_map(|n| data.get(*n).and_then(Value::as_str));
    let any = || {
        data.iter().find_map(|(k, v)| match v {
            Value::String(s) if !s.is_empty() && (k.ends_with("_id") || s.len() <= 80) => Some(s.as_str()),
            _ => None,
        })
    };
    let text = named.filter(|s| !s.is_empty()).or_else(any).unwrap_or(event_type);
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn envelope(v: Value) -> Envelope {
        serde_json::from_value(v).unwrap()
    }

    #[test]
    fn source_may_stand_in_either_place_but_not_differ() {
        assert_eq!(envelope(json!({"event_type":"t","source":"a"})).source_id(), Ok(Some("a")));
        assert_eq!(envelope(json!({"event_type":"t","metadata":{"source":"a"}})).source_id(), Ok(Some("a")));
        assert_eq!(
            envelope(json!({"event_type":"t","source":"a","metadata":{"source":"b"}})).source_id(),
            Err(("a", "b"))
        );
    }

    #[test]
    fn digest_ignores_key_order_and_sees_values() {
        let a = envelope(json!({"event_type":"t","source":"s","data":{"x":1,"y":{"a":[1,2],"b":"c"}}}));
        let b = envelope(json!({"event_type":"t","source":"s","data":{"y":{"b":"c","a":[1,2]},"x":1}}));
        let c = envelope(json!({"event_type":"t","source":"s","data":{"x":1,"y":{"a":[12],"b":"c"}}}));
        assert_eq!(a.digest(), b.digest());
        assert_ne!(a.digest(), c.digest());
    }

    #[test]
    fn subject_prefers_the_file_name() {
        let data = json!({"file_path":"/x/a.pdf","filename":"a.pdf"});
        assert_eq!(subject("t", data.as_object().unwrap()), "a.pdf");
        assert_eq!(subject("t", &Object::new()), "t");
    }
}
