//! Dropping event sources into a server's folder, as a person does, and looking at what runs for them.

use crate::{Server, eventually};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The program that misbehaves on purpose.
const MISBEHAVE: &str = include_str!("../fixtures/misbehave.py");

/// The folder of the person's sources.
#[must_use]
pub fn folder(server: &Server) -> PathBuf {
    server.data.join("event-sources")
}

/// Drops a source with the event type `tick` into the server's folder and says yes to it; returns once it is listed.
/// `entry` as in plugin.json; null: the only script among the `files`.
#[allow(clippy::expect_used)]
pub async fn drop_in(server: &Server, id: &str, entry: Value, files: &[(&str, &str)]) {
    let mut manifest = json!({"type": "event-source", "id": id, "name": id, "description": "d", "version": "1.0.0",
        "eventTypes": [{"type": "tick", "label": "Tick", "description": "d", "schema": {"required": ["n"], "properties": {"n": {"type": "integer"}}}}]});
    if !entry.is_null() {
        manifest["entry"] = entry;
    }
    let (aside, place) = (server.data.join(format!("new-{id}")), folder(server).join(id));
    std::fs::create_dir_all(&aside).expect("a folder");
    for (name, text) in files {
        std::fs::write(aside.join(name), text).expect("a file");
    }
    std::fs::write(aside.join("plugin.json"), manifest.to_string()).expect("a manifest");
    std::fs::rename(&aside, &place).expect("the folder moves in whole");
    let source = eventually(&format!("{id} is listed"), async || listed(server, id).await).await;
    if source["trust"]["state"] == "new" {
        let yes = json!({"hash": source["trust"]["hash"]});
        server.client.post(&format!("/api/event-sources/{id}/trust"), yes).await;
    }
}

/// Drops the program that misbehaves in the given way.
pub async fn misbehaving(server: &Server, id: &str, mode: &str) {
    let entry = json!({"command": ["python3", "misbehave.py", mode]});
    drop_in(server, id, entry, &[("misbehave.py", MISBEHAVE)]).await;
}

/// The source as listed, if it is.
pub async fn listed(server: &Server, id: &str) -> Option<Value> {
    let (status, source) = server.client.send("GET", &format!("/api/event-sources/{id}"), None).await?;
    (status == 200).then_some(source)
}

/// The process ids of everything that sources of this data folder started: those that inherited its environment.
#[must_use]
pub fn processes(data: &Path) -> Vec<u32> {
    let wanted = format!("PRAMA_DATA={}", data.display());
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|e| e.file_name().to_str()?.parse().ok());
    pids.filter(|pid: &u32| {
        // A process that ended but was not collected has no environment any more.
        let environ = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environ.split(|b| *b == 0).any(|v| v == wanted.as_bytes())
    })
    .collect()
}

/// Processor time that a process has used, in seconds: Linux counts it in hundredths.
#[must_use]
pub fn cpu_seconds(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Option<Vec<f64>> = fields.skip(11).take(2).map(|f| f.parse().ok()).collect();
    ticks.filter(|t| t.len() == 2).map_or(f64::NAN, |t| t.iter().sum::<f64>() / 100.0)
}

/// Resident memory of a process, in MB.
#[must_use]
pub fn rss_mb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) / 1024.0
}
