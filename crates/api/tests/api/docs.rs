//! docs/errors.md lists every code that the sources can answer, and no other.

use std::collections::BTreeSet;
use std::path::Path;

/// Texts that look like a code: three or four capitals, a hyphen, three digits.
fn codes(text: &str, quote: char) -> BTreeSet<String> {
    let is_code = |s: &str| {
        s.split_once('-').is_some_and(|(family, number)| {
            (3..=4).contains(&family.len())
                && family.bytes().all(|b| b.is_ascii_uppercase())
                && number.len() == 3
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    text.split(quote).map(str::trim).filter(|s| is_code(s)).map(str::to_owned).collect()
}

fn sources(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, into);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
            into.extend(codes(code, '"'));
        }
    }
}

#[test]
fn every_code_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut used = BTreeSet::new();
    for name in ["model", "protocol", "store", "engine", "api", "pdf-worker", "cli"] {
        sources(&root.join("crates").join(name).join("src"), &mut used);
    }
    let page = std::fs::read_to_string(root.join("docs/errors.md")).unwrap();
    let documented = codes(&page, '|');
    let missing: Vec<_> = used.difference(&documented).collect();
    let gone: Vec<_> = documented.difference(&used).collect();
    assert!(
        used.len() > 60 && missing.is_empty() && gone.is_empty(),
        "not in docs/errors.md: {missing:?}; no longer used: {gone:?}"
    );
}
