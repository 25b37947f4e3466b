//! A manifest's text with its file name: turns a byte offset or a JSON pointer into line, column and excerpt.

use super::error::{ExcerptLine, ManifestError};
use super::tree::{self, Node};

const EXCERPT_CHARS: usize = 200;

/// A manifest's text and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Text<'t> {
    /// The file, as shown to a person.
    pub file: &'t str,
    /// What it holds.
    pub text: &'t str,
}

impl Text<'_> {
    /// An error at the value that `pointer` names, or at the file's start when there is no such value.
    #[must_use]
    pub fn error(&self, code: &str, pointer: &str, message: impl Into<String>) -> ManifestError {
        let root = tree::parse(self.text).ok();
        let at = root.as_ref().and_then(|r| r.pointer(pointer)).map_or(0, |n| n.start);
        self.error_at(code, at, pointer, message)
    }

    pub(super) fn error_at(
        &self,
        code: &str,
        at: usize,
        pointer: &str,
        message: impl Into<String>,
    ) -> ManifestError {
        let (line, column) = self.position(at);
        ManifestError {
            code: code.to_owned(),
            message: message.into(),
            file: self.file.to_owned(),
            line,
            column,
            pointer: pointer.to_owned(),
            expected: None,
            suggestion: None,
            excerpt: self.excerpt(line),
        }
    }

    /// Line and column (in characters) of a byte offset, both from 1. An offset inside a character counts as its start.
    pub(super) fn position(&self, at: usize) -> (u32, u32) {
        let at = self.text.floor_char_boundary(at);
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        (to_u32(line), to_u32(before[line_start..].chars().count() + 1))
    }

    fn excerpt(&self, line: u32) -> Vec<ExcerptLine> {
        let first = line.saturating_sub(1).max(1);
        self.text
            .lines()
            .zip(1u32..)
            .skip(first as usize - 1)
            .take((line - first) as usize + 1)
            .map(|(text, line)| ExcerptLine { line, text: text.chars().take(EXCERPT_CHARS).collect() })
            .collect()
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The pointer to a child, with `~` and `/` escaped.
pub(super) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl Node {
    /// The value that a JSON pointer names.
    pub(super) fn pointer(&self, pointer: &str) -> Option<&Node> {
        pointer.split('/').skip(1).try_fold(self, |node, part| {
            let part = part.replace("~1", "/").replace("~0", "~");
            match &node.value {
                tree::Value::Array(items) => items.get(part.parse::<usize>().ok()?),
                _ => node.get(&part),
            }
        })
    }
}
