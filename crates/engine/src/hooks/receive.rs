//! One call to a configured hook: method, signature, event. A refused one becomes an event as well, within its quota.

use super::attempts::Attempts;
use super::quota::Quota;
use super::{Answer, Call, Hooks, Target};
use crate::ingest::{Incoming, Origin, Refused};
use crate::registry::drivers::webhook::Hook;
use prama_model::Problem;
use prama_model::event::{Envelope, Object};
use prama_model::time::rfc3339;
use prama_model::webhook::{Fault, Scheme, Signed, verify};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{MutexGuard, PoisonError};

/// The longest delivery id that is part of a key as it is.
const LONGEST_ID: usize = 200;

/// Why a call is refused: a word for conditions, and the problem.
pub(super) type Reason = (&'static str, Box<Problem>);

impl Hooks {
    /// Judges a call and stores the event that it becomes; answers after the commit.
    pub async fn receive(&self, target: &Target, call: &Call) -> Answer {
        let refused = match target {
            Target::Hook(hook, context) => match believed(hook, call, self.clock.now_ms()) {
                Ok(delivery) => return self.take(target, hook, &context.source, call, delivery).await,
                Err(reason) => reason,
            },
            Target::Endpoint(spec, path) => match self.endpoint_event(spec, path, call) {
                Ok(incoming) => return self.ingest(target, call, *incoming).await,
                Err(reason) => reason,
            },
        };
        self.refuse(target, call, refused).await
    }

    /// Refuses a call whose body is too large, and was not read.
    pub async fn too_large(&self, target: &Target, call: &Call) -> Answer {
        self.refuse(target, call, too_large()).await
    }

    async fn take(
        &self,
        target: &Target,
        hook: &Hook,
        source: &str,
        call: &Call,
        delivery: Delivery,
    ) -> Answer {
        let Ok(body) = call.body_value() else { return self.refuse(target, call, too_large()).await };
        let signed = hook.scheme != Scheme::None;
        // A provider that signed the same delivery again means the same; of anyone else the content must be the same.
        let identity = if signed { Object::new() } else { content(call, &body) };
        let mut data = call.describe(&hook.path, &hook.name, body, signed, self.clock.now_ms());
        data.insert("delivery_id".to_owned(), json!(delivery.id()));
        let key = delivery.key().map(|id| key(&hook.path, id));
        let attempt = match &delivery {
            Delivery::Signed(signed) => key.clone().map(|key| (key, signed.at_s)),
            Delivery::Unsigned(_) => None,
        };
        let envelope = Envelope { event_type: "webhook_received".into(), data, key, ..Envelope::default() };
        let origin = Origin::Source(source.to_owned());
        let incoming = Incoming { identity: Some(identity), ..Incoming::new(envelope, origin) };
        let Some((key, at_s)) = attempt else { return self.ingest(target, call, incoming).await };
        // Before it is stored, so that of two copies at once one is the replay.
        let known = self.attempts().note(&key, at_s, self.clock.now_ms());
        match self.ingest(target, call, incoming).await {
            Answer::Again(_) if known => self.refuse(target, call, replayed()).await,
            answer @ (Answer::Accepted(_) | Answer::Again(_)) => answer,
            answer => {
                if !known {
                    self.attempts().forget(&key, at_s);
                }
                answer
            }
        }
    }

    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ingest(&self, target: &Target, call: &Call, incoming: Incoming) -> Answer {
        match self.sink.ingest(incoming).await {
            Ok(ack) if ack.duplicate => Answer::Again(ack.event_id),
            Ok(ack) => Answer::Accepted(ack.event_id),
            Err(Refused::Unavailable { problem, retry_after_s }) => Answer::Later { problem, retry_after_s },
            Err(Refused::Rejected { problem, .. }) if problem.code == "EVT-006" => {
                self.refuse(target, call, reused()).await
            }
            // It is kept as it is, with its reason.
            Err(Refused::Rejected { problem, .. }) => Answer::Refused(problem),
        }
    }

    /// Keeps a refused call as an event of its hook's source. Nothing of its body is kept.
    pub(super) async fn refuse(&self, target: &Target, call: &Call, (word, problem): Reason) -> Answer {
        let Target::Hook(hook, context) = target else { return Answer::Refused(problem) };
        let now = self.clock.now_ms();
        let kept = {
            let mut quota = self.quota.lock().unwrap_or_else(PoisonError::into_inner);
            quota.entry(hook.path.clone()).or_insert_with(|| Quota::new(now)).take(now)
        };
        let Some(not_kept) = kept else { return Answer::Refused(problem) };
        let data = json!({
            "path": hook.path, "name": hook.name, "method": call.method, "reason": word, "code": problem.code,
            "detail": problem.detail, "received_at": rfc3339(now), "not_kept_before": not_kept,
        });
        let data = data.as_object().cloned().unwrap_or_default();
        let envelope = Envelope { event_type: "webhook_rejected".into(), data, ..Envelope::default() };
        context.log.warn(format!("/hooks/{}: {} {}", hook.path, problem.title, problem.detail));
        match self.sink.ingest(Incoming::new(envelope, Origin::Source(context.source.clone()))).await {
            Err(Refused::Unavailable { problem, retry_after_s }) => Answer::Later { problem, retry_after_s },
            _ => Answer::Refused(problem),
        }
    }
}

/// Which delivery a believed call is.
enum Delivery {
    /// As its signature says.
    Signed(Signed),
    /// As its sender says, if it does.
    Unsigned(Option<String>),
}

impl Delivery {
    fn id(&self) -> Option<&str> {
        match self {
            Self::Signed(signed) => Some(&signed.delivery),
            Self::Unsigned(id) => id.as_deref(),
        }
    }

    fn key(&self) -> Option<&str> {
        match self {
            Self::Signed(signed) => Some(&signed.key),
            Self::Unsigned(id) => id.as_deref(),
        }
    }
}

/// Whether a call may become an event, and which delivery it is.
fn believed(hook: &Hook, call: &Call, now: i64) -> Result<Delivery, Reason> {
    if !hook.methods.contains(&call.method) {
        return Err(wrong_method(&call.method, &hook.methods.join(", ")));
    }
    if hook.scheme == Scheme::None {
        if call.is_from_a_page() {
            return Err(from_a_page());
        }
        return Ok(Delivery::Unsigned(delivery_of_unsigned(call)));
    }
    match verify(hook.scheme, &hook.secrets, |name| call.header(name), &call.body, now) {
        Ok(Some(signed)) => Ok(Delivery::Signed(signed)),
        Ok(None) => Ok(Delivery::Unsigned(None)),
        Err(fault) => Err(unsigned(&fault)),
    }
}

/// The id under which a sender without a signature says that it repeats a call.
pub(super) fn delivery_of_unsigned(call: &Call) -> Option<String> {
    ["idempotency-key", "webhook-id", "x-github-delivery"]
        .iter()
        .find_map(|name| call.header(name))
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
}

/// What two calls of one delivery id have in common.
pub(super) fn content(call: &Call, body: &Value) -> Object {
    let mut content = Object::new();
    content.insert("method".to_owned(), call.method.clone().into());
    content.insert("body".to_owned(), body.clone());
    content
}

pub(super) fn key(path: &str, delivery: &str) -> String {
    if delivery.len() > LONGEST_ID {
        return format!("{path}:{}", hex::encode(Sha256::digest(delivery)));
    }
    format!("{path}:{delivery}")
}

pub(super) fn wrong_method(method: &str, wanted: &str) -> Reason {
    let problem = Problem::new("HOOK-002", format!("{method} isn't taken here."), "Nothing was started.");
    (
        "method",
        Box::new(
            problem.fix(format!("Call it with {wanted}, or allow the method in the webhook's settings.")),
        ),
    )
}

pub(super) fn from_a_page() -> Reason {
    let detail = "The call comes from a web page in a browser, and this webhook has no signature that could tell whose it is.";
    let problem = Problem::new("HOOK-003", "Web pages may not call this webhook.", detail);
    ("page", Box::new(problem.fix("Call it from a program, or give the webhook a signature.")))
}

fn unsigned(fault: &Fault) -> Reason {
    if matches!(fault, Fault::Stale(_)) {
        let problem = Problem::new("HOOK-005", "The call is too old.", sentence(fault));
        return ("stale", Box::new(problem.fix("Send it anew; compare the clocks of both computers.")));
    }
    let problem = Problem::new("HOOK-004", "The signature isn't right.", sentence(fault));
    (
        "signature",
        Box::new(problem.fix("Set the same secret on both sides, and sign the body as it is sent.")),
    )
}

fn sentence(fault: &Fault) -> String {
    let text = fault.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

fn reused() -> Reason {
    let detail = "Its delivery id was used before for other content.";
    let problem = Problem::new("HOOK-006", "The call repeats an id with other content.", detail);
    ("id_reused", Box::new(problem.fix("Use a new id for new content.")))
}

fn replayed() -> Reason {
    let detail = "This very call, with this signature, was received before. Its event is stored, and was not started again.";
    let problem = Problem::new("HOOK-009", "The call was received before.", detail);
    ("replayed", Box::new(problem.fix("To start its event again, use \"Send again\" on the event's page.")))
}

pub(super) fn too_large() -> Reason {
    let detail = "Its body is larger than 1 MiB or nests more than 64 deep.";
    (
        "too_large",
        Box::new(Problem::new("HOOK-007", "The call is too large.", detail).fix("Send less at once.")),
    )
}
