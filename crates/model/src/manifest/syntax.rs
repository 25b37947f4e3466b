//! What a broken JSON text is told: which byte, and what is wrong there in a person's words.

use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};

/// Why a text is not JSON.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub at: usize,
    pub what: String,
}

/// The parser's error in our words.
pub(super) fn words(text: &str, error: &ParseError) -> SyntaxError {
    let at = error.range().start();
    let what = match error.kind() {
        Kind::ExpectedComma => match last_token(&text[..text.floor_char_boundary(at)]) {
            Some(token) => format!("a comma is missing after {token}"),
            None => "a comma is missing".into(),
        },
        Kind::ExpectedColonAfterObjectKey => "a colon is missing after the field name".into(),
        Kind::ExpectedObjectValue => "a value is missing after the colon".into(),
        Kind::ExpectedStringObjectProperty => "the field name needs double quotes".into(),
        Kind::SingleQuotedStringsNotAllowed => "texts need double quotes, not single ones".into(),
        Kind::MultipleRootJsonValues => "there is more text after the end of the object".into(),
        Kind::UnterminatedArray => "this list is never closed: a ] is missing".into(),
        Kind::UnterminatedObject => "this object is never closed: a } is missing".into(),
        Kind::UnterminatedCommentBlock => "this comment is never closed: a */ is missing".into(),
        Kind::UnexpectedCloseBrace => "there is a } where a value should be".into(),
        Kind::UnexpectedCloseBracket => "there is a ] where a value should be".into(),
        Kind::UnexpectedComma => "there is a comma where a value should be".into(),
        Kind::UnexpectedColon => "there is a colon where a value should be".into(),
        Kind::UnexpectedWord => "there is a word without quotes that JSON does not know".into(),
        Kind::UnexpectedToken | Kind::UnexpectedTokenInObject => {
            "there is something here that JSON does not know".into()
        }
        Kind::NestingDepthExceeded => "it nests too deeply".into(),
        Kind::String(inner) => format!("this text is not well formed ({})", lower_first(&inner.to_string())),
        other => lower_first(&other.to_string()),
    };
    SyntaxError { at, what }
}

/// The last token before the gap, short enough to be quoted in a sentence.
fn last_token(before: &str) -> Option<String> {
    let line = before.trim_end().rsplit('\n').next()?.trim();
    let token = match line.rfind([':', ',', '{', '[']) {
        Some(i) if !line[i + 1..].trim().is_empty() => line[i + 1..].trim(),
        _ => line,
    };
    (!token.is_empty()).then(|| token.chars().take(40).collect())
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
