//! The driver on a real folder and a real store, with a sink that records.

use super::{Family, Folder};
use crate::clock::SystemClock;
use crate::ingest::{Ack, Incoming, Refused, Sink};
use crate::registry::drivers::{Context, Driver};
use crate::registry::log::SourceLog;
use crate::registry::status::{FolderState, Reporter};
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::Envelope;
use prama_model::ids::EventId;
use prama_store::{OpenOptions, Store};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const PDF: &[u8] = b"%PDF-1.7\nhello\n%%EOF\n";

struct Recorder {
    store: Store,
    events: Mutex<Vec<Envelope>>,
    keys: Mutex<HashSet<String>>,
    refuse: AtomicU32,
}

#[async_trait]
impl Sink for Recorder {
    async fn ingest(&self, incoming: Incoming) -> Result<Ack, Refused> {
        if self.refuse.load(Ordering::SeqCst) > 0 {
            self.refuse.fetch_sub(1, Ordering::SeqCst);
            let problem = Box::new(Problem::new("STO-004", "The disk is full.", "Nothing was lost."));
            return Err(Refused::Unavailable { problem, retry_after_s: 1 });
        }
        if let Some(also) = incoming.also {
            self.store.write(also).await.unwrap();
        }
        let key = incoming.envelope.key.clone().unwrap();
        assert!(self.keys.lock().unwrap().insert(key), "a key was used twice: {:?}", incoming.envelope);
        self.events.lock().unwrap().push(incoming.envelope);
        Ok(Ack { event_id: EventId(uuid::Uuid::now_v7()), duplicate: false, runs: vec![], flag: None })
    }
}

type Running = (CancellationToken, tokio::task::JoinHandle<Result<(), Box<Problem>>>, Reporter);

struct World {
    dir: tempfile::TempDir,
    sink: Arc<Recorder>,
    config: Value,
    running: Option<Running>,
}

impl World {
    fn new(config: Value) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("in")).unwrap();
        let store = Store::open(&OpenOptions::new(dir.path().join("data"))).unwrap();
        let sink =
            Recorder { store, events: Mutex::default(), keys: Mutex::default(), refuse: AtomicU32::new(0) };
        let mut config = config;
        config["folders"][0]["path"] = json!(dir.path().join("in"));
        Self { dir, sink: Arc::new(sink), config, running: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("in").join(name)
    }

    fn put(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Starts and waits until every folder is watched.
    async fn start(&mut self) {
        let clock = Arc::new(SystemClock);
        let cancel = CancellationToken::new();
        let status = Reporter::detached(clock.clone());
        let context = Context {
            source: "s".into(),
            config: self.config.as_object().unwrap().clone(),
            sink: self.sink.clone(),
            store: self.sink.store.clone(),
            clock: clock.clone(),
            log: SourceLog::detached(clock),
            status: status.clone(),
            cancel: cancel.clone(),
        };
        let driver = Folder::new(Family::Pdf);
        let task = tokio::spawn(async move { driver.run(context).await });
        self.running = Some((cancel, task, status));
        self.until("watched", |w| {
            let folders = w.running.as_ref().unwrap().2.status().folders;
            !folders.is_empty() && folders.iter().all(|f| f.state == FolderState::Watching)
        })
        .await;
    }

    async fn stop(&mut self) {
        let (cancel, task, _) = self.running.take().unwrap();
        cancel.cancel();
        task.await.unwrap().unwrap();
    }

    async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..3000 {
            if holds(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never {what}: {:?}", self.told());
    }

    /// Type and name of every event so far, in order.
    fn told(&self) -> Vec<String> {
        let root = self.path("");
        let short =
            |v: &Value| Path::new(v.as_str().unwrap()).strip_prefix(&root).unwrap().display().to_string();
        let events = self.sink.events.lock().unwrap();
        let line = |e: &Envelope| {
            let kind = e.event_type.strip_prefix("pdf_file_").unwrap_or(&e.event_type);
            let from = e.data.get("previous_path").map(|p| format!("{} -> ", short(p))).unwrap_or_default();
            format!("{kind} {from}{}", short(&e.data["file_path"]))
        };
        events.iter().map(line).collect()
    }

    /// Waits for these events, in any order, then for a sign that no further one is on its way, and compares again.
    async fn expect(&self, expected: &[&str]) {
        self.until(&format!("{expected:?}"), |w| w.told().len() >= expected.len()).await;
        let sorted = |mut v: Vec<String>| {
            v.sort();
            v
        };
        let expected = sorted(expected.iter().map(|s| (*s).to_owned()).collect());
        assert_eq!(sorted(self.told()), expected);
        self.settled().await;
        assert_eq!(sorted(self.told()), expected);
    }

    /// A file made now is told; nothing that came before it can still be under way after that.
    async fn settled(&self) {
        self.put("sentinel.pdf", PDF);
        self.until("the sentinel", |w| w.told().iter().any(|t| t == "added sentinel.pdf")).await;
        std::fs::remove_file(self.path("sentinel.pdf")).unwrap();
        self.until("the sentinel's end", |w| w.told().iter().any(|t| t == "deleted sentinel.pdf")).await;
        let mut events = self.sink.events.lock().unwrap();
        events.retain(|e| e.data["filename"] != "sentinel.pdf");
    }
}

fn quick(extra: Value) -> Value {
    let mut folder = json!({"path": ""});
    folder.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({"folders": [folder], "settle_ms": 200})
}

#[tokio::test(flavor = "multi_thread")]
async fn existing_files_are_silent_unless_asked_for_and_new_ones_are_told() {
    for include in [false, true] {
        let mut world = World::new(quick(json!({"include_existing": include})));
        world.put("old.pdf", PDF);
        world.put("old.txt", b"no");
        world.start().await;
        world.put("new.pdf", PDF);
        let existing: &[&str] =
            if include { &["added old.pdf", "added new.pdf"] } else { &["added new.pdf"] };
        world.expect(existing).await;
        world.stop().await;
        let told = world.told().len();
        world.start().await;
        world.settled().await;
        assert_eq!(world.told().len(), told, "a restart tells nothing again");
        world.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_a_file_is_told_once_each() {
    let mut world = World::new(quick(json!({})));
    world.start().await;
    world.put("a.pdf", PDF);
    world.expect(&["added a.pdf"]).await;
    world.put("a.pdf", b"%PDF-1.7\nother text\n%%EOF\n");
    world.expect(&["added a.pdf", "modified a.pdf"]).await;
    std::fs::rename(world.path("a.pdf"), world.path("b.pdf")).unwrap();
    world.expect(&["added a.pdf", "modified a.pdf", "renamed a.pdf -> b.pdf"]).await;
    std::fs::remove_file(world.path("b.pdf")).unwrap();
    world.expect(&["added a.pdf", "modified a.pdf", "renamed a.pdf -> b.pdf", "deleted b.pdf"]).await;
    let events = world.sink.events.lock().unwrap().clone();
    assert_eq!(events[0].data["file_size"], PDF.len());
    assert_eq!(events[0].data["source_folder"], json!(world.dir.path().join("in")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn touching_or_rewriting_the_same_content_is_no_new_version() {
    let mut world = World::new(quick(json!({})));
    world.start().await;
    world.put("a.pdf", PDF);
    world.expect(&["added a.pdf"]).await;
    let file = std::fs::File::options().write(true).open(world.path("a.pdf")).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    drop(file);
    world.put("copy.pdf", PDF);
    std::fs::rename(world.path("copy.pdf"), world.path("a.pdf")).unwrap();
    world.put("last.pdf", PDF);
    world.until("last", |w| w.told().iter().any(|t| t == "added last.pdf")).await;
    world.settled().await;
    assert!(world.told().iter().all(|t| !t.starts_with("modified")), "{:?}", world.told());
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_written_slowly_is_told_once_and_whole() {
    let mut world = World::new(quick(json!({})));
    world.start().await;
    let mut file = std::fs::File::create(world.path("slow.pdf")).unwrap();
    file.write_all(b"%PDF-1.7\n").unwrap();
    for _ in 0..8 {
        file.write_all(&[b'x'; 4096]).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.settled().await;
    assert!(world.told().is_empty(), "{:?}", world.told());
    file.write_all(b"\n%%EOF\n").unwrap();
    drop(file);
    world.expect(&["added slow.pdf"]).await;
    assert_eq!(world.sink.events.lock().unwrap()[0].data["file_size"], 9 + 8 * 4096 + 7);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_in_folders_made_a_moment_ago_loses_and_doubles_nothing() {
    let mut world = World::new(quick(json!({"recursive": true})));
    world.start().await;
    let mut expected = HashSet::new();
    for i in 0..1000 {
        let name = match i % 4 {
            0 => format!("flat-{i}.pdf"),
            1 => format!("d{}/e{}/f.pdf", i, i),
            2 => format!("shared/x{}/{i}.pdf", i % 50),
            _ => format!("moved-{i}.pdf"),
        };
        let content = format!("%PDF-1.7\n{i}\n%%EOF\n");
        if i % 4 == 3 {
            world.put("making.part", content.as_bytes());
            std::fs::rename(world.path("making.part"), world.path(&name)).unwrap();
        } else {
            world.put(&name, content.as_bytes());
        }
        expected.insert(format!("added {name}"));
    }
    world.until("all", |w| w.told().len() >= 1000).await;
    world.settled().await;
    let told = world.told();
    assert_eq!(told.len(), 1000);
    assert_eq!(told.into_iter().collect::<HashSet<_>>(), expected);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_while_the_app_was_off_is_found_at_start() {
    let mut world = World::new(quick(json!({"recursive": true})));
    for name in ["stays.pdf", "goes.pdf", "changes.pdf", "d/moves.pdf"] {
        world.put(name, format!("%PDF-1.7\n{name}\n%%EOF\n").as_bytes());
    }
    world.start().await;
    world.settled().await;
    world.stop().await;
    std::fs::remove_file(world.path("goes.pdf")).unwrap();
    world.put("changes.pdf", b"%PDF-1.7\nchanged\n%%EOF\n");
    std::fs::rename(world.path("d"), world.path("e")).unwrap();
    world.put("new/deep/new.pdf", PDF);
    world.start().await;
    world
        .expect(&[
            "deleted goes.pdf",
            "modified changes.pdf",
            "renamed d/moves.pdf -> e/moves.pdf",
            "added new/deep/new.pdf",
        ])
        .await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_goes_and_comes_back_keeps_its_files() {
    let mut world = World::new(quick(json!({})));
    world.put("a.pdf", PDF);
    world.start().await;
    world.settled().await;
    let away = world.dir.path().join("away");
    std::fs::rename(world.path(""), &away).unwrap();
    let state = |w: &World| w.running.as_ref().unwrap().2.status().folders[0].state;
    world.until("missing", |w| state(w) == FolderState::Missing).await;
    std::fs::write(away.join("b.pdf"), b"%PDF-1.7\nb\n%%EOF\n").unwrap();
    std::fs::rename(&away, world.path("")).unwrap();
    world.until("back", |w| state(w) == FolderState::Watching).await;
    world.expect(&["added b.pdf"]).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_is_waited_for() {
    let mut world = World::new(quick(json!({})));
    world.start().await;
    world.sink.refuse.store(5, Ordering::SeqCst);
    for i in 0..10 {
        world.put(&format!("{i}.pdf"), format!("%PDF-{i}\n%%EOF\n").as_bytes());
    }
    world.until("all", |w| w.told().len() >= 10).await;
    world.settled().await;
    assert_eq!(world.told().len(), 10);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_file_is_named_with_its_reason() {
    let mut world = World::new(quick(json!({})));
    world.start().await;
    world.put("half.pdf", b"%PDF-1.7\nno end");
    let pending = |w: &World| w.running.as_ref().unwrap().2.status().folders[0].pending.clone();
    world.until("pending", |w| !pending(w).is_empty()).await;
    world
        .until("its reason", |w| pending(w).first().is_some_and(|p| p.reason.contains("end is missing")))
        .await;
    std::fs::File::options()
        .append(true)
        .open(world.path("half.pdf"))
        .unwrap()
        .write_all(b"\n%%EOF")
        .unwrap();
    world.expect(&["added half.pdf"]).await;
    world.until("nothing pending", |w| pending(w).is_empty()).await;
    world.until("counted", |w| w.running.as_ref().unwrap().2.status().folders[0].files == 1).await;
    world.stop().await;
}
