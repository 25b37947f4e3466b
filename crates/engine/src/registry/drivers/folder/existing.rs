//! Files that are in the index, as the events that would have told of them.

use super::Family;
use super::config::{IgnoreFile, Settings};
use super::core::{Change, Telling};
use super::look::digest;
use super::payload::{Outgoing, record};
use super::stamp::{Stamp, path_bytes};
use crate::ingest::{Incoming, Origin};
use crate::registry::status::FolderHealth;
use prama_model::event::Object;
use prama_model::time::Millis;
use prama_store::files::{FileRow, FolderRow};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The known files of one source, for one type of event.
#[derive(Clone)]
pub struct Existing {
    source: String,
    event_type: String,
    settings: Arc<Settings>,
    /// What the folders themselves leave out.
    ignored: Vec<Arc<IgnoreFile>>,
}

/// One of them.
pub struct Known {
    /// Its path as the payload shows it.
    pub path: String,
    /// SHA-256 in hexadecimal, where its content was read.
    pub hash: Option<String>,
    /// The payload.
    pub data: Object,
    file: PathBuf,
    stamp: Stamp,
    at_ms: Millis,
}

impl Existing {
    /// `None` when events of this type do not tell of new files of a folder source.
    #[must_use]
    pub fn new(
        base: &str,
        source: &str,
        event_type: &str,
        config: &Object,
        folders: &[FolderHealth],
    ) -> Option<Self> {
        let family = Family::of(base)?;
        let any = event_type == "any_change";
        if !any && event_type != format!("{}_{}", family.prefix(), Change::Added.name()) {
            return None;
        }
        let settings = Arc::new(Settings::read(family, config).ok()?);
        let ignored = folders.iter().map(|f| f.ignore_file.clone()).collect();
        Some(Self { source: source.to_owned(), event_type: event_type.to_owned(), settings, ignored })
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether a folder that can be seen was not listed yet: what is in it is not all known. `folders` is what is stored.
    #[must_use]
    pub fn is_listed_later(&self, folders: &[FolderRow], is_away: impl Fn(&Path) -> bool) -> bool {
        let listed = |folder: &super::config::Watched| {
            let (path, filter) = (path_bytes(&folder.path), self.settings.filter(folder));
            folders.iter().any(|row| row.complete && row.path == path && row.filter == filter)
        };
        self.settings.folders.iter().any(|folder| !listed(folder) && !is_away(&folder.path))
    }

    /// A row of the index; `None` when its file is not watched any more.
    #[must_use]
    pub fn known(&self, row: &FileRow) -> Option<Known> {
        let (file, record) = record(row);
        let owner = self.settings.owner(&file).map(|f| &f.path);
        let left_out =
            self.ignored.iter().any(|list| Some(list.folder()) == owner && list.ignores(&file, false));
        (self.settings.wants(&file) && !left_out).then(|| self.make(file, record.stamp, record.hash, 0))
    }

    fn make(&self, file: PathBuf, stamp: Stamp, hash: Option<[u8; 32]>, now: Millis) -> Known {
        let telling = Telling {
            change: Change::Added,
            path: file.as_path().into(),
            previous: None,
            stamp,
            hash,
            row: None,
        };
        let mut data = Outgoing::new(&self.source, &self.settings, telling, now).data();
        if self.event_type == "any_change" {
            data.insert("change".to_owned(), Change::Added.name().into());
        }
        Known {
            path: file.to_string_lossy().into_owned(),
            hash: hash.map(hex::encode),
            data,
            file,
            stamp,
            at_ms: now,
        }
    }

    /// Reads the file to its end where that was not done; `None` when it is not there any more as it was known.
    #[must_use]
    pub fn read(&self, known: Known, now: Millis) -> Option<Known> {
        let stamp = Stamp::of(&std::fs::metadata(&known.file).ok()?);
        if !stamp.same_version(&known.stamp) {
            return None;
        }
        let hash = match &known.hash {
            Some(hash) => hex::decode(hash).ok()?.try_into().ok()?,
            None => digest(&known.file, &known.stamp).ok()?.hash,
        };
        Some(self.make(known.file, known.stamp, Some(hash), now))
    }

    /// The event, for one trigger only. The same file version gives the same event, however often it is asked for.
    #[must_use]
    pub fn incoming(&self, known: Known, trigger: &str) -> Incoming {
        let mut hash = Sha256::new();
        for part in [trigger.as_bytes(), known.path.as_bytes(), known.hash.unwrap_or_default().as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(known.stamp.mtime_ns.to_le_bytes());
        let key = format!("existing-{}", hex::encode(hash.finalize()));
        let envelope = super::payload::envelope(
            &self.source,
            self.event_type.clone(),
            known.data.clone(),
            key,
            known.at_ms,
        );
        let mut identity = known.data;
        identity.remove("detected_at");
        Incoming {
            identity: Some(identity),
            targets: Some(vec![trigger.to_owned()]),
            ..Incoming::new(envelope, Origin::Source(self.source.clone()))
        }
    }
}
