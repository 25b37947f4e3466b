//! From a telling to the event that leaves: payload, key, and the index rows that go with it.

use super::config::Settings;
use super::core::{Change, Telling};
use super::index::Record;
use super::outbox::Note;
use super::stamp::{Stamp, path_bytes, path_from_bytes};
use crate::ingest::{Also, Incoming, Origin};
use prama_model::event::{Envelope, Metadata, Object};
use prama_model::time::{Millis, rfc3339};
use prama_model::trigger::{Reason, ReasonCode};
use prama_store::catch_ups::{self, Absence, Found};
use prama_store::files::{self, FileRow};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

impl Change {
    /// What the event type ends with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Modified => "modified",
            Self::Deleted => "deleted",
            Self::Renamed => "renamed",
        }
    }

    /// What it is on the report of an absence.
    fn found(self) -> Found {
        match self {
            Self::Added => Found::New,
            Self::Modified => Found::Changed,
            Self::Deleted => Found::Deleted,
            Self::Renamed => Found::Renamed,
        }
    }
}

/// An event that can be sent again and again until it is taken.
pub struct Outgoing {
    source: String,
    telling: Telling,
    event_type: String,
    data: Object,
    key: String,
    detected_ms: Millis,
    any_change: bool,
    absence: Option<Arc<Absence>>,
}

impl Outgoing {
    /// Makes the event of a telling that was found at `detected_ms`.
    #[must_use]
    pub fn new(source: &str, settings: &Settings, telling: Telling, detected_ms: Millis) -> Self {
        Self {
            source: source.to_owned(),
            event_type: format!("{}_{}", settings.family.prefix(), telling.change.name()),
            data: payload(settings, &telling, detected_ms),
            key: key(&telling, detected_ms),
            any_change: settings.any_change,
            telling,
            detected_ms,
            absence: None,
        }
    }

    /// With what is said beside it.
    #[must_use]
    pub fn noted(mut self, note: Note) -> Self {
        if let Some(twin) = note.twin {
            self.data.insert("duplicate_of".to_owned(), twin.to_string_lossy().into());
        }
        self.absence = note.absence;
        self
    }

    /// The payload.
    #[must_use]
    pub fn data(self) -> Object {
        self.data
    }

    /// The events to send, in order; the last one carries the index rows.
    #[must_use]
    pub fn incoming(&self) -> Vec<Incoming> {
        let mut events = Vec::with_capacity(2);
        if self.any_change {
            let mut data = self.data.clone();
            data.insert("change".into(), self.telling.change.name().into());
            let key = format!("{}-any", self.key);
            let also = self.report(&key, Found::Beside);
            events.push(self.event("any_change".into(), data, key, also));
        }
        let (rows, report) = (self.rows(), self.report(&self.key, self.telling.change.found()));
        let also: Also = Box::new(move |tx| {
            rows(tx)?;
            report.map_or(Ok(()), |report| report(tx))
        });
        events.push(self.event(self.event_type.clone(), self.data.clone(), self.key.clone(), Some(also)));
        events
    }

    /// The item of the absence's report.
    fn report(&self, key: &str, found: Found) -> Option<Also> {
        let (absence, key) = (self.absence.clone()?, key.to_owned());
        Some(Box::new(move |tx| catch_ups::add(tx, &absence, &key, found)))
    }

    fn event(&self, event_type: String, data: Object, key: String, also: Option<Also>) -> Incoming {
        let envelope = envelope(&self.source, event_type, data, key, self.detected_ms);
        let hold = self.absence.as_ref().filter(|a| a.ask).map(|_| {
            Reason::new(
                ReasonCode::CatchUp,
                "Found after nobody watched. It waits for you, as this source is set to ask.",
            )
        });
        Incoming { also, hold, ..Incoming::new(envelope, Origin::Source(self.source.clone())) }
    }

    fn rows(&self) -> Also {
        let source = self.source.clone();
        let path = path_bytes(&self.telling.path);
        let previous = self.telling.previous.as_deref().map(path_bytes);
        let row = self.telling.row.as_ref().map(|r| row(&self.telling.path, r));
        Box::new(move |tx| {
            if let Some(previous) = previous {
                files::remove(tx, &source, &previous)?;
            }
            match row {
                Some(row) => files::put(tx, &source, &row),
                None => files::remove(tx, &source, &path),
            }
        })
    }
}

/// What a source sends.
pub(super) fn envelope(
    source: &str,
    event_type: String,
    data: Object,
    key: String,
    at_ms: Millis,
) -> Envelope {
    Envelope {
        event_type,
        source: Some(source.to_owned()),
        data,
        key: Some(key),
        metadata: Some(Metadata { timestamp: Some(rfc3339(at_ms)), ..Metadata::default() }),
        ..Envelope::default()
    }
}

/// The index row of a record.
#[must_use]
pub fn row(path: &Path, record: &Record) -> FileRow {
    let s = &record.stamp;
    FileRow {
        path: path_bytes(path),
        dev: s.dev,
        inode: s.ino,
        born_ns: s.born_ns,
        size: s.size,
        mtime_ns: s.mtime_ns,
        ctime_ns: s.ctime_ns,
        hash: record.hash,
        version: record.version,
        announced: record.announced,
    }
}

/// The record of an index row.
#[must_use]
pub fn record(row: &FileRow) -> (std::path::PathBuf, Record) {
    let stamp = Stamp {
        dev: row.dev,
        ino: row.inode,
        born_ns: row.born_ns,
        size: row.size,
        mtime_ns: row.mtime_ns,
        ctime_ns: row.ctime_ns,
    };
    let record =
        Record { stamp, hash: row.hash, version: row.version, announced: row.announced, fresh: false };
    (path_from_bytes(&row.path), record)
}

fn payload(settings: &Settings, telling: &Telling, detected_ms: Millis) -> Object {
    let path = &*telling.path;
    let text = |p: &Path| p.to_string_lossy().into_owned();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = settings.owner(path).map(|f| text(&f.path)).unwrap_or_default();
    let mut data = Object::new();
    let mut put = |name: &str, value: Value| data.insert(name.to_owned(), value);
    put("filename", name.into());
    put("file_path", text(path).into());
    if telling.change != Change::Deleted {
        put("file_size", json!(telling.stamp.size));
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    put("content_type", kind.essence_str().into());
    if let Some(hash) = telling.hash.filter(|_| telling.change != Change::Deleted) {
        put("file_hash", hex::encode(hash).into());
    }
    put("source_folder", folder.into());
    put("modified_at", rfc3339(telling.stamp.mtime_ns.div_euclid(1_000_000)).into());
    put("detected_at", rfc3339(detected_ms).into());
    if let Some(previous) = &telling.previous {
        put("previous_path", text(previous).into());
        if previous.to_str().is_none() {
            put("previous_uri", file_uri(previous).into());
        }
    }
    if path.to_str().is_none() {
        put("file_uri", file_uri(path).into());
    }
    data
}

/// The path as a `file:` URI (RFC 8089), which keeps every byte of a name that is not UTF-8.
fn file_uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path_bytes(path) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte.into())
            }
            // Writing to a string does not fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

/// The same for every attempt to tell this change of this version, and for nothing else: the inode's last change tells
/// a file that came back unchanged from the one that was here before.
fn key(telling: &Telling, detected_ms: Millis) -> String {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    let s = &telling.stamp;
    put(&path_bytes(&telling.path));
    put(&telling.previous.as_deref().map(path_bytes).unwrap_or_default());
    put(telling.change.name().as_bytes());
    put(&s.ino.to_le_bytes());
    put(&s.size.to_le_bytes());
    put(&s.mtime_ns.to_le_bytes());
    put(&if s.ctime_ns == 0 { detected_ms } else { s.ctime_ns }.to_le_bytes());
    put(&telling.row.as_ref().map_or(0, |r| r.version).to_le_bytes());
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::drivers::folder::config::Family;

    fn telling(change: Change, path: &Path) -> Telling {
        let stamp = Stamp { ino: 1, size: 3, ctime_ns: 9, ..Stamp::default() };
        Telling { change, path: path.into(), previous: None, stamp, hash: Some([0xab; 32]), row: None }
    }

    fn settings(config: Value) -> Settings {
        Settings::read(Family::Pdf, config.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_deleted_file_has_no_size_and_no_hash() {
        let s = settings(json!({"folders": [{"path": "/in"}]}));
        let added = payload(&s, &telling(Change::Added, Path::new("/in/a.pdf")), 0);
        let deleted = payload(&s, &telling(Change::Deleted, Path::new("/in/a.pdf")), 0);
        assert_eq!((&added["file_size"], &added["source_folder"]), (&json!(3), &json!("/in")));
        assert_eq!(
            (&added["content_type"], &added["file_hash"]),
            (&json!("application/pdf"), &json!("ab".repeat(32)))
        );
        assert!(!deleted.contains_key("file_size") && !deleted.contains_key("file_hash"));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_kept_exact_in_a_uri() {
        let path = path_from_bytes(b"/in/\xffa b.pdf");
        let data =
            payload(&settings(json!({"folders": [{"path": "/in"}]})), &telling(Change::Added, &path), 0);
        assert_eq!(data["file_uri"], "file:///in/%FFa%20b.pdf");
        assert_eq!(data["filename"], "\u{fffd}a b.pdf");
    }

    #[test]
    fn any_change_comes_beside_the_specific_event_only_when_asked_for() {
        let types = |config: Value| {
            let out =
                Outgoing::new("s", &settings(config), telling(Change::Added, Path::new("/in/a.pdf")), 5);
            let events = out.incoming();
            events.iter().map(|e| (e.envelope.event_type.clone(), e.also.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(types(json!({})), [("pdf_file_added".into(), true)]);
        assert_eq!(
            types(json!({"emit_any_change": true})),
            [("any_change".into(), false), ("pdf_file_added".into(), true)]
        );
    }

    #[test]
    fn the_manifests_are_valid_and_declare_every_payload() {
        for (family, id) in [(Family::Pdf, "pdf-monitor-event-source"), (Family::File, "file-monitor")] {
            let path = format!("{}/../../event-sources/{id}/plugin.json", env!("CARGO_MANIFEST_DIR"));
            let parsed = prama_model::manifest::parse(&std::fs::read_to_string(&path).unwrap(), &path, id);
            assert!(parsed.errors.is_empty() && parsed.warnings.is_empty(), "{:?}", parsed);
            let manifest = parsed.manifest.unwrap();
            let valid = |schema: &Value, data: &Object| {
                let validator = prama_model::manifest::schema::compile(schema).unwrap();
                let errors: Vec<_> =
                    validator.iter_errors(&Value::Object(data.clone())).map(|e| e.to_string()).collect();
                assert!(errors.is_empty(), "{errors:?}");
            };
            let config = json!({"folders": [{"path": "/in", "recursive": true}], "settle_ms": 5, "emit_any_change": true});
            valid(&manifest.config_schema.clone().unwrap(), config.as_object().unwrap());
            let settings = Settings::read(family, config.as_object().unwrap()).unwrap();
            for change in [Change::Added, Change::Modified, Change::Deleted, Change::Renamed] {
                let previous = (change == Change::Renamed).then(|| Path::new("/in/b.pdf").into());
                let telling = Telling { previous, ..telling(change, Path::new("/in/a.pdf")) };
                for incoming in Outgoing::new(id, &settings, telling, 5).incoming() {
                    let e = incoming.envelope;
                    valid(manifest.event_type(&e.event_type).unwrap().schema.as_ref().unwrap(), &e.data);
                }
            }
        }
    }
}
