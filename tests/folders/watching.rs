//! A running server that watches folders: configured, asked whether it has seen everything, and its events read back.

use super::oracle::{Event, Kind};
use prama_tests::{Server, eventually};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(crate) const MONITOR: &str = "file-monitor";

/// Watches these folders, each with its sub-folders or not, and waits until it does.
pub(crate) async fn watch(server: &Server, folders: &[(&Path, bool)], settle_ms: u64) {
    let folders: Vec<Value> =
        folders.iter().map(|(path, recursive)| json!({"path": path, "recursive": recursive})).collect();
    let config = json!({"folders": folders, "settle_ms": settle_ms});
    server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
    eventually("every folder is watched", async || {
        let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        let states = source["folders"].as_array()?;
        (states.len() == folders.len() && states.iter().all(|f| f["state"] == "watching")).then_some(())
    })
    .await;
    settled(server).await;
}

/// Returns when everything that happened is told.
pub(crate) async fn settled(server: &Server) {
    let mut last = Value::Null;
    for _ in 0..600 {
        // A server that stood still for a minute closes connections that idled meanwhile.
        if let Some((200, answer)) = server.client.send("GET", "/api/sync", None).await {
            last = answer;
            if last["waiting"] == 0 {
                return;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let source = server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
    panic!("never settled: {last} {}", source["folders"]);
}

/// The events after number `after`, in the order in which they were stored, and the number of the last one.
pub(crate) fn events(data: &Path, after: i64) -> (Vec<Event>, i64) {
    let db = Connection::open_with_flags(data.join("prama.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = db
        .prepare("SELECT n, event_type, data, rejection FROM events WHERE source = ?1 AND n > ?2 ORDER BY n")
        .unwrap();
    let mut last = after;
    let rows = query
        .query_map((MONITOR, after), |r| {
            Ok((
                r.get::<_, i64>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, String>(2)?,
                r.get::<_, Option<String>>(3)?,
            ))
        })
        .unwrap();
    let events = rows.map(|row| {
        let (n, kind, data, rejection) = row.unwrap();
        assert_eq!(rejection, None, "{data}");
        last = n;
        event(&kind, &serde_json::from_str(&data).unwrap())
    });
    (events.collect(), last)
}

fn event(kind: &str, data: &Value) -> Event {
    let path = |name: &str| data[name].as_str().map(PathBuf::from);
    Event {
        kind: match kind {
            "file_added" => Kind::Added,
            "file_modified" => Kind::Modified,
            "file_deleted" => Kind::Deleted,
            "file_renamed" => Kind::Renamed,
            other => panic!("an event of type {other}"),
        },
        path: path("file_path").unwrap(),
        previous: path("previous_path"),
        hash: data["file_hash"].as_str().map(str::to_owned),
    }
}
