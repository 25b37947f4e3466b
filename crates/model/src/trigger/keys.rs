//! What of an event a trigger's options look at.

use super::options::{Options, Per};
use crate::condition::lookup;
use crate::event::Object;
use serde_json::Value;

/// What an event is the same by. `part` is the content's hash where that counts, else empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OnceKey {
    /// The path, or the field's value.
    pub key: String,
    /// The content's hash.
    pub part: String,
}

/// What of an event the options look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// What it is the same by; `None`: by nothing, each is new.
    pub once: Option<OnceKey>,
    /// What its debounce goes by.
    pub debounce: String,
    /// What its batch goes by.
    pub batch: String,
    /// What its runs are counted by.
    pub concurrency: String,
    /// Whether it tells of a file.
    pub file: bool,
}

impl Options {
    /// The fields that [`Options::keys`] looks at.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let own = [
            self.once.as_ref().and_then(|o| o.key.as_deref()),
            self.debounce.as_ref().and_then(|d| d.key.as_deref()),
            self.batch.as_ref().and_then(|b| b.key.as_deref()),
            self.concurrency.as_ref().and_then(|c| c.key.as_deref()),
        ];
        own.into_iter().flatten().chain(["file_path", "file_hash"]).collect()
    }

    /// The keys of an event.
    #[must_use]
    pub fn keys(&self, data: &Object) -> Keys {
        let by = |key: Option<&String>| key.and_then(|k| value(data, k)).unwrap_or_default();
        Keys {
            once: self.once_key(data),
            debounce: by(self.debounce.as_ref().and_then(|d| d.key.as_ref())),
            batch: by(self.batch.as_ref().and_then(|b| b.key.as_ref())),
            concurrency: by(self.concurrency.as_ref().and_then(|c| c.key.as_ref())),
            file: data.contains_key("file_path"),
        }
    }

    /// An event without the fields that make it the same as another is the same as none.
    fn once_key(&self, data: &Object) -> Option<OnceKey> {
        let once = self.once.as_ref()?;
        let key = match once.per {
            Per::Key => value(data, once.key.as_ref()?)?,
            Per::File | Per::Path => value(data, "file_path")?,
        };
        let part = match once.per {
            Per::File => value(data, "file_hash")?,
            Per::Path | Per::Key => String::new(),
        };
        Some(OnceKey { key, part })
    }
}

fn value(data: &Object, field: &str) -> Option<String> {
    match lookup(data, field)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
