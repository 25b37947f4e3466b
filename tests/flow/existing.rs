//! "Also run for the 37 already there": one trigger, each file once, also over kills in the middle.

use prama_testkit::pdf;
use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;

const MONITOR: &str = "pdf-monitor-event-source";
/// Files that are there.
const FILES: usize = 300;

async fn set_up(server: &Server, folder: &Path) {
    let steps = json!([{"id": "note", "type": "data.set", "with": {"values": {"seen": true}}}]);
    server.client.post("/api/workflows", json!({"id": "note", "name": "Note", "steps": steps})).await;
    for (id, active) in [("wanted", false), ("other", true)] {
        let conditions = json!({"all": [{"field": "filename", "op": "starts_with", "value": "invoice"}]});
        let trigger = json!({"id": id, "name": id, "source": MONITOR, "event_type": "pdf_file_added",
            "workflow_id": "note", "conditions": conditions, "active": active});
        server.client.post("/api/triggers", trigger).await;
    }
    let config = json!({"folders": [{"path": folder}], "settle_ms": 50});
    server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
    eventually("the folder is watched", async || {
        let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        (source["folders"][0]["state"] == "watching").then_some(())
    })
    .await;
}

async fn offer(server: &Server) -> Value {
    server.client.get("/api/triggers/wanted/existing").await
}

async fn counts(server: &Server) -> (Vec<String>, usize) {
    let mut of_wanted = Vec::new();
    let mut others = 0;
    let mut cursor = String::new();
    loop {
        let page = server.client.get(&format!("/api/runs?limit=500{cursor}")).await;
        for run in page["items"].as_array().unwrap() {
            match run["trigger_id"].as_str() {
                Some("wanted") => of_wanted.push(run["subject"].as_str().unwrap().to_owned()),
                _ => others += 1,
            }
        }
        let Some(next) = page["next_cursor"].as_str() else { return (of_wanted, others) };
        cursor = format!("&cursor={next}");
    }
}

#[test]
fn a_trigger_runs_for_the_files_that_were_there_each_once_over_kills() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, data) = (dir.path().join("Scans"), dir.path().join("data"));
    std::fs::create_dir(&scans).unwrap();
    for n in 0..FILES {
        let text = format!("number {n}");
        std::fs::write(scans.join(format!("invoice-{n}.pdf")), pdf::with_text(&text)).unwrap();
        if n % 10 == 0 {
            std::fs::write(scans.join(format!("note-{n}.pdf")), pdf::with_text(&text)).unwrap();
        }
    }
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        set_up(&server, &scans).await;
        let before = offer(&server).await;
        assert_eq!(
            (&before["files"], &before["matching"]),
            (&json!(FILES + FILES / 10), &json!(FILES)),
            "{before}"
        );
        let (status, problem) =
            server.client.send("POST", "/api/triggers/wanted/existing", None).await.unwrap();
        assert_eq!((status, &problem["code"]), (409, &json!("FIL-003")), "a trigger that is off: {problem}");
        server.client.post("/api/triggers/wanted/enable", json!({})).await;
        server.client.post(&format!("/api/event-sources/{MONITOR}/stop"), json!({})).await;
        let (status, problem) =
            server.client.send("POST", "/api/triggers/wanted/existing", None).await.unwrap();
        assert_eq!((status, &problem["code"]), (409, &json!("FIL-003")), "a source that is off: {problem}");
        server.client.post(&format!("/api/event-sources/{MONITOR}/start"), json!({})).await;
        server.client.post("/api/triggers/wanted/existing", json!({})).await;
        let mut kills = 0;
        for round in 1..=3_i64 {
            let through = eventually("some of them", async || {
                let job = offer(&server).await["job"].clone();
                (job["done"].as_i64()? >= round * 64 || job["finished_at"].is_string()).then_some(job)
            })
            .await;
            kills += i64::from(!through["finished_at"].is_string());
            server.kill();
            server = start(&data, &[]).await;
        }
        let job = eventually("all of them", async || {
            let job = offer(&server).await["job"].clone();
            job["finished_at"].is_string().then_some(job)
        })
        .await;
        assert_eq!((&job["total"], &job["done"], &job["passed"]), (&json!(FILES), &json!(FILES), &json!(0)));
        let (subjects, others) = counts(&server).await;
        let different: HashSet<_> = subjects.iter().collect();
        assert_eq!(
            (subjects.len(), different.len(), others),
            (FILES, FILES, 0),
            "after {kills} kills in the middle"
        );
        // Asking again finds nothing to do; a new file is one more for both.
        assert_eq!(offer(&server).await["matching"], 0);
        server.client.post("/api/triggers/wanted/existing", json!({})).await;
        std::fs::write(scans.join("invoice-new.pdf"), pdf::with_text("new")).unwrap();
        eventually("the new one", async || {
            let (subjects, others) = counts(&server).await;
            assert!(subjects.len() <= FILES + 1, "a file ran twice");
            (subjects.len() == FILES + 1 && others == 1).then_some(())
        })
        .await;
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

/// The wish may come with the folder, before anything in it is known: the first run asks so.
#[test]
fn it_may_be_asked_for_before_the_folder_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, gone) = (dir.path().join("Scans"), dir.path().join("Unplugged"));
    std::fs::create_dir(&scans).unwrap();
    // As many as take a while to list.
    for n in 0..2_000 {
        let name = if n < 5 { format!("invoice-{n}.pdf") } else { format!("note-{n}.pdf") };
        std::fs::write(scans.join(name), pdf::with_text("there before")).unwrap();
    }
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        set_up(&server, &scans).await;
        server.client.put(&format!("/api/event-sources/{MONITOR}/config"), json!({"folders": []})).await;
        server.client.post("/api/triggers/wanted/enable", json!({})).await;
        // A folder that can't be seen is not waited for.
        let config = json!({"folders": [{"path": scans}, {"path": gone}], "settle_ms": 50});
        server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
        let asked = server.client.post("/api/triggers/wanted/existing", json!({})).await;
        assert!(asked["job"].is_object(), "{asked}");
        let job = eventually("they ran", async || {
            let now = offer(&server).await;
            now["job"]["finished_at"].is_string().then(|| now["job"].clone())
        })
        .await;
        assert_eq!((&job["total"], &job["done"]), (&json!(5), &json!(5)), "{job} after {asked}");
        assert_eq!(counts(&server).await.0.len(), 5);
    });
}
