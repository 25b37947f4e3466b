//! Sources on the wire.

use super::fields;
use crate::conditional::quoted;
use crate::wire::{
    EventType, ExcerptLine, FolderBackend, FolderHealth, FolderState, Level, ManifestError, PendingFile,
    Source, SourceLogLine, SourceState, SourceStatus, Webhook,
};
use prama_engine::hooks::Place;
use prama_engine::registry::View;
use prama_engine::registry::log::{Level as LogLevel, Line};
use prama_engine::registry::status::{self, State};
use prama_engine::store::Connection;
use prama_engine::store::StoreError;
use prama_engine::store::views::{Timeline, events, first_since};
use prama_engine::traffic::{TypeId, TypeTraffic};
use prama_engine::triggers::Rules;
use prama_model::manifest;
use prama_model::time::{Millis, rfc3339};
use prama_model::webhook::Scheme;
use std::collections::HashMap;

/// What the store knows of event types, by source and type.
pub(crate) type TypeFacts = HashMap<TypeId, EventType>;

/// Reads activity and fields of every declared type.
pub(crate) fn facts(
    conn: &Connection,
    declared: &[(String, manifest::EventType)],
    mut traffic: HashMap<TypeId, TypeTraffic>,
    rules: &Rules,
    day_ago_ms: Millis,
) -> Result<TypeFacts, StoreError> {
    let since = first_since(conn, Timeline::Events, day_ago_ms)?;
    let mut out = TypeFacts::with_capacity(declared.len());
    for (source, def) in declared {
        let activity = events::type_activity(conn, source, &def.name, since)?;
        let key = (source.clone(), def.name.clone());
        let seen = traffic.remove(&key).unwrap_or_default();
        let (fields, fields_inferred) = fields::of_type(def.schema.as_ref(), seen.fields, seen.events);
        let (on, off) = rules.counts(source, &def.name);
        let event_type = EventType {
            fields,
            fields_inferred,
            events_24h: activity.events,
            triggers: super::events::wide(on + off),
            last_event_at: activity.last_ms.map(rfc3339),
            ..declared_type(def)
        };
        out.insert(key, event_type);
    }
    Ok(out)
}

fn declared_type(def: &manifest::EventType) -> EventType {
    EventType {
        kind: def.name.clone(),
        label: def.label.clone(),
        description: def.description.clone(),
        schema: def.schema.clone(),
        icon: def.icon.clone(),
        tags: def.tags.clone(),
        fields: def.schema.as_ref().map(fields::of_schema).unwrap_or_default(),
        fields_inferred: false,
        events_24h: 0,
        triggers: 0,
        last_event_at: None,
    }
}

/// Declared types of a view, with its id.
pub(crate) fn declared(view: &View) -> Vec<(String, manifest::EventType)> {
    let types = view.spec.as_ref().map(|s| s.manifest.event_types.clone()).unwrap_or_default();
    types.into_iter().map(|t| (view.id.clone(), t)).collect()
}

pub(crate) fn source(view: View, facts: &TypeFacts) -> Source {
    let manifest = view.spec.as_ref().map(|s| s.manifest.clone());
    let manifest_path = view.manifest_path().display().to_string();
    let s = view.status;
    let types = manifest.as_ref().map(|m| m.event_types.as_slice()).unwrap_or_default();
    let event_types = types
        .iter()
        .map(|t| facts.get(&(view.id.clone(), t.name.clone())).cloned().unwrap_or_else(|| declared_type(t)))
        .collect();
    let m = manifest.as_ref();
    Source {
        event_types,
        name: view.name,
        description: m.map(|m| m.description.clone()).unwrap_or_default(),
        version: m.map(|m| m.version.clone()).unwrap_or_default(),
        state: state(s.state),
        state_since: rfc3339(s.since_ms),
        state_detail: s.detail,
        config_schema: m.and_then(|m| m.config_schema.clone()),
        webhook_endpoint: m.and_then(|m| m.webhook_endpoint.clone()),
        status: match m.map(|m| m.status) {
            Some(manifest::Status::Inactive) => SourceStatus::Inactive,
            _ => SourceStatus::Active,
        },
        tags: m.map(|m| m.tags.clone()).unwrap_or_default(),
        author: m.and_then(|m| m.author.clone()),
        license: m.and_then(|m| m.license.clone()),
        shipped: view.shipped,
        instance_of: view.spec.as_ref().and_then(|s| s.instance_of.clone()),
        trust: view.trust.map(super::trust::trust),
        path: view.dir.display().to_string(),
        manifest_path,
        readme: view.readme,
        pid: s.pid,
        restarts: s.restarts,
        events_total: i64::try_from(s.accepted).unwrap_or(i64::MAX),
        rejected_total: i64::try_from(s.rejected).unwrap_or(i64::MAX),
        last_activity_at: s.last_activity_ms.map(rfc3339),
        rate_per_min: f64::from(s.rate_per_min),
        recent: s.recent,
        next_restart_at: s.next_restart_ms.map(rfc3339),
        accept_unfit: view.accept_unfit,
        config: view.config,
        config_etag: quoted(&view.config_tag),
        folders: s.folders.into_iter().map(folder).collect(),
        webhooks: Vec::new(),
        errors: view.errors.into_iter().map(manifest_error).collect(),
        warnings: view.warnings.into_iter().map(manifest_error).collect(),
        id: view.id,
    }
}

pub(crate) fn state(state: State) -> SourceState {
    match state {
        State::Off => SourceState::Off,
        State::Starting => SourceState::Starting,
        State::Running => SourceState::Running,
        State::BackingOff => SourceState::BackingOff,
        State::CrashLoop => SourceState::CrashLoop,
        State::Invalid => SourceState::Invalid,
        State::Untrusted => SourceState::Untrusted,
        State::Builtin => SourceState::Builtin,
    }
}

/// Whether a folder is there and can be read.
pub(crate) fn is_readable(f: &status::FolderHealth) -> bool {
    !matches!(
        f.state,
        status::FolderState::Missing | status::FolderState::NoPermission | status::FolderState::NotAnswering
    )
}

fn folder(f: status::FolderHealth) -> FolderHealth {
    let (backend, poll_ms, why) = match f.backend {
        status::Backend::Notifications => (FolderBackend::Notifications, None, None),
        status::Backend::Polling { every_ms, why } => {
            (FolderBackend::Polling, Some(every_ms), Some(why.to_owned()))
        }
    };
    let note = f.note.unwrap_or_default();
    let said = |text: String| Some(text).filter(|t| !t.is_empty());
    let waiting = |p: status::PendingFile| PendingFile {
        path: p.path,
        reason: p.reason,
        bytes: i64::try_from(p.bytes).unwrap_or(i64::MAX),
        growing: p.growing,
    };
    FolderHealth {
        path: f.path,
        state: match f.state {
            status::FolderState::Watching => FolderState::Watching,
            status::FolderState::Scanning => FolderState::Scanning,
            status::FolderState::Polling => FolderState::Polling,
            status::FolderState::Missing => FolderState::Missing,
            status::FolderState::NoPermission => FolderState::NoPermission,
            status::FolderState::NotAnswering => FolderState::NotAnswering,
        },
        backend,
        poll_ms,
        why,
        title: said(note.title),
        detail: said(note.detail),
        fix: note.fix,
        command: note.command,
        files: i64::try_from(f.files).unwrap_or(i64::MAX),
        pending: f.pending.into_iter().map(waiting).collect(),
    }
}

/// The places of a source where calls come in, on a listener at `base`.
pub(crate) fn webhooks(places: Vec<Place>, base: &str) -> Vec<Webhook> {
    let present = |p: Place| Webhook {
        url: format!("{base}{}", p.path),
        name: p.name,
        scheme: p.scheme.name().to_owned(),
        signed: p.scheme != Scheme::None,
        last_call_at: p.last.map(|(at, _)| rfc3339(at)),
        last_status: p.last.map(|(_, status)| status),
    };
    places.into_iter().map(present).collect()
}

pub(crate) fn manifest_error(e: manifest::ManifestError) -> ManifestError {
    let excerpt: Vec<_> = e.excerpt.into_iter().map(|l| ExcerptLine { line: l.line, text: l.text }).collect();
    ManifestError {
        code: e.code,
        message: e.message,
        file: e.file,
        line: e.line,
        column: e.column,
        pointer: e.pointer,
        expected: e.expected,
        suggestion: e.suggestion,
        excerpt: Some(excerpt).filter(|x| !x.is_empty()),
    }
}

pub(crate) fn log_line(line: Line) -> SourceLogLine {
    SourceLogLine {
        n: i64::try_from(line.n).unwrap_or(i64::MAX),
        at: rfc3339(line.at_ms),
        level: match line.level {
            LogLevel::Debug => Level::Debug,
            LogLevel::Info => Level::Info,
            LogLevel::Warn => Level::Warn,
            LogLevel::Error => Level::Error,
        },
        text: line.text,
    }
}
