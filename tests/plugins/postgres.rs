//! A PostgreSQL with one database, asked through psql.

use super::server::{Place, Running, free_port, program};
use prama_tests::eventually;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const OWNER: &str = "owner";
/// What the source signs in as: it may only read.
pub(super) const READER: &str = "reader";
pub(super) const PASSWORD: &str = "gr\u{fc}n 'und' geheim";

pub(super) struct Postgres {
    place: Place,
    running: Running,
    port: u16,
    /// The certificate that nobody signed.
    pub(super) certificate: PathBuf,
}

impl Postgres {
    /// Starts it with a table `orders`.
    pub(super) async fn start() -> Self {
        let place = Place::new();
        let certificate = place.certificate();
        let secret = place.write("secret", "owner secret\n");
        let data = place.path().join("db");
        let arguments = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"];
        let made = place
            .command(&binary("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-U", OWNER, "--pwfile"])
            .arg(secret)
            .args(arguments)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = free_port();
        let running = run(&place, port).await;
        let postgres = Self { place, running, port, certificate };
        let quoted = PASSWORD.replace('\'', "''");
        postgres.sql(&format!(
            "CREATE TABLE orders (id bigserial PRIMARY KEY, customer text, total numeric(10,2), paid boolean, file bytea, \
             details jsonb, at timestamptz);
             CREATE ROLE {READER} LOGIN PASSWORD '{quoted}'; GRANT SELECT ON orders TO {READER};"
        ));
        postgres
    }

    pub(super) fn stop(&mut self) {
        self.running.stop("-QUIT");
    }

    pub(super) async fn start_again(&mut self) {
        self.running = run(&self.place, self.port).await;
    }

    /// The configuration of a source that watches `orders`.
    pub(super) fn config(&self) -> Value {
        json!({"kind": "postgresql", "host": "localhost", "port": self.port, "database": "postgres", "user": READER,
            "password": PASSWORD, "table": "public.orders", "cursor_column": "id", "poll_interval_s": 0.2})
    }

    /// Runs statements as the owner; gives what they print.
    pub(super) fn sql(&self, script: &str) -> String {
        let out = self.psql().args(["-c", script]).output().unwrap();
        assert!(out.status.success(), "{script}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// A session of the owner that stays open.
    pub(super) fn session(&self) -> Session {
        Session(self.psql().stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap())
    }

    fn psql(&self) -> Command {
        let mut psql = Command::new(binary("psql"));
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-U",
            OWNER,
            "-d",
            "postgres",
        ]);
        psql.args(["-p", &self.port.to_string()]).env("PGPASSWORD", "owner secret");
        psql
    }
}

/// An open session; it ends when its input does.
pub(super) struct Session(Child);

impl Session {
    /// Sends statements; they are done some time later.
    pub(super) fn send(&mut self, script: &str) {
        let input = self.0.stdin.as_mut().unwrap();
        input.write_all(script.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Ends it and waits until everything was done.
    pub(super) fn end(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

async fn run(place: &Place, port: u16) -> Running {
    let (data, dir, port_text) =
        (place.path().join("db"), place.path().display().to_string(), port.to_string());
    let certificate = [format!("ssl_cert_file={dir}/cert.pem"), format!("ssl_key_file={dir}/key.pem")];
    let mut arguments = vec!["-D", data.to_str().unwrap(), "-h", "127.0.0.1", "-p", &port_text, "-k", &dir];
    for setting in ["fsync=off", "ssl=on", &certificate[0], &certificate[1]] {
        arguments.extend(["-c", setting]);
    }
    let running = place.serve(&binary("postgres"), &arguments, port).await;
    // It takes connections before it answers them.
    eventually("PostgreSQL is ready", async || {
        let ready =
            Command::new(binary("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port_text]).status();
        ready.unwrap().success().then_some(())
    })
    .await;
    running
}

/// A program of PostgreSQL: Debian keeps most of them off the PATH, one folder a version.
fn binary(name: &str) -> PathBuf {
    let mut candidates: Vec<String> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name).display().to_string())
        .collect();
    candidates.sort();
    candidates.reverse();
    let path = std::env::var("PATH").unwrap_or_default();
    candidates.extend(path.split(':').map(|dir| format!("{dir}/{name}")));
    program(&candidates.iter().map(String::as_str).collect::<Vec<_>>(), "postgresql")
}
