//! Names that are not text. An event carries such a path twice: readable, with a mark for each byte that is none, and exact as a
//! `file:` URI. Where a step takes the readable one, whatever template it came through, it means the file: its bytes are put back.

use prama_model::event::Object;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A path in JSON: its text, or its bytes as numbers where it is none.
pub(super) mod json {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use std::path::{Path, PathBuf};

    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(PathBuf),
        Bytes(Vec<u8>),
    }

    pub(in crate::runner) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => text.serialize(to),
            None => path.as_os_str().as_encoded_bytes().serialize(to),
        }
    }

    pub(in crate::runner) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        Ok(match Either::deserialize(from)? {
            Either::Text(path) => path,
            Either::Bytes(bytes) => super::path_of(bytes),
        })
    }
}

/// What stands for bytes that are no text.
const MARK: char = '\u{fffd}';

/// Readable names of an event and their bytes, the longest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExactNames(Vec<(String, Vec<u8>)>);

impl ExactNames {
    /// Those of an event's data; none in almost every event.
    #[must_use]
    pub fn of(data: &Object) -> Self {
        let mut names = Vec::new();
        for uri in ["file_uri", "previous_uri"] {
            let Some(bytes) = data.get(uri).and_then(|v| v.as_str()).and_then(bytes_of) else { continue };
            let path = path_of(bytes);
            // The file's own name, its path, and the folders above.
            let own = path.file_name().map(Path::new);
            for part in path.ancestors().chain(own).chain(path.file_stem().map(Path::new)) {
                let text = part.to_string_lossy();
                if text.contains(MARK) {
                    names.push((text.into_owned(), part.as_os_str().as_encoded_bytes().to_vec()));
                }
            }
        }
        names.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        names.dedup();
        Self(names)
    }

    /// A text with the names in it as they are.
    #[must_use]
    pub fn put_back(&self, text: &str) -> OsString {
        if self.0.is_empty() || !text.contains(MARK) {
            return text.into();
        }
        let (mut exact, mut rest) = (Vec::with_capacity(text.len()), text);
        while let Some(first) = rest.chars().next() {
            if let Some((name, bytes)) = self.0.iter().find(|(name, _)| rest.starts_with(name.as_str())) {
                exact.extend(bytes);
                rest = rest.get(name.len()..).unwrap_or_default();
            } else {
                exact.extend(first.encode_utf8(&mut [0; 4]).bytes());
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        path_of(exact).into_os_string()
    }
}

/// The path that a `file:` URI stands for.
pub(crate) fn path_of_uri(uri: &str) -> Option<PathBuf> {
    bytes_of(uri).map(path_of)
}

/// The bytes of a `file:` URI.
fn bytes_of(uri: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::with_capacity(uri.len()), uri.strip_prefix("file://")?.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let code = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = after.get(2..)?;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    // An argument ends at a zero.
    (!bytes.contains(&0)).then_some(bytes)
}

fn path_of(bytes: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        OsString::from_vec(bytes).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use serde_json::json;
    use std::os::unix::ffi::OsStrExt as _;

    #[test]
    fn bytes_come_back_wherever_the_readable_name_stands() {
        let data = json!({"file_path": "/in/\u{fffd}d/a\u{fffd}b \u{fffd}.pdf", "file_uri": "file:///in/%FFd/a%80b%20%FE.pdf"});
        let names = ExactNames::of(data.as_object().unwrap());
        let put_back = |text: &str| names.put_back(text).as_bytes().to_vec();
        assert_eq!(put_back("/in/\u{fffd}d/a\u{fffd}b \u{fffd}.pdf"), b"/in/\xffd/a\x80b \xfe.pdf");
        assert_eq!(
            put_back("--out=a\u{fffd}b \u{fffd}.txt é"),
            [b"--out=a\x80b \xfe.txt \xc3\xa9".as_slice()].concat()
        );
        assert_eq!(put_back("/in/\u{fffd}d/other"), b"/in/\xffd/other");
        assert_eq!(put_back("no \u{fffd} of it"), "no \u{fffd} of it".as_bytes());
        assert_eq!(put_back("plain"), b"plain");
    }

    #[test]
    fn an_event_without_such_names_changes_nothing() {
        for data in [
            json!({}),
            json!({"file_uri": "http://x"}),
            json!({"file_uri": "file:///a%0"}),
            json!({"file_uri": "file:///a%00%FF"}),
        ] {
            assert_eq!(ExactNames::of(data.as_object().unwrap()), ExactNames::default(), "{data}");
        }
    }
}
