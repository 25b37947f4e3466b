//! A shipped source in a running app: configured, listened to, killed, asked what it did.

use prama_tests::{Server, eventually};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::process::Command;

/// A source of a running app.
pub(super) struct Source<'s> {
    server: &'s Server,
    id: &'static str,
}

impl<'s> Source<'s> {
    /// Configures it, makes a workflow listen to `event_type`, and waits until it watches.
    pub(super) async fn watch(server: &'s Server, id: &'static str, event_type: &str, config: Value) -> Self {
        let source = Self { server, id };
        source.configure(config).await;
        let steps = json!([{"id": "tell", "type": "data.set", "with": {"values": {"done": true}}}]);
        server.client.post("/api/workflows", json!({"id": "note", "name": "Note", "steps": steps})).await;
        source.listen("listener", event_type, "note").await;
        source.wait_until_it_watches().await;
        source
    }

    /// The source as it was configured before.
    pub(super) fn of(server: &'s Server, id: &'static str) -> Self {
        Self { server, id }
    }

    pub(super) async fn configure(&self, config: Value) {
        self.server.client.put(&format!("/api/event-sources/{}/config", self.id), config).await;
    }

    /// Makes a trigger.
    pub(super) async fn listen(&self, trigger: &str, event_type: &str, workflow: &str) {
        let trigger = json!({"id": trigger, "name": trigger, "source": self.id, "event_type": event_type,
            "workflow_id": workflow, "active": true});
        self.server.client.post("/api/triggers", trigger).await;
    }

    pub(super) async fn get(&self) -> Value {
        self.server.client.get(&format!("/api/event-sources/{}", self.id)).await
    }

    /// What it wrote to its log.
    pub(super) async fn log(&self) -> String {
        let log = self.server.client.get(&format!("/api/event-sources/{}/log?limit=2000", self.id)).await;
        log["lines"].as_array().unwrap().iter().map(|line| format!("{line}\n")).collect()
    }

    /// Waits until it is through to its server; its log begins anew with the app.
    pub(super) async fn wait_until_it_watches(&self) {
        eventually(&format!("{} watches", self.id), async || {
            self.log().await.contains("Watching").then_some(())
        })
        .await;
    }

    /// Waits until what it shows beside its state contains `text`.
    pub(super) async fn wait_for_trouble(&self, text: &str) -> String {
        eventually(&format!("the trouble {text:?}"), async || {
            let detail = self.get().await["state_detail"].as_str()?.to_owned();
            detail.contains(text).then_some(detail)
        })
        .await
    }

    pub(super) async fn wait_until_well(&self) {
        eventually("no trouble any more", async || {
            let source = self.get().await;
            (source["state"] == "running" && source.get("state_detail").is_none_or(Value::is_null))
                .then_some(())
        })
        .await;
    }

    /// kill -9 of its process, and a new start at once: the back-off between crashes is not what is tested here.
    pub(super) async fn kill(&self) {
        let pid = eventually("a process", async || self.get().await["pid"].as_i64()).await;
        // It may have ended a moment ago.
        let _ = Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
        eventually("the end of the process", async || {
            (self.get().await["pid"].as_i64() != Some(pid)).then_some(())
        })
        .await;
        self.server.client.post(&format!("/api/event-sources/{}/restart", self.id), json!({})).await;
    }

    /// The accepted events of a type, oldest first: their data.
    pub(super) fn events(&self, event_type: &str) -> Vec<Value> {
        let db = Connection::open(self.server.data.join("prama.db")).unwrap();
        let mut found = db
            .prepare("SELECT data FROM events WHERE source = ?1 AND event_type = ?2 AND rejection IS NULL ORDER BY n")
            .unwrap();
        let rows = found.query_map([self.id, event_type], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|data| serde_json::from_str(&data.unwrap()).unwrap()).collect()
    }

    /// Waits for so many events of a type.
    pub(super) async fn wait_for(&self, event_type: &str, count: usize) -> Vec<Value> {
        eventually(&format!("{count} events"), async || {
            let events = self.events(event_type);
            (events.len() >= count).then_some(events)
        })
        .await
    }

    /// Events that were set aside.
    pub(super) async fn rejected(&self) -> i64 {
        self.get().await["rejected_total"].as_i64().unwrap()
    }
}

/// Panics unless the books of the app balance.
pub(super) fn audit(server: &Server) {
    let (code, out, err) = server.cli(&["doctor"]);
    assert_eq!(code, 0, "{out}{err}");
}
