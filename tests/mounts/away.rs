//! Folders that are not there yet, go, come back, are other ones, or may not be read: nothing is concluded about what is away.

use super::World;
use prama_tests::runtime;
use serde_json::json;

const TITLE: &str = "can't be found.";

#[test]
fn a_folder_that_does_not_exist_yet_is_picked_up_with_its_parents() {
    runtime().block_on(async {
        let world = World::plain().await;
        world.watch(json!([{"path": "a/b/c", "recursive": true}])).await;
        let health = world.until_state("a/b/c", "missing").await;
        assert!(health["title"].as_str().unwrap().ends_with(TITLE), "{health}");
        assert!(health["detail"].as_str().unwrap().contains("Watching resumes when it is back"), "{health}");
        world.put("a/b/c/first.txt", "made with its folders");
        world.put("a/b/c/d/second.txt", "deeper");
        world.until_state("a/b/c", "watching").await;
        // What stood there when the folder was first seen is new: it was asked for before it came.
        world.expect(&["added a/b/c/first.txt", "added a/b/c/d/second.txt"]).await;

        std::fs::rename(world.path("a"), world.path("elsewhere")).unwrap();
        world.until_state("a/b/c", "missing").await;
        std::fs::write(world.path("elsewhere/b/c/third.txt"), "written while it was away").unwrap();
        std::fs::rename(world.path("elsewhere"), world.path("a")).unwrap();
        world.until_state("a/b/c", "watching").await;
        let all = ["added a/b/c/first.txt", "added a/b/c/d/second.txt", "added a/b/c/third.txt"];
        world.expect(&all).await;

        // Another folder of the same name: what was in the old one is gone from here.
        std::fs::rename(world.path("a/b/c"), world.path("old")).unwrap();
        world.put("a/b/c/fourth.txt", "in the new one");
        let gone = ["deleted a/b/c/first.txt", "deleted a/b/c/d/second.txt", "deleted a/b/c/third.txt"];
        world.expect(&[&all[..], &gone, &["added a/b/c/fourth.txt"]].concat()).await;
        // The command line says the same words.
        std::fs::remove_dir_all(world.path("a")).unwrap();
        let health = world.until_state("a/b/c", "missing").await;
        let (code, out, err) = world.server.cli(&["sources", "show", super::MONITOR]);
        assert!(code == 0 && out.contains(health["title"].as_str().unwrap()), "{out}{err}");
    });
}

#[test]
fn links_lead_where_they_lead_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    runtime().block_on(async {
        let world = World::plain().await;
        for folder in ["one", "two", "other"] {
            std::fs::create_dir(world.path(folder)).unwrap();
        }
        std::fs::write(world.path("other/target.txt"), "behind a link").unwrap();
        symlink("one", world.path("root")).unwrap();
        world.watch(json!([{"path": "root", "recursive": true}])).await;
        world.until_state("root", "watching").await;
        world.put("one/a.txt", "through the link");
        // Links to folders are not followed, not even to one outside; links to files count as the file.
        symlink("..", world.path("one/circle")).unwrap();
        symlink("../other", world.path("one/out")).unwrap();
        symlink("../other/target.txt", world.path("one/link.txt")).unwrap();
        symlink("nowhere", world.path("one/broken.txt")).unwrap();
        world.put("other/unseen.txt", "not below the watched folder");
        world.put("one/b.txt", "last");
        let first = ["added root/a.txt", "added root/link.txt", "added root/b.txt"];
        world.expect(&first).await;
        // The link leads elsewhere now.
        world.put("two/c.txt", "in the other folder");
        symlink("two", world.path("next")).unwrap();
        std::fs::rename(world.path("next"), world.path("root")).unwrap();
        let then = ["deleted root/a.txt", "deleted root/link.txt", "deleted root/b.txt", "added root/c.txt"];
        world.expect(&[&first[..], &then].concat()).await;
        world.put("two/d.txt", "noticed there, too");
        world.expect(&[&first[..], &then, &["added root/d.txt"]].concat()).await;
    });
}

#[test]
fn a_disk_that_is_unmounted_keeps_its_files_and_goes_on_when_it_is_back() {
    runtime().block_on(async {
        let Some(world) = World::start("disks that are unmounted").await else { return };
        for name in ["disk", "stick", "media/usb"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        for image in ["disk.img", "stick.img"] {
            let made = world.can("a disk in a file", &["truncate", "-s", "8M", image])
                && world.can("a disk in a file", &["mkfs.ext4", "-q", "-F", image]);
            if !made {
                return;
            }
        }
        if !world.can("a disk in a file", &["mount", "-o", "loop", "disk.img", "disk"]) {
            return;
        }
        world.must(&["mount", "-o", "loop", "stick.img", "media/usb"]);
        world.watch(json!([{"path": "disk"}, {"path": "media", "recursive": true}])).await;
        world.until_state("disk", "watching").await;
        world.until_state("media", "watching").await;
        for name in ["disk/stays.txt", "disk/goes.txt", "media/usb/a.txt", "media/own.txt"] {
            world.put(name, name);
        }
        let mut told = vec![
            "added disk/stays.txt",
            "added disk/goes.txt",
            "added media/usb/a.txt",
            "added media/own.txt",
        ];
        world.expect(&told).await;

        // Both go: one is the watched folder itself, the other lies inside one.
        world.must(&["umount", "disk"]);
        world.must(&["umount", "media/usb"]);
        let health = world.until_state("disk", "missing").await;
        assert!(health["title"].as_str().unwrap().starts_with("The drive of"), "{health}");
        std::fs::remove_dir(world.path("media/usb")).unwrap();
        world.put("media/later.txt", "the rest goes on");
        told.push("added media/later.txt");
        world.expect(&told).await;

        // Elsewhere one file goes and one comes; then the disks are back, with other device numbers.
        world.must(&["mount", "-o", "loop", "stick.img", "stick"]);
        world.must(&["mount", "-o", "loop", "disk.img", "disk"]);
        world.must(&["umount", "disk"]);
        world.must(&["mount", "-o", "loop", "disk.img", "media"]);
        world.must(&["rm", "media/goes.txt"]);
        world.must(&["sh", "-c", "echo new >media/new.txt"]);
        world.must(&["umount", "media"]);
        world.must(&["mount", "-o", "loop", "disk.img", "disk"]);
        world.until_state("disk", "watching").await;
        told.extend(["deleted disk/goes.txt", "added disk/new.txt"]);
        world.expect(&told).await;
        world.put("disk/after.txt", "noticed again");
        std::fs::create_dir(world.path("media/usb")).unwrap();
        world.must(&["mount", "--bind", "stick", "media/usb"]);
        world.must(&["rm", "media/usb/a.txt"]);
        told.push("added disk/after.txt");
        world.expect(&told).await;
    });
}

#[test]
fn a_right_that_is_taken_away_and_given_back() {
    runtime().block_on(async {
        // Root may read everything, unless it gives that up.
        let drop = "-dac_override,-dac_read_search";
        let wrapper = ["setpriv", &format!("--bounding-set={drop}"), "--"];
        let Some(world) = World::start_under("rights", &wrapper).await else { return };
        for name in ["in/open", "in/shut"] {
            std::fs::create_dir_all(world.path(name)).unwrap();
        }
        world.watch(json!([{"path": "in", "recursive": true}])).await;
        world.until_state("in", "watching").await;
        world.put("in/a.txt", "a");
        world.put("in/shut/b.txt", "b");
        let mut told = vec!["added in/a.txt", "added in/shut/b.txt"];
        world.expect(&told).await;
        let allow = |name: &str, mode: u32| {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(world.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
        };
        allow("in", 0o000);
        let health = world.until_state("in", "no_permission").await;
        assert!(
            health["title"].as_str().unwrap().ends_with("can't be read.") && health["fix"].is_string(),
            "{health}"
        );
        allow("in", 0o700);
        world.until_state("in", "watching").await;
        // A folder inside that may not be read is named; its files count as before.
        allow("in/shut", 0o000);
        world.put("in/c.txt", "c");
        told.push("added in/c.txt");
        world.expect(&told).await;
        world.server.client.post(&format!("/api/event-sources/{}/restart", super::MONITOR), json!({})).await;
        let health = world
            .until("in", "names it", |h| h["title"].as_str().is_some_and(|t| t.starts_with("1 folder in")))
            .await;
        assert!(
            health["detail"].as_str().unwrap().contains("shut") && health["state"] == "watching",
            "{health}"
        );
        allow("in/shut", 0o700);
        world.put("in/shut/d.txt", "d");
        // The rights of a folder changed, which is a hint to list it.
        told.push("added in/shut/d.txt");
        world.expect(&told).await;
        // A file that may not be read waits with the reason.
        std::fs::write(world.path("secret"), "not yet").unwrap();
        allow("secret", 0o000);
        std::fs::rename(world.path("secret"), world.path("in/secret.txt")).unwrap();
        let health = world.until("in", "waits", |h| h["pending"][0]["reason"].is_string()).await;
        let reason = health["pending"][0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("Waiting for secret.txt") && reason.contains("ermission"), "{reason}");
        allow("in/secret.txt", 0o600);
        told.push("added in/secret.txt");
        world.expect(&told).await;
    });
}
