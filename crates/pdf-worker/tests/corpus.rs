//! Real documents of many producers: the words read are the words that `pdftotext` reads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod support;

use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::{ask, text};

/// How alike the words must be (harmonic mean of precision and recall).
const ALIKE: f64 = 0.95;

/// Documents that are known to be less alike, how much, and why.
const KNOWN: [(&str, f64, &str); 4] = [
    (
        "bash.pdf",
        0.92,
        "groff's kerned PostScript through Ghostscript: some spaces are narrower than the reader's threshold",
    ),
    ("pdfmark.pdf", 0.87, "the same, and leader dots of the contents are one word here and many there"),
    (
        "crc-doc.1.0.pdf",
        0.92,
        "formulas: sub- and superscripts are joined to their letters here and split there",
    ),
    ("letter.pdf", 0.91, "119 words, of them five in kerned capitals"),
];

/// A document counts when it has so many words: with fewer, likeness says little.
const SUBSTANTIAL: usize = 30;

/// At least so many count when the documents of `packages.txt` are there.
const AT_LEAST: usize = 20;

struct Document {
    path: PathBuf,
    from: String,
    password: Option<&'static str>,
}

#[test]
fn words_are_those_of_pdftotext() {
    if !installed("pdftotext") {
        println!("pdftotext is not installed: nothing to compare with");
        return;
    }
    let made = tempfile::tempdir().unwrap();
    let shipped = shipped();
    let complete = !shipped.is_empty();
    let documents: Vec<Document> = shipped.into_iter().chain(made_here(made.path())).collect();
    let (mut wrong, mut producers, mut substantial) = (Vec::new(), BTreeMap::<String, usize>::new(), 0);
    println!("{:>6} {:>8} {:>8} {:>5}  document (made by)", "alike", "words", "theirs", "pages");
    for document in &documents {
        let name = document.path.file_name().unwrap().to_string_lossy().into_owned();
        let said = ask(&json!({ "op": "text", "path": document.path, "password": document.password }));
        let about = ask(&json!({ "op": "info", "path": document.path, "password": document.password }));
        let Some(ok) = said.last.as_ref().and_then(|l| l.get("ok")) else {
            wrong.push(format!("{name}: {:?} {} {}", said.last, said.status, said.stderr));
            continue;
        };
        let (ours, theirs) = (words(ok["text"].as_str().unwrap()), words(&theirs(document)));
        let alike = alike(&ours, &theirs);
        let count = |w: &BTreeMap<String, usize>| w.values().sum::<usize>();
        let producer = about.ok()["producer"].as_str().unwrap_or_default().to_owned();
        println!(
            "{alike:6.4} {:8} {:8} {:>5}  {name} ({}; {producer})",
            count(&ours),
            count(&theirs),
            ok["pages"],
            document.from
        );
        *producers.entry(producer).or_default() += 1;
        substantial += usize::from(count(&theirs) >= SUBSTANTIAL);
        let wanted = KNOWN.iter().find(|(known, _, _)| *known == name).map_or(ALIKE, |(_, least, _)| *least);
        if alike < wanted {
            wrong.push(format!("{name}: {alike:.4} is below {wanted}"));
        }
        if ok["engine"] != "pdf_oxide" {
            wrong.push(format!("{name}: read by {}", ok["engine"]));
        }
        if said.pages != usize::try_from(ok["pages"].as_u64().unwrap()).unwrap()
            || about.ok()["pages"] != ok["pages"]
        {
            wrong.push(format!(
                "{name}: {} pages reported of {}, {} in its properties",
                said.pages,
                ok["pages"],
                about.ok()["pages"]
            ));
        }
    }
    println!(
        "{} documents of {} producers, {substantial} of them with {SUBSTANTIAL} words or more",
        documents.len(),
        producers.len()
    );
    for (name, least, why) in KNOWN {
        println!("known: {name} at least {least}: {why}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        !complete || documents.len() >= AT_LEAST,
        "only {} documents; see tests/fixtures/README.md",
        documents.len()
    );
}

#[test]
fn a_protected_document_asks_for_its_password() {
    let dir = tempfile::tempdir().unwrap();
    let plain = dir.path().join("plain.pdf");
    std::fs::write(&plain, prama_testkit::pdf::with_text("behind a password")).unwrap();
    for bits in ["128", "256"] {
        let locked = dir.path().join(format!("locked-{bits}.pdf"));
        let weak: &[&str] = if bits == "128" { &["--allow-weak-crypto"] } else { &[] };
        if !qpdf(&plain, &locked, &[weak, &["--encrypt", "user", "owner", bits, "--"]].concat()) {
            println!("qpdf is not installed");
            return;
        }
        assert_eq!(text(&locked).code(), "PDF-002");
        let wrong = ask(&json!({ "op": "text", "path": locked, "password": "User" }));
        assert_eq!(wrong.code(), "PDF-002");
        let right = ask(&json!({ "op": "text", "path": locked, "password": "user" }));
        assert_eq!(right.ok()["text"], "behind a password");
        let info = ask(&json!({ "op": "info", "path": locked, "password": "user" }));
        assert_eq!(info.ok()["encrypted"], true);
    }
}

/// Documents that packages ship, as `fetch-pdfs.sh` laid them out.
fn shipped() -> Vec<Document> {
    let named = std::env::var_os("PRAMA_PDF_CORPUS").map(PathBuf::from);
    let dir = named.unwrap_or_else(|| {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        target
            .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
            .join("pdf-corpus")
    });
    let mut found = Vec::new();
    for package in entries(&dir) {
        let from = package.file_name().unwrap().to_string_lossy().into_owned();
        let pdfs = entries(&package).into_iter().filter(|p| p.extension().is_some_and(|e| e == "pdf"));
        found.extend(pdfs.map(|path| Document { path, from: from.clone(), password: None }));
    }
    found
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

/// Documents made now, by what is installed.
fn made_here(dir: &Path) -> Vec<Document> {
    let lines: Vec<String> =
        (1..=120).map(|n| format!("Line {n}: the quick brown fox, zwölf große Boxkämpfer.")).collect();
    let plain = dir.join("testkit.pdf");
    std::fs::write(&plain, prama_testkit::pdf::with_text(&lines.join("\n"))).unwrap();
    let mut made = vec![(plain.clone(), "prama_testkit", None)];
    let weak = ["--allow-weak-crypto"];
    let variants: [(&str, Vec<&str>, Option<&'static str>); 6] = [
        ("linearized", vec!["--linearize"], None),
        ("object-streams", vec!["--object-streams=generate"], None),
        ("qdf", vec!["--qdf"], None),
        ("owner-rc4", [&weak[..], &["--encrypt", "", "owner", "128", "--use-aes=n", "--"]].concat(), None),
        (
            "user-aes128",
            [&weak[..], &["--encrypt", "open", "owner", "128", "--use-aes=y", "--"]].concat(),
            Some("open"),
        ),
        ("user-aes256", vec!["--encrypt", "open", "owner", "256", "--"], Some("open")),
    ];
    for (name, options, password) in variants {
        let path = dir.join(format!("qpdf-{name}.pdf"));
        if qpdf(&plain, &path, &options) {
            made.push((path, "qpdf", password));
        }
    }
    let text = lines.join("\n");
    let groff = dir.join("groff.pdf");
    if write_stdout(Command::new("groff").args(["-Tpdf", "-ms", "-Kutf8"]), &text, &groff) {
        made.push((groff, "groff -Tpdf", None));
    }
    let page = dir.join("page.html");
    let rows = lines.iter().map(|l| format!("<p>{l}</p>")).collect::<String>();
    std::fs::write(&page, format!("<!doctype html><meta charset=utf-8><h1>Report</h1>{rows}")).unwrap();
    let chromium = dir.join("chromium.pdf");
    let print = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", dir.join("profile").display()))
        .arg(format!("--print-to-pdf={}", chromium.display()))
        .arg(&page)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if print.is_ok() && chromium.is_file() {
        made.push((chromium, "Chromium", None));
    }
    made.into_iter()
        .map(|(path, from, password)| Document { path, from: from.to_owned(), password })
        .collect()
}

fn installed(program: &str) -> bool {
    Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn qpdf(from: &Path, to: &Path, options: &[&str]) -> bool {
    let done = Command::new("qpdf").args(options).arg(from).arg(to).stderr(Stdio::null()).status();
    done.is_ok() && to.is_file()
}

fn write_stdout(command: &mut Command, input: &str, to: &Path) -> bool {
    use std::io::Write as _;
    let out = std::fs::File::create(to).unwrap();
    let Ok(mut child) = command.stdin(Stdio::piped()).stdout(out).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait().is_ok_and(|s| s.success()) && std::fs::metadata(to).is_ok_and(|m| m.len() > 0)
}

fn theirs(document: &Document) -> String {
    let mut command = Command::new("pdftotext");
    command.args(["-q", "-enc", "UTF-8"]);
    if let Some(password) = document.password {
        command.args(["-upw", password]);
    }
    let output = command.arg(&document.path).arg("-").output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Words and how often each comes; ligatures and soft hyphens do not count as differences.
fn words(text: &str) -> BTreeMap<String, usize> {
    const LIGATURES: [(&str, &str); 5] = [("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")];
    let mut text = text.replace('\u{ad}', "");
    for (one, letters) in LIGATURES {
        text = text.replace(one, letters);
    }
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{c}').filter(|w| !w.is_empty()) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

fn alike(ours: &BTreeMap<String, usize>, theirs: &BTreeMap<String, usize>) -> f64 {
    let all: usize = ours.values().sum::<usize>() + theirs.values().sum::<usize>();
    let both: usize = ours.iter().map(|(w, n)| *n.min(theirs.get(w).unwrap_or(&0))).sum();
    if all == 0 { 1.0 } else { 2.0 * both as f64 / all as f64 }
}
