//! Takes secrets out of texts by their value: as they are, and as JSON, base64, URLs and forms write them.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::collections::BTreeSet;

/// A shorter one would take half the words out of a log.
const SHORTEST: usize = 4;
/// A shorter piece of base64 would be found by chance.
const SHORTEST_ENCODED: usize = 6;
const INSTEAD: &str = "[secret]";

/// Takes certain secrets out of texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redactor {
    patterns: Option<AhoCorasick>,
}

impl Redactor {
    /// For these secrets; the texts inside an object or list count each.
    pub(crate) fn new<'a>(secrets: impl Iterator<Item = &'a Value>) -> Self {
        let mut forms = BTreeSet::new();
        secrets.for_each(|secret| texts(secret, &mut |text| add_forms(text, &mut forms)));
        if forms.is_empty() {
            return Self::default();
        }
        let patterns = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms);
        if let Err(error) = &patterns {
            tracing::error!(%error, "secrets cannot be taken out of the log");
        }
        Self { patterns: patterns.ok() }
    }

    /// The text without them.
    pub(crate) fn redact(&self, text: String) -> String {
        match &self.patterns {
            Some(patterns) if patterns.is_match(&text) => {
                let mut out = String::with_capacity(text.len());
                patterns.replace_all_with(&text, &mut out, |_, _, out| {
                    out.push_str(INSTEAD);
                    true
                });
                out
            }
            _ => text,
        }
    }
}

fn texts(value: &Value, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Number(number) => each(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|v| texts(v, each)),
        Value::Object(members) => members.values().for_each(|v| texts(v, each)),
        Value::Bool(_) | Value::Null => {}
    }
}

fn add_forms(secret: &str, forms: &mut BTreeSet<String>) {
    // A log has lines: a key of several is met line by line.
    let lines = secret.lines().map(str::trim).filter(|l| l.len() >= 2 * SHORTEST);
    for text in std::iter::once(secret).chain(lines.filter(|_| secret.contains('\n'))) {
        if text.len() < SHORTEST {
            continue;
        }
        forms.insert(text.to_owned());
        let json = Value::from(text).to_string();
        forms.insert(json[1..json.len() - 1].to_owned());
        let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // "-", "_", "." and "~" are usually left as they are; a form writes a blank as "+".
        let usual = ["%2D", "%5F", "%2E", "%7E"].iter().zip(["-", "_", ".", "~"]);
        let url = usual.fold(percent.clone(), |url, (from, to)| url.replace(from, to));
        for form in [percent, url.replace("%20", "+"), url] {
            forms.insert(lower_escapes(&form));
            forms.insert(form);
        }
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            for before in 0..3 {
                forms.extend(base64_inside(&engine, text, before));
            }
        }
    }
}

/// The base64 of a text, as it stands in that of something longer with so many bytes before it: without the characters
/// that also depend on what is around it.
fn base64_inside(engine: &impl Engine, text: &str, before: usize) -> Option<String> {
    let bytes = [&[0; 2][..before], text.as_bytes()].concat();
    let whole = engine.encode(&bytes);
    let first = [0, 2, 3][before];
    let last = whole.len() - usize::from(bytes.len() % 3 != 0);
    whole.get(first..last).filter(|part| part.len() >= SHORTEST_ENCODED).map(str::to_owned)
}

fn lower_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = 0;
    for c in text.chars() {
        out.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = if c == '%' { 2 } else { left.max(1) - 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    const SECRET: &str = "s3cret/Päss wörd?&=+~-_.";

    fn redacted(text: &str) -> String {
        let secret = Value::from(SECRET);
        Redactor::new([&secret].into_iter()).redact(text.to_owned())
    }

    #[test]
    fn a_secret_is_found_in_every_usual_form() {
        assert_eq!(redacted(&format!("a {SECRET} b {SECRET}")), "a [secret] b [secret]");
        let percent = utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string();
        for form in [percent.to_lowercase(), percent.clone()] {
            let form = form.replace("p%c3%a4ss", "P%c3%a4ss");
            assert_eq!(redacted(&format!("?key={form}&x")), "?key=[secret]&x", "{form}");
        }
        for around in ["", "u", "us", "user:", "a longer one:"] {
            for engine in [STANDARD, URL_SAFE] {
                for after in ["", "x", "yz", "0123"] {
                    let text = engine.encode(format!("{around}{SECRET}{after}"));
                    let out = redacted(&format!("Authorization: Basic {text}"));
                    assert!(
                        out.contains("[secret]") && out.len() < text.len() / 2 + 30,
                        "{around:?} {after:?}: {out}"
                    );
                }
            }
        }
    }

    #[test]
    fn quotes_and_lines_of_a_key_are_found() {
        let key = Value::from("-----BEGIN KEY-----\nMIIEvQIBADANBg\"kqhkiG9w0\n-----END KEY-----");
        let redactor = Redactor::new([&key].into_iter());
        assert_eq!(redactor.redact("  MIIEvQIBADANBg\"kqhkiG9w0".into()), "  [secret]");
        let json = format!("{{\"key\": {key}}}");
        assert_eq!(redactor.redact(json), "{\"key\": \"[secret]\"}");
    }

    #[test]
    fn a_very_short_one_and_other_texts_are_left_alone() {
        let short = Value::from("abc");
        assert_eq!(Redactor::new([&short].into_iter()).redact("abc".into()), "abc");
        assert_eq!(redacted("nothing here"), "nothing here");
    }
}
