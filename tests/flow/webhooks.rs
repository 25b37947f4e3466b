//! Webhooks: the three signature schemes, and everything that must be refused, seen from where the calls come from.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use sha2::Sha256;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

const SOURCE: &str = "/api/event-sources/api-webhook";
const STANDARD_KEY: &[u8] = b"a key of the standard";

fn now_s() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|p| mac.update(p));
    mac.finalize().into_bytes().to_vec()
}

/// What a provider of the scheme sends: headers of a call with this delivery id at this second.
fn signed(scheme: &str, id: &str, at_s: i64, body: &str) -> Vec<(&'static str, String)> {
    let time = at_s.to_string();
    match scheme {
        "standard-webhooks" => {
            let mac = hmac(STANDARD_KEY, &[id.as_bytes(), b".", time.as_bytes(), b".", body.as_bytes()]);
            let signature = format!("v1,{}", STANDARD.encode(mac));
            vec![("webhook-id", id.into()), ("webhook-timestamp", time), ("webhook-signature", signature)]
        }
        "github" => {
            let signature = format!("sha256={}", hex::encode(hmac(b"github's", &[body.as_bytes()])));
            vec![
                ("X-GitHub-Delivery", id.into()),
                ("X-GitHub-Event", "push".into()),
                ("X-Hub-Signature-256", signature),
            ]
        }
        _ => {
            let mac = hex::encode(hmac(b"whsec_stripe", &[time.as_bytes(), b".", body.as_bytes()]));
            vec![("Stripe-Signature", format!("t={time},v1={mac},v0=00"))]
        }
    }
}

/// One client for all calls; without a pool, because each test has a runtime of its own.
fn http() -> &'static reqwest::Client {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    CLIENT.get_or_init(|| reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap())
}

/// A server whose webhooks are open, and their base address.
async fn listening(data: &Path, hooks: Value) -> (Server, String) {
    let server = start(data, &[]).await;
    server.client.put(&format!("{SOURCE}/config"), json!({"port": 0, "hooks": hooks})).await;
    let base = base(&server, SOURCE).await;
    (server, base)
}

async fn base(server: &Server, source: &str) -> String {
    eventually("the listener is open", async || {
        let source = server.client.get(source).await;
        let url = source["webhooks"][0]["url"].as_str()?.to_owned();
        let base = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        http().get(&base).send().await.ok()?;
        Some(base)
    })
    .await
}

async fn call(
    method: &str,
    url: &str,
    headers: &[(&str, String)],
    body: impl Into<reqwest::Body>,
) -> (u16, Value) {
    let mut request = http().request(method.parse().unwrap(), url).body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

async fn events(server: &Server, source: &str, kind: &str) -> Vec<Value> {
    let list = server.client.get(&format!("/api/events?source={source}&type={kind}&limit=1000")).await;
    let mut out = Vec::new();
    for event in list["items"].as_array().unwrap() {
        out.push(
            server.client.get(&format!("/api/events/{}", event["id"].as_str().unwrap())).await["data"]
                .clone(),
        );
    }
    out
}

fn three_schemes() -> Value {
    let secret = format!("whsec_{}", STANDARD.encode(STANDARD_KEY));
    json!([
        {"path": "standard-webhooks", "scheme": "standard-webhooks", "secret": secret},
        {"path": "github", "name": "Pushes", "scheme": "github", "secret": "a new one", "previous_secret": "github's"},
        {"path": "stripe", "scheme": "stripe", "secret": "whsec_stripe"},
        {"path": "open/door-7f3b", "methods": ["GET", "POST"]}
    ])
}

#[test]
fn signed_calls_are_events_once_and_anything_else_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (server, base) = listening(dir.path(), three_schemes()).await;
        let schemes = ["standard-webhooks", "github", "stripe"];
        let mut sent = Vec::new();
        for scheme in schemes {
            let url = format!("{base}/hooks/{scheme}");
            let body = json!({"id": format!("evt_{scheme}"), "amount": 5}).to_string();
            let id = format!("msg_{scheme}");
            let good = signed(scheme, &id, now_s(), &body);
            let (status, first) = call("POST", &url, &good, body.clone()).await;
            assert_eq!(status, 202, "{scheme}: {first}");
            sent.push((scheme, good.clone(), body.clone()));

            // Replayed as it was, by whatever name it goes: refused.
            let mut replays = vec![good.clone(), good.clone()];
            match scheme {
                "github" => replays[1][0].1 = "another-id".into(),
                "stripe" => replays[1][0].1 += ",v0=11",
                _ => {}
            }
            for replay in &replays {
                let (status, problem) = call("POST", &url, replay, body.clone()).await;
                assert_eq!((status, &problem["code"]), (409, &json!("HOOK-009")), "{scheme}: replayed");
            }
            // Tried again by its provider, which signs anew: the same event; and that one replayed.
            if scheme != "github" {
                let anew = signed(scheme, &id, now_s() + 7, &body);
                let (status, again) = call("POST", &url, &anew, body.clone()).await;
                assert_eq!(
                    (status, &again["event_id"], &again["duplicate"]),
                    (200, &first["event_id"], &json!(true)),
                    "{scheme}"
                );
                let (status, problem) = call("POST", &url, &anew, body.clone()).await;
                assert_eq!((status, &problem["code"]), (409, &json!("HOOK-009")), "{scheme}: replayed");
            }

            let (status, problem) = call("POST", &url, &good, body.replace('5', "6")).await;
            assert_eq!((status, &problem["code"]), (401, &json!("HOOK-004")), "{scheme}: tampered");
            let (status, problem) = call("POST", &url, &[], body.clone()).await;
            assert_eq!((status, &problem["code"]), (401, &json!("HOOK-004")), "{scheme}: unsigned");
            if scheme != "github" {
                for at in [now_s() - 330, now_s() + 330] {
                    let (status, problem) =
                        call("POST", &url, &signed(scheme, "msg_old", at, &body), body.clone()).await;
                    assert_eq!((status, &problem["code"]), (401, &json!("HOOK-005")), "{scheme}: stale");
                }
            }
        }
        let received = events(&server, "api-webhook", "webhook_received").await;
        assert_eq!(received.len(), 3, "one event each");
        for data in &received {
            assert_eq!(
                (&data["signed"], &data["body"]["amount"], &data["body_encoding"]),
                (&json!(true), &json!(5), &json!("json"))
            );
            let text = data.to_string().to_ascii_lowercase();
            assert!(!text.contains("signature") && !text.contains("v1="), "{text}");
        }
        assert_eq!(received[1]["headers"]["x-github-event"], "push");
        let refused = events(&server, "api-webhook", "webhook_rejected").await;
        let reasons = |reason: &str| refused.iter().filter(|d| d["reason"] == reason).count();
        assert_eq!((reasons("signature"), reasons("stale"), reasons("replayed")), (6, 4, 8), "{refused:?}");
        assert!(refused.iter().all(|d| d.get("body").is_none()));

        let source = server.client.get(SOURCE).await;
        assert_eq!(source["webhooks"].as_array().unwrap().len(), 4);
        assert_eq!(
            (
                &source["webhooks"][1]["name"],
                &source["webhooks"][1]["signed"],
                &source["webhooks"][1]["last_status"]
            ),
            (&json!("Pushes"), &json!(true), &json!(401))
        );
        assert_eq!(
            (&source["webhooks"][3]["signed"], &source["webhooks"][3]["last_status"]),
            (&json!(false), &Value::Null)
        );
        drop(server);
        let (server, base) = listening(dir.path(), three_schemes()).await;
        for (scheme, good, body) in sent {
            let (status, problem) = call("POST", &format!("{base}/hooks/{scheme}"), &good, body).await;
            assert_eq!(
                (status, &problem["code"]),
                (409, &json!("HOOK-009")),
                "{scheme}: replayed after a kill"
            );
        }
        let (code, out, err) = server.cli(&["doctor"]);
        assert_eq!(code, 0, "{out}{err}");
    });
}

#[test]
fn an_unsigned_webhook_says_so_and_takes_no_calls_of_web_pages() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (server, base) = listening(dir.path(), three_schemes()).await;
        let url = format!("{base}/hooks/open/door-7f3b?who=postman&token=t");
        let (status, _) = call("GET", &url, &[("Authorization", "Basic eA==".into())], "").await;
        assert_eq!(status, 202);
        let (status, _) = call("POST", &url, &[("Content-Type", "text/plain".into())], "ring").await;
        assert_eq!(status, 202);
        let received = events(&server, "api-webhook", "webhook_received").await;
        assert_eq!(
            (&received[0]["body"], &received[0]["content_type"], &received[0]["signed"]),
            (&json!("ring"), &json!("text/plain"), &json!(false))
        );
        assert_eq!(
            (&received[1]["method"], &received[1]["query"]),
            (&json!("GET"), &json!({"who": "postman"}))
        );
        assert_eq!(received[1]["headers"].get("authorization"), None);

        let (status, problem) = call("POST", &url, &[("Origin", "https://example.org".into())], "ring").await;
        assert_eq!((status, &problem["code"]), (403, &json!("HOOK-003")));
        let (status, problem) = call("DELETE", &url, &[], "").await;
        assert_eq!((status, &problem["code"]), (405, &json!("HOOK-002")));
        let (status, problem) = call("POST", &url, &[], vec![b'x'; (1 << 20) + 1]).await;
        assert_eq!((status, &problem["code"]), (413, &json!("HOOK-007")));

        // The sender's own key.
        let key = [("Idempotency-Key", "k1".to_owned())];
        let (_, first) = call("POST", &url, &key, "one").await;
        let (status, again) = call("POST", &url, &key, "one").await;
        assert_eq!((status, &again["event_id"]), (200, &first["event_id"]));
        let (status, problem) = call("POST", &url, &key, "two").await;
        assert_eq!((status, &problem["code"]), (409, &json!("HOOK-006")));

        // Nothing else is there: no API, and not a word about what is missing.
        for path in ["/hooks/open", "/hooks", "/", "/api/status", "/api/event-sources"] {
            assert_eq!(call("POST", &format!("{base}{path}"), &[], "").await, (404, Value::Null), "{path}");
        }
    });
}

#[test]
fn a_flood_of_refused_calls_costs_bounded_space_and_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (server, base) = listening(dir.path(), three_schemes()).await;
        let url = format!("{base}/hooks/github");
        for n in 0..300 {
            let forged = [("X-Hub-Signature-256", format!("sha256={n:064x}"))];
            assert_eq!(call("POST", &url, &forged, "forged").await.0, 401);
        }
        let kept = events(&server, "api-webhook", "webhook_rejected").await.len();
        assert!((20..=60).contains(&kept), "{kept} of 300 kept");
        // A good call passes all the same.
        let body = r#"{"ref":"main"}"#;
        assert_eq!(call("POST", &url, &signed("github", "d1", 0, body), body).await.0, 202);
    });
}

#[test]
fn a_sources_own_webhook_endpoint_makes_its_events() {
    let dir = tempfile::tempdir().unwrap();
    let sources = dir.path().join("sources");
    let manifest = |id: &str, path: &str, types: Value| {
        let folder = sources.join(id);
        std::fs::create_dir_all(&folder).unwrap();
        let manifest = json!({"type": "event-source", "id": id, "name": id, "description": "d", "version": "1.0.0", "webhookEndpoint": path, "eventTypes": types});
        std::fs::write(folder.join("plugin.json"), manifest.to_string()).unwrap();
    };
    let kind = |name: &str, schema: Value| json!({"type": name, "label": name, "description": "d", "schema": schema});
    let order = json!({"properties": {"order_id": {"type": "integer"}}, "required": ["order_id"]});
    manifest("my-source", "/api/my-source", json!([kind("order_made", order)]));
    manifest(
        "any-source",
        "/api/any",
        json!([kind("webhook_received", json!({})), kind("other", json!({}))]),
    );
    manifest("two-types", "/api/two", json!([kind("a", json!({})), kind("b", json!({}))]));
    runtime().block_on(async {
        let data = dir.path().join("data");
        let server = start(&data, &["--sources", sources.to_str().unwrap()]).await;
        let base = base(&server, "/api/event-sources/my-source").await;
        let send = async |path: &str, body: Value| {
            call("POST", &format!("{base}{path}"), &[], body.to_string()).await
        };
        assert_eq!(send("/api/my-source", json!({"order_id": 7})).await.0, 202);
        assert_eq!(events(&server, "my-source", "order_made").await, [json!({"order_id": 7})]);
        let (status, problem) = send("/api/my-source", json!({"order_id": "seven"})).await;
        assert_eq!((status, &problem["code"]), (422, &json!("EVT-004")));
        assert_eq!(send("/api/any", json!({"x": 1})).await.0, 202);
        let any = events(&server, "any-source", "webhook_received").await;
        assert_eq!(
            (&any[0]["body"], &any[0]["signed"], &any[0]["path"]),
            (&json!({"x": 1}), &json!(false), &json!("/api/any"))
        );
        assert_eq!(send("/api/two", json!({"event_type": "b", "data": {"n": 1}})).await.0, 202);
        assert_eq!(events(&server, "two-types", "b").await, [json!({"n": 1})]);
        let (status, problem) = send("/api/two", json!({"n": 1})).await;
        assert_eq!((status, &problem["code"]), (422, &json!("HOOK-008")));
        let shown = server.client.get("/api/event-sources/my-source").await;
        assert_eq!(
            (&shown["webhooks"][0]["url"], &shown["webhooks"][0]["last_status"]),
            (&json!(format!("{base}/api/my-source")), &json!(422))
        );

        // A folder that goes takes its address along.
        std::fs::remove_dir_all(sources.join("any-source")).unwrap();
        eventually("its address is gone", async || {
            (send("/api/any", json!({})).await.0 == 404).then_some(())
        })
        .await;
    });
}
