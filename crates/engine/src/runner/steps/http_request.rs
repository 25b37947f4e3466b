//! `http.request`: sends one HTTP request and gives the answer.

use super::check::{field, typed};
use super::http_client::{clients, is_own, literal_is_public};
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::Object;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Response, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The largest answer, in bytes.
const ANSWER_MAX_BYTES: usize = 10 << 20;
/// Redirects followed.
const REDIRECTS_MAX: usize = 10;

pub(super) struct HttpRequest {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    method: Option<String>,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    timeout_s: Option<f64>,
    ok_statuses: Option<Vec<u16>>,
}

/// A request as it stands at one hop.
struct Hop {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    named: bool,
}

impl HttpRequest {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "http.request",
            title: "Send an HTTP request",
            description: "Calls a web address and keeps the answer.",
            keywords: &["web", "api", "webhook", "rest", "post", "get", "download", "url", "json"],
            touches: &[Touch::Network],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["url"],
                "x-order": ["method", "url", "headers", "body", "timeout_s", "ok_statuses"],
                "properties": {
                    "method": { "type": "string", "enum": ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], "default": "GET", "title": "Method", "description": "What to do there." },
                    "url": { "type": "string", "format": "uri", "x-fixed-host": true, "title": "Address", "description": "http:// or https:// address. The host is written out; expressions may stand after it." },
                    "headers": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] }, "title": "Headers", "description": "More request headers." },
                    "body": { "type": ["string", "object", "array", "number", "boolean"], "format": "multiline", "title": "Body", "description": "A text is sent as it is; anything else as JSON." },
                    "timeout_s": { "type": "number", "minimum": 0.1, "maximum": 600, "default": 30, "title": "Time-out", "description": "Seconds to wait for the whole answer." },
                    "ok_statuses": { "type": "array", "items": { "type": "integer", "minimum": 100, "maximum": 599 }, "minItems": 1, "title": "Good statuses", "description": "Statuses that count as success; 200 to 299 when empty." }
                }
            }),
            outputs: json!({
                "type": "object",
                "properties": {
                    "status": { "type": "integer", "title": "Status" },
                    "headers": { "type": "object", "title": "Headers", "description": "By lower-case name." },
                    "body": { "type": "string", "title": "Body" },
                    "json": { "title": "JSON", "description": "The body as a value, when it is JSON." }
                }
            }),
            example: json!({ "method": "POST", "url": "https://example.org/api/documents", "body": { "name": "${{ event.data.filename }}", "pages": "${{ steps.text.pages }}" } }),
        };
        Self { spec }
    }

    fn first_hop(&self, context: &StepContext, input: &Input) -> Result<Hop, StepError> {
        let url = Url::parse(&input.url)
            .map_err(|e| field(&self.spec, "/url", format!("\"url\" isn't a web address: {e}.")))?;
        let method = input.method.as_deref().unwrap_or("GET");
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| field(&self.spec, "/method", "\"method\" isn't one."))?;
        let mut headers = HeaderMap::new();
        if let Ok(key) = HeaderValue::from_str(&context.key) {
            headers.insert("idempotency-key", key);
        }
        let body = match &input.body {
            None => None,
            Some(Value::String(text)) => Some(text.clone().into_bytes()),
            Some(other) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Some(other.to_string().into_bytes())
            }
        };
        for (name, value) in &input.headers {
            let at = format!("/headers/{name}");
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| field(&self.spec, &at, format!("\"{name}\" can't name a header.")))?;
            let value = HeaderValue::from_str(value).map_err(|_| {
                field(&self.spec, &at, "A header can't have line breaks or control characters in it.")
            })?;
            headers.insert(name, value);
        }
        Ok(Hop { method, url, headers, body, named: true })
    }
}

#[async_trait]
impl StepType for HttpRequest {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, mut input: Object) -> Result<Object, StepError> {
        if let Some(Value::Object(headers)) = input.get_mut("headers") {
            for value in headers.values_mut().filter(|v| v.is_number() || v.is_boolean()) {
                *value = value.to_string().into();
            }
        }
        let input: Input = typed(&self.spec, input)?;
        let hop = self.first_hop(context, &input)?;
        let host = hop.url.host_str().unwrap_or_default().to_owned();
        let limit = Duration::from_secs_f64(input.timeout_s.unwrap_or(30.0));
        let exchange = async {
            let response = follow(context, hop).await?;
            read(response, &host).await
        };
        let (status, headers, body) = tokio::select! {
            biased;
            () = context.cancel.cancelled() => {
                return Err(StepError::fatal(Problem::new("STEP-004", "The step was stopped.", "The answer was not waited for.")));
            }
            done = tokio::time::timeout(limit, exchange) => done.unwrap_or_else(|_| Err(slow(&host, limit)))?,
        };
        context.log.info(format!("{host} answered {status}, {} bytes", body.len()));
        let good = input.ok_statuses.map_or(status.is_success(), |ok| ok.contains(&status.as_u16()));
        if !good {
            return Err(bad_status(&host, status, &body));
        }
        Ok(output(status, &headers, &body))
    }
}

async fn follow(context: &StepContext, mut hop: Hop) -> Result<Response, StepError> {
    let clients =
        clients().map_err(|e| refused("HTTP-001", format!("HTTPS could not be set up: {e}."), ""))?;
    for _ in 0..=REDIRECTS_MAX {
        if !matches!(hop.url.scheme(), "http" | "https") {
            let what = format!("\"{}:\" addresses can't be called.", hop.url.scheme());
            return Err(refused("HTTP-004", what, "Use an http:// or https:// address."));
        }
        if is_own(&hop.url, &context.data_dir) {
            return Err(refused(
                "HTTP-004",
                "A workflow can't call Prama itself over HTTP.".into(),
                "Use the step \"Emit an event\" to start another workflow.",
            ));
        }
        if !hop.named && !literal_is_public(&hop.url) {
            return Err(refused(
                "HTTP-004",
                format!("The answer redirects to \"{}\", an address inside a local network.", hop.url),
                "If that is meant, write that address in the step.",
            ));
        }
        let client = if hop.named { &clients.named } else { &clients.public };
        let mut request = client.request(hop.method.clone(), hop.url.clone()).headers(hop.headers.clone());
        if let Some(body) = &hop.body {
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(|e| unreachable(&hop.url, &e))?;
        let Some(next) = redirect(&hop.url, &response) else { return Ok(response) };
        hop.turn(response.status(), next);
    }
    Err(refused(
        "HTTP-004",
        format!("The answer redirected more than {REDIRECTS_MAX} times."),
        "Write the final address in the step.",
    ))
}

impl Hop {
    fn turn(&mut self, status: StatusCode, next: Url) {
        let keeps = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
        if !keeps && self.method != Method::GET && self.method != Method::HEAD {
            self.method = Method::GET;
            self.body = None;
            self.headers.remove(CONTENT_TYPE);
        }
        if self.url.origin() != next.origin() {
            // Headers may hold keys that are meant for the first host only.
            let kind = self.headers.remove(CONTENT_TYPE);
            self.headers.clear();
            if let Some(kind) = kind {
                self.headers.insert(CONTENT_TYPE, kind);
            }
            self.named &= self.url.host_str() == next.host_str();
        }
        self.url = next;
    }
}

fn redirect(from: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    response.headers().get(LOCATION).and_then(|l| l.to_str().ok()).and_then(|l| from.join(l).ok())
}

async fn read(mut response: Response, host: &str) -> Result<(StatusCode, HeaderMap, Vec<u8>), StepError> {
    let too_large = || {
        refused(
            "HTTP-003",
            format!("{host} answered with more than 10 MB."),
            "Ask for less, or download with a command.",
        )
    };
    if response.content_length().is_some_and(|n| n > ANSWER_MAX_BYTES as u64) {
        return Err(too_large());
    }
    let (status, headers, mut body) = (response.status(), response.headers().clone(), Vec::new());
    let url = response.url().clone();
    while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(&url, &e))? {
        if body.len() + chunk.len() > ANSWER_MAX_BYTES {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, headers, body))
}

fn output(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Object {
    let mut named = Object::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let entry = named.entry(name.as_str()).or_insert_with(|| Value::String(String::new()));
        let joined = match entry.as_str() {
            None | Some("") => value.into_owned(),
            Some(before) => format!("{before}, {value}"),
        };
        *entry = joined.into();
    }
    let is_json = headers.get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).is_some_and(|t| t.contains("json"));
    let parsed =
        serde_json::from_slice(body).ok().filter(|v: &Value| is_json || v.is_object() || v.is_array());
    let mut out = Object::new();
    out.insert("status".into(), status.as_u16().into());
    out.insert("headers".into(), named.into());
    out.insert("body".into(), String::from_utf8_lossy(body).into());
    if let Some(json) = parsed {
        out.insert("json".into(), json);
    }
    out
}

fn refused(code: &str, what: String, fix: &str) -> StepError {
    let problem = Problem::new(code, what, "The request was not completed.").place("/url");
    StepError::fatal(if fix.is_empty() { problem } else { problem.fix(fix) })
}

fn unreachable(url: &Url, error: &reqwest::Error) -> StepError {
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        why = inner.to_string();
        cause = inner.source();
    }
    let host = url.host_str().unwrap_or_default();
    StepError::passing(
        Problem::new("HTTP-001", format!("{host} can't be reached: {why}."), "No answer came.")
            .fix("Check the address and the network connection; the step can then be tried again.")
            .place("/url"),
    )
}

fn slow(host: &str, limit: Duration) -> StepError {
    let seconds = limit.as_secs_f64();
    StepError::passing(
        Problem::new(
            "HTTP-005",
            format!("{host} did not answer within {seconds} seconds."),
            "It may have done the work all the same.",
        )
        .fix("Raise \"Time-out\" in the step, or try again later.")
        .place("/timeout_s"),
    )
}

fn bad_status(host: &str, status: StatusCode, body: &[u8]) -> StepError {
    let said: String = String::from_utf8_lossy(body).split_whitespace().collect::<Vec<_>>().join(" ");
    let said =
        if said.is_empty() { "It said nothing more.".to_owned() } else { said.chars().take(300).collect() };
    let fix = match status.as_u16() {
        401 | 403 => "Check the key or password that the request carries.",
        404 => "Check the address.",
        429 => "It asks for fewer requests: let the step be tried again later.",
        500..=599 => "The fault is on that server; let the step be tried again later.",
        _ => "Read what it said. If this status is fine, add it to \"Good statuses\".",
    };
    let problem = Problem::new("HTTP-002", format!("{host} answered {status}."), said).fix(fix).place("/url");
    let retry = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    StepError { problem: Box::new(problem), retryable: retry }
}
