//! P9 and P10: from a file to the first step of its run, and 100,000 files; peers do the same work in the same run.

use crate::peers::{Act, PEERS, Peer, Running, install};
use crate::stats::{Row, median, percentile};
use prama_tests::sources::{cpu_seconds, rss_mb};
use prama_tests::{Server, start};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

const END: &[u8] = b"end of file\n";
const MONITOR: &str = "/api/event-sources/file-monitor";

/// How much of everything.
pub(crate) struct Amount {
    pub(crate) renames: usize,
    pub(crate) slow: usize,
    pub(crate) burst: usize,
    pub(crate) many: usize,
    pub(crate) idle: Duration,
}

enum Watcher {
    Prama(Server),
    Peer(Running),
}

pub(crate) async fn folders(amount: &Amount) -> Vec<Row> {
    let mut rows = work("Prama", None, amount).await;
    let peers = install();
    match &peers {
        Ok(installed) => {
            for peer in PEERS {
                rows.extend(work(peer.name, Some((peer, installed)), amount).await);
            }
        }
        Err(why) => println!("no peers: {why}"),
    }
    rows.extend(many(amount).await);
    if let Ok(installed) = &peers {
        for peer in [PEERS[0], PEERS[2]] {
            rows.extend(many_beside(peer, installed, amount).await);
        }
    }
    rows
}

async fn work(name: &str, peer: Option<(Peer, &PathBuf)>, amount: &Amount) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, aside) = (dir.path().join("inbox"), dir.path().join("aside"));
    fs::create_dir(&inbox).unwrap();
    fs::create_dir(&aside).unwrap();
    let watcher = match peer {
        Some((peer, installed)) => {
            let running = peer.start(installed, &inbox);
            running.ready().await;
            Watcher::Peer(running)
        }
        None => Watcher::Prama(prama(&dir.path().join("data"), &inbox).await),
    };
    let what = |text: &str| format!("{name}: {text}");
    let goal = |text: &'static str| if peer.is_none() { text } else { "" };

    let moved = renames(&inbox, &aside, amount.renames).await;
    let acts = watcher.wait_for(amount.renames).await;
    let took = took(&acts, &moved);
    let mut rows = vec![
        Row::new(&what("renamed in → acted on, p50"), median(&took), "ms", goal("goal 5")),
        Row::new(&what("renamed in → acted on, p99"), percentile(&took, 99.0), "ms", goal("goal 20")),
        Row::new(&what("renamed in, missed"), (amount.renames - took.len()) as f64, "", goal("goal 0")),
    ];
    let before = acts.len();
    let closed = slow_writes(&inbox, amount.slow).await;
    let acts = watcher.wait_for(amount.renames + amount.slow).await;
    let halves = acts.iter().skip(before).filter(|a| !a.whole).count();
    rows.push(Row::new(
        &what("slow write → acted on after its close, p50"),
        median(&took_after(&acts, &closed)),
        "ms",
        goal("goal 50"),
    ));
    rows.push(Row::new(&what("slow write, acted on halves"), halves as f64, "", goal("goal 0")));
    let began = Instant::now();
    let made = burst(&inbox, amount.burst);
    let acts = watcher.wait_for(amount.renames + amount.slow + amount.burst).await;
    let seconds = began.elapsed().as_secs_f64();
    let mut times: HashMap<&Path, usize> = HashMap::new();
    let mut halves = 0;
    for act in acts.iter().filter(|a| made.contains_key(&a.path)) {
        *times.entry(&act.path).or_default() += 1;
        halves += usize::from(!act.whole);
    }
    let doubled = times.values().filter(|n| **n > 1).count();
    for (text, count) in
        [("missed", amount.burst - times.len()), ("doubled", doubled), ("acted on halves", halves)]
    {
        let name = what(&format!("burst of {}, {text}", amount.burst));
        rows.push(Row::new(&name, count as f64, "", goal("goal 0")));
    }
    rows.push(Row::new(&what("burst, until all was done"), seconds, "s", ""));
    rows
}

async fn prama(data: &Path, inbox: &Path) -> Server {
    let server = start(data, &[]).await;
    let workflow = json!({"id": "bench", "name": "Bench",
        "steps": [{"id": "name", "type": "data.set", "with": {"values": {"name": "${{ event.data.filename }}"}}}]});
    server.client.post("/api/workflows", workflow).await;
    let trigger = json!({"id": "bench", "name": "Bench", "source": "file-monitor", "event_type": "file_added",
        "workflow_id": "bench", "active": true});
    server.client.post("/api/triggers", trigger).await;
    watch(&server, inbox, false).await;
    settled(&server).await;
    server
}

async fn watch(server: &Server, inbox: &Path, existing: bool) {
    let folders = json!([{"path": inbox, "recursive": true, "include_existing": existing}]);
    server.client.put(&format!("{MONITOR}/config"), json!({"folders": folders})).await;
}

async fn settled(server: &Server) {
    while server.client.get("/api/sync").await["waiting"] != 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

impl Watcher {
    fn acts(&self) -> Vec<Act> {
        match self {
            Self::Peer(running) => running.acts(),
            Self::Prama(server) => runs(&server.data),
        }
    }

    /// All acts, once there are as many or nothing more comes.
    async fn wait_for(&self, files: usize) -> Vec<Act> {
        let (mut acts, mut since) = (self.acts(), Instant::now());
        while acts.len() < files && since.elapsed() < Duration::from_secs(8) {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.acts();
            if now.len() != acts.len() {
                (acts, since) = (now, Instant::now());
            }
        }
        // What comes twice comes soon after.
        tokio::time::sleep(Duration::from_secs(3)).await;
        self.acts()
    }
}

/// The first step of each run that succeeded; whole is what has the content that stands there now.
fn runs(data: &Path) -> Vec<Act> {
    let db = Connection::open_with_flags(data.join("prama.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = db
        .prepare(
            "SELECT e.data ->> 'file_path', e.data ->> 'file_size', s.started_ms FROM runs r
             JOIN events e ON e.n = r.event_n JOIN steps s ON s.run_n = r.n AND s.step = 0
             WHERE r.status = 3 ORDER BY r.n",
        )
        .unwrap();
    let rows =
        query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?)));
    rows.unwrap()
        .map(|row| {
            let (path, size, started_ms) = row.unwrap();
            let path = PathBuf::from(path);
            let whole = fs::metadata(&path).is_ok_and(|m| i64::try_from(m.len()) == Ok(size));
            Act { path, at_ms: started_ms as f64, whole }
        })
        .collect()
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0
}

async fn renames(inbox: &Path, aside: &Path, files: usize) -> HashMap<PathBuf, f64> {
    let mut moved = HashMap::new();
    for n in 0..files {
        let (from, to) = (aside.join("next"), inbox.join(format!("renamed-{n}.dat")));
        fs::write(&from, [n.to_string().as_bytes(), END].concat()).unwrap();
        let at = now_ms();
        fs::rename(from, &to).unwrap();
        moved.insert(to, at);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    moved
}

/// 5 MB each, in twenty pieces a tenth of a second apart; when each was closed.
async fn slow_writes(inbox: &Path, files: usize) -> HashMap<PathBuf, f64> {
    let mut closed = HashMap::new();
    for n in 0..files {
        let path = inbox.join(format!("slow-{n}.dat"));
        let mut file = fs::File::create(&path).unwrap();
        for _ in 0..20 {
            file.write_all(&vec![b'x'; 250_000]).unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        file.write_all(END).unwrap();
        drop(file);
        closed.insert(path, now_ms());
    }
    closed
}

/// Nine of ten in the folder itself, the others in new folders of ten, made at once.
fn burst(inbox: &Path, files: usize) -> HashMap<PathBuf, f64> {
    let mut made = HashMap::new();
    for n in 0..files {
        let dir = match n % 100 {
            0..90 => inbox.to_owned(),
            _ => inbox.join(format!("new-{}", n / 100)),
        };
        if n % 100 == 90 {
            fs::create_dir(&dir).unwrap();
        }
        let path = dir.join(format!("burst-{n}.dat"));
        fs::write(&path, [format!("{n} ").as_bytes(), END].concat()).unwrap();
        made.insert(path, now_ms());
    }
    made
}

/// From each file's moment to the first act on it.
fn took(acts: &[Act], since: &HashMap<PathBuf, f64>) -> Vec<f64> {
    let mut first: HashMap<&Path, f64> = HashMap::new();
    for act in acts.iter().filter(|a| since.contains_key(&a.path)) {
        first.entry(&act.path).or_insert(act.at_ms);
    }
    // Runs are recorded in whole milliseconds.
    first.iter().map(|(path, at)| (at - since[*path].floor()).max(0.0)).collect()
}

/// The same, of acts on whole files only.
fn took_after(acts: &[Act], since: &HashMap<PathBuf, f64>) -> Vec<f64> {
    let whole: Vec<Act> = acts.iter().filter(|a| a.whole).cloned().collect();
    took(&whole, since)
}

/// Small files in folders of a hundred.
fn fill(inbox: &Path, files: usize) {
    for n in 0..files {
        let dir = inbox.join(format!("{}", n / 100));
        if n % 100 == 0 {
            fs::create_dir_all(&dir).unwrap();
        }
        fs::write(dir.join(format!("{n}.dat")), format!("{n} ").repeat(100)).unwrap();
    }
}

/// Share of one processor that a process takes while nothing happens.
async fn idle_cpu(pid: u32, time: Duration) -> f64 {
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = cpu_seconds(pid);
    tokio::time::sleep(time).await;
    (cpu_seconds(pid) - before) / time.as_secs_f64() * 100.0
}

async fn many(amount: &Amount) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, data) = (dir.path().join("inbox"), dir.path().join("data"));
    fill(&inbox, amount.many);
    let mut server = start(&data, &[]).await;
    let began = Instant::now();
    watch(&server, &inbox, true).await;
    settled(&server).await;
    let first = began.elapsed().as_secs_f64();
    let scanned = rss_mb(server.pid());
    assert_eq!(server.stop(), Some(0));
    let began = Instant::now();
    let server = start(&data, &[]).await;
    settled(&server).await;
    let again = began.elapsed().as_secs_f64();
    let cpu = idle_cpu(server.pid(), amount.idle).await;
    let what = |text: &str| format!("Prama, {} files: {text}", amount.many);
    vec![
        Row::new(&what("first scan, each hashed and told"), first, "s", "goal 20"),
        Row::new(&what("memory after it (RSS)"), scanned, "MB", ""),
        Row::new(&what("start and re-scan without changes"), again, "s", "goal 1.5"),
        Row::new(&what("memory (RSS)"), rss_mb(server.pid()), "MB", "goal 60"),
        Row::new(&what("idle"), cpu, "%", "goal 0.5"),
    ]
}

async fn many_beside(peer: Peer, installed: &Path, amount: &Amount) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("inbox");
    fill(&inbox, amount.many);
    let began = Instant::now();
    let running = peer.start(installed, &inbox);
    running.ready().await;
    let ready = began.elapsed().as_secs_f64();
    let cpu = idle_cpu(running.pid(), amount.idle).await;
    let what = |text: &str| format!("{}, {} files: {text}", peer.name, amount.many);
    vec![
        Row::new(&what("until it watches"), ready, "s", ""),
        Row::new(&what("memory (RSS)"), rss_mb(running.pid()), "MB", ""),
        Row::new(&what("idle"), cpu, "%", ""),
    ]
}
