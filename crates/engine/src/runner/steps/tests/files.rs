//! `file.move`, `file.copy`, `file.write`: whole files, no overwriting by accident, nothing twice.

use super::{Bench, names};
use crate::runner::exact::ExactNames;
use serde_json::json;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

#[tokio::test]
async fn move_puts_the_file_and_says_where() {
    let b = Bench::new();
    let from = b.file("in/a.pdf", "one");
    let to = b.path("out/year");
    let input = json!({ "from": from, "to_folder": to, "create_folder": true });
    let out = b.run("file.move", input).await.unwrap();
    assert_eq!(out["path"], json!(to.join("a.pdf")));
    assert_eq!(out["size"], 3);
    assert!(!from.exists());
    assert_eq!(names(&to), ["a.pdf"]);
}

#[tokio::test]
async fn a_missing_folder_is_made_only_when_asked() {
    let b = Bench::new();
    let from = b.file("a.pdf", "one");
    assert_eq!(b.code("file.move", json!({ "from": from, "to_folder": b.path("none") })).await, "FILE-001");
    assert!(from.exists() && !b.path("none").exists());
}

#[tokio::test]
async fn an_existing_file_is_renamed_around_replaced_or_refused() {
    let b = Bench::new();
    let out = b.path("out");
    b.file("out/a.txt", "old");
    let from = b.file("a.txt", "new");
    let ask = |how: &str| json!({ "from": from, "to_folder": out, "if_exists": how });

    assert_eq!(b.code("file.copy", ask("fail")).await, "FILE-003");
    assert_eq!(std::fs::read_to_string(out.join("a.txt")).unwrap(), "old");

    let copied = b.run("file.copy", ask("rename")).await.unwrap();
    assert_eq!(copied["path"], json!(out.join("a (2).txt")));
    assert_eq!(std::fs::read_to_string(out.join("a.txt")).unwrap(), "old");

    b.run("file.copy", ask("replace")).await.unwrap();
    assert_eq!(std::fs::read_to_string(out.join("a.txt")).unwrap(), "new");
    assert_eq!(names(&out), ["a (2).txt", "a.txt"]);
}

#[tokio::test]
async fn a_second_attempt_finds_the_first_ones_work() {
    for kind in ["file.move", "file.copy"] {
        let b = Bench::new();
        let from = b.file("a.txt", "one");
        b.file("out/a.txt", "other");
        let input = json!({ "from": from, "to_folder": b.path("out") });
        let first = b.attempt(1, kind, input.clone()).await.0.unwrap();
        let second = b.attempt(2, kind, input).await.0.unwrap();
        assert_eq!(first, second, "{kind}");
        assert_eq!(names(&b.path("out")), ["a (2).txt", "a.txt"], "{kind}");
    }
}

#[tokio::test]
async fn another_step_of_the_run_is_not_taken_for_a_second_attempt() {
    let b = Bench::new();
    let from = b.file("a.txt", "one");
    let input = json!({ "from": from, "to_folder": b.path("out"), "create_folder": true });
    b.run("file.copy", input.clone()).await.unwrap();
    b.run("file.copy", input).await.unwrap();
    assert_eq!(names(&b.path("out")), ["a (2).txt", "a.txt"]);
}

#[tokio::test]
async fn a_move_across_file_systems_leaves_no_source_and_keeps_the_time() {
    let shm = std::path::Path::new("/dev/shm");
    let b = Bench::new();
    let other = tempfile::tempdir_in(shm).unwrap();
    let from = b.file("a.txt", &"x".repeat(1 << 20));
    std::fs::set_permissions(&from, std::fs::Permissions::from_mode(0o640)).unwrap();
    let before = std::fs::metadata(&from).unwrap();
    let input = json!({ "from": from, "to_folder": other.path() });
    b.attempt(1, "file.move", input.clone()).await.0.unwrap();
    let after = std::fs::metadata(other.path().join("a.txt")).unwrap();
    assert_eq!(after.len(), 1 << 20);
    assert_eq!(after.modified().unwrap(), before.modified().unwrap());
    assert_eq!(after.permissions().mode() & 0o777, 0o640);
    assert!(!from.exists());

    // As after a crash between the copy's last rename and the removal of the source.
    std::fs::copy(other.path().join("a.txt"), &from).unwrap();
    b.attempt(2, "file.move", input).await.0.unwrap();
    assert!(!from.exists());
    assert_eq!(names(other.path()), ["a.txt"]);
}

#[tokio::test]
async fn a_name_from_an_event_cannot_leave_the_folder() {
    let b = Bench::new();
    let from = b.file("a.txt", "one");
    for name in ["../a.txt", "/etc/a.txt", "x/../../a", ".."] {
        let input = json!({ "from": from, "to_folder": b.path("out"), "name": name, "create_folder": true });
        assert_eq!(b.code("file.copy", input).await, "FILE-008", "{name}");
    }
    let climbing = format!("{}/sub/../../x", b.path("out").display());
    assert_eq!(b.code("file.write", json!({ "path": climbing, "text": "x" })).await, "FILE-008");
    assert_eq!(b.code("file.write", json!({ "path": "relative.txt", "text": "x" })).await, "FILE-008");
}

#[tokio::test]
async fn a_link_at_the_target_is_replaced_and_never_followed() {
    let b = Bench::new();
    let precious = b.file("precious.txt", "keep me");
    let from = b.file("a.txt", "new");
    std::fs::create_dir(b.path("out")).unwrap();
    symlink(&precious, b.path("out/a.txt")).unwrap();
    b.run("file.copy", json!({ "from": from, "to_folder": b.path("out"), "if_exists": "replace" }))
        .await
        .unwrap();
    assert_eq!(std::fs::read_to_string(b.path("out/a.txt")).unwrap(), "new");

    symlink(&precious, b.path("out/log.txt")).unwrap();
    let append = json!({ "path": b.path("out/log.txt"), "text": "x", "if_exists": "append" });
    assert_eq!(b.code("file.write", append).await, "FILE-004");
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "keep me");
}

#[tokio::test]
async fn folders_links_and_missing_files_are_refused() {
    let b = Bench::new();
    std::fs::create_dir(b.path("dir")).unwrap();
    let file = b.file("a.txt", "one");
    symlink(&file, b.path("link")).unwrap();
    let ask = |from: &str| json!({ "from": b.path(from), "to_folder": b.path("dir") });
    assert_eq!(b.code("file.move", ask("dir")).await, "FILE-004");
    assert_eq!(b.code("file.move", ask("link")).await, "FILE-004");
    assert_eq!(b.code("file.move", ask("none")).await, "FILE-001");
    assert_eq!(b.code("file.copy", ask("none")).await, "FILE-001");
}

#[tokio::test]
async fn write_replaces_whole_and_keeps_permissions() {
    let b = Bench::new();
    let path = b.file("a.txt", "something much longer than the new text");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let out = b.run("file.write", json!({ "path": path, "text": "short é" })).await.unwrap();
    assert_eq!(out["size"], 8);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "short é");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(b.dir.path()), ["a.txt", "data"]);
}

#[tokio::test]
async fn a_second_attempt_appends_only_what_is_missing() {
    let b = Bench::new();
    let path = b.file("log.txt", "first\n");
    let input = json!({ "path": path, "text": "second\n", "if_exists": "append" });
    b.attempt(1, "file.write", input.clone()).await.0.unwrap();
    b.attempt(2, "file.write", input.clone()).await.0.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "first\nsecond\n");

    // As after a crash in the middle of the write.
    std::fs::write(&path, "first\nsec").unwrap();
    b.attempt(3, "file.write", input).await.0.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "first\nsecond\n");
}

#[tokio::test]
async fn a_number_may_be_written_as_text() {
    let b = Bench::new();
    b.run("file.write", json!({ "path": b.path("n.txt"), "text": 42 })).await.unwrap();
    assert_eq!(std::fs::read_to_string(b.path("n.txt")).unwrap(), "42");
}

#[tokio::test]
async fn wrong_inputs_are_named_with_a_suggestion() {
    let b = Bench::new();
    let input = json!({ "from": 5, "to_foldr": "/x", "if_exists": "renam" });
    let error = b.run("file.copy", input).await.unwrap_err();
    assert_eq!(error.problem.code, "STEP-001");
    assert!(!error.retryable);
    let found: Vec<_> =
        error.problem.errors.iter().map(|e| (e.pointer.as_str(), e.suggestion.as_deref())).collect();
    assert_eq!(found, [("", None), ("/to_foldr", Some("to_folder")), ("/if_exists", Some("rename"))]);
}

/// The path as the event shows it, and the event's data.
fn odd(b: &mut Bench, name: &[u8]) -> String {
    let path = b.path("in").join(OsStr::from_bytes(name));
    std::fs::create_dir_all(b.path("in")).unwrap();
    std::fs::write(&path, name).unwrap();
    let uri: String = path.as_os_str().as_bytes().iter().map(|byte| format!("%{byte:02X}")).collect();
    let data = json!({ "file_uri": format!("file://{uri}") });
    b.names = ExactNames::of(data.as_object().unwrap());
    path.to_string_lossy().into_owned()
}

#[tokio::test]
async fn a_name_that_is_no_text_is_acted_on_byte_for_byte_over_all_attempts() {
    for name in
        [b"a\xff\xfeb.pdf".as_slice(), b"\x80", b"two\nlines \xc3\x28.txt", "in\u{202e}fdp.txt".as_bytes()]
    {
        let mut b = Bench::new();
        let shown = odd(&mut b, name);
        let exact = |folder: &str, ending: &str| {
            b.path(folder).join(OsStr::from_bytes(&[name, ending.as_bytes()].concat()))
        };
        let filename = shown.rsplit('/').next().unwrap();
        let copy = json!({ "from": shown, "to_folder": b.path("copied"), "create_folder": true });
        let named = json!({ "from": shown, "to_folder": b.path("named"), "name": format!("{filename}.bak"), "create_folder": true });
        let note = json!({ "path": format!("{}/{filename}.txt", b.path("noted").display()), "text": "x", "create_folder": true });
        let moved = json!({ "from": shown, "to": b.path("moved").join(filename), "create_folder": true });
        for (kind, input, at) in [
            ("file.copy", copy, exact("copied", "")),
            ("file.copy", named, exact("named", ".bak")),
            ("file.write", note, exact("noted", ".txt")),
            ("file.move", moved, exact("moved", "")),
        ] {
            for attempt in 1..=2 {
                let out = b.attempt(attempt, kind, input.clone()).await.0.unwrap();
                assert_eq!(out["path"], json!(at.to_string_lossy()), "{kind}");
            }
            assert!(at.is_file(), "{kind}: {}", at.display());
            assert_eq!(std::fs::read_dir(at.parent().unwrap()).unwrap().count(), 1, "{kind} did it twice");
        }
        assert_eq!(std::fs::read_dir(b.path("in")).unwrap().count(), 0);
    }
}
