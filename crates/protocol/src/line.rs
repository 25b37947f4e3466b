//! One line from a program: a bare event, a JSON-RPC message, or text that is neither.

use crate::plugin::Request;
use crate::rpc::{Id, RpcError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The longest id of a request: it is held in memory until the answer is read.
const MAX_ID_BYTES: usize = 256;

/// What a line from a program is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A request (with id, wants an answer), a notification (no id), or a bare event (no id).
    Request(Option<Id>, Request),
    /// The answer to one of our pings.
    Answer(Id),
    /// Not JSON: something printed. It goes to the source's log.
    Text(String),
    /// JSON that we do not understand.
    Wrong(Option<Id>, RpcError),
    /// Nothing but white space.
    Blank,
}

/// Reads one line, without its line feed.
#[must_use]
pub fn read_line(line: &str) -> Line {
    let line = line.trim();
    if line.is_empty() {
        return Line::Blank;
    }
    if !line.starts_with('{') {
        return Line::Text(line.to_owned());
    }
    let mut object: Map<String, Value> = match serde_json::from_str(line) {
        Ok(object) => object,
        Err(e) => {
            let message = format!("This line begins like JSON but is not: {e}");
            return Line::Wrong(None, RpcError::new(RpcError::PARSE, message));
        }
    };
    let id = object.remove("id").and_then(|id| serde_json::from_value::<Id>(id).ok());
    if matches!(&id, Some(Id::Text(text)) if text.len() > MAX_ID_BYTES) {
        return wrong(None, RpcError::INVALID_REQUEST, "\"id\" may have at most 256 bytes");
    }
    match object.remove("method") {
        Some(Value::String(method)) => request(id, &method, object.remove("params").unwrap_or_default()),
        Some(_) => wrong(id, RpcError::INVALID_REQUEST, "\"method\" must be a text"),
        None if object.contains_key("event_type") => {
            params(None, "event", Value::Object(object), |p| Request::Event(Box::new(p)))
        }
        None => match id {
            Some(id) if object.contains_key("result") || object.contains_key("error") => Line::Answer(id),
            id => wrong(
                id,
                RpcError::INVALID_REQUEST,
                "Neither an event (no \"event_type\") nor a message (no \"method\")",
            ),
        },
    }
}

fn request(id: Option<Id>, method: &str, value: Value) -> Line {
    match method {
        "initialize" => params(id, method, value, Request::Initialize),
        "event" => params(id, method, value, |p| Request::Event(Box::new(p))),
        "log" => params(id, method, value, Request::Log),
        "status" => params(id, method, value, Request::Status),
        "checkpoint" => match value {
            Value::Object(mut object) if object.contains_key("value") => {
                let value = object.remove("value").unwrap_or_default();
                Line::Request(id, Request::Checkpoint(value))
            }
            _ => wrong(id, RpcError::INVALID_PARAMS, "checkpoint: \"params\" needs \"value\""),
        },
        "ping" => Line::Request(id, Request::Ping),
        other => Line::Request(id, Request::Unknown(other.to_owned())),
    }
}

fn params<T: DeserializeOwned>(
    id: Option<Id>,
    method: &str,
    value: Value,
    make: impl FnOnce(T) -> Request,
) -> Line {
    match serde_json::from_value(value) {
        Ok(params) => Line::Request(id, make(params)),
        Err(e) => wrong(id, RpcError::INVALID_PARAMS, format!("{method}: {e}")),
    }
}

fn wrong(id: Option<Id>, code: i64, message: impl Into<String>) -> Line {
    Line::Wrong(id, RpcError::new(code, message))
}
