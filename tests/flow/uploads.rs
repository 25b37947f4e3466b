//! Uploads: durable before they are told, a form is the only way, and nothing half-written survives a kill.

use prama_tests::{Client, Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

const BOUNDARY: &str = "----boundary-of-the-test";

/// A form of files, and who sends them.
fn form(files: &[(&str, &[u8])], user: Option<&str>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in files {
        write!(
            body,
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .unwrap();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    if let Some(user) = user {
        write!(body, "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\n{user}\r\n")
            .unwrap();
    }
    write!(body, "--{BOUNDARY}--\r\n").unwrap();
    body
}

async fn upload(client: &Client, body: Vec<u8>, key: Option<&str>) -> (u16, Value) {
    let mut request =
        reqwest::Client::builder().no_proxy().build().unwrap().post(format!("{}/api/uploads", client.url));
    request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    if !client.token.is_empty() {
        request = request.bearer_auth(&client.token);
    }
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let answer = request.body(body).send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

/// Files under a folder.
fn files(dir: &Path) -> usize {
    let inside = std::fs::read_dir(dir).into_iter().flatten().flatten();
    inside.map(|e| if e.path().is_dir() { files(&e.path()) } else { 1 }).sum()
}

async fn events(server: &Server) -> Vec<Value> {
    server.client.get("/api/events?source=web-client-upload").await["items"].as_array().unwrap().clone()
}

#[test]
fn an_upload_is_stored_told_and_run() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    runtime().block_on(async {
        let server = start(&data, &[]).await;
        let steps = json!([{"id": "copy", "type": "file.copy", "with": {"from": "${{ event.data.file_path }}", "to_folder": dir.path().join("out"), "create_folder": true}}]);
        server.client.post("/api/workflows", json!({"id": "keep", "name": "Keep", "steps": steps})).await;
        let trigger = json!({"id": "up", "name": "Up", "source": "web-client-upload", "event_type": "file_upload", "workflow_id": "keep", "active": true,
            "conditions": {"all": [{"field": "filename", "op": "is", "value": "passwd"}]}});
        server.client.post("/api/triggers", trigger).await;

        let body = form(&[("../../etc/passwd", b"first"), ("b.pdf", b"second")], Some("user-123"));
        let (status, reply) = upload(&server.client, body.clone(), Some("k")).await;
        assert_eq!(status, 201, "{reply}");
        let stored = reply["files"].as_array().unwrap();
        assert_eq!(stored.len(), 2);
        assert_eq!((&stored[0]["filename"], &stored[0]["file_size"], &stored[1]["content_type"]), (&json!("passwd"), &json!(5), &json!("application/pdf")));
        assert_eq!(stored[0]["file_hash"], "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e");
        let path = Path::new(stored[0]["file_path"].as_str().unwrap());
        assert!(path.starts_with(data.canonicalize().unwrap().join("blobs")), "{}", path.display());
        assert_eq!(std::fs::read(path).unwrap(), b"first");
        assert_eq!(stored[0]["runs"][0]["trigger_id"], "up");
        let event = server.client.get(&format!("/api/events/{}", stored[0]["event_id"].as_str().unwrap())).await;
        assert_eq!((&event["data"]["file_path"], &event["data"]["user_id"]), (&stored[0]["file_path"], &json!("user-123")));
        eventually("the workflow copied it", async || std::fs::read(dir.path().join("out/passwd")).ok()).await;

        // Sent again under its key: the same events.
        let (status, again) = upload(&server.client, body, Some("k")).await;
        assert_eq!((status, &again["files"][0]["duplicate"], &again["files"][1]["event_id"]), (201, &json!(true), &stored[1]["event_id"]));
        assert_eq!(events(&server).await.len(), 2);
        assert_eq!(files(&data.join("blobs")), 2);

        let file = dir.path().join("from the shell.txt");
        std::fs::write(&file, "third").unwrap();
        let (code, out, err) = server.cli(&["upload", file.to_str().unwrap(), "--user", "me"]);
        assert!(code == 0 && out.contains("from the shell.txt"), "{out}{err}");
        assert_eq!(events(&server).await.len(), 3);

        // The books know what was changed behind their back.
        assert_eq!(server.cli(&["doctor"]).0, 0);
        std::fs::write(path, "other").unwrap();
        let (code, out, _) = server.cli(&["doctor"]);
        assert!(code != 0 && out.contains("is not what was uploaded"), "{out}");
    });
}

#[test]
fn only_a_form_with_a_token_is_an_upload() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        let stranger = Client::new(&server.client.url, "");
        assert_eq!(upload(&stranger, form(&[("a", b"x")], None), None).await.0, 401);
        let (status, problem) = server.client.send("POST", "/api/uploads", Some(&json!({"file": "/etc/passwd"}))).await.unwrap();
        assert_eq!((status, &problem["code"]), (415, &json!("UPL-001")));
        let (status, problem) = upload(&server.client, form(&[], Some("me")), None).await;
        assert_eq!((status, &problem["code"]), (422, &json!("UPL-001")));
        let mut cut = form(&[("a", b"x"), ("b", b"y")], None);
        cut.truncate(cut.len() - 30);
        let (status, problem) = upload(&server.client, cut, None).await;
        assert_eq!((status, &problem["code"]), (400, &json!("UPL-004")));
        assert_eq!((events(&server).await.len(), files(&dir.path().join("blobs"))), (0, 0));

        // The quick start's own event is welcome; one that says where a file lies is not.
        let mut event = json!({"event_type": "file_upload", "source": "web-client-upload",
            "data": {"filename": "document.pdf", "file_size": 102_400, "user_id": "user-123"}, "metadata": {"user_id": "user-123"}});
        server.client.post("/api/events/process", event.clone()).await;
        event["data"]["file_path"] = json!("/etc/passwd");
        let (status, problem) = server.client.send("POST", "/api/events/process", Some(&event)).await.unwrap();
        assert_eq!((status, &problem["code"]), (422, &json!("UPL-003")));
        // Nor does sending the set-aside one again make it welcome.
        let path = format!("/api/events/{}/resend", problem["event_id"].as_str().unwrap());
        let (status, problem) = server.client.send("POST", &path, Some(&json!({}))).await.unwrap();
        assert_eq!((status, &problem["code"]), (422, &json!("UPL-003")));
    });
}

#[test]
fn a_kill_in_the_middle_leaves_neither_event_nor_file() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut server = start(dir.path(), &[]).await;
        for round in 1..=5 {
            let address = server.client.url.trim_start_matches("http://").to_owned();
            let body = form(&[("whole.bin", &[7; 100_000]), ("cut.bin", &vec![8; 400_000 * round])], None);
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(stream, "POST /api/uploads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
                server.client.token, body.len()).unwrap();
            stream.write_all(&body[..body.len() - 1000]).unwrap();
            let incoming = dir.path().join("blobs/incoming");
            eventually("both files are being written", async || (files(&incoming) == 2).then_some(())).await;
            server.kill();
            assert_eq!(files(&incoming), 2);
            server = start(dir.path(), &[]).await;
            assert_eq!((events(&server).await.len(), files(&dir.path().join("blobs"))), (0, 0), "round {round}");
        }
        // A sender that goes away in the middle.
        let address = server.client.url.trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        let body = form(&[("cut.bin", &[1; 100_000])], None);
        write!(stream, "POST /api/uploads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            server.client.token, body.len()).unwrap();
        stream.write_all(&body[..50_000]).unwrap();
        let incoming = dir.path().join("blobs/incoming");
        eventually("it is being written", async || (files(&incoming) == 1).then_some(())).await;
        drop(stream);
        eventually("it is gone", async || (files(&incoming) == 0).then_some(())).await;
        assert_eq!(events(&server).await.len(), 0);
    });
}

#[test]
fn a_file_beyond_the_limit_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = start(dir.path(), &[]).await;
        let address = server.client.url.trim_start_matches("http://").to_owned();
        let head = form(&[("big.bin", b"")], None);
        let head = &head[..head.len() - BOUNDARY.len() - 8];
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "POST /api/uploads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nTransfer-Encoding: chunked\r\n\r\n",
            server.client.token).unwrap();
        write!(stream, "{:x}\r\n", head.len()).unwrap();
        stream.write_all(head).unwrap();
        stream.write_all(b"\r\n").unwrap();
        let block = vec![0; 1 << 20];
        let sent = (0..=100).take_while(|_| {
            write!(stream, "{:x}\r\n", block.len()).and_then(|()| stream.write_all(&block)).and_then(|()| stream.write_all(b"\r\n")).is_ok()
        });
        assert!(sent.count() >= 100);
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 413");
        eventually("nothing is left", async || (files(&dir.path().join("blobs")) == 0).then_some(())).await;
        assert_eq!(events(&server).await.len(), 0);
    });
}
