//! kill -9 under load: nothing acknowledged is lost or doubled, every match has one run, no finished step runs twice.

use prama_tests::{Client, cli, eventually, runtime, start};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Kills; `PRAMA_KILLS` asks for another number.
const KILLS: u64 = 50;
/// Programs that send at once.
const EMITTERS: u64 = 8;

fn workflow(folder: &Path) -> Value {
    json!({"id": "mixed", "name": "Mixed", "steps": [
        {"id": "values", "type": "data.set", "with": {"values": {"name": "${{ event.data.timer_id + '.txt' }}"}}},
        {"id": "write", "type": "file.write",
         "with": {"path": format!("{}/${{{{ steps.values.name }}}}", folder.display()), "text": "${{ run.key }}", "if_exists": "replace"}},
        {"id": "again", "type": "data.set", "with": {"values": {"path": "${{ steps.write.path }}"}}}
    ]})
}

/// Sends events with keys of its own until told to stop; a key without an answer is sent again, with the same content.
async fn emit(
    client: Client,
    emitter: u64,
    next: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    acked: Arc<Mutex<HashMap<String, String>>>,
) {
    let mut open: Option<String> = None;
    while !stop.load(Ordering::Relaxed) {
        let key =
            open.take().unwrap_or_else(|| format!("{emitter}-{}", next.fetch_add(1, Ordering::Relaxed)));
        let event =
            json!({"event_type": "timer_fired", "source": "my-timer", "key": key, "data": {"timer_id": key}});
        match client.send("POST", "/api/events/process", Some(&event)).await {
            Some((202, answer)) => {
                let id = answer["event_id"].as_str().unwrap().to_owned();
                if let Some(before) = acked.lock().unwrap().insert(key.clone(), id.clone()) {
                    assert_eq!(before, id, "two events for the key {key}");
                }
            }
            Some((429 | 503 | 507, _)) | None => open = Some(key),
            Some((status, body)) => panic!("{status} {body}"),
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_over_fifty_kills() {
    let kills: u64 = std::env::var("PRAMA_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let out = dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::create_dir(&data).unwrap();
    let acked: Arc<Mutex<HashMap<String, String>>> = Arc::default();
    let next = Arc::new(AtomicU64::new(0));
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        server.client.post("/api/workflows", workflow(&out)).await;
        for name in ["first", "second"] {
            let trigger = json!({"id": name, "name": name, "source": "my-timer", "event_type": "timer_fired", "workflow_id": "mixed", "active": true});
            server.client.post("/api/triggers", trigger).await;
        }
        for round in 0..kills {
            let stop = Arc::new(AtomicBool::new(false));
            let before = acked.lock().unwrap().len();
            let emitters: Vec<_> = (0..EMITTERS)
                .map(|e| tokio::spawn(emit(server.client.clone(), e, next.clone(), stop.clone(), acked.clone())))
                .collect();
            // Kill in the middle of work, each time after a different number of acknowledgements.
            let wanted = before + 5 + (round as usize * 37) % 120;
            eventually("acknowledgements", async || (acked.lock().unwrap().len() >= wanted).then_some(())).await;
            server.kill();
            stop.store(true, Ordering::Relaxed);
            for emitter in emitters {
                emitter.await.unwrap();
            }
            server = start(&data, &[]).await;
        }
        eventually("all runs are terminal", async || {
            let status = server.client.get("/api/status").await;
            let open: i64 = ["runs_queued", "runs_running", "runs_waiting"].iter().map(|k| status[*k].as_i64().unwrap()).sum();
            (open == 0).then_some(())
        })
        .await;
        assert_eq!(server.stop(), Some(0), "an orderly stop");
    });
    let db = Connection::open(data.join("prama.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let acked = acked.lock().unwrap();
    let mut find = db.prepare("SELECT count(*) FROM events WHERE source = 'my-timer' AND key = ?1").unwrap();
    for key in acked.keys() {
        assert_eq!(find.query_row([key], |r| r.get::<_, i64>(0)).unwrap(), 1, "event {key}");
        assert!(out.join(format!("{key}.txt")).exists(), "the effect of {key}");
    }
    let events = count("SELECT count(*) FROM events WHERE rejection IS NULL");
    assert_eq!(count("SELECT count(*) FROM runs"), 2 * events, "one run per event and trigger");
    assert_eq!(
        count("SELECT count(*) FROM (SELECT 1 FROM runs GROUP BY event_n, trigger_n HAVING count(*) > 1)"),
        0
    );
    assert_eq!(count("SELECT count(*) FROM runs WHERE status <> 3"), 0, "every run succeeded");
    assert_eq!(
        count(
            "SELECT count(*) FROM (SELECT 1 FROM attempts WHERE status = 3 GROUP BY run_n, step HAVING count(*) > 1)"
        ),
        0,
        "a finished step ran again"
    );
    let interrupted = count("SELECT count(*) FROM attempts WHERE status = 7");
    let (code, books, errors) = cli(&data, &["doctor"]);
    assert_eq!(code, 0, "{books}{errors}");
    println!(
        "{kills} kills, {} acknowledged, {events} stored, {} runs, {interrupted} attempts interrupted: 0 lost, 0 doubled",
        acked.len(),
        2 * events
    );
    assert!(acked.len() as u64 >= kills * 5);
}

#[test]
fn a_data_folder_has_one_owner_and_a_kill_frees_it() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        let second = std::process::Command::new(prama_tests::prama())
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(dir.path())
            .output()
            .unwrap();
        assert_eq!(second.status.code(), Some(3), "{}", String::from_utf8_lossy(&second.stderr));
        assert!(String::from_utf8_lossy(&second.stderr).contains("STO-001"));
        server.kill();
        assert_eq!(start(dir.path(), &[]).await.stop(), Some(0));
    });
}
