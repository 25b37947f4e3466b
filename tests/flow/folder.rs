//! A PDF dropped into a folder runs a workflow; what cannot be read ends as a clear step failure.

use prama_testkit::pdf;
use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;

const MONITOR: &str = "pdf-monitor-event-source";

async fn watch(server: &Server, folder: &Path, include_existing: bool) {
    let trigger = json!({"id": "scans", "name": "Scans", "source": MONITOR, "event_type": "pdf_file_added", "workflow_id": "extract-pdf-text",
        "conditions": {"all": [{"field": "source_folder", "op": "inside_folder", "value": folder}]}, "active": true});
    server.client.post("/api/triggers", trigger).await;
    let config =
        json!({"folders": [{"path": folder, "include_existing": include_existing}], "settle_ms": 200});
    server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
    eventually("the folder is watched", async || {
        let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        (source["folders"][0]["state"] == "watching").then_some(())
    })
    .await;
}

/// The run of a file, once it is terminal.
async fn run_of(server: &Server, name: &str) -> Value {
    let id = eventually(&format!("the run of {name}"), async || {
        let list = server.client.get("/api/runs?limit=500").await;
        let run = list["items"].as_array()?.iter().find(|r| r["subject"] == name)?.clone();
        let done = ["succeeded", "failed", "cancelled"].contains(&run["status"].as_str()?);
        done.then(|| run["id"].as_str().unwrap().to_owned())
    })
    .await;
    server.client.get(&format!("/api/runs/{id}")).await
}

#[test]
fn dropped_pdfs_run_and_their_text_is_on_record() {
    let dir = tempfile::tempdir().unwrap();
    let scans = dir.path().join("Scans");
    std::fs::create_dir(&scans).unwrap();
    std::fs::write(scans.join("old.pdf"), pdf::with_text("was here before")).unwrap();
    runtime().block_on(async {
        let mut server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &scans, false).await;
        for n in 1..=3 {
            std::fs::write(
                scans.join(format!("invoice-{n}.pdf")),
                pdf::with_text(&format!("Invoice number {n}\nTotal 100 EUR")),
            )
            .unwrap();
        }
        for n in 1..=3 {
            let run = run_of(&server, &format!("invoice-{n}.pdf")).await;
            assert_eq!(run["status"], "succeeded", "{run}");
            assert_eq!(run["trigger_id"], "scans");
            let text = run["steps"][1]["output"]["text"].as_str().unwrap();
            assert!(text.contains(&format!("Invoice number {n}")), "{text}");
            assert_eq!(run["explanation"]["passed"], true);
            let log = server.client.get(&format!("/api/runs/{}/log", run["id"].as_str().unwrap())).await;
            assert!(!log["lines"].as_array().unwrap().is_empty());
        }
        // What was there before was not asked for.
        let list = server.client.get("/api/runs").await;
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
        // While the app is off a file comes; at the next start it is found.
        assert_eq!(server.stop(), Some(0));
        std::fs::write(scans.join("night.pdf"), pdf::with_text("came at night")).unwrap();
        let server = start(&dir.path().join("data"), &[]).await;
        assert_eq!(run_of(&server, "night.pdf").await["status"], "succeeded");
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn what_cannot_be_read_ends_as_a_clear_step_failure() {
    let dir = tempfile::tempdir().unwrap();
    let scans = dir.path().join("Scans");
    std::fs::create_dir(&scans).unwrap();
    let good = pdf::with_text("complete");
    std::fs::write(
        scans.join("garbage.pdf"),
        [b"%PDF-1.7\n".as_slice(), &[0xff; 4000], b"\n%%EOF\n"].concat(),
    )
    .unwrap();
    std::fs::write(scans.join("notpdf.pdf"), b"hello, I am a text\n%%EOF\n").unwrap();
    std::fs::write(scans.join("good.pdf"), good).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &scans, true).await;
        assert_eq!(run_of(&server, "good.pdf").await["status"], "succeeded");
        for name in ["garbage.pdf", "notpdf.pdf"] {
            let run = run_of(&server, name).await;
            assert_eq!(run["status"], "failed", "{run}");
            let error = &run["error"];
            assert!(error["code"].as_str().unwrap().starts_with("PDF-"), "{error}");
            assert!(!error["message"].as_str().unwrap().is_empty() && error["fix"].is_string(), "{error}");
        }
    });
}
