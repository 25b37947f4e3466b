//! A file as the event that would tell of it now, to try a trigger on. Nothing is stored or sent.

use super::Family;
use super::config::Settings;
use super::core::{Change, Telling};
use super::look::{Unread, digest};
use super::payload::Outgoing;
use super::stamp::Stamp;
use prama_model::event::Object;
use prama_model::time::Millis;
use serde_json::json;
use std::path::Path;

/// The data of an event, and whether the source would send it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The payload.
    pub data: Object,
    /// Whether the file lies in a watched folder and is of a kind that is told of.
    pub watched: bool,
}

/// Why there is no event of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSample {
    /// Events of this type tell of no file.
    NotOfFiles,
    /// There is no such file, or it cannot be read.
    Unread(String),
}

/// What `source` would send for the file at `path`, in an event of this type.
pub fn sample(
    base: &str,
    source: &str,
    event_type: &str,
    config: &Object,
    path: &Path,
    now: Millis,
) -> Result<Sample, NoSample> {
    let family = Family::of(base).ok_or(NoSample::NotOfFiles)?;
    let change = [Change::Added, Change::Modified, Change::Deleted, Change::Renamed]
        .into_iter()
        .find(|c| event_type == format!("{}_{}", family.prefix(), c.name()));
    let any = event_type == "any_change";
    let change = change.or(any.then_some(Change::Added)).ok_or(NoSample::NotOfFiles)?;
    let unread = |e: std::io::Error| NoSample::Unread(e.to_string());
    let meta = std::fs::metadata(path).map_err(unread)?;
    if !meta.is_file() {
        return Err(NoSample::Unread("it is not a file".into()));
    }
    let stamp = Stamp::of(&meta);
    let read = digest(path, &stamp).map_err(|e| match e {
        Unread::Changed => NoSample::Unread("it changes right now".into()),
        Unread::Open(why) | Unread::Refused(why) => NoSample::Unread(why),
    })?;
    let configured = Settings::read(family, config).ok();
    let watched = configured.as_ref().is_some_and(|s| s.wants(path) && s.fits(path, stamp.size));
    let around = json!({"folders": [{"path": path.parent()}]});
    let alone = || Settings::read(family, around.as_object().unwrap_or(&Object::new())).ok();
    let settings = configured.filter(|_| watched).or_else(alone).ok_or(NoSample::NotOfFiles)?;
    let telling = Telling {
        change,
        path: path.into(),
        previous: (change == Change::Renamed).then(|| path.into()),
        stamp,
        hash: Some(read.hash),
        row: None,
    };
    let mut data = Outgoing::new(source, &settings, telling, now).data();
    if any {
        data.insert("change".to_owned(), change.name().into());
    }
    Ok(Sample { data, watched })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_stands_and_said_to_be_watched_or_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.pdf");
        std::fs::write(&file, "abc").unwrap();
        let config = json!({"folders": [{"path": dir.path()}]});
        let of = |event_type: &str, config: &serde_json::Value, file: &Path| {
            sample("pdf-monitor-event-source", "s", event_type, config.as_object().unwrap(), file, 0)
        };
        let seen = of("pdf_file_added", &config, &file).unwrap();
        assert!(seen.watched);
        assert_eq!((&seen.data["filename"], &seen.data["file_size"]), (&json!("a.pdf"), &json!(3)));
        assert_eq!(
            seen.data["file_hash"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(!of("pdf_file_added", &json!({}), &file).unwrap().watched);
        assert!(of("pdf_file_deleted", &config, &file).unwrap().data.get("file_size").is_none());
        assert!(matches!(
            of("pdf_file_added", &config, &dir.path().join("none.pdf")),
            Err(NoSample::Unread(_))
        ));
        assert_eq!(of("timer_fired", &config, &file), Err(NoSample::NotOfFiles));
    }
}
