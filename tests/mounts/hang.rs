//! A file system that stops answering, as one on another computer does when the network is down: it holds up nothing but itself.

use super::World;
use prama_tests::{runtime, start_under};
use serde_json::json;

/// The program that shows a FUSE file system; goes on and ends when dropped, so that no test leaves a hanging mount behind.
struct Daemon(String);

impl Daemon {
    fn send(&self, signal: &str) {
        let sent = std::process::Command::new("kill").args([signal, &self.0]).status();
        assert!(sent.unwrap().success(), "the FUSE program is gone");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        for signal in ["-CONT", "-KILL"] {
            let _ = std::process::Command::new("kill").args([signal, &self.0]).status();
        }
    }
}

/// Whether all that is left of a process waits in the kernel: a request that the file system's program took before it stood still can't
/// be given up, not even by a process that ends.
fn in_the_kernel(pid: u32) -> bool {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let states: Vec<_> = tasks
        .filter_map(|t| std::fs::read_to_string(t.ok()?.path().join("stat")).ok())
        .filter_map(|stat| stat.rsplit_once(')')?.1.trim().chars().next())
        .collect();
    println!("what is left: {states:?}");
    states.iter().all(|state| "DZX".contains(*state))
}

#[test]
fn a_folder_that_stops_answering_holds_up_no_other_and_loses_nothing() {
    runtime().block_on(async {
        let Some(mut world) = World::start("a hanging FUSE file system").await else { return };
        for name in ["below", "Share", "Scans", "Scans/deep"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        let start = "bindfs -f below Share >bindfs.log 2>&1 & echo $!";
        if !world.can("FUSE", &["sh", "-c", "command -v bindfs && test -w /dev/fuse"]) {
            return;
        }
        let daemon = Daemon(String::from_utf8(world.run(&["sh", "-c", start]).stdout).unwrap().trim().to_owned());
        let mounted = "n=0; until grep -q ' Share fuse' /proc/self/mounts || grep -q '/Share fuse' /proc/self/mounts; do n=$((n+1)); [ $n -lt 200 ] || exit 1; sleep 0.05; done";
        if !world.can("FUSE", &["sh", "-c", mounted]) {
            return;
        }
        world.watch(json!([{"path": "Share", "recursive": true}, {"path": "Scans", "recursive": true}])).await;
        world.until_state("Share", "polling").await;
        world.until_state("Scans", "watching").await;
        for name in ["Share/kept.txt", "Share/changed.txt", "Share/gone.txt", "Scans/a.txt", "Scans/deep/b.txt"] {
            world.put(name, "before");
        }
        let mut told = vec![
            "added Share/kept.txt",
            "added Share/changed.txt",
            "added Share/gone.txt",
            "added Scans/a.txt",
            "added Scans/deep/b.txt",
        ];
        world.expect(&told).await;

        // One file is on its way when it stops; more happens on the other side while it is silent.
        world.put("Share/settling.txt", "just written");
        daemon.send("-STOP");
        world.put("Scans/c.txt", "new");
        std::fs::rename(world.path("Scans/a.txt"), world.path("Scans/deep/moved.txt")).unwrap();
        std::fs::remove_file(world.path("Scans/deep/b.txt")).unwrap();
        world.put("Scans/very/deep/d.txt", "in a new folder");
        let meanwhile =
            ["added Scans/c.txt", "renamed Scans/deep/moved.txt", "deleted Scans/deep/b.txt", "added Scans/very/deep/d.txt"];
        told.extend(meanwhile);
        world.expect_all_but(&told, "Share/settling.txt").await;
        std::fs::write(world.path("below/changed.txt"), "after, and longer").unwrap();
        std::fs::write(world.path("below/new.txt"), "from another computer").unwrap();
        std::fs::remove_file(world.path("below/gone.txt")).unwrap();

        let health = world.until_state("Share", "not_answering").await;
        let title = health["title"].as_str().unwrap();
        assert!(title.contains("Share doesn't answer since ") && title.ends_with('.'), "{health}");
        let attention = world.server.client.get("/api/home").await["attention"].to_string();
        assert!(attention.contains("doesn't answer since"), "{attention}");
        assert_eq!(world.health("Scans").await["state"], "watching");
        let (code, out, err) = world.server.cli(&["sources", "show", super::MONITOR]);
        assert!(code == 0 && out.contains(title), "{out}{err}");

        // Nor does it hold up the stop, nor the next start.
        let mut ended = world.server.stop();
        if ended.is_none() && in_the_kernel(world.server.pid()) {
            daemon.send("-CONT");
            ended = world.server.stop();
            daemon.send("-STOP");
        }
        assert_eq!(ended, Some(0));
        std::fs::write(world.path("Scans/while-off.txt"), "nobody looks").unwrap();
        let namespace = ["nsenter", "-t", &daemon.0, "-m"];
        world.server = start_under(&namespace, &world.path("data"), &[]).await;
        world.put("Scans/e.txt", "after the start");
        told.extend(["added Scans/while-off.txt", "added Scans/e.txt"]);
        world.expect_all_but(&told, "Share/settling.txt").await;

        daemon.send("-CONT");
        told.extend([
            "added Share/settling.txt",
            "modified Share/changed.txt",
            "added Share/new.txt",
            "deleted Share/gone.txt",
        ]);
        world.expect(&told).await;
        world.until_state("Share", "polling").await;
        world.put("Share/last.txt", "as before");
        told.push("added Share/last.txt");
        world.expect(&told).await;
    });
}
