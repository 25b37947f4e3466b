//! What makes an event acceptable; prama_model::texts says why one is not.

use super::Origin;
use crate::registry::{EventTypeSpec, Registry, Snapshot};
use crate::uploads;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use prama_model::event::{Cause, Envelope, Object};
use prama_model::texts::{events as texts, matches::LOOP, values};
use prama_model::{FieldProblem, Problem};
use serde_json::Value;

/// The largest payload, in bytes of JSON.
pub const MAX_DATA_BYTES: usize = 256 * 1024;
/// The longest causation chain of events and runs.
pub const MAX_DEPTH: u32 = 32;
/// Validation errors listed at most.
const MAX_ERRORS: usize = 20;

/// Which source the envelope names; wrong when none, two different ones, or not the sender's own.
pub(crate) fn source_id(envelope: &Envelope, origin: &Origin) -> Result<String, Box<Problem>> {
    let named = envelope.source_id().map_err(|(top, inner)| {
        Problem::new(
            "EVT-007",
            format!("The event names two sources: `{top}` on top and `{inner}` in metadata."),
            "The event was kept but can't start anything.",
        )
        .place("/metadata/source")
        .fix("Send one source, or the same in both places.")
    })?;
    if let Origin::Source(own) = origin {
        if named.is_some_and(|n| n != own) {
            return Err(Box::new(
                Problem::new(
                    "EVT-009",
                    format!("The source `{own}` can't send events as `{}`.", named.unwrap_or_default()),
                    "A plug-in sends events under its own id only. The event was kept but can't start anything.",
                )
                .place("/source")
                .fix(format!("Leave \"source\" out, or set it to \"{own}\"."))
                .suggestion(Some(own.clone())),
            ));
        }
        return Ok(own.clone());
    }
    named.filter(|n| !n.is_empty()).map(ToOwned::to_owned).ok_or_else(|| {
        Box::new(
            Problem::new(
                "EVT-008",
                "The event names no source.",
                "The event was kept but can't start anything.",
            )
            .place("/source")
            .fix("Add \"source\": the id of an event source."),
        )
    })
}

/// A file's place and hash are said by the app that stored it: what is sent as JSON imitates no upload.
fn imitates_upload(envelope: &Envelope, source: &str, origin: &Origin) -> Option<Problem> {
    if source != uploads::SOURCE || matches!(origin, Origin::Source(_)) {
        return None;
    }
    let field = ["file_path", "file_hash"].into_iter().find(|field| envelope.data.contains_key(*field))?;
    let detail = "Only POST /api/uploads can say where an uploaded file lies. The event was kept but can't start anything.";
    let fix = format!("Leave \"{field}\" out, or send the file itself.");
    Some(
        Problem::new("UPL-003", format!("An event can't bring `{field}` along."), detail)
            .place(format!("/data/{field}"))
            .fix(fix),
    )
}

/// Checks an event as its source is set to. `Ok` with a problem: it is accepted all the same, flagged.
pub(crate) fn admit(
    envelope: &Envelope,
    source: &str,
    origin: &Origin,
    depth: u32,
    registry: &Registry,
) -> Result<Option<Problem>, Box<Problem>> {
    let snapshot = registry.snapshot();
    match check(envelope, source, origin, depth, &snapshot) {
        Ok(()) => Ok(None),
        Err(problem) if texts::is_unfit(&problem) && registry.accepts_unfit(source) => {
            let name = snapshot.source(source).map_or(source, |s| &s.manifest.name);
            Ok(Some(texts::accepted_unfit(*problem, name)))
        }
        Err(problem) => Err(problem),
    }
}

/// Checks an event against what the sources declare.
pub(crate) fn check(
    envelope: &Envelope,
    source: &str,
    origin: &Origin,
    depth: u32,
    registry: &Snapshot,
) -> Result<(), Box<Problem>> {
    if let Some(problem) = imitates_upload(envelope, source, origin) {
        return Err(Box::new(problem));
    }
    if envelope.caused_by.as_deref().is_some_and(|text| text.parse::<Cause>().is_err()) {
        return Err(Box::new(
            Problem::new(
                "EVT-011",
                "`caused_by` names no run.",
                "It is the id of a run, a slash and the position of its step, as a step's program finds it in PRAMA_CAUSED_BY. The event was kept but can't start anything.",
            )
            .place("/caused_by")
            .fix("Send it as it stands in PRAMA_CAUSED_BY, or leave it out."),
        ));
    }
    if depth > MAX_DEPTH {
        return Err(Box::new(
            Problem::new(
                "EVT-010",
                LOOP,
                format!("The event stands at the end of a chain of {MAX_DEPTH} events and runs, each caused by the one before."),
            )
            .fix("Look at the chain's trigger and make its conditions leave out what the workflow itself causes."),
        ));
    }
    let bytes = serde_json::to_vec(&envelope.data).map_or(usize::MAX, |v| v.len());
    if bytes > MAX_DATA_BYTES {
        return Err(Box::new(
            Problem::new(
                "EVT-005",
                format!("The event's data has {bytes} bytes; {MAX_DATA_BYTES} are allowed."),
                "The event was set aside without its data.",
            )
            .place("/data")
            .fix("Send a path or an id instead of the content."),
        ));
    }
    let Some(spec) = registry.source(source) else {
        let ids: Vec<&str> = registry.ids().collect();
        return Err(Box::new(texts::unknown_source(source, &ids)));
    };
    let Some(event_type) = spec.types.get(&envelope.event_type) else {
        let mut types: Vec<&str> = spec.manifest.event_types.iter().map(|t| t.name.as_str()).collect();
        types.dedup();
        return Err(Box::new(texts::unregistered_type(&envelope.event_type, &spec.manifest.name, &types)));
    };
    if let Some(validator) = &event_type.validator {
        let data = Value::Object(envelope.data.clone());
        if !validator.is_valid(&data) {
            return Err(Box::new(invalid_data(validator, &data, &envelope.data, event_type)));
        }
    }
    Ok(())
}

fn invalid_data(
    validator: &jsonschema::Validator,
    data: &Value,
    object: &Object,
    event_type: &EventTypeSpec,
) -> Problem {
    let label = &event_type.def.label;
    let mut missing = None;
    let mut errors = Vec::new();
    for error in validator.iter_errors(data).take(MAX_ERRORS) {
        let at = error.instance_path().to_string();
        let field = field_name(&at);
        let problem = match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let what = described(event_type, name);
                missing = missing.or_else(|| Some((name.to_owned(), what.clone())));
                FieldProblem::at(format!("{at}/{name}"), texts::missing(name, &what))
            }
            ValidationErrorKind::Type { kind } => FieldProblem::at(
                &at,
                texts::wrong_type(&field, &type_words(kind), &values::value_words(error.instance())),
            ),
            ValidationErrorKind::Format { format } => {
                let should_be = format!("a {}", values::format_words(format));
                FieldProblem::at(
                    &at,
                    texts::wrong_type(&field, &should_be, &values::value_words(error.instance())),
                )
            }
            _ => FieldProblem::at(&at, format!("`{field}`: {error}.")),
        };
        errors.push(problem);
    }
    let place = errors.first().map(|e| format!("/data{}", e.pointer)).unwrap_or_default();
    let problem = match missing {
        Some((name, what)) => texts::missing_field(label, &name, &what, object.keys().map(String::as_str)),
        None => texts::wrong_data(label, errors.first().map(|e| e.message.clone())),
    };
    problem.place(place).errors(errors)
}

fn field_name(pointer: &str) -> String {
    let name = pointer.trim_start_matches('/').replace('/', ".");
    if name.is_empty() { "data".to_owned() } else { name }
}

fn described(event_type: &EventTypeSpec, field: &str) -> String {
    let schema = event_type.def.schema.as_ref().and_then(|s| s.pointer(&format!("/properties/{field}")));
    let text = |key: &str| schema.and_then(|s| s.get(key)).and_then(Value::as_str);
    match (text("format"), text("type")) {
        (Some(format), _) => values::format_words(format).to_owned(),
        (None, Some(kind)) => values::kind_words(kind).to_owned(),
        _ => "any value".to_owned(),
    }
}

fn type_words(kind: &TypeKind) -> String {
    let one = |name: String| values::should_be(&name).to_owned();
    match kind {
        TypeKind::Single(t) => one(t.to_string()),
        TypeKind::Multiple(set) => set.iter().map(|t| one(t.to_string())).collect::<Vec<_>>().join(" or "),
    }
}
