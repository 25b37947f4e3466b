//! `pdf.text` and `pdf.info` with a worker that is a shell script: what the host makes of what it says and how it ends.

use super::Bench;
use crate::runner::exact::ExactNames;
use serde_json::json;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

fn bench(script: &str) -> Bench {
    let mut b = Bench::new();
    b.worker = Arc::from(["sh", "-c", script].map(OsString::from));
    b
}

#[tokio::test]
async fn progress_becomes_log_lines() {
    let script = r#"read -r request; echo "$request" >&2
        echo '{"page":{"page":2,"of":3,"chars":1204}}'; echo 'noise'; echo '{"warn":"Half a page is missing."}'
        echo '{"ok":{"text":"hello you","pages":3,"words":2}}'"#;
    let (out, log) =
        bench(script).attempt(1, "pdf.text", json!({ "file": "/a.pdf", "pages": "1-2,5" })).await;
    assert_eq!(out.unwrap()["text"], "hello you");
    assert!(log.contains(&"page 2 of 3: 1,204 characters".to_owned()), "{log:?}");
    assert!(log.contains(&"Half a page is missing.".to_owned()), "{log:?}");
    assert_eq!(log.last().unwrap(), "3 pages, 2 words");
}

#[tokio::test]
async fn the_request_says_pages_and_password() {
    let script = r#"read -r request; printf '{"ok":{"asked":%s}}\n' "$request""#;
    let input = json!({ "file": "/a.pdf", "pages": "1-2,5", "password": "p" });
    let asked = bench(script).run("pdf.text", input).await.unwrap()["asked"].clone();
    assert_eq!(asked["ranges"], json!([[1, 2], [5, 5]]));
    assert_eq!(
        (&asked["op"], &asked["path"], &asked["password"]),
        (&json!("text"), &json!("/a.pdf"), &json!("p"))
    );
    let asked = bench(script).run("pdf.info", json!({ "file": "/a.pdf" })).await.unwrap()["asked"].clone();
    assert_eq!(asked["op"], "info");
}

#[tokio::test]
async fn a_name_that_is_no_text_is_asked_for_byte_for_byte() {
    let mut b = bench(r#"read -r request; printf '{"ok":{"asked":%s}}\n' "$request""#);
    b.names = ExactNames::of(json!({ "file_uri": "file:///in/a%FF.pdf" }).as_object().unwrap());
    for kind in ["pdf.text", "pdf.info"] {
        let asked = b.run(kind, json!({ "file": "/in/a\u{fffd}.pdf" })).await.unwrap()["asked"].clone();
        assert_eq!(asked["path"], json!(b"/in/a\xff.pdf"), "{kind}");
    }
}

#[tokio::test]
async fn its_errors_are_the_steps_errors() {
    let b = bench(
        r#"echo '{"error":{"code":"PDF-002","message":"It is protected.","fix":"Give the password."}}'"#,
    );
    let error = b.run("pdf.text", json!({ "file": "/a.pdf" })).await.unwrap_err();
    assert_eq!((error.problem.code.as_str(), error.problem.title.as_str()), ("PDF-002", "It is protected."));
    assert_eq!(error.problem.fix.as_deref(), Some("Give the password."));
    assert!(!error.retryable);
}

#[tokio::test]
async fn a_worker_that_ends_without_a_word_is_a_clear_error() {
    for (script, code) in [
        ("kill -SEGV $$", "PDF-005"),
        ("kill -ABRT $$", "PDF-005"),
        ("echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$", "PDF-004"),
        ("kill -XCPU $$", "PDF-004"),
        ("kill -KILL $$", "PDF-004"),
        ("exit 7", "PDF-005"),
        ("echo 'half a line", "PDF-005"),
    ] {
        let input = json!({ "file": "/a.pdf" });
        assert_eq!(bench(script).code("pdf.info", input.clone()).await, code, "{script}");
        assert_eq!(bench(script).code("pdf.text", input).await, code, "{script}");
    }
    let mut none = Bench::new();
    none.worker = Arc::from([OsString::from("/no/such/program")]);
    assert_eq!(none.code("pdf.info", json!({ "file": "/a.pdf" })).await, "PDF-008");
}

#[tokio::test]
async fn after_a_crash_the_other_reader_is_asked() {
    let script = r#"read -r r; case "$r" in *pdftotext*) echo '{"ok":{"text":"t","engine":"pdftotext"}}';; *) kill -SEGV $$;; esac"#;
    let out = bench(script).run("pdf.text", json!({ "file": "/a.pdf" })).await.unwrap();
    assert_eq!(out["engine"], "pdftotext");
}

#[tokio::test]
async fn a_hanging_worker_goes_with_the_step() {
    let b = bench("sleep 300 & wait");
    let (done, ()) = tokio::join!(b.run("pdf.text", json!({ "file": "/a.pdf" })), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        b.cancel.cancel();
    });
    assert_eq!(done.unwrap_err().problem.code, "STEP-004");
}

#[tokio::test]
async fn wrong_pages_are_refused_before_anything_starts() {
    for pages in ["0", "3-1", "a", "1;2"] {
        let code = bench("exit 1").code("pdf.text", json!({ "file": "/a.pdf", "pages": pages })).await;
        assert_eq!(code, "STEP-001", "{pages}");
    }
    assert_eq!(bench("exit 1").code("pdf.text", json!({ "file": "a.pdf" })).await, "FILE-008");
}
