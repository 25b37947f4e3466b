//! kill -9 while matches wait in a batch, for quiet and for a person: each event ends in one place, and nothing runs twice.

use prama_tests::{cli, eventually, runtime, start};
use rusqlite::Connection;
use serde_json::{Value, json};

/// Kills; `PRAMA_OPTION_KILLS` asks for another number.
const KILLS: i64 = 6;
/// Events sent before each kill, over this many keys.
const EVENTS: i64 = 40;
const KEYS: i64 = 5;

#[test]
fn a_kill_loses_and_doubles_nothing_that_waits() {
    let kills: i64 = std::env::var("PRAMA_OPTION_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        let steps = json!([{"id": "a", "type": "data.set", "with": {"values": {"x": 1}}}]);
        server.client.post("/api/workflows", json!({"id": "w", "name": "W", "steps": steps})).await;
        for (id, options) in [
            ("quiet", json!({"debounce": {"wait_s": 0.3, "key": "timer_id"}})),
            ("batch", json!({"batch": {"window_s": 0.4, "max": 7}})),
            ("flood", json!({"flood": {"limit": 10, "per_s": 3600}})),
            ("once", json!({"once": {"per": "key", "key": "timer_id"}})),
            ("queue", json!({"concurrency": {"mode": "queue", "key": "timer_id"}})),
        ] {
            let trigger = json!({"id": id, "name": id, "source": "my-timer", "event_type": "timer_fired",
                "workflow_id": "w", "options": options, "active": true});
            server.client.post("/api/triggers", trigger).await;
        }
        let mut n = 0;
        for round in 0..kills {
            for i in 0..EVENTS {
                n += 1;
                let event = json!({"event_type": "timer_fired", "source": "my-timer", "key": n.to_string(),
                    "data": {"timer_id": (n % KEYS).to_string()}});
                server.client.post("/api/events/process", event).await;
                if i % 10 == round % 10 {
                    tokio::time::sleep(std::time::Duration::from_millis(40 * round.unsigned_abs())).await;
                }
            }
            server.kill();
            server = start(dir.path(), &[]).await;
        }
        eventually("nothing waits for an instant, all runs are terminal", async || {
            let status = server.client.get("/api/status").await;
            let open: i64 = ["runs_queued", "runs_running", "runs_waiting"]
                .iter()
                .map(|k| status[*k].as_i64().unwrap())
                .sum();
            let db = Connection::open(dir.path().join("prama.db")).unwrap();
            let windows: i64 =
                db.query_row("SELECT count(*) FROM option_windows", [], |r| r.get(0)).unwrap_or(1);
            (open == 0 && windows == 0).then_some(())
        })
        .await;
        let held = server.client.get("/api/held").await;
        let group = &held["groups"][0];
        assert_eq!(
            (&group["trigger_id"], &group["reason"]["code"]),
            (&json!("flood"), &json!("flood")),
            "{held}"
        );
        assert_eq!(group["count"], kills * EVENTS - 10);
        assert_eq!(server.stop(), Some(0));
    });
    let (code, books, errors) = cli(dir.path(), &["doctor"]);
    assert_eq!(code, 0, "{books}{errors}");
    let db = Connection::open(dir.path().join("prama.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let of = |trigger: &str, rest: &str| {
        count(&format!(
            "SELECT count(*) FROM decisions d JOIN triggers t ON t.n = d.trigger_n WHERE t.id = '{trigger}' {rest}"
        ))
    };
    let events = kills * EVENTS;
    for trigger in ["quiet", "batch", "flood", "once", "queue"] {
        assert_eq!(of(trigger, ""), events, "{trigger}");
    }
    assert_eq!(of("queue", "AND d.outcome = 1"), events);
    assert_eq!(of("once", "AND d.outcome = 1"), KEYS);
    assert_eq!(of("once", "AND d.outcome = 4"), events - KEYS);
    let quiet = "AND (d.outcome = 1 OR (d.outcome = 4 AND d.detail ->> '$.code' = 'debounced'))";
    assert_eq!(of("quiet", quiet), events);
    let last = "AND d.outcome = 1 AND d.event_n IN (SELECT max(n) FROM events WHERE source = 'my-timer' GROUP BY data ->> '$.timer_id')";
    assert_eq!(of("quiet", last), KEYS, "the last of each key ran");
    // Each event is in one batch.
    let mut inputs = db
        .prepare("SELECT input FROM runs r JOIN triggers t ON t.n = r.trigger_n WHERE t.id = 'batch'")
        .unwrap();
    let mut taken: Vec<String> = inputs
        .query_map([], |r| r.get::<_, String>(0))
        .unwrap()
        .flat_map(|input| {
            let input: Value = serde_json::from_str(&input.unwrap()).unwrap();
            input["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(taken.len() as i64, events, "each event is in a batch");
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len() as i64, events, "and in one only");
    assert_eq!(count("SELECT count(*) FROM runs WHERE status <> 3"), 0);
    println!("{kills} kills, {events} events, 5 triggers with options: 0 lost, 0 doubled");
}
