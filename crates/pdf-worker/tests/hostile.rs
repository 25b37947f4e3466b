//! Documents that try to break the reader cost only the worker: it answers or ends, within its caps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod support;

use serde_json::json;
use support::{ask, hostile, info, text};

#[test]
fn every_hostile_document_ends_within_the_caps() {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let documents = hostile::all();
    for document in &documents {
        let path = dir.path().join(format!("{}.pdf", document.name));
        std::fs::write(&path, &document.bytes).unwrap();
        for op in ["text", "info"] {
            let said = ask(&json!({ "op": op, "path": path, "cpu_s": 4 }));
            let code = said.code();
            println!("{:20} {op} {:>9} bytes -> {code} {}", document.name, document.bytes.len(), said.status);
            if !document.ends.contains(&code.as_str()) {
                wrong.push(format!("{} ({op}): {code} {:?}", document.name, said.last));
            }
            if let Some(error) = said.last.as_ref().and_then(|l| l.get("error")) {
                assert!(error["message"].as_str().is_some_and(|m| m.ends_with('.')), "{error}");
            }
        }
    }
    println!("{} hostile documents", documents.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn memory_and_time_are_capped() {
    let dir = tempfile::tempdir().unwrap();
    let bomb = hostile::all().into_iter().find(|h| h.name == "bomb").unwrap();
    let path = dir.path().join("bomb.pdf");
    std::fs::write(&path, &bomb.bytes).unwrap();
    let little = ask(&json!({ "op": "text", "path": path, "memory_bytes": 128 << 20 }));
    assert_ne!(little.code(), "ok", "{:?}", little.last);
    let short = ask(&json!({ "op": "text", "path": path, "cpu_s": 1, "memory_bytes": 4_u64 << 30 }));
    assert_ne!(short.code(), "ok", "{:?}", short.last);
}

#[test]
fn missing_and_forbidden_files_say_so() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(text(&dir.path().join("none.pdf")).code(), "FILE-001");
    assert_eq!(text(dir.path()).code(), "FILE-004");
    assert_eq!(ask(&json!({ "op": "sing" })).code(), "PDF-005");
}

#[test]
fn wanted_pages_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("three.pdf");
    std::fs::write(&path, prama_testkit::pdf::with_pages(&["first", "second", "third"], "Büro (1)")).unwrap();
    let said = ask(&json!({ "op": "text", "path": path, "ranges": [[3, 3], [1, 2]] }));
    assert_eq!(said.ok()["text"], "third\n\nfirst\n\nsecond");
    assert_eq!((said.ok()["pages"].as_u64(), said.pages), (Some(3), 3));
    assert_eq!(ask(&json!({ "op": "text", "path": path, "ranges": [[2, 4]] })).code(), "PDF-007");
    let cut = ask(&json!({ "op": "text", "path": path, "max_chars": 9 }));
    assert_eq!(
        (cut.ok()["text"].as_str(), cut.ok()["truncated"].as_bool()),
        (Some("first\n\nse"), Some(true))
    );
    assert_eq!(ask(&json!({ "op": "text", "path": path, "max_pages": 2 })).code(), "PDF-004");
    let said = info(&path);
    assert_eq!((said.ok()["title"].as_str(), said.ok()["pages"].as_u64()), (Some("Büro (1)"), Some(3)));
    assert_eq!(said.ok()["page_sizes"][0], json!({ "width_pt": 595.0, "height_pt": 842.0 }));
}

#[test]
fn a_page_without_text_is_a_warning() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scan.pdf");
    std::fs::write(&path, prama_testkit::pdf::with_pages(&[""], "")).unwrap();
    let said = text(&path);
    assert_eq!(said.ok()["words"], 0);
    assert!(said.warnings.iter().any(|w| w.contains("OCR")), "{:?}", said.warnings);
}
