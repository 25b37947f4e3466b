//! The load: keep-alive connections that send one event after the other, written by hand so that the client costs little.

use prama_tests::Client;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub(crate) struct Result {
    pub(crate) acked: usize,
    pub(crate) p50_ms: f64,
}

/// `connections` at once for `time`.
pub(crate) async fn run(client: &Client, connections: usize, time: Duration) -> Result {
    let body = |connection, i| {
        format!(
            "{{\"event_type\":\"timer_fired\",\"source\":\"my-timer\",\"data\":{{\"timer_id\":\"bench-{connection}-{i}\",\"fired_at\":\"2026-05-03T10:00:00Z\"}}}}"
        )
    };
    of(client, connections, time, body).await
}

/// The same with other events: each from its connection's number and its own.
pub(crate) async fn of(
    client: &Client,
    connections: usize,
    time: Duration,
    body: impl Fn(usize, usize) -> String + Clone + Send + 'static,
) -> Result {
    let until = Instant::now() + time;
    let tasks: Vec<_> = (0..connections)
        .map(|c| {
            let body = body.clone();
            tokio::spawn(one(client.clone(), until, move |i| body(c, i)))
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    Result { acked: times.len(), p50_ms: crate::stats::median(&times) }
}

async fn one(client: Client, until: Instant, body: impl Fn(usize) -> String) -> Vec<f64> {
    let host = client.url.trim_start_matches("http://").to_owned();
    let stream = TcpStream::connect(&host).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut stream = BufReader::new(stream);
    let mut times = Vec::new();
    let mut line = String::new();
    while Instant::now() < until {
        let body = body(times.len());
        let request = format!(
            "POST /api/events/process HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            client.token,
            body.len()
        );
        let sent = Instant::now();
        stream.get_mut().write_all(request.as_bytes()).await.unwrap();
        let mut length = 0;
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.contains(" 202 "), "{line}");
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer).await.unwrap();
        times.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    times
}
