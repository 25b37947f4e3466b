//! A JSON object as a person writes it: comments and trailing commas are fine, errors name line and column in the manifests' words.

use super::text::Text;
use super::tree::{self, Value};
use super::{MAX_BYTES, MAX_DEPTH};
use serde_json::Map;

/// Why a text is no JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoObject {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub what: String,
}

/// Reads an object.
pub fn object(text: &str) -> Result<Map<String, serde_json::Value>, NoObject> {
    let place = Text { file: "", text };
    let wrong = |at: usize, what: String| {
        let (line, column) = place.position(at);
        NoObject { line, column, what }
    };
    if text.len() > MAX_BYTES {
        return Err(wrong(0, "it is larger than 1 MiB".into()));
    }
    let root = tree::parse(text).map_err(|e| wrong(e.at, e.what))?;
    if !matches!(root.value, Value::Object(_)) {
        return Err(wrong(
            root.start,
            format!("there is {}, and an object in braces is needed", root.kind()),
        ));
    }
    if root.depth() > MAX_DEPTH {
        return Err(wrong(0, format!("it nests deeper than {MAX_DEPTH} levels")));
    }
    match root.to_json() {
        serde_json::Value::Object(object) => Ok(object),
        _ => Ok(Map::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_and_what_is_missing_there() {
        let read = |text: &str| object(text).map_err(|e| (e.line, e.column, e.what));
        assert_eq!(read("{\"a\": 1, // one\n}").unwrap()["a"], 1);
        let (line, column, what) = read("{\n  \"a\": \"x\"\n  \"b\": 1\n}").unwrap_err();
        assert_eq!((line, column, what.as_str()), (2, 11, "a comma is missing after \"x\""));
        assert_eq!(
            read("[1]").unwrap_err(),
            (1, 1, "there is a list, and an object in braces is needed".to_owned())
        );
        assert_eq!(read("").unwrap_err().2, "it is empty");
    }
}
