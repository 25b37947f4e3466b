//! File systems of every kind: which ones announce what others change, and what happens where they don't.

use super::World;
use prama_tests::runtime;
use serde_json::json;

#[test]
fn memory_bind_mounts_read_only_views_and_a_full_disk() {
    runtime().block_on(async {
        let Some(world) = World::start("tmpfs and bind mounts").await else { return };
        for name in ["ram", "real/in", "bound", "view"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        world.must(&["mount", "-t", "tmpfs", "-o", "size=256k", "none", "ram"]);
        world.must(&["mount", "--bind", "real", "bound"]);
        world.must(&["mount", "--bind", "real/in", "view"]);
        world.must(&["mount", "-o", "remount,bind,ro", "view"]);
        world.watch(json!([{"path": "ram"}, {"path": "view"}, {"path": "bound", "recursive": true}])).await;
        world.until_state("ram", "watching").await;
        // Changes below a mount are announced; a folder that is watched under two names is so under one of them only.
        world.until("bound", "listed", |h| h["files"].is_number() && h["state"] != "scanning").await;
        world.until("view", "listed", |h| h["state"] != "scanning").await;
        world.put("real/a.txt", "below the mount");
        world.put("real/in/b.txt", "below both");
        let mut told = vec!["added bound/a.txt", "added bound/in/b.txt", "added view/b.txt"];
        world.expect(&told).await;
        let (view, bound) = (world.health("view").await, world.health("bound").await);
        let same = [&view, &bound].into_iter().filter(|h| h["why"] == "same_folder").count();
        assert_eq!(same, 1, "{view} {bound}");

        // A file that the disk has no room for stays what it is: cut, and closed.
        let full = world.run(&["sh", "-c", "head -c 1000000 /dev/zero >ram/big.bin"]);
        assert!(!full.status.success());
        told.push("added ram/big.bin");
        world.expect(&told).await;
        world.must(&["rm", "ram/big.bin"]);
        world.put("ram/small.txt", "fits");
        told.extend(["deleted ram/big.bin", "added ram/small.txt"]);
        world.expect(&told).await;
        // Read-only now, and still watched.
        world.must(&["mount", "-o", "remount,ro", "ram"]);
        assert_eq!(world.health("ram").await["state"], "watching");
    });
}

#[test]
fn a_fuse_file_system_is_listed_because_others_change_it_unannounced() {
    runtime().block_on(async {
        let Some(world) = World::start("FUSE").await else { return };
        for name in ["below", "shown/fuse"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        if !world.can("FUSE", &["bindfs", "below", "shown/fuse"]) {
            return;
        }
        world
            .watch(json!([{"path": "shown/fuse"}, {"path": "shown", "recursive": true, "ignore": ["fuse/"]}]))
            .await;
        let health = world.until_state("shown/fuse", "polling").await;
        assert_eq!(
            (&health["backend"], &health["why"]),
            (&json!("polling"), &json!("file_system")),
            "{health}"
        );
        assert!(health["poll_ms"].as_i64().unwrap() >= 5000, "{health}");
        assert!(health["title"].as_str().unwrap().starts_with("Checking "), "{health}");
        assert!(health["detail"].as_str().unwrap().contains("fuse"), "{health}");
        // Changed below, so nothing announces it; and through it.
        std::fs::write(world.path("below/a.txt"), "from another computer").unwrap();
        world.put("shown/fuse/b.txt", "from this one");
        let mut told = vec!["added shown/fuse/a.txt", "added shown/fuse/b.txt"];
        world.expect(&told).await;
        std::fs::rename(world.path("below/a.txt"), world.path("below/c.txt")).unwrap();
        told.push("renamed shown/fuse/c.txt");
        world.expect(&told).await;
        // Its program ends: the folder can't be reached, and nothing is concluded.
        world.must(&["umount", "-l", "shown/fuse"]);
        world.until_state("shown/fuse", "missing").await;
        assert!(world.can("FUSE", &["bindfs", "below", "shown/fuse"]));
        world.until_state("shown/fuse", "polling").await;
        world.expect(&told).await;
    });
}

#[test]
fn changes_that_are_not_announced_are_found_and_the_folder_is_listed_from_then_on() {
    runtime().block_on(async {
        let Some(world) = World::start("changes below an overlay").await else { return };
        for name in ["lower/in", "upper", "work", "merged"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        let layers = "lowerdir=lower,upperdir=upper,workdir=work";
        // An overlay on an overlay, as in a container, is refused: its layers lie in memory instead.
        let mounted = world.run(&["mount", "-t", "overlay", "-o", layers, "none", "merged"]).status.success() || {
            world.must(&["sh", "-c", "mkdir m && mount -t tmpfs none m && cd m && mkdir -p lower/in upper work && rmdir ../lower/in ../lower && ln -s m/lower ../lower"]);
            world.can("an overlay", &["sh", "-c", "cd m && mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none ../merged"])
        };
        if !mounted {
            return;
        }
        world.watch(json!([{"path": "merged/in"}])).await;
        let health = world.until_state("merged/in", "watching").await;
        assert_eq!(health["backend"], "notifications", "{health}");
        // A new file every now and then, none of them announced.
        let mut told = Vec::new();
        for n in 0.. {
            world.must(&["sh", "-c", &format!("echo {n} >lower/in/{n}.txt")]);
            told.push(format!("added merged/in/{n}.txt"));
            let health = world.health("merged/in").await;
            if health["state"] == "polling" {
                assert_eq!(health["why"], "silent", "{health}");
                break;
            }
            assert!(n < 200, "never noticed: {health}");
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        world.expect(&told.iter().map(String::as_str).collect::<Vec<_>>()).await;
    });
}
