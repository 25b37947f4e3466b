//! Failures by cause: what the sentences of one trouble have in common, with the values that differ from run to run left out.

/// What is said of runs that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The sentence that holds for every one of them.
    pub title: String,
    /// The newest one in its own words, where the title leaves something out.
    pub example: Option<String>,
}

/// Longest sentence that is compared, in characters.
const COMPARED: usize = 500;

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// Its words.
    Words(&'a str),
    /// A value, with what stands around it.
    Value { kind: Kind, value: &'a str },
}

/// What is taken for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// In quotes or backticks; `closed`: the second one is there.
    Quoted { mark: char, closed: bool },
    /// A path outside quotes.
    Path,
    /// Digits.
    Number,
}

/// The sentence with its values left out: the same for 37 files with one trouble. It is stored, so it must stay as it is.
#[must_use]
pub fn pattern(title: &str) -> String {
    let end = title.char_indices().nth(COMPARED).map_or(title.len(), |(at, _)| at);
    let mut out = String::new();
    for part in parts(&title[..end]) {
        match part {
            Part::Words(text) => out.push_str(text),
            Part::Value { kind: Kind::Quoted { mark, closed }, .. } => {
                out.push(mark);
                if closed {
                    out.extend(['…', mark]);
                }
            }
            Part::Value { kind: Kind::Path, .. } => out.push('…'),
            Part::Value { kind: Kind::Number, .. } if out.ends_with('#') => {}
            Part::Value { kind: Kind::Number, .. } => out.push('#'),
        }
    }
    out
}

/// What `newest` and the other sentences of its cause say. `all`: there are no further ones that are not given.
#[must_use]
pub fn shared<'a>(newest: &'a str, others: impl IntoIterator<Item = &'a str>, all: bool) -> Shared {
    let base = parts(newest);
    let mut found: Vec<Vec<&str>> = values(&base).map(|value| vec![value]).collect();
    let mut differs = vec![!all; found.len()];
    for other in others {
        let other = parts(other);
        if values(&other).count() != found.len() {
            differs.fill(true);
            continue;
        }
        for (i, value) in values(&other).enumerate() {
            differs[i] |= value != found[i][0];
            found[i].push(value);
        }
    }
    let mut nth = 0;
    let mut title = String::new();
    for part in base {
        match part {
            Part::Words(text) => title.push_str(text),
            Part::Value { kind, value } => {
                if differs[nth] {
                    title.push_str(&words(kind, &found[nth], all));
                } else if let Kind::Quoted { mark, closed } = kind {
                    title.push(mark);
                    title.push_str(value);
                    title.extend(closed.then_some(mark));
                } else {
                    title.push_str(value);
                }
                nth += 1;
            }
        }
    }
    let example = differs.contains(&true).then(|| format!("Latest: {newest}"));
    Shared { title, example }
}

fn values<'a>(parts: &[Part<'a>]) -> impl Iterator<Item = &'a str> {
    parts.iter().filter_map(|part| match part {
        Part::Value { value, .. } => Some(*value),
        Part::Words(_) => None,
    })
}

/// Words in place of values that differ.
fn words(kind: Kind, values: &[&str], all: bool) -> String {
    if kind == Kind::Number {
        return "(different numbers)".to_owned();
    }
    let files = values.iter().all(|v| is_file_name(v));
    if !values.iter().all(|v| v.starts_with(['/', '~']) || v.get(1..3) == Some(":\\")) {
        return if files { "(different files)" } else { "(different values)" }.to_owned();
    }
    let what = if files { "files" } else { "paths" };
    let folder = |v: &&str| v.rfind(['/', '\\']).map(|at| v[..at].to_owned()).filter(|f| !f.is_empty());
    match values.first().and_then(folder) {
        Some(same) if all && values.iter().all(|v| folder(v).as_ref() == Some(&same)) => {
            format!("(different {what} in {same})")
        }
        _ => format!("(different {what})"),
    }
}

/// Ends as files do: a dot and a few letters or digits.
fn is_file_name(text: &str) -> bool {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name.rsplit_once('.').is_some_and(|(_, end)| {
        (1..=5).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut words = 0;
    let mut before = ' ';
    while let Some(c) = rest[words..].chars().next() {
        let at = &rest[words..];
        let (kind, begin, len, whole) = match c {
            '"' | '`' => match at[1..].find(c) {
                Some(len) => (Kind::Quoted { mark: c, closed: true }, 1, len, len + 2),
                None => (Kind::Quoted { mark: c, closed: false }, 1, at.len() - 1, at.len()),
            },
            '/' if before.is_whitespace() => {
                let len = at.find(|c: char| c.is_whitespace() || c == '"' || c == '`').unwrap_or(at.len());
                (Kind::Path, 0, len, len)
            }
            '0'..='9' => {
                let len = at.find(|c: char| !c.is_ascii_digit()).unwrap_or(at.len());
                (Kind::Number, 0, len, len)
            }
            _ => {
                before = c;
                words += c.len_utf8();
                continue;
            }
        };
        if words > 0 {
            out.push(Part::Words(&rest[..words]));
        }
        out.push(Part::Value { kind, value: &at[begin..begin + len] });
        before = c;
        rest = &at[whole..];
        words = 0;
    }
    if !rest.is_empty() {
        out.push(Part::Words(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trouble_with_many_files_is_one_cause() {
        let a = pattern("\"invoice-881.pdf\" is not a PDF: 12 bytes in /home/a/x.pdf");
        let b = pattern("\"scan 7.pdf\" is not a PDF: 4096 bytes in /tmp/y.pdf");
        assert_eq!((a.as_str(), &a), ("\"…\" is not a PDF: # bytes in …", &b));
        assert_eq!(pattern("`a` ended: \"cut 12"), "`…` ended: \"");
        assert_eq!(pattern("é1#2 a/b sha256 10 s"), "é## a/b sha# # s");
        assert_eq!(pattern(&"ä".repeat(600)).chars().count(), 500);
    }

    #[test]
    fn a_title_says_only_what_holds_for_all() {
        let title = |newest, others: &[&'static str]| shared(newest, others.iter().copied(), true);
        let one = title("\"/srv/a.pdf\" can't be found.", &["\"/srv/a.pdf\" can't be found."]);
        assert_eq!((one.title.as_str(), one.example), ("\"/srv/a.pdf\" can't be found.", None));

        let two = title("\"/srv/a.pdf\" can't be found.", &["\"/srv/b.pdf\" can't be found."]);
        assert_eq!(two.title, "(different files in /srv) can't be found.");
        assert_eq!(two.example.as_deref(), Some("Latest: \"/srv/a.pdf\" can't be found."));
        for (newest, other, expected) in [
            ("\"/a/x.pdf\" is there.", "\"/b/x.pdf\" is there.", "(different files) is there."),
            (
                "The folder \"/a\" is away.",
                "The folder \"/b\" is away.",
                "The folder (different paths) is away.",
            ),
            ("\"/a/b\" is away.", "\"/a/c\" is away.", "(different paths in /a) is away."),
            (
                "\"a.pdf\": page 3 of `p`",
                "\"b.pdf\": page 12 of `p`",
                "(different files): page (different numbers) of `p`",
            ),
            (
                "No type `a` in /x/y z",
                "No type `b` in /x/w z",
                "No type (different values) in (different paths in /x) z",
            ),
            (
                "\"rm\" ended with exit code 3.",
                "\"rm\" ended with exit code 4.",
                "\"rm\" ended with exit code (different numbers).",
            ),
        ] {
            assert_eq!(title(newest, &[other]).title, expected);
        }
    }

    #[test]
    fn what_was_not_looked_at_is_not_spoken_for() {
        let some = shared("\"/srv/a.pdf\" can't be found.", ["\"/srv/a.pdf\" can't be found."], false);
        assert_eq!(some.title, "(different files) can't be found.");
        assert!(some.example.is_some());
    }
}
