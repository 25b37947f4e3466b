//! Rows of an SQLite file become events: while the app runs, while it is off, and while its program is killed.

use super::source::{Source, audit};
use prama_tests::{runtime, start};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) const MONITOR: &str = "database-monitor";
pub(super) const KILLS: usize = 20;

/// The cursors of events, in the order in which they came.
pub(super) fn ids(events: &[Value]) -> Vec<i64> {
    events.iter().map(|data| data["cursor"].as_i64().unwrap()).collect()
}

#[test]
fn each_row_is_one_event_over_twenty_kills() {
    const ROWS: usize = 3000;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let db = Connection::open(&path).unwrap();
    let table = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; \
         CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT, file BLOB);
         INSERT INTO orders (customer) VALUES ('before')";
    db.execute_batch(table).unwrap();
    runtime().block_on(async {
        let mut server = start(&dir.path().join("data"), &[]).await;
        let config = json!({"kind": "sqlite", "path": path, "table": "orders", "cursor_column": "id", "poll_interval_s": 0.2});
        let source = Source::watch(&server, MONITOR, "row_added", config).await;
        let add = "INSERT INTO orders (customer, file) VALUES ('Ann', x'00ff')";
        let writer = std::thread::spawn(move || {
            for _ in 0..ROWS {
                db.execute(add, []).unwrap();
                std::thread::sleep(Duration::from_millis(3));
            }
            db
        });
        for kill in 1..=KILLS {
            source.wait_for("row_added", kill * ROWS / (KILLS + 2)).await;
            source.kill().await;
        }
        let db = writer.join().unwrap();
        let events = source.wait_for("row_added", ROWS).await;
        let first = events.iter().find(|data| data["cursor"] == 2).unwrap();
        assert_eq!(*first, json!({"table": "orders", "cursor": 2, "row": {"id": 2, "customer": "Ann", "file": "AP8="}}));
        // While the app is off.
        assert_eq!(server.stop(), Some(0));
        db.execute(add, []).unwrap();
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::of(&server, MONITOR);
        source.wait_for("row_added", ROWS + 1).await;
        db.execute(add, []).unwrap();
        let mut ids = ids(&source.wait_for("row_added", ROWS + 2).await);
        ids.sort_unstable();
        assert_eq!(ids, (2..=(ROWS + 3) as i64).collect::<Vec<_>>());
        assert_eq!(source.rejected().await, 0);
        audit(&server);
        println!("{KILLS} kills, {ROWS} rows: 0 lost, 0 doubled");
    });
}

#[test]
fn a_file_that_is_missing_or_locked_is_said_and_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("late.db");
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::of(&server, MONITOR);
        let config = json!({"kind": "sqlite", "path": path, "table": "t", "cursor_column": "id", "start": "beginning", "poll_interval_s": 0.2});
        source.configure(config).await;
        server.client.post(&format!("/api/event-sources/{MONITOR}/start"), json!({})).await;
        let said = source.wait_for_trouble("There is no database file").await;
        assert!(said.contains("Check the path"), "{said}");
        let db = Connection::open(&path).unwrap();
        db.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)").unwrap();
        source.wait_for("row_added", 2).await;
        source.wait_until_well().await;
        db.execute_batch("BEGIN EXCLUSIVE; INSERT INTO t VALUES (3)").unwrap();
        source.wait_for_trouble("keeps").await;
        db.execute_batch("COMMIT").unwrap();
        let mut ids = ids(&source.wait_for("row_added", 3).await);
        ids.sort_unstable();
        assert_eq!(ids, [1, 2, 3]);
        source.wait_until_well().await;
    });
}
