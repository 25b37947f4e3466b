//! Options with a program that takes its time, over kill -9 at random moments: each match ends in one place, no more than `max` are
//! at work at once at any time, a queue keeps its order, what was replaced is gone, a rate keeps its window.

use super::witness::Witness;
use prama_tests::{Client, Server, cli, eventually, runtime, start};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Kills; `PRAMA_LANE_KILLS` asks for another number, `PRAMA_LANE_SEED` for the moments of an earlier test.
const KILLS: u64 = 3;
/// Events between two kills, over two keys.
const EVENTS: u64 = 12;
/// The rate: so many runs in so many milliseconds.
const RATE: (usize, i64) = (3, 1_500);
const TRIGGERS: [&str; 6] = ["queue", "parallel", "skip", "replace", "rate", "schedule"];

/// A workflow of the same id whose one step is a program that others can see at work.
async fn workflow(server: &Server, id: &str, dir: &Path, seconds: &str) {
    let lane = format!("{}|{id}|${{{{ event.data.timer_id }}}}", dir.display());
    let with = json!({"argv": ["sleep", seconds], "env": {"LANE": lane}});
    let steps = json!([{"id": "work", "type": "command.run", "with": with}]);
    server.client.post("/api/workflows", json!({"id": id, "name": id, "steps": steps})).await;
}

fn trigger(id: &str, options: &Value) -> Value {
    let conditions = match id {
        // Half of the events are enough to fill it.
        "rate" => json!({"all": [{"field": "timer_id", "op": "is", "value": "a"}]}),
        "trash" => json!({"all": [{"field": "timer_id", "op": "is", "value": "trash"}]}),
        _ => json!({"all": [{"field": "timer_id", "op": "is_one_of", "value": ["a", "b"]}]}),
    };
    json!({"id": id, "name": id, "source": "my-timer", "event_type": "timer_fired", "workflow_id": id,
        "conditions": conditions, "options": options, "active": true})
}

/// A schedule from so many minutes after now to so many, in UTC.
fn schedule(from: i64, to: i64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64 / 60;
    let at = |minutes: i64| {
        let of_day = (now + minutes).rem_euclid(1440);
        format!("{:02}:{:02}", of_day / 60, of_day % 60)
    };
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    json!({"schedule": {"days": days, "from": at(from), "to": at(to), "time_zone": "UTC", "outside": "hold"}})
}

/// Sends events with keys of their own, `n` on until `end`; gives the first one without an answer.
async fn send(client: Client, n: u64, end: u64, mut moments: StdRng) -> u64 {
    for n in n..end {
        let key = if n % 2 == 0 { "a" } else { "b" };
        let event = json!({"event_type": "timer_fired", "source": "my-timer", "key": n.to_string(),
            "data": {"timer_id": key}});
        match client.send("POST", "/api/events/process", Some(&event)).await {
            Some((202, _)) => {}
            Some((status, body)) => panic!("{status} {body}"),
            None => return n,
        }
        tokio::time::sleep(Duration::from_millis(moments.random_range(0..40))).await;
    }
    end
}

#[test]
fn what_takes_its_time_keeps_to_its_options_over_kills() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let kills = asked("PRAMA_LANE_KILLS").unwrap_or(KILLS);
    let seed = asked("PRAMA_LANE_SEED").unwrap_or_else(|| rand::rng().random_range(0..1_000_000));
    println!("PRAMA_LANE_SEED={seed} PRAMA_LANE_KILLS={kills}");
    let mut moments = StdRng::seed_from_u64(seed);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let witness = Witness::of(dir.path(), |lane| match lane.split('|').next() {
        Some("parallel") => 2,
        Some("rate" | "schedule") => usize::MAX,
        _ => 1,
    });
    let events = kills * EVENTS;
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        for id in TRIGGERS.into_iter().chain(["trash"]) {
            let seconds = if matches!(id, "rate" | "schedule") { "0.02" } else { "0.15" };
            workflow(&server, id, dir.path(), seconds).await;
            let by = |mode: &str| json!({"concurrency": {"mode": mode, "key": "timer_id"}});
            let options = match id {
                "rate" => json!({"rate": {"limit": RATE.0, "per_s": RATE.1 as f64 / 1000.0}}),
                "schedule" => schedule(120, 180),
                "parallel" => json!({"concurrency": {"mode": "parallel", "max": 2, "key": "timer_id"}}),
                "trash" => by("queue"),
                mode => by(mode),
            };
            server.client.post("/api/triggers", trigger(id, &options)).await;
        }
        let mut next = 0;
        for round in 1..=kills {
            let sending = StdRng::seed_from_u64(seed + round);
            let sent = tokio::spawn(send(server.client.clone(), next, round * EVENTS, sending));
            tokio::time::sleep(Duration::from_millis(moments.random_range(50..700))).await;
            server.kill();
            next = sent.await.unwrap();
            // Once for so long that the rate's time passed for several runs.
            let away = if round == kills { 2 * RATE.1 as u64 } else { moments.random_range(0..300) };
            tokio::time::sleep(Duration::from_millis(away)).await;
            server = start(&data, &[]).await;
        }
        assert_eq!(send(server.client.clone(), next, events, moments.clone()).await, events);

        // The schedule is closed: everything waits, over the kills. It opens when a person says so.
        let held = server.client.get("/api/held").await;
        let group = held["groups"].as_array().unwrap().iter().find(|g| g["trigger_id"] == "schedule").unwrap();
        assert_eq!((&group["count"], &group["reason"]["code"]), (&json!(events), &json!("outside_schedule")));
        server.client.put("/api/triggers/schedule", trigger("schedule", &schedule(-60, 60))).await;

        // What waits for its turn still does when its trigger is thrown away.
        for n in 0..5 {
            let event = json!({"event_type": "timer_fired", "source": "my-timer", "data": {"timer_id": "trash", "n": n}});
            server.client.post("/api/events/process", event).await;
        }
        let (status, body) = server.client.send("DELETE", "/api/triggers/trash", None).await.unwrap();
        assert!((200..300).contains(&status), "{status} {body}");
        at_rest(&server, &data).await;

        // A person lets a replaced run go on after all.
        let cancelled = server.client.get("/api/runs?trigger=replace&status=cancelled&limit=500").await;
        let replaced = &cancelled["items"][0];
        assert_eq!(replaced["reason"], "replaced", "{cancelled}");
        let id = replaced["id"].as_str().unwrap();
        server.client.post(&format!("/api/runs/{id}/retry"), json!({})).await;
        at_rest(&server, &data).await;
        assert_eq!(server.client.get(&format!("/api/runs/{id}")).await["status"], "succeeded");
        assert_eq!(server.stop(), Some(0));
    });
    let (looks, too_many, left) = witness.end();
    assert_eq!(too_many, Vec::<String>::new(), "more at work at once than allowed, {looks} looks");
    assert_eq!(left, Vec::<String>::new(), "no program of a run is left");
    let (code, books, errors) = cli(&data, &["doctor"]);
    assert_eq!(code, 0, "{books}{errors}");
    let db = Connection::open(data.join("prama.db")).unwrap();
    let said = Books { db: &db }.check(events as i64);
    println!("{kills} kills, {events} events, {looks} looks at the programs: {said}");
}

async fn at_rest(server: &Server, data: &Path) {
    eventually("nothing waits, all runs are terminal", async || {
        let status = server.client.get("/api/status").await;
        let of = |k: &str| status[k].as_i64().unwrap();
        let open = of("runs_queued") + of("runs_running") + of("runs_waiting");
        let db = Connection::open(data.join("prama.db")).unwrap();
        let windows: i64 = db.query_row("SELECT count(*) FROM option_windows", [], |r| r.get(0)).unwrap_or(1);
        (open == 0 && windows == 0).then_some(())
    })
    .await;
}

struct Books<'a> {
    db: &'a Connection,
}

impl Books<'_> {
    fn count(&self, sql: &str) -> i64 {
        self.db.query_row(sql, [], |r| r.get(0)).unwrap()
    }

    fn decisions(&self, trigger: &str, rest: &str) -> i64 {
        self.count(&format!(
            "SELECT count(*) FROM decisions d JOIN triggers t ON t.n = d.trigger_n WHERE t.id = '{trigger}' AND d.outcome <> 0 {rest}"
        ))
    }

    fn runs(&self, trigger: &str, rest: &str) -> i64 {
        self.count(&format!(
            "SELECT count(*) FROM runs r JOIN triggers t ON t.n = r.trigger_n WHERE t.id = '{trigger}' {rest}"
        ))
    }

    /// Attempts of each lane of a trigger: (key, run, begun, ended), in the order they began.
    fn attempts(&self, trigger: &str) -> Vec<(String, i64, i64, i64)> {
        let sql = format!(
            "SELECT e.data ->> '$.timer_id', r.n, a.started_ms, a.ended_ms FROM attempts a JOIN runs r ON r.n = a.run_n
             JOIN events e ON e.n = r.event_n JOIN triggers t ON t.n = r.trigger_n WHERE t.id = '{trigger}'
             ORDER BY 1, a.started_ms, r.n, a.attempt"
        );
        let mut statement = self.db.prepare(&sql).unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    fn check(&self, events: i64) -> String {
        let half = events / 2;
        for (trigger, all) in TRIGGERS.into_iter().zip([events, events, events, events, half, events]) {
            assert_eq!(self.decisions(trigger, ""), all, "{trigger}: one decision for each match");
            let (ran, kept) =
                (self.decisions(trigger, "AND d.outcome = 1"), self.decisions(trigger, "AND d.outcome = 4"));
            assert_eq!(ran + kept, all, "{trigger}: each ends in one place");
            assert_eq!(self.runs(trigger, ""), ran, "{trigger}: one run for each that ran");
            let without = "AND d.outcome = 1 AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.event_n = d.event_n AND r.trigger_n = d.trigger_n)";
            assert_eq!(self.decisions(trigger, without), 0, "{trigger}");
            if trigger != "skip" {
                assert_eq!(kept, 0, "{trigger}");
            }
            if trigger != "replace" {
                assert_eq!(self.runs(trigger, "AND r.status <> 3"), 0, "{trigger}: each succeeded");
            }
        }
        assert_eq!(self.runs("trash", "AND r.status = 3"), 5);
        let busy = "AND d.outcome = 4 AND d.detail ->> '$.code' <> 'already_running'";
        assert_eq!(self.decisions("skip", busy), 0);
        // Replaced, at work or before: cancelled, and it says so. The last of each key stays.
        assert_eq!(
            self.runs("replace", "AND r.status <> 3 AND (r.status <> 5 OR r.reason <> 'replaced')"),
            0
        );
        let last =
            "AND r.status <> 3 AND r.event_n IN (SELECT max(n) FROM events GROUP BY data ->> '$.timer_id')";
        assert_eq!(self.runs("replace", last), 0, "the newest run of a key is not replaced");
        let stopped = self
            .runs("replace", "AND EXISTS (SELECT 1 FROM attempts a WHERE a.run_n = r.n AND a.status = 5)");
        assert!(stopped > 0, "a run was replaced while its program was at work");
        for (trigger, most) in [("queue", 1), ("skip", 1), ("replace", 1), ("parallel", 2), ("trash", 1)] {
            let attempts = self.attempts(trigger);
            for (i, (key, run, begun, _)) in attempts.iter().enumerate() {
                let earlier = attempts.get(..i).unwrap().iter().filter(|a| a.0 == *key);
                let beside = earlier.clone().filter(|a| a.3 > *begun).count();
                assert!(beside < most, "{trigger} {key}: {attempts:?}");
                if trigger == "queue" {
                    assert!(earlier.clone().all(|a| a.1 <= *run), "{key} lost its order: {attempts:?}");
                }
            }
        }
        self.rate();
        let (replaced, skipped) =
            (self.runs("replace", "AND r.status = 5"), self.decisions("skip", "AND d.outcome = 4"));
        let interrupted = self.count("SELECT count(*) FROM attempts WHERE status = 7");
        format!(
            "{replaced} replaced ({stopped} at work), {skipped} skipped, {interrupted} attempts interrupted; 0 lost, 0 doubled"
        )
    }

    /// In the order they came, and never more at once than the rate says. How late one starts is the machine's: half the
    /// window is enough to see those that came through together.
    fn rate(&self) {
        let mut statement = self
            .db
            .prepare("SELECT r.started_ms, r.n FROM runs r JOIN triggers t ON t.n = r.trigger_n WHERE t.id = 'rate' ORDER BY r.n")
            .unwrap();
        let begun: Vec<i64> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for pair in begun.windows(RATE.0 + 1) {
            let [first, .., last] = pair else { continue };
            assert!(last - first > RATE.1 / 2, "{} began within {} ms: {begun:?}", pair.len(), last - first);
        }
    }
}
