//! Files that are not told yet: what they wait for is said, and it ends when that does.

use super::World;
use prama_tests::runtime;
use serde_json::json;
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn a_file_that_a_program_has_open_waits_and_names_the_program() {
    runtime().block_on(async {
        let world = World::plain().await;
        std::fs::create_dir(world.path("in")).unwrap();
        world.watch(json!([{"path": "in", "ignore": ["*.log"], "max_bytes": 1000, "settle_ms": 300}])).await;
        world.until_state("in", "watching").await;
        // Writes half of it, then pauses for much longer than the quiet time.
        let script = "exec 3>in/report.txt; printf half >&3; echo; read go; printf ' and half' >&3";
        let mut writer = Command::new("sh")
            .args(["-c", script])
            .current_dir(world.dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        writer.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let open = |h: &serde_json::Value| {
            let reason = h["pending"][0]["reason"].as_str().unwrap_or_default();
            reason.starts_with("Waiting for report.txt until ") && reason.ends_with(" closes it (4 B).")
        };
        world.until("in", "the program is named", open).await;
        world.put("in/other.txt", "others don't wait");
        world.put("in/noise.log", "ignored");
        world.put("in/large.txt", &"x".repeat(1001));
        world.expect(&["added in/other.txt"]).await;
        assert!(open(&world.health("in").await), "it still waits");
        drop(writer.stdin.take());
        writer.wait().unwrap();
        world.expect(&["added in/other.txt", "added in/report.txt"]).await;
        let list = world.server.client.get("/api/events?limit=1").await;
        let event = world
            .server
            .client
            .get(&format!("/api/events/{}", list["items"][0]["id"].as_str().unwrap()))
            .await;
        assert_eq!(event["data"]["file_size"], "half and half".len(), "{event}");
        world.until("in", "nothing waits", |h| h["pending"].as_array().is_some_and(Vec::is_empty)).await;
    });
}

#[test]
fn settings_that_can_not_be_used_are_refused_at_their_place() {
    runtime().block_on(async {
        let world = World::plain().await;
        let config = json!({"folders": [
            {"path": "/tmp/a", "patterns": ["ok", "{a"], "ignore": ["x[z-a]"]},
            {"path": "/tmp/a/"},
            {"path": "relative", "min_bytes": 5, "max_bytes": 4}
        ]});
        let path = format!("/api/event-sources/{}/config", super::MONITOR);
        let (status, answer) = world.server.client.send("PUT", &path, Some(&config)).await.unwrap();
        assert_eq!((status, &answer["code"]), (422, &json!("SRC-002")), "{answer}");
        let at: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        let expected = [
            "/folders/0/patterns/1",
            "/folders/0/ignore/0",
            "/folders/1/path",
            "/folders/2/path",
            "/folders/2/max_bytes",
        ];
        assert_eq!(at, expected);
    });
}
