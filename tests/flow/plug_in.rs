//! A person adds a source while the app runs: it asks, is trusted, runs, breaks, is mended; over HTTP and the command line.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;

const MANIFEST: &str = r#"{
  "type": "event-source", "id": "disk-watch", "name": "Disk watch", "description": "Tells how full the disk is",
  "version": "1.0.0", "tags": ["Computer"],
  "permissions": { "folders": ["/"], "network": [] },
  "eventTypes": [
    { "type": "disk_filling", "label": "Disk filling", "description": "How much is used" }
  ]
}
"#;
const SCRIPT: &str = r#"while true; do echo '{"event_type": "disk_filling", "data": {"version": 1}}'; sleep 1; done
"#;

async fn source(server: &Server, id: &str) -> Value {
    server.client.get(&format!("/api/event-sources/{id}")).await
}

async fn becomes(server: &Server, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    eventually(what, async || {
        let (status, source) = server.client.send("GET", "/api/event-sources/disk-watch", None).await?;
        (status == 200 && is(&source)).then_some(source)
    })
    .await
}

async fn events(server: &Server) -> usize {
    let list = server.client.get("/api/events?source=disk-watch&limit=500").await;
    list["items"].as_array().unwrap().len()
}

async fn more_events_than(server: &Server, before: usize) {
    eventually("another event", async || (events(server).await > before).then_some(())).await;
}

fn said(ran: (i32, String, String)) -> String {
    assert_eq!(ran.0, 0, "{}{}", ran.1, ran.2);
    ran.1
}

#[test]
fn a_folder_added_while_the_app_runs_asks_is_trusted_breaks_and_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let folder = server.data.join("event-sources/disk-watch");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("watch.sh"), SCRIPT).unwrap();
        std::fs::write(folder.join("README.md"), "# Disk watch\nAsk Davide.").unwrap();
        std::fs::write(folder.join("plugin.json"), MANIFEST).unwrap();

        // It is there, says what it would do, and nothing of it runs; events from outside and triggers are taken already.
        let asks = becomes(&server, "it asks", |s| s["state"] == "untrusted").await;
        assert_eq!(asks["trust"]["state"], "new");
        assert_eq!(asks["trust"]["permissions"], json!({"folders": ["/"], "network": []}));
        assert!(asks["readme"].as_str().unwrap().contains("Ask Davide"));
        assert_eq!(asks["eventTypes"][0]["type"], "disk_filling");
        let (status, problem) =
            server.client.send("POST", "/api/event-sources/disk-watch/start", None).await.unwrap();
        assert_eq!((status, &problem["code"]), (409, &json!("SRC-020")));
        let stale = json!({"hash": "0".repeat(64)});
        let (status, problem) =
            server.client.send("POST", "/api/event-sources/disk-watch/trust", Some(&stale)).await.unwrap();
        assert_eq!((status, &problem["code"]), (409, &json!("SRC-021")));
        said(server.cli(&["emit", "disk-watch", "disk_filling", "--data", "{\"version\": 0}"]));
        assert_eq!(events(&server).await, 1);

        // The command line shows the hash and says yes to it.
        let shown = said(server.cli(&["sources", "show", "disk-watch"]));
        let hash = asks["trust"]["hash"].as_str().unwrap();
        assert!(shown.contains(hash) && shown.contains("watch.sh"), "{shown}");
        let waiting = said(server.cli(&["sources", "list", "--tag", "computer", "--state", "untrusted"]));
        assert!(waiting.contains("disk-watch") && !waiting.contains("system"), "{waiting}");
        said(server.cli(&["sources", "trust", "disk-watch", "--hash", hash]));
        becomes(&server, "it runs", |s| s["state"] == "running" && s["trust"]["state"] == "trusted").await;
        more_events_than(&server, 1).await;

        // A broken edit is shown with its place while the trusted version goes on.
        std::fs::write(folder.join("plugin.json"), MANIFEST.replace("\"Disk watch\",", "\"Disk watch\""))
            .unwrap();
        let broken = becomes(&server, "it is broken", |s| !s["errors"].as_array().unwrap().is_empty()).await;
        let error = &broken["errors"][0];
        assert_eq!((&error["code"], &error["line"]), (&json!("PLG-001"), &json!(2)));
        assert!(error["excerpt"].as_array().is_some_and(|e| !e.is_empty()), "{error}");
        assert_eq!((&broken["state"], &broken["pid"]), (&json!("running"), &broken["pid"]));
        more_events_than(&server, events(&server).await).await;

        // Mended as it was, it is the trusted version again; changed, it asks with what changed.
        std::fs::write(folder.join("plugin.json"), MANIFEST).unwrap();
        let mended = becomes(&server, "it is mended", |s| s["errors"].as_array().unwrap().is_empty()).await;
        assert_eq!((&mended["state"], &mended["trust"]["state"]), (&json!("running"), &json!("trusted")));
        assert_eq!(mended["pid"], broken["pid"], "the same process all along");
        std::fs::write(folder.join("watch.sh"), SCRIPT.replace(": 1", ": 2")).unwrap();
        let changed = becomes(&server, "it asks again", |s| s["trust"]["state"] == "changed").await;
        assert_eq!(
            changed["trust"]["files"][0],
            json!({"path": "watch.sh", "size_bytes": SCRIPT.len(), "change": "modified"})
        );
        assert_eq!(changed["pid"], broken["pid"]);
        said(server.cli(&["sources", "trust", "disk-watch"]));
        eventually("an event of the new version", async || {
            let list = server.client.get("/api/events?source=disk-watch&limit=1").await;
            let id = list["items"][0]["id"].as_str()?.to_owned();
            (server.client.get(&format!("/api/events/{id}")).await["data"]["version"] == 2).then_some(())
        })
        .await;

        let out = said(server.cli(&["sources", "block", "disk-watch"]));
        assert!(out.contains("blocked"), "{out}");
        assert_eq!(source(&server, "disk-watch").await["state"], "untrusted");
    });
}

/// Every file under `dir` that holds `text`.
fn holding(dir: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(dir).unwrap().flatten().map(|e| e.path()) {
        if path.is_dir() && !path.is_symlink() {
            found.extend(holding(&path, text));
        } else if std::fs::read(&path).is_ok_and(|b| b.windows(text.len()).any(|w| w == text.as_bytes())) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

#[test]
fn an_instance_has_its_own_configuration_and_its_secret_is_seen_by_its_program_only() {
    let dir = tempfile::tempdir().unwrap();
    let with_config = MANIFEST.replace(
        "\"permissions\"",
        "\"configSchema\": {\"properties\": {\"password\": {\"type\": \"string\", \"format\": \"password\"}}},\n  \"permissions\"",
    );
    let script = r#"echo "{\"event_type\": \"disk_filling\", \"data\": {\"length\": ${#PRAMA_CONFIG}}}"
echo "my configuration is $PRAMA_CONFIG" >&2
sleep 1000
"#;
    runtime().block_on(async {
        let mut server = start(&dir.path().join("data"), &[]).await;
        let folder = server.data.join("event-sources/disk-watch");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("watch.sh"), script).unwrap();
        std::fs::write(folder.join("plugin.json"), &with_config).unwrap();
        becomes(&server, "it asks", |s| s["state"] == "untrusted").await;
        said(server.cli(&["sources", "trust", "disk-watch"]));

        let secret = dir.path().join("config.json");
        std::fs::write(&secret, r#"{"password": "swordfish-and-chips"}"#).unwrap();
        let given = format!("@{}", secret.display());
        said(server.cli(&["sources", "add", "disk-watch", "disk-two", "--name", "Second disk", "--config", &given]));
        let length = r#"{"password":"swordfish-and-chips"}"#.len();
        eventually("an event of the instance", async || {
            let list = server.client.get("/api/events?source=disk-two&limit=1").await;
            let id = list["items"][0]["id"].as_str()?.to_owned();
            let event = server.client.get(&format!("/api/events/{id}")).await;
            assert_eq!(event["data"]["length"], length);
            Some(())
        })
        .await;
        let two = source(&server, "disk-two").await;
        assert_eq!((&two["instance_of"], &two["name"]), (&json!("disk-watch"), &json!("Second disk")));
        assert_eq!(two["config"], json!({"password": {"$secret": "set"}}));
        assert_eq!(source(&server, "disk-watch").await["config"], json!({}));
        eventually("its log", async || {
            let log = server.client.get("/api/event-sources/disk-two/log").await.to_string();
            assert!(!log.contains("swordfish"), "{log}");
            log.contains("[secret]").then_some(())
        })
        .await;
        let kept = said(server.cli(&["sources", "config", "disk-two", "--set", r#"{"password": {"$secret": "set"}}"#]));
        assert!(kept.contains("\"$secret\": \"set\""), "{kept}");

        // A trigger that listens to it is shown as broken once it is gone.
        let trigger = json!({"id": "second", "name": "Second", "source": "disk-two", "event_type": "disk_filling",
            "workflow_id": "extract-pdf-text", "active": true});
        server.client.post("/api/triggers", trigger).await;
        assert_eq!(server.stop(), Some(0));
        assert_eq!(holding(&server.data, "swordfish-and-chips"), ["secrets.json"]);

        let server = start(&dir.path().join("data"), &[]).await;
        eventually("the instance is there again", async || {
            (source(&server, "disk-two").await["state"] == "running").then_some(())
        })
        .await;
        said(server.cli(&["sources", "remove", "disk-two"]));
        let (status, problem) = server.client.send("GET", "/api/event-sources/disk-two", None).await.unwrap();
        assert_eq!((status, &problem["code"]), (404, &json!("SRC-001")));
        let trigger = server.client.get("/api/triggers/second").await;
        assert_eq!(trigger["waiting_for_source"], true, "{trigger}");
        eventually("its secret is forgotten", async || {
            holding(&server.data, "swordfish-and-chips").is_empty().then_some(())
        })
        .await;
    });
}
