//! Taking events in: one or several, answered after they are stored.

use crate::extract::Json as Body;
use crate::present::events::answer;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{Problem, ProcessBody, ProcessReply, ProcessResult, ProcessResults};
use axum::Json;
use axum::extract::State;
use futures::future::join_all;
use http::{HeaderMap, StatusCode};
use prama_engine::ingest::{Ack, Incoming, Origin, Refused, Sink};
use prama_model::FieldProblem;
use prama_model::event::Envelope;
use serde_json::Value;

/// Events in one request.
const MAX_EVENTS: usize = 1_000;
pub(super) const KEY: &str = "idempotency-key";

/// Stores an event, matches it, and starts the runs of the triggers that match.
#[utoipa::path(post, path = "/api/events/process", tag = "events", request_body = ProcessBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same source and key: one event. For one event; the same as its field `key`.")),
    responses((status = 202, body = ProcessReply), (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"), (status = 507, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn process(
    State(surface): State<Surface>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<(StatusCode, Json<ProcessReply>), ApiError> {
    let header = headers.get(KEY).map(|v| v.to_str().map(str::to_owned)).transpose();
    let key = header.map_err(|_| wrong("/key", "The Idempotency-Key must be plain text."))?;
    let ingest =
        |envelope| async { surface.engine.ingest().ingest(Incoming::new(envelope, Origin::Api)).await };
    let reply = match body {
        Value::Object(mut object)
            if object.get("events").is_some_and(Value::is_array) && !object.contains_key("event_type") =>
        {
            if key.is_some() {
                return Err(wrong(
                    "/key",
                    "An Idempotency-Key stands for one event. Give each event its own field \"key\".",
                ));
            }
            let Some(Value::Array(events)) = object.remove("events") else {
                return Err(wrong("/events", "A list of events is needed."));
            };
            if events.len() > MAX_EVENTS {
                return Err(wrong("/events", &format!("At most {MAX_EVENTS} events can be sent at once.")));
            }
            let envelopes = events.into_iter().enumerate().map(|(i, v)| envelope(v, &format!("/events/{i}")));
            let results = join_all(envelopes.map(|e| async { Ok(ingest(e?).await) })).await;
            ProcessReply::Many(ProcessResults { results: results.into_iter().map(result).collect() })
        }
        one => {
            let mut envelope = envelope(one, "")?;
            if let Some(key) = key {
                if envelope.key.as_ref().is_some_and(|k| *k != key) {
                    return Err(wrong("/key", "The header Idempotency-Key and the field \"key\" differ."));
                }
                envelope.key = Some(key);
            }
            let named = envelope.source_id().ok().flatten().unwrap_or_default().to_owned();
            match ingest(envelope).await {
                Ok(ack) => ProcessReply::One(answer(ack)),
                Err(Refused::Rejected { event_id, problem }) => {
                    let (problem, _) = surface.engine.ingest().with_others(&named, *problem).await;
                    let problem = Box::new(problem);
                    return Err(Refused::Rejected { event_id, problem }.into());
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

fn result(result: Result<Result<Ack, Refused>, ApiError>) -> ProcessResult {
    match result.and_then(|r| r.map_err(ApiError::from)) {
        Ok(ack) => ProcessResult::Accepted(answer(ack)),
        Err(error) => ProcessResult::Refused(error.into_body()),
    }
}

fn envelope(value: Value, pointer: &str) -> Result<Envelope, ApiError> {
    serde_json::from_value(value).map_err(|e| {
        let what = e.to_string();
        wrong(pointer, &format!("This is not an event: {what}."))
    })
}

fn wrong(pointer: &str, message: &str) -> ApiError {
    ApiError::invalid(message, vec![FieldProblem::at(pointer, message)])
}
