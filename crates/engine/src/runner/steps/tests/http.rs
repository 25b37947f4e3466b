//! `http.request`: bounded, keyed, and not a way into the local network.

use super::Bench;
use serde_json::json;
use wiremock::matchers::{body_json, body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn answer(server: &MockServer, at: &str, template: ResponseTemplate) {
    Mock::given(path(at)).respond_with(template).mount(server).await;
}

#[tokio::test]
async fn a_json_body_and_the_key_arrive() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    let key = format!("{}-it", b.run);
    Mock::given(method("POST"))
        .and(header("idempotency-key", key.as_str()))
        .and(header("content-type", "application/json"))
        .and(header("x-pages", "3"))
        .and(body_json(json!({ "name": "a.pdf" })))
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "id": 9 })))
        .expect(1)
        .mount(&server)
        .await;
    let input = json!({ "method": "POST", "url": server.uri(), "headers": { "X-Pages": 3 }, "body": { "name": "a.pdf" } });
    let out = b.run("http.request", input).await.unwrap();
    assert_eq!(out["status"], 201);
    assert_eq!(out["json"], json!({ "id": 9 }));
    assert_eq!(out["headers"]["content-type"], "application/json");
}

#[tokio::test]
async fn statuses_say_whether_trying_again_helps() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    for (status, again) in [(500, true), (503, true), (429, true), (400, false), (401, false), (404, false)] {
        let at = format!("/{status}");
        answer(&server, &at, ResponseTemplate::new(status).set_body_string("because")).await;
        let url = format!("{}{at}", server.uri());
        let error = b.run("http.request", json!({ "url": url })).await.unwrap_err();
        assert_eq!((error.problem.code.as_str(), error.retryable), ("HTTP-002", again), "{status}");
        assert_eq!(error.problem.detail, "because");
        let fine = b.run("http.request", json!({ "url": url, "ok_statuses": [status] })).await.unwrap();
        assert_eq!(fine["status"], status);
    }
}

#[tokio::test]
async fn nobody_there_may_pass() {
    let b = Bench::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = b.run("http.request", json!({ "url": format!("http://{free}/") })).await.unwrap_err();
    assert_eq!((error.problem.code.as_str(), error.retryable), ("HTTP-001", true));
}

#[tokio::test]
async fn a_slow_answer_is_not_waited_for() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    answer(&server, "/", ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(60))).await;
    let error = b.run("http.request", json!({ "url": server.uri(), "timeout_s": 0.2 })).await.unwrap_err();
    assert_eq!((error.problem.code.as_str(), error.retryable), ("HTTP-005", true));
}

#[tokio::test]
async fn an_answer_too_large_is_refused() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    answer(&server, "/", ResponseTemplate::new(200).set_body_bytes(vec![b'x'; (10 << 20) + 1])).await;
    assert_eq!(b.code("http.request", json!({ "url": server.uri() })).await, "HTTP-003");
}

#[tokio::test]
async fn redirects_keep_the_method_rules_and_end_somewhere() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    answer(&server, "/loop", ResponseTemplate::new(302).insert_header("location", "/loop")).await;
    assert_eq!(b.code("http.request", json!({ "url": format!("{}/loop", server.uri()) })).await, "HTTP-004");

    answer(&server, "/moved", ResponseTemplate::new(303).insert_header("location", "/there")).await;
    Mock::given(method("GET"))
        .and(path("/there"))
        .and(body_string(""))
        .respond_with(ResponseTemplate::new(200).set_body_string("here"))
        .mount(&server)
        .await;
    let input = json!({ "method": "POST", "url": format!("{}/moved", server.uri()), "body": "secret" });
    assert_eq!(b.run("http.request", input).await.unwrap()["body"], "here");
}

#[tokio::test]
async fn an_answer_cannot_send_the_request_into_the_local_network() {
    let (b, server, inner) = (Bench::new(), MockServer::start().await, MockServer::start().await);
    Mock::given(path("/")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&inner).await;
    let port = inner.address().port();
    // The first host is 127.0.0.1; every other name for this computer is another host.
    for target in [
        format!("http://127.0.0.2:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
    ] {
        let at = format!("/{}", target.len());
        answer(&server, &at, ResponseTemplate::new(307).insert_header("location", target.as_str())).await;
        let error =
            b.run("http.request", json!({ "url": format!("{}{at}", server.uri()) })).await.unwrap_err();
        assert!(matches!(error.problem.code.as_str(), "HTTP-001" | "HTTP-004"), "{target}: {error}");
    }
}

#[tokio::test]
async fn prama_itself_and_other_schemes_are_refused() {
    let (b, server) = (Bench::new(), MockServer::start().await);
    std::fs::write(b.path("data/endpoint.json"), json!({ "url": server.uri() }).to_string()).unwrap();
    assert_eq!(b.code("http.request", json!({ "url": server.uri() })).await, "HTTP-004");
    assert_eq!(b.code("http.request", json!({ "url": "file:///etc/passwd" })).await, "HTTP-004");
    assert_eq!(b.code("http.request", json!({ "url": "no address" })).await, "STEP-001");
    assert_eq!(
        b.code("http.request", json!({ "url": "http://x", "headers": { "a\nb": "c" } })).await,
        "STEP-001"
    );
}
