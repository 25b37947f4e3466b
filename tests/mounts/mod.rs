//! Every kind of folder, on real file systems. The server runs in a mount namespace of its own: what is mounted there is gone
//! with it, however the test ends. Where the machine does not allow that, the tests say so and check nothing.

mod away;
mod hang;
mod ignore;
mod kinds;
mod limits;
mod names;
mod waiting;

use prama_tests::{Server, eventually, start_under};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MONITOR: &str = "file-monitor";

/// A server in a mount namespace of its own.
struct World {
    server: Server,
    dir: tempfile::TempDir,
}

impl World {
    /// `None` where the machine does not let us make one, which is printed.
    async fn start(what: &str) -> Option<Self> {
        Self::start_under(what, &["unshare", "-m"]).await
    }

    /// Without mounts, so on every machine.
    async fn plain() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = start_under(&[], &dir.path().join("data"), &[]).await;
        Self { server, dir }
    }

    async fn start_under(what: &str, wrapper: &[&str]) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut probe = Command::new(wrapper[0]);
        let probe = probe.args(&wrapper[1..]).arg("true").output();
        if !probe.as_ref().is_ok_and(|out| out.status.success()) {
            println!("NOT TESTED: {what}: `{}` is not allowed here: {probe:?}", wrapper.join(" "));
            return None;
        }
        let server = start_under(wrapper, &dir.path().join("data"), &[]).await;
        Some(Self { server, dir })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The same path as the server sees it, with what is mounted.
    fn seen(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        Path::new("/proc")
            .join(self.server.pid().to_string())
            .join("root")
            .join(path.strip_prefix("/").unwrap())
    }

    /// Writes a file in one go.
    fn put(&self, name: &str, content: &str) {
        let path = self.seen(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    /// Runs a command in the server's namespace, in the test's folder.
    fn run(&self, command: &[&str]) -> Output {
        let pid = self.server.pid().to_string();
        let mut enter = Command::new("nsenter");
        // The folder is entered within the namespace: a working folder that is kept would show what lies below the mounts.
        enter
            .args(["-t", &pid, "-m", "sh", "-c", "cd \"$0\" && exec \"$@\""])
            .arg(self.dir.path())
            .args(command);
        enter.output().unwrap()
    }

    /// Runs it; `false` and a line in the test's output when it fails.
    fn can(&self, what: &str, command: &[&str]) -> bool {
        let out = self.run(command);
        if !out.status.success() {
            println!("NOT TESTED: {what}: {command:?}: {}", String::from_utf8_lossy(&out.stderr));
        }
        out.status.success()
    }

    fn must(&self, command: &[&str]) {
        let out = self.run(command);
        assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    }

    /// Watches these folders of the test's folder.
    async fn watch(&self, folders: Value) {
        let mut folders = folders;
        for folder in folders.as_array_mut().unwrap() {
            folder["path"] = json!(self.path(folder["path"].as_str().unwrap()));
        }
        let config = json!({"folders": folders, "settle_ms": 200});
        self.server.client.put(&format!("/api/event-sources/{MONITOR}/config"), config).await;
        let path = format!("/api/event-sources/{MONITOR}/start");
        self.server.client.post(&path, json!({})).await;
    }

    /// The health of a watched folder.
    async fn health(&self, name: &str) -> Value {
        let source = self.server.client.get(&format!("/api/event-sources/{MONITOR}")).await;
        let path = json!(self.path(name));
        let folders = source["folders"].as_array().cloned().unwrap_or_default();
        folders.into_iter().find(|f| f["path"] == path).unwrap_or(Value::Null)
    }

    /// Waits until a folder's health says so; gives it.
    async fn until(&self, name: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        eventually(&format!("{name}: {what}"), async || {
            let health = self.health(name).await;
            if holds(&health) { Some(health) } else { None }
        })
        .await
    }

    async fn until_state(&self, name: &str, state: &str) -> Value {
        self.until(name, state, |h| h["state"] == state).await
    }

    /// What was told so far: type and path below the test's folder, the oldest first.
    async fn told(&self) -> Vec<String> {
        let list = self.server.client.get(&format!("/api/events?source={MONITOR}&limit=500")).await;
        let mut told = Vec::new();
        for item in list["items"].as_array().unwrap().iter().rev() {
            let event =
                self.server.client.get(&format!("/api/events/{}", item["id"].as_str().unwrap())).await;
            let path = event["data"]["file_path"].as_str().unwrap().to_owned();
            let path = Path::new(&path).strip_prefix(self.dir.path()).unwrap().display().to_string();
            let kind = event["event_type"].as_str().unwrap().trim_start_matches("file_").to_owned();
            told.push(format!("{kind} {path}"));
        }
        told
    }

    /// Waits until exactly these were told, in any order.
    async fn expect(&self, expected: &[&str]) {
        self.expect_beside(expected, |_| true).await;
    }

    /// The same, whatever was told of this file.
    async fn expect_all_but(&self, expected: &[&str], name: &str) {
        self.expect_beside(expected, |told| !told.ends_with(name)).await;
    }

    async fn expect_beside(&self, expected: &[&str], counts: impl Fn(&str) -> bool) {
        let mut expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
        expected.sort();
        eventually(&format!("{expected:?}"), async || {
            let mut told = self.told().await;
            told.retain(|t| counts(t));
            told.sort();
            assert!(told.len() <= expected.len(), "told {told:?}, expected {expected:?}");
            (told == expected).then_some(())
        })
        .await;
    }
}
