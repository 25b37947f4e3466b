//! Schedules in real time: on the minute, and over kills without a due time lost or told twice.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::time::Duration;

async fn configure(server: &Server, schedules: Value) {
    server.client.put("/api/event-sources/scheduler/config", json!({ "schedules": schedules })).await;
}

/// The data of the events so far, oldest first.
async fn told(server: &Server) -> Vec<Value> {
    let list = server.client.get("/api/events?source=scheduler&limit=1000").await;
    let mut data = Vec::new();
    for event in list["items"].as_array().unwrap() {
        let whole = server.client.get(&format!("/api/events/{}", event["id"].as_str().unwrap())).await;
        assert_eq!(whole["status"], "accepted", "{whole}");
        data.push(whole["data"].clone());
    }
    data.reverse();
    data
}

#[test]
fn a_cron_schedule_is_due_on_the_minute_and_runs_its_workflow() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        let state = server.client.get("/api/event-sources/scheduler").await["state"].clone();
        assert_eq!(state, "off", "without a schedule nothing runs");
        let steps = json!([{"id": "tell", "type": "data.set", "with": {"values": {"at": "${{ event.data.local_time }}"}}}]);
        server.client.post("/api/workflows", json!({"id": "tell", "name": "Tell", "steps": steps})).await;
        let trigger = json!({"id": "minutely", "name": "Minutely", "source": "scheduler", "event_type": "schedule_due",
            "conditions": {"all": [{"field": "schedule_id", "op": "is", "value": "minute"}]}, "workflow_id": "tell", "active": true});
        server.client.post("/api/triggers", trigger).await;
        let schedules = json!([{"id": "minute", "name": "Every minute", "kind": "cron", "cron": "* * * * *", "time_zone": "Asia/Kolkata", "data": {"room": 7}}]);
        configure(&server, schedules).await;
        let run = eventually("a run on the minute", async || {
            let list = server.client.get("/api/runs?trigger=minutely&status=succeeded").await;
            list["items"].as_array().unwrap().first().cloned()
        })
        .await;
        assert_eq!(run["subject"], "Every minute");
        let data = &told(&server).await[0];
        let due = data["due_at"].as_str().unwrap();
        assert!(due.ends_with(":00.000Z"), "{data}");
        assert!(data["local_time"].as_str().unwrap().ends_with(":00+05:30"), "{data}");
        assert_eq!((&data["kind"], &data["missed"], &data["data"]["room"]), (&json!("cron"), &json!(false), &json!(7)));
    });
}

#[test]
fn over_kills_no_due_time_is_lost_or_told_twice() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        configure(&server, json!([{"id": "tick", "kind": "interval", "every_s": 1, "missed": "all"}])).await;
        for kill in 1..=4 {
            eventually("more ticks", async || (told(&server).await.len() >= kill * 2).then_some(())).await;
            server.kill();
            // Some due times pass while it is off.
            std::thread::sleep(Duration::from_millis(2500));
            server = start(dir.path(), &[]).await;
        }
        eventually("ticks after the last kill", async || (told(&server).await.len() >= 14).then_some(()))
            .await;
        let due: Vec<i64> =
            told(&server).await.iter().map(|d| seconds(d["due_at"].as_str().unwrap())).collect();
        assert!(due.windows(2).all(|w| w[1] == w[0] + 1), "lost or doubled: {due:?}");
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

/// Seconds of the day.
fn seconds(text: &str) -> i64 {
    let part = |from: usize| text[from..from + 2].parse::<i64>().unwrap();
    part(8) * 86_400 + part(11) * 3600 + part(14) * 60 + part(17)
}

#[test]
fn a_schedule_is_tried_out_before_it_is_saved_and_a_wrong_one_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        let schedule = json!({"kind": "cron", "cron": "30 2 29 3 *", "time_zone": "Europe/Rome"});
        let preview = server.client.post("/api/schedules/preview", json!({ "schedule": schedule })).await;
        assert_eq!(preview["description"], "At 02:30, on day 29, in March. Time in Europe/Rome.");
        assert_eq!(preview["next"].as_array().unwrap().len(), 5);
        let wrong = json!({"schedule": {"kind": "cron", "cron": "61 * * * *"}});
        let (status, problem) = server.client.send("POST", "/api/schedules/preview", Some(&wrong)).await.unwrap();
        assert_eq!((status, &problem["code"], &problem["errors"][0]["pointer"]), (422, &json!("SCH-001"), &json!("/schedule/cron")));
        let config = json!({"schedules": [{"id": "a", "kind": "interval", "every_s": 5}, {"id": "b", "kind": "cron", "cron": "0 9 * * *", "time_zone": "Rome"}]});
        let (status, problem) = server.client.send("PUT", "/api/event-sources/scheduler/config", Some(&config)).await.unwrap();
        assert_eq!((status, &problem["code"], &problem["errors"][0]["pointer"]), (422, &json!("SRC-002"), &json!("/schedules/1/time_zone")));

        let (code, out, err) = server.cli(&["schedules", "preview", "--cron", "0 9 * * MON-FRI", "--time-zone", "Europe/Rome"]);
        assert_eq!((code, out.lines().count()), (0, 6), "{out}{err}");
        assert!(out.starts_with("At 09:00, on Monday") && out.contains("T09:00:00+0"), "{out}");
        let (code, _, err) = server.cli(&["schedules", "preview", "--cron", "never"]);
        assert!(code == 1 && err.contains("SCH-001"), "{err}");
    });
}
