//! Starting, killing and stopping the real binary.

use crate::Client;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// The `prama` binary: the one that `PRAMA_BIN` names, as `cargo xtask test` does, else this build's, built first if need be.
#[allow(clippy::expect_used)]
pub fn prama() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(given) = std::env::var_os("PRAMA_BIN") {
            return given.into();
        }
        // A test program lies in <target>/<profile>/deps, the bench one level higher; the binary is built as they were.
        let own = std::env::current_exe().expect("the program's own path");
        let dir = own.parent().expect("a folder");
        let dir = if dir.ends_with("deps") { dir.parent().expect("a folder") } else { dir };
        let profile = match dir.file_name().and_then(|n| n.to_str()) {
            Some("debug") | None => "dev",
            Some(name) => name,
        };
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--workspace", "--bin", "prama", "--profile", profile])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("cargo runs");
        assert!(built.success(), "prama does not build");
        dir.join("prama")
    })
}

/// A running `prama serve`; killed when dropped.
pub struct Server {
    child: Child,
    /// The data folder.
    pub data: PathBuf,
    /// Speaks to it.
    pub client: Client,
}

/// Starts `prama serve` on a data folder with a free port, and waits until it says it is ready.
pub async fn start(data: &Path, arguments: &[&str]) -> Server {
    start_under(&[], data, arguments).await
}

/// The same under a program that becomes it, such as `unshare`.
pub async fn start_under(wrapper: &[&str], data: &Path, arguments: &[&str]) -> Server {
    let endpoint = data.join("endpoint.json");
    // A killed server leaves its file behind.
    let _ = std::fs::remove_file(&endpoint);
    let log = std::fs::File::options().create(true).append(true).open(data.with_extension("log"));
    let mut command = match wrapper {
        [] => Command::new(prama()),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(prama());
            command
        }
    };
    #[allow(clippy::expect_used)]
    let child = command
        .arg("serve")
        .arg("--data")
        .arg(data)
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .env("RUST_LOG", "info")
        // The secrets of tests do not belong into a developer's keyring.
        .env("PRAMA_KEYRING", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log.map_or_else(|_| Stdio::null(), Stdio::from))
        .spawn()
        .expect("prama serve starts");
    let pid = child.id();
    let client = crate::eventually("prama serve is ready", async || {
        let text = std::fs::read_to_string(&endpoint).ok()?;
        let said: Value = serde_json::from_str(&text).ok()?;
        (said["pid"] == pid).then(|| {
            Client::new(said["url"].as_str().unwrap_or_default(), said["token"].as_str().unwrap_or_default())
        })
    })
    .await;
    Server { child, data: data.to_owned(), client }
}

impl Server {
    /// kill -9.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM, then waits for the end; the exit code.
    #[allow(clippy::expect_used)]
    pub fn stop(&mut self) -> Option<i32> {
        self.signal("TERM");
        for _ in 0..1500 {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Lets it stand still, as a machine does that is busy elsewhere: SIGSTOP.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on: SIGCONT.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    #[allow(clippy::expect_used)]
    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success(), "the server is gone already");
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Runs a `prama` subcommand on this data folder: (exit code, standard output, standard error).
    #[allow(clippy::expect_used)]
    pub fn cli(&self, arguments: &[&str]) -> (i32, String, String) {
        cli(&self.data, arguments)
    }
}

/// Runs a `prama` subcommand on a data folder.
#[allow(clippy::expect_used)]
pub fn cli(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(prama());
    command.args(arguments).env("PRAMA_DATA", data).env("PRAMA_KEYRING", "off");
    let out = command.output().expect("prama runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap_or(-1), text(&out.stdout), text(&out.stderr))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        // A killed server leaves the programs of its sources behind; no test may.
        let left: Vec<String> = crate::sources::processes(&self.data).iter().map(u32::to_string).collect();
        if !left.is_empty() {
            let _ = Command::new("kill").arg("-9").args(left).status();
        }
    }
}
