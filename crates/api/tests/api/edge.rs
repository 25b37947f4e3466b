//! The edge over a real socket: Host, Origin, token, limits, the UI's headers, the endpoint file, server-sent changes.

use crate::common::{options, tick};
use prama_api::{App, Endpoint, Options};
use std::net::SocketAddr;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

struct Running {
    app: App,
    address: String,
    token: String,
    dir: tempfile::TempDir,
}

async fn start() -> Running {
    let dir = tempfile::tempdir().unwrap();
    // Nothing of the registry is needed here; no source process is started.
    let sources = Vec::new();
    let listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let app = App::start(Options { listen, ui: true, sources, ..options(dir.path()) }).await.unwrap();
    let address = app.url().unwrap().strip_prefix("http://").unwrap().to_owned();
    let token = app.token().to_owned();
    Running { app, address, token, dir }
}

impl Running {
    /// Sends bytes as they are; the answer until the connection closes.
    async fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A refusal may close before everything was read.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> String {
        let host = self.address.clone();
        let mut all = vec![("Host", host.as_str())];
        all.extend_from_slice(headers);
        self.send(&request("GET", path, &all, "")).await
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let lines: String = headers.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
    format!(
        "{method} {path} HTTP/1.1\r\n{lines}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default()
}

#[tokio::test]
async fn only_the_token_opens_what_is_not_the_registry() {
    let r = start().await;
    assert_eq!(status(&r.get("/api/event-sources/", &[]).await), 200);
    assert_eq!(status(&r.get("/api/event-sources/system", &[]).await), 200);
    for path in [
        "/api/status",
        "/api/events",
        "/api/openapi.json",
        "/api/event-sources/system/log",
        "/api/",
        "/api/nothing",
    ] {
        let answer = r.get(path, &[]).await;
        assert_eq!(status(&answer), 401, "{path}");
        assert!(answer.contains("application/problem+json") && answer.contains("API-401"), "{answer}");
        assert_eq!(status(&r.get(path, &[("Authorization", "Bearer wrong")]).await), 401, "{path}");
    }
    let stop = request("POST", "/api/event-sources/system/stop", &[("Host", &r.address)], "");
    assert_eq!(status(&r.send(&stop).await), 401);
    assert_eq!(status(&r.get("/api/status", &[("Authorization", &r.bearer())]).await), 200);
}

#[tokio::test]
async fn other_hosts_and_origins_are_refused_before_anything_else() {
    let r = start().await;
    let port = r.address.rsplit(':').next().unwrap().to_owned();
    let bearer = r.bearer();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", ""] {
        let answer =
            r.send(&request("GET", "/api/status", &[("Host", host), ("Authorization", &bearer)], "")).await;
        assert_eq!(status(&answer), 421, "{host}: {answer}");
    }
    let evil = format!(
        "GET http://evil.example/api/status HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        r.address
    );
    assert_eq!(status(&r.send(&evil).await), 421);
    for host in [format!("localhost:{port}"), format!("[::1]:{port}"), format!("127.0.0.1:{port}")] {
        let answer =
            r.send(&request("GET", "/api/status", &[("Host", &host), ("Authorization", &bearer)], "")).await;
        assert_eq!(status(&answer), 200, "{host}");
    }
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"] {
        let answer = r.get("/api/event-sources/", &[("Origin", origin)]).await;
        assert_eq!(status(&answer), 403, "{origin}");
        assert!(!answer.to_lowercase().contains("access-control-allow"), "{answer}");
    }
    let own = format!("http://127.0.0.1:{port}");
    assert_eq!(status(&r.get("/api/status", &[("Origin", &own), ("Authorization", &bearer)]).await), 200);
}

#[tokio::test]
async fn large_and_odd_requests_are_refused_and_the_next_one_works() {
    let r = start().await;
    let bearer = r.bearer();
    let huge = "x".repeat(20 << 10);
    assert_eq!(status(&r.get("/api/status", &[("X-Huge", &huge)]).await), 431);
    let many: Vec<(String, &str)> = (0..80).map(|i| (format!("X-{i}"), "1")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    assert_eq!(status(&r.get("/api/status", &many).await), 431);
    let body = format!("{{\"x\":\"{}\"}}", "a".repeat(1 << 20));
    let headers =
        [("Host", r.address.as_str()), ("Authorization", &bearer), ("Content-Type", "application/json")];
    assert_eq!(status(&r.send(&request("POST", "/api/events/process", &headers, &body)).await), 413);
    assert_eq!(status(&r.send("\u{0}\u{1}garbage\r\n\r\n").await), 400);
    assert_eq!(status(&r.get("/api/status", &[("Authorization", &bearer)]).await), 200);
}

#[tokio::test]
async fn the_ui_is_served_without_a_token_and_with_a_strict_policy() {
    let r = start().await;
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist/index.html").exists();
    let answer = r.get("/runs/some-id", &[]).await;
    if built {
        assert_eq!(status(&answer), 200);
        let head = answer.to_lowercase();
        assert!(head.contains("content-security-policy: default-src 'none'; script-src 'self'"), "{head}");
        assert!(!head.contains("access-control-allow"));
    } else {
        assert_eq!(status(&answer), 404);
    }
    assert!(answer.to_lowercase().contains("x-content-type-options: nosniff"));
    for path in ["/assets/none.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_eq!(status(&r.get(path, &[]).await), 404, "{path}");
    }
}

#[tokio::test]
async fn the_endpoint_file_is_there_while_it_runs_and_for_its_owner_only() {
    let r = start().await;
    let data = r.dir.path().join("data");
    let endpoint = Endpoint::read(&data).unwrap();
    assert_eq!(
        (endpoint.url, endpoint.token, endpoint.pid),
        (format!("http://{}", r.address), r.token.clone(), std::process::id())
    );
    #[cfg(unix)]
    for file in ["endpoint.json", "token"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(data.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    r.app.shutdown().await;
    assert!(Endpoint::read(&data).is_none());
    assert!(TcpStream::connect(&r.address).await.is_err());
}

#[tokio::test]
async fn addresses_of_other_computers_are_not_listened_on() {
    let dir = tempfile::tempdir().unwrap();
    let listen = Some(SocketAddr::from(([0, 0, 0, 0], 0)));
    let error = App::start(Options { listen, ..options(dir.path()) }).await.err().unwrap();
    assert_eq!((error.problem().code.as_str(), error.exit_code()), ("API-001", 1));
}

#[tokio::test]
async fn changes_are_streamed_from_a_seq_and_end_with_the_app() {
    let r = start().await;
    let bearer = r.bearer();
    let headers = [("Host", r.address.as_str()), ("Authorization", &bearer), ("Last-Event-ID", "0")];
    let mut stream = TcpStream::connect(&r.address).await.unwrap();
    stream.write_all(request("GET", "/api/changes", &headers, "").as_bytes()).await.unwrap();
    let event = tick("a").to_string();
    let headers =
        [("Host", r.address.as_str()), ("Authorization", &bearer), ("Content-Type", "application/json")];
    r.send(&request("POST", "/api/events/process", &headers, &event)).await;
    let mut seen = String::new();
    let mut buffer = [0; 4096];
    while !seen.contains("\"kind\":\"event\"") {
        let n = stream.read(&mut buffer).await.unwrap();
        assert!(n > 0, "the stream ended: {seen}");
        seen.push_str(&String::from_utf8_lossy(&buffer[..n]));
    }
    assert!(
        seen.contains("text/event-stream") && seen.contains("event: changes") && seen.contains("id: "),
        "{seen}"
    );
    r.app.shutdown().await;
    // The stream ends instead of holding up the stop.
    while stream.read(&mut buffer).await.is_ok_and(|n| n > 0) {}
}
