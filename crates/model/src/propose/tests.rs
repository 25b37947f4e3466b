//! What is proposed for files, and for events of other kinds.

use super::*;
use serde_json::json;

fn object(value: Value) -> Object {
    serde_json::from_value(value).unwrap()
}

fn event(data: Value) -> Event {
    serde_json::from_value(
        json!({"id": "018f0000-0000-7000-8000-000000000000", "source": "s", "event_type": "t",
        "subject": "t", "time_ms": 0, "received_ms": 0, "data": data, "depth": 0}),
    )
    .unwrap()
}

fn file(i: usize) -> Value {
    let (word, ext, folder) = match i % 10 {
        0 | 1 => ("invoice", "pdf", "Scans"),
        2..=5 => ("scan", "pdf", "Scans"),
        6 | 7 => ("notes", "txt", "Scans"),
        _ => ("photo", "jpg", "Pictures"),
    };
    json!({"filename": format!("{word}-{i:04}.{ext}"), "file_path": format!("/home/a/{folder}/{word}-{i:04}.{ext}"),
        "file_size": 1000 + i * 37, "file_hash": format!("{i:064x}"), "detected_at": "2026-05-03T10:00:00Z"})
}

fn texts(of: &[Proposal]) -> Vec<(String, usize)> {
    of.iter().map(|p| (p.text(), p.matches)).collect()
}

#[test]
fn a_file_is_told_apart_by_extension_folder_and_word() {
    let neighbours: Vec<_> = (0..200).map(|i| event(file(i))).collect();
    let found = propose(&object(file(30)), &neighbours);
    let told = texts(&found);
    assert!(told.contains(&("filename has the extension .pdf".into(), 120)), "{told:?}");
    assert!(told.contains(&("file_path is inside folder /home/a/Scans (and below)".into(), 160)), "{told:?}");
    assert!(told.contains(&("filename contains \"invoice\" (any case)".into(), 40)), "{told:?}");
    assert!(told.iter().any(|(t, _)| t.starts_with("file_size is between")), "{told:?}");
    assert!(!told.iter().any(|(t, _)| t.contains("hash") || t.contains("detected_at")), "{told:?}");
    assert!(found.iter().all(|p| p.of == 200 && p.matches < 200));
    let draft: Vec<String> = found.iter().filter(|p| p.in_draft).map(Proposal::short).collect();
    assert_eq!(draft, ["invoice"], "every invoice is a PDF in that folder");
    let scan: Vec<_> = propose(&object(file(23)), &neighbours).into_iter().filter(|p| p.in_draft).collect();
    assert_eq!(texts(&scan), [("filename contains \"scan\" (any case)".into(), 80)]);
    assert_eq!(propose(&object(file(30)), &neighbours), found, "the same again");
}

#[test]
fn few_values_become_equality_and_flags_are_kept() {
    let data = |i: usize| json!({"status": if i.is_multiple_of(4) { "failed" } else { "succeeded" }, "paid": i.is_multiple_of(3), "code": i % 5, "user": {"city": format!("c{}", i % 7)}, "tags": ["a", if i.is_multiple_of(2) { "even" } else { "odd" }]});
    let neighbours: Vec<_> = (0..100).map(|i| event(data(i))).collect();
    let told = texts(&propose(&object(data(12)), &neighbours));
    for expected in [
        ("status is \"failed\" (any case)", 25),
        ("paid is yes", 34),
        ("code = 2", 20),
        ("user.city is \"c5\" (any case)", 14),
        ("tags has the item \"even\" (any case)", 50),
    ] {
        assert!(told.contains(&(expected.0.into(), expected.1)), "{expected:?} in {told:?}");
    }
    // Each has "a": it sets nothing apart.
    assert!(!told.iter().any(|(t, _)| t.contains("\"a\"")), "{told:?}");
}

#[test]
fn an_event_without_neighbours_is_described_all_the_same() {
    let only = object(file(0));
    let found = propose(&only, &[event(file(0))]);
    assert!(found.iter().any(|p| p.leaf.op == Op::ExtensionIs && (p.matches, p.of) == (1, 1)), "{found:?}");
    assert!(propose(&Object::new(), &[]).is_empty());
}
