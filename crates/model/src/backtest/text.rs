//! How near two texts are: equal but for case and separators, or up to two letters apart.

/// A part of a text that is near to what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    /// The part, as the text has it.
    pub(super) text: &'a str,
    /// Letters that differ; 0 when only case or separators do.
    pub(super) edits: usize,
}

/// Letters that may differ, at most half of what was asked for.
const MAX_EDITS: usize = 2;
/// Longer texts are not compared letter by letter.
const MAX_LETTERS: usize = 200;

fn fold(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Letters and digits, lower-cased, with the byte range that each came from.
fn folded(text: &str) -> Vec<(char, usize, usize)> {
    text.char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
        .flat_map(|(at, c)| c.to_lowercase().map(move |l| (l, at, at + c.len_utf8())))
        .collect()
}

fn edits(expected: &[char], actual: &[char]) -> Option<usize> {
    if expected.len().abs_diff(actual.len()) > MAX_EDITS || expected.len() > MAX_LETTERS {
        return None;
    }
    let (e, a): (String, String) = (expected.iter().collect(), actual.iter().collect());
    let edits = strsim::damerau_levenshtein(&e, &a);
    (edits <= MAX_EDITS && edits * 2 <= expected.len()).then_some(edits)
}

/// The whole text, if it is near.
pub(super) fn whole<'a>(expected: &str, actual: &'a str) -> Option<Segment<'a>> {
    let (e, a) = (fold(expected), fold(actual));
    if e.is_empty() || a.is_empty() {
        return None;
    }
    edits(&e, &a).map(|edits| Segment { text: actual, edits })
}

/// The beginning of the text, if it is near.
pub(super) fn prefix<'a>(expected: &str, actual: &'a str) -> Option<Segment<'a>> {
    let (e, a) = (fold(expected), folded(actual));
    best(lengths(e.len(), a.len()).filter_map(|n| {
        let edits = edits(&e, &letters(&a[..n]))?;
        Some(Segment { text: actual.get(..a[n - 1].2)?, edits })
    }))
}

/// The end of the text, if it is near.
pub(super) fn suffix<'a>(expected: &str, actual: &'a str) -> Option<Segment<'a>> {
    let (e, a) = (fold(expected), folded(actual));
    best(lengths(e.len(), a.len()).filter_map(|n| {
        let from = a.len() - n;
        let edits = edits(&e, &letters(&a[from..]))?;
        Some(Segment { text: actual.get(a[from].1..)?, edits })
    }))
}

/// The nearest part: a run of letters that is equal but for case and separators, else a few words or the beginning of a word.
pub(super) fn part<'a>(expected: &str, actual: &'a str) -> Option<Segment<'a>> {
    let (e, a) = (fold(expected), folded(actual));
    if e.is_empty() || a.is_empty() {
        return None;
    }
    let range = |from: usize, n: usize| actual.get(a[from].1..a[from + n - 1].2);
    if let Some(from) = a.windows(e.len()).position(|w| w.iter().map(|(c, _, _)| c).eq(e.iter())) {
        return range(from, e.len()).map(|text| Segment { text, edits: 0 });
    }
    // Only where a word begins, and where it ends or has as many letters as were asked for.
    let begins = |i: usize| i == 0 || a[i - 1].2 < a[i].1;
    let ends = |i: usize| i + 1 == a.len() || a[i].2 < a[i + 1].1;
    let mut found = Vec::new();
    for from in (0..a.len()).filter(|i| begins(*i)) {
        for n in lengths(e.len(), a.len() - from).filter(|n| *n == e.len() || ends(from + n - 1)) {
            let edits = edits(&e, &letters(&a[from..from + n]));
            found.extend(edits.zip(range(from, n)).map(|(edits, text)| Segment { text, edits }));
        }
    }
    best(found.into_iter())
}

fn letters(of: &[(char, usize, usize)]) -> Vec<char> {
    of.iter().map(|(c, _, _)| *c).collect()
}

/// How long a part can be that is near, most likely ones first.
fn lengths(n: usize, most: usize) -> impl Iterator<Item = usize> {
    [n, n + 1, n.wrapping_sub(1), n + 2, n.wrapping_sub(2)]
        .into_iter()
        .filter(move |l| (1..=most).contains(l))
}

fn best<'a>(segments: impl Iterator<Item = Segment<'a>>) -> Option<Segment<'a>> {
    segments.min_by_key(|s| s.edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_despite_case_separators_and_two_letters() {
        let found = |e: &str, a: &'static str| part(e, a).map(|s| (s.text, s.edits));
        assert_eq!(found("invioce", "Invoice-0142.pdf"), Some(("Invoice", 1)));
        assert_eq!(found("invioce", "my invoices.pdf"), Some(("invoice", 1)));
        assert_eq!(found("annual report", "Q1_annual_report-2.pdf"), Some(("annual_report", 0)));
        assert_eq!(found("IN-VOICE", "xinvoicey"), Some(("invoice", 0)));
        assert_eq!(found("anual report", "annual_report"), Some(("annual_report", 1)));
        assert_eq!(found("ab", "xy"), None);
        assert_eq!(found("---", "xy"), None);
        assert_eq!(found("contract", "notes.pdf"), None);
    }

    #[test]
    fn beginnings_ends_and_whole_texts() {
        assert_eq!(prefix("Scan_", "scan-12.pdf").map(|s| s.text), Some("scan"));
        assert_eq!(prefix("sacn", "scan-12.pdf").map(|s| (s.text, s.edits)), Some(("scan", 1)));
        assert_eq!(suffix(".pfd", "a.pdf").map(|s| (s.text, s.edits)), Some(("pdf", 1)));
        assert_eq!(whole("defualt", "Default").map(|s| s.edits), Some(1));
        assert_eq!(whole("default", "nightly"), None);
    }
}
