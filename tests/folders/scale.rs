//! Very many files: made while running, while the notification queue overflows, while the app is off; and what an idle
//! folder of that many costs.
//!
//! CI makes a few thousand; `PRAMA_MANY=100000` makes so many, and looks at the idle process for a minute.

use super::oracle::Kind;
use super::watching::{MONITOR, events, settled, watch};
use prama_tests::sources::{cpu_seconds, rss_mb};
use prama_tests::{Server, runtime, start};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Files in CI. An overflow needs more notifications than the system queues, so it takes as many as that in any case.
const FEW: usize = 1_000;
/// Notifications of one new file in a watched folder: made, opened, written, closed.
const PER_FILE: usize = 4;

fn many() -> Option<usize> {
    std::env::var("PRAMA_MANY").ok().and_then(|n| n.parse().ok())
}

/// Notifications that the system keeps for a process that does not fetch them.
fn queue_length() -> usize {
    let text = std::fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    text.trim().parse().unwrap()
}

/// Makes files in folders of a hundred.
fn make(root: &Path, name: &str, files: usize) {
    for n in 0..files {
        let dir = root.join(format!("{name}-{}", n / 100));
        if n % 100 == 0 {
            std::fs::create_dir(&dir).unwrap();
        }
        std::fs::write(dir.join(format!("{n}.txt")), format!("{name} {n}")).unwrap();
    }
}

/// Makes files in folders that are watched already.
fn flood(root: &Path, dirs: usize, files: usize) {
    for n in 0..files {
        let dir = root.join(format!("running-{}", n % dirs));
        std::fs::write(dir.join(format!("flood-{n}.txt")), format!("flood {n}")).unwrap();
    }
}

struct Watched {
    _dir: tempfile::TempDir,
    inbox: PathBuf,
    data: PathBuf,
    server: Server,
    after: i64,
}

impl Watched {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (inbox, data) = (dir.path().join("inbox"), dir.path().join("data"));
        std::fs::create_dir(&inbox).unwrap();
        let server = start(&data, &[]).await;
        watch(&server, &[(&inbox, true)], 500).await;
        Self { _dir: dir, inbox, data, server, after: 0 }
    }

    /// Exactly one event for each of so many new files since the last time; how long it took since `began`.
    async fn all_told(&mut self, what: &str, files: usize, began: Instant) {
        settled(&self.server).await;
        let took = began.elapsed().as_secs_f64();
        let (told, after) = events(&self.data, self.after);
        self.after = after;
        let mut times: HashMap<&Path, usize> = HashMap::new();
        for event in &told {
            assert_eq!(event.kind, Kind::Added, "{event:?}");
            *times.entry(&event.path).or_default() += 1;
        }
        let doubled = times.values().filter(|n| **n > 1).count();
        let rss = rss_mb(self.server.pid());
        println!(
            "{what}: {files} files, {} missed, {doubled} doubled, {took:.1} s, {rss:.0} MB",
            files - times.len()
        );
        assert_eq!((times.len(), doubled), (files, 0), "{what}");
    }

    /// How often the log says that notifications were lost.
    async fn overflows(&self) -> usize {
        let log = self.server.client.get(&format!("/api/event-sources/{MONITOR}/log?limit=500")).await;
        let lines = log["lines"].as_array().unwrap();
        lines.iter().filter(|l| l["text"].as_str().unwrap().starts_with("Notifications were lost")).count()
    }
}

#[test]
fn very_many_files_are_all_told_once() {
    let files = many().unwrap_or(FEW);
    runtime().block_on(async {
        let mut w = Watched::start().await;
        let began = Instant::now();
        make(&w.inbox, "running", files);
        w.all_told("made while running", files, began).await;

        // A process that stands still fetches nothing: the queue overflows.
        let before = w.overflows().await;
        let more = files.max(queue_length() / PER_FILE + 500);
        w.server.freeze();
        flood(&w.inbox, files / 100, more);
        w.server.thaw();
        w.all_told("made while the queue overflowed", more, Instant::now()).await;
        let after = w.overflows().await;
        println!("overflows: {}", after - before);
        assert!(after > before, "the queue of {} did not overflow", queue_length());

        let away = files / 10;
        w.server.stop();
        make(&w.inbox, "off", away);
        let began = Instant::now();
        w.server = start(&w.data, &[]).await;
        w.all_told("made while off", away, began).await;

        // Nothing changed: a start lists everything and tells nothing.
        w.server.kill();
        let began = Instant::now();
        w.server = start(&w.data, &[]).await;
        w.all_told("a start without changes", 0, began).await;
        let all = files + more + away;
        let idle = if many().is_some() { 60 } else { 2 };
        let before = cpu_seconds(w.server.pid());
        tokio::time::sleep(Duration::from_secs(idle)).await;
        let cpu = (cpu_seconds(w.server.pid()) - before) / idle as f64 * 100.0;
        println!("idle with {all} files: {cpu:.2} % CPU over {idle} s, {:.0} MB", rss_mb(w.server.pid()));
        // Two seconds say little: the bound there is for a loop that never rests.
        assert!(cpu < if many().is_some() { 0.5 } else { 20.0 }, "{cpu} % while idle");
    });
}
