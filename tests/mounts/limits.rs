//! The system's limit of watches, and folders with very many folders.

use super::World;
use prama_tests::runtime;
use serde_json::json;

/// Sub-folders; `PRAMA_FOLDERS` for another number.
const MANY: usize = 1_500;

#[test]
fn a_limit_that_is_used_up_makes_a_folder_listed_until_it_is_raised() {
    runtime().block_on(async {
        let wrapper = ["unshare", "-Ur", "-m"];
        let Some(world) = World::start_under("the limit of watches", &wrapper).await else { return };
        let pid = world.server.pid().to_string();
        let limit = |n: u32| {
            let set = format!("echo {n} >/proc/sys/user/max_inotify_watches");
            std::process::Command::new("nsenter")
                .args(["-t", &pid, "-U", "-m", "sh", "-c", &set])
                .output()
                .unwrap()
        };
        let set = limit(6);
        if !set.status.success() {
            println!("NOT TESTED: the limit of watches: {set:?}");
            return;
        }
        for n in 0..12 {
            std::fs::create_dir_all(world.path(&format!("Archive/{n}"))).unwrap();
        }
        world.watch(json!([{"path": "Archive", "recursive": true}])).await;
        let health = world.until_state("Archive", "polling").await;
        assert_eq!(
            (&health["backend"], &health["why"]),
            (&json!("polling"), &json!("watch_limit")),
            "{health}"
        );
        let text = |key: &str| health[key].as_str().unwrap_or_default().to_owned();
        assert!(
            text("title").starts_with("Checking ") && text("title").ends_with(" s instead of instantly."),
            "{health}"
        );
        assert_eq!(text("detail"), "This computer's limit for watched folders is used up.");
        assert!(text("command").contains("fs.inotify.max_user_watches="), "{health}");
        // Nothing is lost meanwhile.
        let mut told = Vec::new();
        for n in 0..12 {
            world.put(&format!("Archive/{n}/a.txt"), "a");
            told.push(format!("added Archive/{n}/a.txt"));
        }
        world.expect(&told.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert!(limit(1000).status.success());
        let health = world.until_state("Archive", "watching").await;
        assert_eq!(health["backend"], "notifications", "{health}");
        assert!(health["title"].is_null(), "{health}");
    });
}

#[test]
fn very_many_folders_are_all_watched() {
    let many = std::env::var("PRAMA_FOLDERS").ok().and_then(|n| n.parse().ok()).unwrap_or(MANY);
    runtime().block_on(async {
        let world = World::plain().await;
        for n in 0..many {
            std::fs::create_dir_all(world.path(&format!("in/{}/{n}", n % 100))).unwrap();
        }
        world.watch(json!([{"path": "in", "recursive": true}])).await;
        let health =
            world.until("in", "watched", |h| h["state"] == "watching" || h["why"] == "watch_limit").await;
        if health["state"] != "watching" {
            println!("NOT TESTED: {many} folders: this computer's limit is used up: {health}");
            return;
        }
        let mut told = Vec::new();
        for n in (0..many).step_by(many / 50) {
            let name = format!("in/{}/{n}/f.txt", n % 100);
            world.put(&name, "noticed");
            told.push(format!("added {name}"));
        }
        world.expect(&told.iter().map(String::as_str).collect::<Vec<_>>()).await;
    });
}
