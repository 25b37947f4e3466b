//! One event judged by a draft without being stored: as someone wrote it, or as its source would send it for a file.

use super::Triggers;
use crate::error::EngineError;
use crate::ingest::{Origin, check};
use crate::registry::drivers::folder::sample::{NoSample, Sample, sample};
use prama_model::Problem;
use prama_model::condition::{Compiled, Explained, Facts};
use prama_model::event::{Envelope, Event, Object, subject};
use prama_model::manifest;
use prama_model::trigger::Definition;
use serde_json::Value;
use std::path::PathBuf;

/// An event that is not stored.
#[derive(Debug, Clone)]
pub enum Given {
    /// Its data, or a whole envelope.
    Object(Object),
    /// The same as text.
    Text(String),
    /// A file that it would tell of.
    File(PathBuf),
}

/// What a draft says of it.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// What a person calls it.
    pub subject: String,
    /// Its data; absent when they cannot be read.
    pub data: Option<Object>,
    /// Why it would be refused, or would not come: then no trigger is asked.
    pub problem: Option<Problem>,
    /// Whether it would come in and match.
    pub matched: bool,
    /// The leaf that stops it.
    pub failed_leaf: Option<String>,
    /// The condition tree, judged also where the event would be refused.
    pub explanation: Option<Explained>,
}

/// The event's own type and source, where it names them.
struct Read {
    data: Object,
    event_type: Option<String>,
    source: Option<String>,
    problem: Option<Problem>,
}

impl Triggers {
    /// Judges an event that is not stored. Starts nothing, keeps nothing.
    pub async fn judge(&self, draft: &Definition, given: Given) -> Result<Judgement, EngineError> {
        let compiled = Compiled::new(draft.conditions.as_ref()).map_err(|errors| EngineError::Invalid {
            code: "TRG-001",
            title: "This draft can't judge anything yet.".into(),
            errors,
        })?;
        let read = match given {
            Given::Object(object) => Ok(read(object)),
            Given::Text(text) => manifest::object(&text).map(read).map_err(|e| {
                Problem::new(
                    "EVT-012",
                    format!(
                        "The JSON stops being valid at line {}, column {}: {}.",
                        e.line, e.column, e.what
                    ),
                    "There is no event to judge yet.",
                )
                .place(format!("{}:{}", e.line, e.column))
                .fix("Correct the JSON there, or take a stored event.")
            }),
            Given::File(path) => self.told(draft, path).await,
        };
        let read = match read {
            Ok(read) => read,
            Err(problem) => return Ok(Judgement { problem: Some(problem), ..Judgement::default() }),
        };
        let problem = self.refusal(draft, &read).or(read.problem);
        let now = self.clock.now_ms();
        let event = Event {
            id: self.clock.event_id(),
            source: draft.source.clone(),
            event_type: draft.event_type.clone(),
            subject: subject(&draft.event_type, &read.data),
            time_ms: now,
            received_ms: now,
            user_id: None,
            key: None,
            data: read.data,
            additional_data: None,
            depth: 0,
            replay_of: None,
            caused_by: None,
            rejection: None,
            flag: None,
        };
        let facts = Facts::of(&event);
        let stopped = compiled.judge(&facts).err().map(|stop| stop.leaf.to_owned());
        let explanation = compiled.explain(&facts);
        Ok(Judgement {
            matched: problem.is_none() && stopped.is_none(),
            problem,
            failed_leaf: stopped,
            explanation,
            subject: event.subject,
            data: Some(event.data),
        })
    }

    /// Why the event would be refused when it came, or would not be asked of this draft.
    fn refusal(&self, draft: &Definition, read: &Read) -> Option<Problem> {
        let source = read.source.clone().unwrap_or_else(|| draft.source.clone());
        let event_type = read.event_type.clone().unwrap_or_else(|| draft.event_type.clone());
        let envelope = Envelope {
            event_type: event_type.clone(),
            source: Some(source.clone()),
            data: read.data.clone(),
            ..Envelope::default()
        };
        let origin = Origin::Source(source.clone());
        if let Err(problem) = check::admit(&envelope, &source, &origin, 0, &self.registry) {
            return Some(*problem);
        }
        if (source.as_str(), event_type.as_str()) == (draft.source.as_str(), draft.event_type.as_str()) {
            return None;
        }
        Some(
            Problem::new(
                "EVT-013",
                format!("Waiting for `{}` from `{}`.", draft.event_type, draft.source),
                format!("This event is `{event_type}` from `{source}`, so this trigger is not asked."),
            )
            .place(if source == draft.source { "/event_type" } else { "/source" })
            .fix("Test with an event of the trigger's own source and type, or choose this one's in the trigger."),
        )
    }

    /// The event that the draft's source would send for a file.
    async fn told(&self, draft: &Definition, path: PathBuf) -> Result<Read, Problem> {
        let name = self.registry.snapshot().source(&draft.source).map(|s| s.manifest.name.clone());
        let name = name.unwrap_or_else(|| draft.source.clone());
        let view = self.registry.view(&draft.source);
        let base = view.as_ref().and_then(|v| v.spec.as_ref()).map(|s| s.base().to_owned());
        let config = view.map(|v| v.config).unwrap_or_default();
        let (source, event_type) = (draft.source.clone(), draft.event_type.clone());
        let (now, file) = (self.clock.now_ms(), path.clone());
        let work = tokio::task::spawn_blocking(move || {
            sample(&base.unwrap_or_default(), &source, &event_type, &config, &file, now)
        });
        let nothing = "There is no event to judge yet.";
        match work.await {
            Ok(Ok(Sample { data, watched })) => Ok(Read {
                data,
                event_type: None,
                source: None,
                problem: (!watched).then(|| {
                    Problem::new(
                        "FIL-012",
                        format!("{name} would not tell of this file."),
                        "It lies outside the watched folders, or their patterns leave it out.",
                    )
                    .fix("Move it into a watched folder, or change the source's configuration.")
                }),
            }),
            Ok(Err(NoSample::Unread(why))) => {
                let title = format!("\"{}\" can't be read: {why}.", path.display());
                Err(Problem::new("FIL-010", title, nothing).fix("Choose a file that is there."))
            }
            Ok(Err(NoSample::NotOfFiles)) | Err(_) => {
                let title = format!("{name} sends no `{}` for a file.", draft.event_type);
                Err(Problem::new("FIL-011", title, nothing)
                    .fix("Test with a past event, or with the event's JSON."))
            }
        }
    }
}

/// An object that has `event_type` and `data` is a whole envelope, as an event's raw view shows it; otherwise it is the data.
fn read(mut object: Object) -> Read {
    let text = |object: &Object, key: &str| object.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
    let event_type = text(&object, "event_type");
    match (event_type, object.remove("data")) {
        (Some(event_type), Some(Value::Object(data))) => {
            Read { event_type: Some(event_type), source: text(&object, "source"), data, problem: None }
        }
        (_, data) => {
            if let Some(data) = data {
                object.insert("data".to_owned(), data);
            }
            Read { data: object, event_type: None, source: None, problem: None }
        }
    }
}
