//! kill -9 in the middle of a real replay: it is carried on, every event is sent again exactly once.

use prama_tests::{cli, eventually, runtime, start};
use rusqlite::Connection;
use serde_json::json;

/// Kills; `PRAMA_REPLAY_KILLS` asks for another number.
const KILLS: usize = 4;
/// Events that are sent again.
const EVENTS: usize = 400;

#[test]
fn a_replay_that_is_killed_doubles_nothing_and_leaves_nothing_out() {
    let kills = std::env::var("PRAMA_REPLAY_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let sent = runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        let steps = json!([{"id": "it", "type": "data.set", "with": {"values": {"x": 1}}}]);
        server.client.post("/api/workflows", json!({"id": "quick", "name": "Quick", "steps": steps})).await;
        let trigger = json!({"id": "t", "name": "T", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "quick"});
        server.client.post("/api/triggers", trigger).await;
        let event = |n: usize| json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": n.to_string()}});
        let events: Vec<_> = (0..EVENTS).map(event).collect();
        server.client.post("/api/events/process", json!({"events": events})).await;
        let mut cut = 0;
        for round in 0..kills {
            let body = json!({"id": format!("round-{round}"), "source": "my-timer", "mode": "real", "max_runs": EVENTS});
            let client = server.client.clone();
            let asked = tokio::spawn(async move { client.send("POST", "/api/events/replay", Some(&body)).await });
            // At another point of the work each time.
            let wanted = 1 + round * EVENTS / (kills + 1);
            let db = Connection::open(data.join("prama.db")).unwrap();
            let done = eventually("some are sent", async || {
                let sql = "SELECT count(*) FROM replay_events i JOIN replays r ON r.n = i.replay_n WHERE r.id = ?1 AND i.state <> 0";
                let done: i64 = db.query_row(sql, [format!("round-{round}")], |r| r.get(0)).ok()?;
                let done = usize::try_from(done).ok()?;
                (done >= wanted).then_some(done)
            })
            .await;
            drop(db);
            server.kill();
            let _ = asked.await;
            cut += usize::from(done < EVENTS);
            server = start(&data, &[]).await;
            // Looked up in the file: to ask for it would carry it on.
            let db = Connection::open(data.join("prama.db")).unwrap();
            eventually("the replay is carried on by itself", async || {
                let sql = "SELECT count(*) FROM replays WHERE id = ?1 AND ended_ms IS NOT NULL";
                let ended: i64 = db.query_row(sql, [format!("round-{round}")], |r| r.get(0)).ok()?;
                (ended == 1).then_some(())
            })
            .await;
            let replay = server.client.get(&format!("/api/events/replays/round-{round}")).await;
            assert_eq!((&replay["done"], &replay["events"]), (&json!(true), &json!(EVENTS)));
        }
        eventually("all runs are terminal", async || {
            let status = server.client.get("/api/status").await;
            let open: i64 = ["runs_queued", "runs_running"].iter().map(|k| status[*k].as_i64().unwrap()).sum();
            (open == 0).then_some(())
        })
        .await;
        assert_eq!(server.stop(), Some(0));
        println!("{kills} kills of a replay of {EVENTS} events, {cut} of them before its end: 0 left out, 0 doubled");
        kills
    });
    let db = Connection::open(data.join("prama.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    let (events, rounds) = (i64::try_from(EVENTS).unwrap(), i64::try_from(sent).unwrap());
    assert_eq!(count("SELECT count(*) FROM events WHERE replay_of IS NULL AND source = 'my-timer'"), events);
    assert_eq!(count("SELECT count(*) FROM events WHERE replay_of IS NOT NULL"), events * rounds);
    let uneven = format!(
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE replay_of IS NOT NULL GROUP BY replay_of HAVING count(*) <> {rounds})"
    );
    assert_eq!(count(&uneven), 0, "an event was sent again more or less often than asked for");
    assert_eq!(count("SELECT count(*) FROM runs"), events * (rounds + 1), "one run for each event");
    let (code, books, errors) = cli(&data, &["doctor"]);
    assert_eq!(code, 0, "{books}{errors}");
}
