//! Where a file is, under every name it had: what can't be seen is not called gone, and nobody is told of another file.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::Duration;

const MONITOR: &str = "file-monitor";

async fn watch(server: &Server, source: &str, config: Value) {
    let folders = config["folders"].as_array().unwrap().len();
    server.client.put(&format!("/api/event-sources/{source}/config"), config).await;
    server.client.post(&format!("/api/event-sources/{source}/start"), json!({})).await;
    eventually("the folders are watched", async || {
        let source = server.client.get(&format!("/api/event-sources/{source}")).await;
        let all = source["folders"].as_array()?;
        (all.len() == folders && all.iter().all(|f| f["state"] == "watching")).then_some(())
    })
    .await;
}

async fn file(server: &Server, path: &str) -> Value {
    server.client.get(&format!("/api/files/biography?path={}", path.replace('\u{fffd}', "%EF%BF%BD"))).await
}

/// The biography once it is in this state.
async fn is(server: &Server, path: &Path, state: &str) -> Value {
    eventually(&format!("{} is {state}", path.display()), async || {
        let file = file(server, &path.to_string_lossy()).await;
        (file["state"] == state).then_some(file)
    })
    .await
}

fn lines(file: &Value, what: &str) -> usize {
    file["story"].as_array().unwrap().iter().filter(|e| e["text"].as_str().unwrap().contains(what)).count()
}

#[test]
fn a_rename_that_is_told_more_than_once_ends_no_story() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let config = json!({"folders": [{"path": inbox}], "settle_ms": 50, "emit_any_change": true});
        watch(&server, MONITOR, config.clone()).await;
        watch(&server, "pdf-monitor-event-source", config).await;
        let names = ["a.pdf", "b.pdf", "c.pdf"].map(|n| inbox.join(n));
        std::fs::write(&names[0], prama_testkit::pdf::with_text("one")).unwrap();
        let all = async |path: &Path, what: &str, n: usize| {
            eventually(&format!("{what} {n} times"), async || {
                let file = file(&server, path.to_str().unwrap()).await;
                (lines(&file, what) == n).then_some(file)
            })
            .await
        };
        // Two sources, each with its own event and any_change beside it.
        all(&names[0], " added (", 4).await;
        std::fs::rename(&names[0], &names[1]).unwrap();
        all(&names[1], ": renamed (", 2).await;
        std::fs::rename(&names[1], &names[2]).unwrap();
        let told = all(&names[2], ": renamed (", 4).await;
        assert_eq!((lines(&told, " added ("), lines(&told, "Renamed from ")), (4, 4), "{told}");
        assert_eq!(lines(&told, "An earlier file"), 0, "{told}");
        assert_eq!(told["versions"].as_array().unwrap().len(), 1);
        assert_eq!(is(&server, &names[0], "moved").await["now_at"], json!(names[2]));
    });
}

#[test]
fn what_cannot_be_seen_is_not_called_gone() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        watch(&server, MONITOR, json!({"folders": [{"path": inbox}], "settle_ms": 50})).await;
        let (plain, odd) = (inbox.join("a.txt"), inbox.join(std::ffi::OsStr::from_bytes(b"b\xff.txt")));
        for path in [&plain, &odd] {
            std::fs::write(path, path.as_os_str().as_bytes()).unwrap();
            // A name that is no text is asked for as events show it.
            is(&server, path, "present").await;
        }
        std::fs::rename(&odd, inbox.join(std::ffi::OsStr::from_bytes(b"c\xff.txt"))).unwrap();
        is(&server, &odd, "moved").await;
        std::fs::write(inbox.join("d.txt.part"), "half").unwrap();
        let part = file(&server, inbox.join("d.txt.part").to_str().unwrap()).await;
        assert!(part["note"].as_str().unwrap().contains("It counts once it has its real name."), "{part}");

        // Another file that waits at a name is not the one that had it before.
        let moved = inbox.join("moved.txt");
        std::fs::rename(&plain, &moved).unwrap();
        is(&server, &plain, "moved").await;
        let mut writer = std::process::Command::new("sh")
            .args(["-c", "exec 3>\"$0\"; echo half >&3; read end", plain.to_str().unwrap()])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let waits = is(&server, &plain, "pending").await;
        assert_eq!((lines(&waits, "An earlier file of the name"), lines(&waits, "added")), (1, 0), "{waits}");
        is(&server, &moved, "present").await;
        drop(writer.stdin.take());
        writer.wait().unwrap();
        assert_eq!(lines(&is(&server, &plain, "present").await, "File added"), 1);

        std::fs::rename(&inbox, dir.path().join("elsewhere")).unwrap();
        eventually("it is away, and says why", async || {
            let away = is(&server, &moved, "away").await;
            away["note"].as_str()?.contains("can't be found. Drive unplugged").then_some(())
        })
        .await;
        std::fs::rename(dir.path().join("elsewhere"), &inbox).unwrap();
        is(&server, &moved, "present").await;

        server.client.post(&format!("/api/event-sources/{MONITOR}/stop"), json!({})).await;
        let late = inbox.join("late.txt");
        std::fs::write(&late, "came while it was off").unwrap();
        let note = file(&server, late.to_str().unwrap()).await["note"].clone();
        assert!(note.as_str().unwrap().starts_with("File Monitor is off: "), "{note}");
    });
}

#[test]
fn what_was_watched_for_is_new_also_when_patterns_change_before_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let config =
            |patterns: &[&str]| json!({"folders": [{"path": inbox}], "settle_ms": 50, "patterns": patterns});
        watch(&server, MONITOR, config(&["*.txt"])).await;
        let put = |name: &str| std::fs::write(inbox.join(name), name).unwrap();
        put("seen.txt");
        is(&server, &inbox.join("seen.txt"), "present").await;
        put("before.md");
        server.client.post(&format!("/api/event-sources/{MONITOR}/stop"), json!({})).await;
        put("late.txt");
        // As old as what counts as having been there.
        tokio::time::sleep(Duration::from_millis(200)).await;
        watch(&server, MONITOR, config(&["*.txt", "*.md"])).await;
        assert_eq!(lines(&is(&server, &inbox.join("late.txt"), "present").await, "File added"), 1);
        put("after.md");
        is(&server, &inbox.join("after.md"), "present").await;
        // What only came into view is not new.
        let note = file(&server, inbox.join("before.md").to_str().unwrap()).await["note"].clone();
        assert!(note.as_str().unwrap().contains("there before its folder was watched"), "{note}");
    });
}

#[test]
fn what_was_watched_for_is_new_also_when_the_app_ends_before_new_patterns_are_taken_up() {
    let dir = tempfile::tempdir().unwrap();
    let [inbox, data] = ["Inbox", "data"].map(|d| dir.path().join(d));
    std::fs::create_dir_all(inbox.join("new")).unwrap();
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        let put = |name: &str| std::fs::write(inbox.join(name), name).unwrap();
        let txt =
            json!({"folders": [{"path": inbox, "recursive": true}], "settle_ms": 50, "patterns": ["*.txt"]});
        watch(&server, MONITOR, txt).await;
        put("seen.txt");
        is(&server, &inbox.join("seen.txt"), "present").await;
        put("before.md");
        server.client.post(&format!("/api/event-sources/{MONITOR}/stop"), json!({})).await;
        put("late.txt");
        put("new/late.txt");
        // Another split of the folders, and more patterns.
        let folders = json!([{"path": inbox}, {"path": inbox.join("new"), "patterns": ["l*"]}]);
        let more = json!({"folders": folders, "settle_ms": 50, "patterns": ["*.txt", "*.md"]});
        server.client.put(&format!("/api/event-sources/{MONITOR}/config"), more).await;
        server.kill();
        tokio::time::sleep(Duration::from_millis(200)).await;

        let server = start(&data, &[]).await;
        server.client.post(&format!("/api/event-sources/{MONITOR}/start"), json!({})).await;
        for late in ["late.txt", "new/late.txt"] {
            assert_eq!(lines(&is(&server, &inbox.join(late), "present").await, "File added"), 1);
        }
        let note = file(&server, inbox.join("before.md").to_str().unwrap()).await["note"].clone();
        assert!(note.as_str().unwrap().contains("there before its folder was watched"), "{note}");
    });
}

#[test]
fn a_file_whose_writer_pauses_when_its_folder_is_first_watched_is_told_once_it_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    let [scan, old] = ["scan.txt", "old.txt"].map(|name| inbox.join(name));
    std::fs::write(&old, "there before").unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let mut writer = std::process::Command::new("sh")
            .args(["-c", "exec 3>>scan.txt; echo page 1 >&3; read more; echo page 2 >&3"])
            .current_dir(&inbox)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // Long enough for its quiet time.
        eventually("a first page", async || (std::fs::metadata(&scan).ok()?.len() > 0).then_some(())).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        watch(&server, MONITOR, json!({"folders": [{"path": inbox}], "settle_ms": 50})).await;
        let waits = is(&server, &scan, "pending").await;
        assert!(waits["story"][0]["at"].as_str().is_some_and(|at| at > "2020"), "{waits}");
        drop(writer.stdin.take());
        writer.wait().unwrap();
        let told = is(&server, &scan, "present").await;
        assert_eq!(
            (lines(&told, "File added"), told["versions"][0]["size"].as_u64()),
            (1, Some(14)),
            "{told}"
        );
        let note = file(&server, old.to_str().unwrap()).await["note"].clone();
        assert!(note.as_str().unwrap().contains("there before its folder was watched"), "{note}");
    });
}
