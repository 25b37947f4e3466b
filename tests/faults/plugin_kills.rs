//! kill -9 of plug-ins, and of the engine under them: no event lost or doubled, nobody left running.

use prama_tests::sources::{drop_in, listed, misbehaving, processes};
use prama_tests::{Server, cli, eventually, runtime, start};
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Kills of a plug-in, of plug-ins with children, and of the engine. `PRAMA_KILLS` asks for another number of the first two.
const KILLS: usize = 20;
const ENGINE_KILLS: usize = 3;

/// Counts up, 1,000 a second, each number with its key and checkpoint, as many on the way as fit.
const COUNTER: &str = r#"
import asyncio, time
from prama import emit_event, load_checkpoint

async def main():
    n, room, began, sent = load_checkpoint() or 0, asyncio.Semaphore(200), time.monotonic(), 0

    async def send(n):
        try:
            await emit_event("tick", data={"n": n}, key=KEY, checkpoint=n)
        finally:
            room.release()

    tasks = set()
    while True:
        while sent < (time.monotonic() - began) * 1000:
            await room.acquire()
            n, sent = n + 1, sent + 1
            task = asyncio.ensure_future(send(n))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.sleep(0.005)
"#;

fn kills(otherwise: usize) -> usize {
    std::env::var("PRAMA_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

fn kill_9(pid: u64) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

/// The source's process, once it has another one than before and sent so many events more.
async fn working(server: &Server, id: &str, not: u64, events: i64) -> u64 {
    let from = listed(server, id).await.unwrap()["events_total"].as_i64().unwrap();
    eventually(&format!("{id} works"), async || {
        let source = listed(server, id).await?;
        let pid = source["pid"].as_u64().filter(|pid| *pid != not)?;
        (source["events_total"].as_i64()? >= from + events).then_some(pid)
    })
    .await
}

/// A person's restart does not wait for the pause after a crash.
async fn restart(server: &Server, id: &str) {
    server.client.post(&format!("/api/event-sources/{id}/restart"), Value::Null).await;
}

/// Events, the last number, and how many different numbers.
fn counted(data: &Path, id: &str) -> (i64, i64, i64) {
    let db = Connection::open(data.join("prama.db")).unwrap();
    let sql = "SELECT count(*), max(json_extract(data, '$.n')), count(DISTINCT json_extract(data, '$.n'))
               FROM events WHERE source = ?1 AND rejection IS NULL";
    db.query_row(sql, [id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap()
}

fn balances(data: &Path) {
    let (code, books, errors) = cli(data, &["doctor"]);
    assert_eq!(code, 0, "{books}{errors}");
}

#[test]
fn no_event_is_lost_or_doubled_when_plugins_are_killed() {
    let kills = kills(KILLS);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().canonicalize().unwrap().join("data");
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        // The second one gives no keys: its checkpoint alone must do.
        let sources = [("keyed", "str(n)"), ("unkeyed", "None")];
        for (id, key) in sources {
            drop_in(&server, id, Value::Null, &[("counter.py", &COUNTER.replace("KEY", key))]).await;
        }
        let began = Instant::now();
        let mut pids = [0, 0];
        for round in 0..kills {
            let (id, _) = sources[round % 2];
            // Each time at another place in the stream.
            let pid = working(&server, id, pids[round % 2], 20 + (round as i64 * 37) % 150).await;
            kill_9(pid);
            pids[round % 2] = pid;
            eventually("the crash is seen", async || {
                let source = listed(&server, id).await?;
                (source["pid"] != pid).then_some(())
            })
            .await;
            restart(&server, id).await;
        }
        for (at, (id, _)) in sources.iter().enumerate() {
            working(&server, id, pids[at], 20).await;
        }
        let took = began.elapsed().as_secs_f64();
        for (id, _) in sources {
            server.client.post(&format!("/api/event-sources/{id}/stop"), Value::Null).await;
        }
        assert_eq!(server.stop(), Some(0));
        for (id, _) in sources {
            let (events, last, different) = counted(&data, id);
            println!("{id}: {} kills, {events} events in {took:.0} s: 0 lost, 0 doubled", kills / 2);
            assert_eq!(
                (events, different),
                (last, last),
                "{id}: events and different numbers, of {last} sent"
            );
        }
        assert_eq!(processes(&data), [0u32; 0]);
    });
    balances(&data);
}

#[test]
fn children_of_killed_plugins_go_with_them() {
    let kills = kills(KILLS);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().canonicalize().unwrap().join("data");
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        let ids = ["one", "two", "three", "four"];
        for id in ids {
            misbehaving(&server, id, "stubborn").await;
        }
        let mut pids = [0; 4];
        for round in 0..kills {
            let at = round % 4;
            pids[at] = working(&server, ids[at], pids[at], 0).await;
            let pid = pids[at];
            let family = family(&server, ids[at], pid).await;
            assert_eq!(family.len(), 3, "itself, a child, and one that left the group");
            kill_9(pid);
            eventually("nobody of it is left", async || {
                let alive = processes(&data);
                family.iter().all(|p| !alive.contains(p)).then_some(())
            })
            .await;
            restart(&server, ids[at]).await;
        }
        assert_eq!(server.stop(), Some(0));
        assert_eq!(processes(&data), [0u32; 0], "after {kills} kills");
        println!("{kills} kills of plug-ins with children: 0 orphans");
    });
    balances(&data);
}

#[test]
fn what_a_killed_engine_left_is_ended_at_the_next_start() {
    let kills = kills(ENGINE_KILLS).min(10);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().canonicalize().unwrap().join("data");
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        drop_in(&server, "keyed", Value::Null, &[("counter.py", &COUNTER.replace("KEY", "str(n)"))]).await;
        misbehaving(&server, "stubborn", "stubborn").await;
        for round in 0..kills {
            working(&server, "keyed", 0, 20 + (round as i64 * 37) % 150).await;
            let pid = working(&server, "stubborn", 0, 0).await;
            let family = family(&server, "stubborn", pid).await;
            server.kill();
            let alive = processes(&data);
            assert!(family.iter().all(|p| alive.contains(p)), "{family:?} outlive the engine: {alive:?}");
            server = start(&data, &[]).await;
            eventually("what was left is gone", async || {
                let alive = processes(&data);
                family.iter().all(|p| !alive.contains(p)).then_some(())
            })
            .await;
        }
        working(&server, "keyed", 0, 20).await;
        assert_eq!(server.stop(), Some(0));
        assert_eq!(processes(&data), [0u32; 0]);
        let (events, last, different) = counted(&data, "keyed");
        assert_eq!((events, different), (last, last), "events and different numbers, of {last} sent");
        println!("{kills} kills of the engine, {events} events: 0 lost, 0 doubled, 0 left running");
    });
    balances(&data);
}

/// The processes that the program told of: itself, a child, and one that left the group.
async fn family(server: &Server, id: &str, pid: u64) -> Vec<u32> {
    eventually("it tells of its children", async || {
        let list = server.client.get(&format!("/api/events?source={id}&limit=20")).await;
        for item in list["items"].as_array()? {
            let event = server.client.get(&format!("/api/events/{}", item["id"].as_str()?)).await;
            if event["data"]["n"] == pid {
                let pids = event["data"]["pids"].as_array()?;
                return Some(pids.iter().map(|p| u32::try_from(p.as_u64().unwrap()).unwrap()).collect());
            }
        }
        None
    })
    .await
}
