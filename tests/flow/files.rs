//! The biography of a file: whatever happens to it, one question answers it.

use prama_testkit::pdf;
use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

const MONITOR: &str = "pdf-monitor-event-source";

async fn watch(server: &Server, folders: &[&Path]) {
    let steps = json!([{"id": "note", "type": "data.set", "with": {"values": {"seen": true}}}]);
    server.client.post("/api/workflows", json!({"id": "note", "name": "Note it", "steps": steps})).await;
    let invoices = json!({"all": [{"field": "filename", "op": "contains", "value": "invoice"}]});
    let trigger = json!({"id": "invoices", "name": "Invoices", "source": MONITOR, "event_type": "pdf_file_added",
        "workflow_id": "note", "conditions": invoices, "active": true});
    server.client.post("/api/triggers", trigger).await;
    let folders: Vec<_> = folders.iter().map(|f| json!({"path": f})).collect();
    let config = json!({"folders": folders, "settle_ms": 50});
    server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
    eventually("the folders are watched", async || {
        let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        let all = source["folders"].as_array()?;
        (all.len() == folders.len() && all.iter().all(|f| f["state"] == "watching")).then_some(())
    })
    .await;
}

fn put(path: &Path, text: &str) {
    std::fs::write(path, pdf::with_text(text)).unwrap();
}

async fn file(server: &Server, path: &Path) -> Value {
    let path = path.to_str().unwrap();
    server.client.get(&format!("/api/files/biography?path={path}")).await
}

/// The biography once it says this.
async fn says(server: &Server, path: &Path, what: &str) -> Value {
    eventually(&format!("{} says {what}", path.display()), async || {
        let file = file(server, path).await;
        story(&file).iter().any(|line| line.contains(what)).then_some(file)
    })
    .await
}

fn story(file: &Value) -> Vec<&str> {
    file["story"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect()
}

fn position(file: &Value, what: &str) -> usize {
    let lines = story(file);
    lines.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {lines:?}"))
}

#[test]
fn every_version_run_and_move_of_a_file_is_told_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, done) = (dir.path().join("Inbox"), dir.path().join("Done"));
    for folder in [&inbox, &done] {
        std::fs::create_dir(folder).unwrap();
    }
    put(&inbox.join("old.pdf"), "there before");
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &[&inbox, &done]).await;
        let (first, second, third) =
            (inbox.join("invoice-1.pdf"), inbox.join("paid.pdf"), done.join("paid.pdf"));
        put(&first, "one");
        says(&server, &first, "Note it succeeded (Invoices)").await;
        put(&first, "one, and more");
        says(&server, &first, "PDF file modified").await;
        std::fs::rename(&first, &second).unwrap();
        says(&server, &second, "Renamed from invoice-1.pdf to paid.pdf").await;
        std::fs::rename(&second, &third).unwrap();
        let told = says(&server, &third, "Moved from").await;

        let order = [
            "PDF file added",
            "Note it succeeded (Invoices)",
            "PDF file modified",
            "Renamed from",
            "Moved from",
        ];
        let places: Vec<_> = order.iter().map(|what| position(&told, what)).collect();
        assert!(places.is_sorted(), "{told}");
        assert_eq!(told["state"], "present");
        let versions = told["versions"].as_array().unwrap();
        assert_eq!(versions.len(), 2, "{told}");
        assert!(versions[0]["size"].as_i64() < versions[1]["size"].as_i64());
        // By any of its names it is the same file, and says where it is.
        for name in [&first, &second] {
            let by_name = file(&server, name).await;
            assert_eq!(
                (&by_name["state"], &by_name["now_at"]),
                (&json!("moved"), &json!(third)),
                "{by_name}"
            );
            assert_eq!(by_name["story"], told["story"]);
        }
        // Another file under the old name is another file.
        put(&first, "another one");
        let another = eventually("the other file is there", async || {
            let file = file(&server, &first).await;
            (file["state"] == "present").then_some(file)
        })
        .await;
        assert!(position(&another, "An earlier file of the name") < position(&another, "PDF file added"));
        assert_eq!(another["versions"].as_array().unwrap().len(), 1);

        std::fs::remove_file(&third).unwrap();
        assert_eq!(says(&server, &third, "PDF file deleted").await["state"], "deleted");
        let (code, out, err) = server.cli(&["files", "show", third.to_str().unwrap()]);
        assert!(code == 0 && out.contains("Moved from") && out.contains("deleted"), "{out}{err}");
    });
}

#[test]
fn copies_are_new_files_that_name_their_twin_and_what_is_not_told_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    put(&inbox.join("old.pdf"), "there before");
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &[&inbox]).await;
        let (original, copy) = (inbox.join("notes.pdf"), inbox.join("copy.pdf"));
        put(&original, "the same words");
        let told = says(&server, &original, "Nothing matched: Invoices did not.").await;
        assert_eq!(told["duplicates"], json!([]));
        std::fs::copy(&original, &copy).unwrap();
        let told = says(&server, &copy, "PDF file added").await;
        assert_eq!(told["duplicates"], json!([original]));
        assert_eq!(file(&server, &original).await["duplicates"], json!([copy]));
        let id = told["story"][0]["event_id"].as_str().unwrap().to_owned();
        let event = server.client.get(&format!("/api/events/{id}")).await;
        assert_eq!(event["data"]["duplicate_of"], json!(original));
        let by_event = server.client.get(&format!("/api/files/biography?event_id={id}")).await;
        assert_eq!(by_event["path"], json!(copy));
        let found = server.client.get("/api/files?q=cop").await;
        assert_eq!(found["files"].as_array().unwrap().len(), 1, "{found}");

        let note = |file: &Value| file["note"].as_str().unwrap().to_owned();
        let old = file(&server, &inbox.join("old.pdf")).await;
        assert_eq!(old["state"], "unknown");
        assert!(note(&old).contains("there before its folder was watched"), "{old}");
        std::fs::write(inbox.join("a.txt"), "no PDF").unwrap();
        assert!(
            note(&file(&server, &inbox.join("a.txt")).await)
                .contains("left out by the source's configuration")
        );
        let elsewhere = dir.path().join("elsewhere.pdf");
        put(&elsewhere, "x");
        assert!(note(&file(&server, &elsewhere).await).contains("No source watches its folder."));
        // A PDF without its end waits, and says so.
        std::fs::write(inbox.join("half.pdf"), b"%PDF-1.7\nhalf of it").unwrap();
        eventually("the half one is pending", async || {
            let half = file(&server, &inbox.join("half.pdf")).await;
            (half["state"] == "pending" && half["note"].is_string()).then_some(())
        })
        .await;
        let (status, problem) =
            server.client.send("GET", "/api/files/biography?path=a.pdf", None).await.unwrap();
        assert_eq!((status, &problem["code"]), (400, &json!("API-400")), "{problem}");
    });
}

/// Puts the file away and the same content there again: another event, which "once per file" lets run once.
async fn again(server: &Server, path: &Path, away: &Path) -> Vec<String> {
    let runs = async || {
        let list = server.client.get("/api/runs?limit=100").await;
        let of_it = |r: &&Value| r["subject"] == json!(path.file_name().unwrap().to_str().unwrap());
        let of_it: Vec<_> = list["items"].as_array().unwrap().iter().filter(of_it).cloned().collect();
        of_it.iter().map(|r| r["trigger_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let told = async || {
        let file = file(server, path).await;
        story(&file).iter().filter(|line| line.contains("PDF file added")).count()
    };
    let before = told().await;
    std::fs::rename(path, away).unwrap();
    eventually("it is gone", async || (file(server, path).await["state"] == "deleted").then_some(())).await;
    // A name that comes back within half a second counts as never gone.
    tokio::time::sleep(Duration::from_secs(1)).await;
    std::fs::rename(away, path).unwrap();
    eventually("it is told again", async || (told().await > before).then_some(())).await;
    let mut ran = runs().await;
    ran.sort();
    ran
}

#[test]
fn a_forgotten_file_runs_again_for_one_trigger_or_for_all() {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, away) = (dir.path().join("Inbox"), dir.path().join("away.pdf"));
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &[&inbox]).await;
        for id in ["a", "b"] {
            let trigger = json!({"id": id, "name": id, "source": MONITOR, "event_type": "pdf_file_added",
                "workflow_id": "note", "active": true, "options": {"once": {"per": "file"}}});
            server.client.post("/api/triggers", trigger).await;
        }
        let path = inbox.join("letter.pdf");
        put(&path, "the same words");
        says(&server, &path, "Note it succeeded").await;
        assert_eq!(again(&server, &path, &away).await, ["a", "b"], "once per file");

        let forget = async |body: Value| server.client.post("/api/files/forget", body).await["count"].clone();
        assert_eq!(forget(json!({"path": path, "trigger_id": "a"})).await, 1);
        assert_eq!(again(&server, &path, &away).await, ["a", "a", "b"]);
        let text = path.to_str().unwrap();
        let (code, out, err) = server.cli(&["files", "forget", text]);
        assert!(code == 0 && out.contains("Forgotten."), "{out}{err}");
        let (code, out, err) = server.cli(&["files", "forget", text]);
        assert!(code == 0 && out.contains("No trigger remembered it"), "{out}{err}");
        assert_eq!(again(&server, &path, &away).await, ["a", "a", "a", "b", "b"]);
        let (code, out, err) = server.cli(&["files", "forget", text, "--trigger", "b", "--json"]);
        assert!(code == 0 && serde_json::from_str::<Value>(&out).unwrap()["count"] == 1, "{out}{err}");
        assert_eq!(again(&server, &path, &away).await, ["a", "a", "a", "b", "b", "b"]);

        // What can't be meant is refused, with the place.
        for (body, status) in [
            (json!({"path": "letter.pdf"}), 422),
            (json!({"path": path, "trigger_id": "none"}), 404),
            (json!({}), 422),
        ] {
            let (got, problem) = server.client.send("POST", "/api/files/forget", Some(&body)).await.unwrap();
            assert_eq!(got, status, "{problem}");
        }
    });
}
