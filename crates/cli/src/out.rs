//! The only place that writes to standard output and error: lines, tables, JSON.

use serde_json::Value;
use std::io::{ErrorKind, Write};

/// Writes a line to standard output. A reader that went away ends the program quietly.
pub(crate) fn line(text: &str) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{text}")
        && error.kind() == ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}

/// Writes text as it is.
pub(crate) fn raw(text: &str) {
    let mut out = std::io::stdout().lock();
    if out
        .write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .is_err_and(|e| e.kind() == ErrorKind::BrokenPipe)
    {
        std::process::exit(0);
    }
}

/// Writes a line to standard error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(text));
}

/// Writes a value as indented JSON.
pub(crate) fn json(value: &Value) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Writes rows under headings, columns aligned; control characters are made visible.
pub(crate) fn table<const N: usize>(headings: [&str; N], rows: Vec<[String; N]>) {
    let rows: Vec<[String; N]> = rows.into_iter().map(|r| r.map(|cell| visible(&cell))).collect();
    let mut widths = headings.map(|h| h.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let aligned = |cells: Vec<&str>| {
        let mut text = String::new();
        for (i, cell) in cells.iter().enumerate() {
            text.push_str(cell);
            if i + 1 < N {
                let padding = widths[i] - cell.chars().count() + 2;
                text.extend(std::iter::repeat_n(' ', padding));
            }
        }
        text.trim_end().to_owned()
    };
    line(&aligned(headings.to_vec()));
    for row in &rows {
        line(&aligned(row.iter().map(String::as_str).collect()));
    }
}

/// Writes names and values, one a line, names aligned; empty values are left out.
pub(crate) fn pairs(pairs: &[(&str, String)]) {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in pairs.iter().filter(|(_, v)| !v.is_empty()) {
        line(&format!("{name:width$}  {}", visible(value)));
    }
}

/// Text of a field, by dotted path; empty when absent or null.
pub(crate) fn text(value: &Value, path: &str) -> String {
    let found = path.split('.').try_fold(value, |v, key| v.get(key));
    match found {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(s)) => s.clone(),
        Some(other) => other.to_string(),
    }
}

/// The list in a field.
pub(crate) fn items<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Writes a sentence of the engine with what it means, if there is one.
pub(crate) fn said(of: &Value, indent: &str) {
    let both = [text(of, "title"), text(of, "detail")];
    let both = both.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    if !both.is_empty() {
        line(&format!("{indent}{}", visible(&both)));
    }
}

/// Text with control and direction characters made visible.
pub(crate) fn visible(text: &str) -> String {
    let is_hidden =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().flat_map(|c| if is_hidden(c) { c.escape_unicode().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_codes_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }

    #[test]
    fn fields_are_found_by_path() {
        let value = serde_json::json!({"a": {"b": 3, "c": null}});
        assert_eq!(
            (text(&value, "a.b"), text(&value, "a.c"), text(&value, "x.y")),
            ("3".into(), String::new(), String::new())
        );
    }
}
