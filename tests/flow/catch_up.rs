//! While nobody watches, a folder changes: at the next look one report says what it was, and everything ran.

use prama_testkit::pdf;
use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;

const MONITOR: &str = "pdf-monitor-event-source";

/// A trigger that runs for every kind of change, on a folder.
async fn watch(server: &Server, folder: &Path, catch_up: &str) {
    let steps = json!([{"id": "note", "type": "data.set", "with": {"values": {"seen": true}}}]);
    server.client.post("/api/workflows", json!({"id": "note", "name": "Note", "steps": steps})).await;
    for kind in ["added", "modified", "renamed", "deleted"] {
        let trigger = json!({"id": kind, "name": kind, "source": MONITOR, "event_type": format!("pdf_file_{kind}"),
            "workflow_id": "note", "active": true});
        server.client.post("/api/triggers", trigger).await;
    }
    let config = json!({"folders": [{"path": folder}], "settle_ms": 50, "catch_up": catch_up});
    server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
    watching(server, "watching").await;
}

async fn watching(server: &Server, state: &str) {
    eventually(&format!("the folder is {state}"), async || {
        let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        (source["folders"][0]["state"] == state).then_some(())
    })
    .await;
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), pdf::with_text(text)).unwrap();
}

async fn events(server: &Server, n: usize) {
    eventually(&format!("{n} events"), async || {
        let list = server.client.get("/api/events?source=pdf-monitor-event-source").await;
        (list["items"].as_array()?.len() >= n).then_some(())
    })
    .await;
}

/// The one report, once all of it was looked at.
async fn report(server: &Server) -> Value {
    eventually("the report", async || {
        let list = server.client.get("/api/catch-up").await;
        let reports = list["reports"].as_array()?;
        assert!(reports.len() <= 1, "{list}");
        reports.first().filter(|r| r["open"] == false).cloned()
    })
    .await
}

fn found(report: &Value) -> Vec<(String, String)> {
    let text = |i: &Value, name: &str| i[name].as_str().unwrap().to_owned();
    let items = report["items"].as_array().unwrap();
    let mut found: Vec<_> = items.iter().map(|i| (text(i, "kind"), text(i, "subject"))).collect();
    found.sort();
    found
}

fn change(folder: &Path) {
    put(folder, "new-1.pdf", "one");
    put(folder, "new-2.pdf", "two");
    put(folder, "changed.pdf", "a longer text than before");
    std::fs::rename(folder.join("old.pdf"), folder.join("renamed.pdf")).unwrap();
    std::fs::remove_file(folder.join("gone.pdf")).unwrap();
}

fn expected() -> Vec<(String, String)> {
    [
        ("changed", "changed.pdf"),
        ("deleted", "gone.pdf"),
        ("new", "new-1.pdf"),
        ("new", "new-2.pdf"),
        ("renamed", "renamed.pdf"),
    ]
    .map(|(kind, name)| (kind.to_owned(), name.to_owned()))
    .to_vec()
}

#[test]
fn one_report_says_what_changed_while_the_app_was_off() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, data) = (dir.path().join("Scans"), dir.path().join("data"));
    std::fs::create_dir(&scans).unwrap();
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        watch(&server, &scans, "run").await;
        for name in ["changed.pdf", "old.pdf", "gone.pdf", "same.pdf"] {
            put(&scans, name, name);
        }
        events(&server, 4).await;
        assert_eq!(server.client.get("/api/catch-up").await["reports"], json!([]));
        assert_eq!(server.stop(), Some(0));
        change(&scans);

        let mut server = start(&data, &[]).await;
        let found_it = report(&server).await;
        assert_eq!(found_it["title"], "While Prama was off: 2 new, 1 changed, 1 renamed, 1 deleted");
        assert_eq!((&found_it["cause"], &found_it["state"]), (&json!("app_off"), &json!("ran")));
        assert_eq!(found(&found_it), expected());
        assert_eq!(found_it["runs"], 5);
        assert!(found_it["from"].as_str().unwrap() <= found_it["to"].as_str().unwrap(), "{found_it}");
        // What comes from now on is no part of it.
        put(&scans, "later.pdf", "later");
        events(&server, 10).await;
        assert_eq!(found(&report(&server).await), expected());

        // It is still there after a restart in which nothing changed, and no second one is made.
        assert_eq!(server.stop(), Some(0));
        let server = start(&data, &[]).await;
        watching(&server, "watching").await;
        assert_eq!(found(&report(&server).await), expected());
        let (code, out, err) = server.cli(&["catch-up", "list"]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("2 new, 1 changed, 1 renamed, 1 deleted"), "{out}");
        let id = found_it["id"].as_str().unwrap();
        let (code, out, _) = server.cli(&["catch-up", "show", id]);
        assert!(code == 0 && out.contains("gone.pdf"), "{out}");
        let (code, _, err) = server.cli(&["catch-up", "dismiss", id]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(server.client.get("/api/catch-up").await["reports"], json!([]));
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn a_folder_that_comes_back_is_reported_by_its_name_and_silence_is_kept_where_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, away) = (dir.path().join("Scans"), dir.path().join("Away"));
    std::fs::create_dir(&scans).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, &scans, "run").await;
        put(&scans, "first.pdf", "first");
        events(&server, 1).await;
        std::fs::rename(&scans, &away).unwrap();
        watching(&server, "missing").await;
        put(&away, "meanwhile.pdf", "meanwhile");
        std::fs::rename(&away, &scans).unwrap();
        watching(&server, "watching").await;
        let back = report(&server).await;
        assert_eq!(back["title"], format!("While {} was away: 1 new", scans.display()));
        assert_eq!(found(&back), [("new".to_owned(), "meanwhile.pdf".to_owned())]);

        let config = json!({"folders": [{"path": scans}], "settle_ms": 50, "catch_up": "silent"});
        server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
        watching(&server, "watching").await;
        std::fs::rename(&scans, &away).unwrap();
        watching(&server, "missing").await;
        put(&away, "quiet.pdf", "quiet");
        std::fs::rename(&away, &scans).unwrap();
        events(&server, 3).await;
        assert_eq!(found(&report(&server).await).len(), 1, "a silent source makes no report");
    });
}

#[test]
fn a_kill_in_the_middle_of_catching_up_leaves_one_report_with_every_file_once() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, data) = (dir.path().join("Scans"), dir.path().join("data"));
    std::fs::create_dir(&scans).unwrap();
    const FILES: usize = 400;
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        watch(&server, &scans, "run").await;
        put(&scans, "first.pdf", "first");
        events(&server, 1).await;
        server.kill();
        for n in 0..FILES {
            put(&scans, &format!("{n}.pdf"), &format!("number {n}"));
        }
        for round in 1..=3 {
            server = start(&data, &[]).await;
            let wanted = round * 60;
            eventually("some of them", async || {
                let list = server.client.get("/api/catch-up").await;
                (list["reports"][0]["new"].as_u64()? >= wanted).then_some(())
            })
            .await;
            server.kill();
        }
        let server = start(&data, &[]).await;
        let whole = eventually("all of them", async || {
            let report = report(&server).await;
            (report["new"] == FILES).then_some(report)
        })
        .await;
        assert_eq!(whole["runs"], FILES);
        let whole = server.client.get(&format!("/api/catch-up/{}", whole["id"].as_str().unwrap())).await;
        let mut names = found(&whole);
        names.dedup();
        assert_eq!(names.len(), FILES);
    });
}

#[test]
fn where_asked_for_nothing_runs_until_a_person_says_what() {
    let dir = tempfile::tempdir().unwrap();
    let (scans, data) = (dir.path().join("Scans"), dir.path().join("data"));
    std::fs::create_dir(&scans).unwrap();
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        watch(&server, &scans, "ask").await;
        for name in ["changed.pdf", "old.pdf", "gone.pdf"] {
            put(&scans, name, name);
        }
        // While it is on nothing is asked.
        runs(&server, 3).await;
        assert_eq!(server.stop(), Some(0));
        change(&scans);

        let mut server = start(&data, &[]).await;
        let waiting = report(&server).await;
        assert_eq!(
            (&waiting["state"], &waiting["held"], &waiting["runs"]),
            (&json!("waiting"), &json!(5), &json!(0))
        );
        assert_eq!(found(&waiting), expected());
        assert_eq!(server.client.get("/api/events").await["total"], 8, "held events are stored");
        assert_eq!(server.client.get("/api/runs").await["total"], 3, "nothing ran");
        // It waits over a restart, and can't be dismissed.
        server.kill();
        let server = start(&data, &[]).await;
        let id = report(&server).await["id"].as_str().unwrap().to_owned();
        let (status, problem) =
            server.client.send("POST", &format!("/api/catch-up/{id}/dismiss"), None).await.unwrap();
        assert_eq!((status, &problem["code"]), (409, &json!("FIL-001")), "{problem}");

        let event = |name: &str| {
            let items = waiting["items"].as_array().unwrap();
            items.iter().find(|i| i["subject"] == name).unwrap()["event_id"].as_str().unwrap().to_owned()
        };
        let chosen = json!({"event_ids": [event("new-1.pdf")]});
        let done = server.client.post(&format!("/api/catch-up/{id}/run"), chosen.clone()).await;
        assert_eq!(done["count"], 1);
        let (code, out, err) = server.cli(&["catch-up", "run", &id, "--event", &event("changed.pdf")]);
        assert!(code == 0 && out.contains("1 started"), "{out}{err}");
        // Asking again runs nothing again.
        let again = server.client.post(&format!("/api/catch-up/{id}/run"), chosen).await;
        assert_eq!(again["count"], 0);
        runs(&server, 5).await;
        assert_eq!(report(&server).await["held"], 3);
        let rest = server.client.post(&format!("/api/catch-up/{id}/skip"), json!({})).await;
        assert_eq!(rest["count"], 3);
        let done = report(&server).await;
        assert_eq!((&done["state"], &done["held"], &done["runs"]), (&json!("done"), &json!(0), &json!(2)));
        runs(&server, 5).await;
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

/// So many runs, all of them through.
async fn runs(server: &Server, n: usize) {
    eventually(&format!("{n} runs"), async || {
        let list = server.client.get("/api/runs?limit=500").await;
        let all = list["items"].as_array()?;
        assert!(all.len() <= n, "{list}");
        (all.len() == n && all.iter().all(|r| r["status"] == "succeeded")).then_some(())
    })
    .await;
}
