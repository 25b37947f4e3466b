//! From a call to what an event says of it: no secrets, and the body as what it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use prama_model::event::Object;
use prama_model::time::{Millis, rfc3339};
use serde_json::{Map, Value, json};

/// How deep a JSON body may nest.
pub const MAX_DEPTH: usize = 64;
/// The longest value of a header that is kept.
const LONGEST_HEADER: usize = 1024;
/// Words in the names of headers and parameters that carry secrets.
const SECRET: [&str; 10] =
    ["auth", "cookie", "signature", "secret", "token", "key", "password", "session", "credential", "code"];

/// A call as the surface read it.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Its path, decoded.
    pub path: String,
    /// Its method, in capitals.
    pub method: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its query parameters.
    pub query: Vec<(String, String)>,
    /// Its body, raw.
    pub body: Bytes,
}

impl Call {
    /// The first header of a lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether a web page made it: browsers say so.
    pub(super) fn is_from_a_page(&self) -> bool {
        ["origin", "sec-fetch-site", "sec-fetch-mode"].iter().any(|name| self.header(name).is_some())
    }

    /// The body where it is JSON; `Err` when it nests too deep.
    pub(super) fn json(&self) -> Result<Option<Value>, ()> {
        let Ok(value) = serde_json::from_slice::<Value>(&self.body) else { return Ok(None) };
        if depth(&value) > MAX_DEPTH { Err(()) } else { Ok(Some(value)) }
    }

    /// The body: JSON, else text, else Base64.
    pub(super) fn body_value(&self) -> Result<Value, ()> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        Ok(match self.json()? {
            Some(value) => value,
            None => match std::str::from_utf8(&self.body) {
                Ok(text) => text.into(),
                Err(_) => STANDARD.encode(&self.body).into(),
            },
        })
    }

    /// What `webhook_received` says.
    pub(super) fn describe(&self, path: &str, name: &str, body: Value, signed: bool, now: Millis) -> Object {
        let encoding = match &body {
            Value::Null => "none",
            Value::String(text) if text.as_bytes() == &*self.body => "text",
            Value::String(_) if std::str::from_utf8(&self.body).is_err() => "base64",
            _ => "json",
        };
        let mut data = Object::new();
        let mut put = |name: &str, value: Value| data.insert(name.to_owned(), value);
        put("path", path.into());
        put("name", name.into());
        put("method", self.method.clone().into());
        put("signed", signed.into());
        put("received_at", rfc3339(now).into());
        put("content_type", json!(self.header("content-type")));
        put("headers", open(&self.headers, LONGEST_HEADER).into());
        put("query", open(&self.query, usize::MAX).into());
        put("body_encoding", encoding.into());
        put("body", body);
        data
    }
}

/// Names and values without those that carry secrets; several values of one name in a list.
fn open(pairs: &[(String, String)], longest: usize) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in pairs {
        let lower = name.to_ascii_lowercase();
        if SECRET.iter().any(|word| lower.contains(word)) || value.len() > longest {
            continue;
        }
        match out.get_mut(name) {
            None => drop(out.insert(name.clone(), value.clone().into())),
            Some(Value::Array(list)) => list.push(value.clone().into()),
            Some(one) => *one = json!([one.clone(), value]),
        }
    }
    out
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(body: &'static [u8]) -> Call {
        let headers = [
            ("content-type", "x"),
            ("authorization", "Bearer s"),
            ("x-hub-signature-256", "s"),
            ("cookie", "s"),
            ("x-api-key", "s"),
            ("webhook-signature", "s"),
            ("x-github-event", "push"),
            ("accept", "a"),
            ("accept", "b"),
        ];
        let pairs =
            |list: &[(&str, &str)]| list.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Call {
            headers: pairs(&headers),
            query: pairs(&[("page", "1"), ("access_token", "s")]),
            body: Bytes::from_static(body),
            ..Call::default()
        }
    }

    #[test]
    fn secrets_stay_outside() {
        let data = Value::Object(call(b"{}").describe("p", "n", json!({}), false, 0));
        assert_eq!(
            data["headers"],
            json!({"content-type": "x", "x-github-event": "push", "accept": ["a", "b"]})
        );
        assert_eq!(data["query"], json!({"page": "1"}));
    }

    #[test]
    fn a_body_is_json_else_text_else_base64() {
        let said = |body: &'static [u8]| {
            let call = call(body);
            let data = call.describe("p", "n", call.body_value().unwrap(), false, 0);
            (data["body"].clone(), data["body_encoding"].clone())
        };
        assert_eq!(said(br#"{"a":[1]}"#), (json!({"a": [1]}), json!("json")));
        assert_eq!(said(br#""text""#), (json!("text"), json!("json")));
        assert_eq!(said(b"a=1&b=2"), (json!("a=1&b=2"), json!("text")));
        assert_eq!(said(&[0xff, 0x00]), (json!("/wA="), json!("base64")));
        assert_eq!(said(b""), (Value::Null, json!("none")));
        assert!(Call { body: "[".repeat(65).into_bytes().into(), ..Call::default() }.body_value().is_ok());
        let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
        assert!(Call { body: deep.into_bytes().into(), ..Call::default() }.body_value().is_err());
    }
}
