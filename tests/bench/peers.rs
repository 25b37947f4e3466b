//! Programs that watch folders too, installed by the bench beside its own build: chokidar (Node.js) and watchdog (Python).

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A program acted on a file.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) path: PathBuf,
    /// When, in milliseconds since the epoch.
    pub(crate) at_ms: f64,
    /// Whether the file was complete then.
    pub(crate) whole: bool,
}

/// One way to use one of them.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    program: &'static str,
    script: &'static str,
    mode: &'static str,
}

pub(crate) const PEERS: [Peer; 4] = [
    Peer { name: "chokidar", program: "node", script: "chokidar.mjs", mode: "raw" },
    Peer { name: "chokidar, awaitWriteFinish", program: "node", script: "chokidar.mjs", mode: "awaited" },
    Peer { name: "watchdog, closed", program: "venv/bin/python", script: "watching.py", mode: "closed" },
    Peer { name: "watchdog, created", program: "venv/bin/python", script: "watching.py", mode: "created" },
];

/// A running one; killed when dropped.
pub(crate) struct Running {
    child: Child,
    acts: Arc<Mutex<Vec<Act>>>,
    ready: Arc<Mutex<bool>>,
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers")
}

/// Installs what is pinned beside this program; where that fails the peers are left out, and it is said why.
pub(crate) fn install() -> Result<PathBuf, String> {
    let exe = std::env::current_exe().map_err(|e| e.to_string())?;
    let target = exe.parent().and_then(Path::parent).ok_or("the bench lies in no target folder")?;
    let dir = target.join("bench-peers");
    std::fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    for name in ["package.json", "package-lock.json", "requirements.txt"] {
        std::fs::copy(own().join(name), dir.join(name)).map_err(|e| format!("{name}: {e}"))?;
    }
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program).args(arguments).current_dir(&dir).stdout(Stdio::null()).status();
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{program} {}: {status}", arguments.join(" "))),
            Err(e) => Err(format!("{program}: {e}")),
        }
    };
    run("npm", &["ci", "--ignore-scripts", "--no-fund", "--no-audit"])?;
    run("python3", &["-m", "venv", "venv"])?;
    run("venv/bin/pip", &["install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"])?;
    Ok(dir)
}

impl Peer {
    pub(crate) fn start(&self, installed: &Path, folder: &Path) -> Running {
        let program =
            if self.program.contains('/') { installed.join(self.program) } else { self.program.into() };
        let mut child = Command::new(program)
            .arg(own().join(self.script))
            .arg(folder)
            .arg(self.mode)
            .current_dir(installed)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peer starts");
        let (acts, ready) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(false)));
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (to, up) = (acts.clone(), ready.clone());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let said: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
                match said["path"].as_str() {
                    Some(path) => to.lock().unwrap().push(Act {
                        path: path.into(),
                        at_ms: said["at"].as_f64().unwrap_or(f64::NAN),
                        whole: said["whole"] == true,
                    }),
                    None => *up.lock().unwrap() = true,
                }
            }
        });
        Running { child, acts, ready }
    }
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn acts(&self) -> Vec<Act> {
        self.acts.lock().unwrap().clone()
    }

    pub(crate) async fn ready(&self) {
        prama_tests::eventually("the peer watches", async || self.ready.lock().unwrap().then_some(())).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
