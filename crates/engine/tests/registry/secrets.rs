//! A secret reaches the program and nobody else.

use crate::support::{World, manifest};
use prama_engine::etag::Seen;
use prama_engine::registry::status::State;
use serde_json::{Value, json};

const SCHEMA: &str = r#""configSchema": {"type": "object", "properties": {
    "host": {"type": "string"}, "password": {"type": "string", "format": "password", "minLength": 6},
    "accounts": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "token": {"type": "string", "writeOnly": true}}}}}},"#;
const SECRET: &str = "correct-horse";

fn object(value: Value) -> prama_model::event::Object {
    value.as_object().unwrap().clone()
}

async fn stored(world: &World) -> String {
    let all = world.store.read(prama_store::sources::all).await.unwrap();
    let (_, settings) = all.into_iter().find(|(id, _)| id == "a").unwrap();
    Value::Object(settings.config).to_string()
}

/// Whether any file of the data folder but the one for secrets holds the text.
fn on_disk(dir: &std::path::Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(on_disk(&path, text));
        } else if std::fs::read(&path).is_ok_and(|b| b.windows(text.len()).any(|w| w == text.as_bytes())) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_gets_it_and_nobody_else_sees_it() {
    let script = r#"
case "$PRAMA_CONFIG" in *host*) ;; *) sleep 1000 ;; esac
printf '{"event_type": "row", "data": {"length": %s}}\n' "$(printf %s "$PRAMA_CONFIG" | grep -c correct-horse)"
echo "stdout: $PRAMA_CONFIG"
echo "stderr: $PRAMA_CONFIG" >&2
echo "basic: $(printf %s 'me:correct-horse' | base64)" >&2
echo '{"jsonrpc":"2.0","method":"log","params":{"level":"error","message":"with correct-horse"}}'
exit 3
"#;
    let world = World::running(&[("a/plugin.json", &manifest("a", SCHEMA)), ("a/run.sh", script)]).await;
    let short = world
        .registry
        .configure("a", object(json!({"password": "tiny5"})), Seen::anything())
        .await
        .unwrap_err();
    let problem = short.problem();
    assert_eq!((problem.code.as_str(), problem.errors[0].pointer.as_str()), ("SRC-002", "/password"));
    assert!(!problem.errors[0].message.contains("tiny5"), "{}", problem.errors[0].message);

    let config = json!({"host": "h", "password": SECRET, "accounts": [{"name": "x", "token": "token-of-x"}]});
    let view = world.registry.configure("a", object(config), Seen::anything()).await.unwrap();
    let set = json!({"$secret": "set"});
    let shown = json!({"host": "h", "password": set, "accounts": [{"name": "x", "token": set}]});
    assert_eq!(Value::Object(view.config), shown);
    world.until("the program said that it has it", || world.values("length").contains(&json!(1)), "a").await;
    world.wait_for_log("a", "with [secret]").await;
    world.wait_for_log("a", "basic: ").await;
    let log = world.log("a");
    assert!(log.contains("stderr: {\"host\":\"h\",\"password\":\"[secret]\""), "{log}");
    let detail = world.status("a").detail.unwrap_or_default();
    for hidden in [SECRET, "token-of-x", "bWU6Y29ycmVjdC1ob3JzZQ"] {
        assert!(!log.contains(hidden) && !detail.contains(hidden), "{hidden} in {detail}\n{log}");
    }
    assert!(!stored(&world).await.contains(SECRET));

    // Kept, replaced, removed.
    let keep = json!({"host": "other", "password": set, "accounts": []});
    world.registry.configure("a", object(keep), Seen::anything()).await.unwrap();
    let kept = stored(&world).await;
    assert!(kept.contains("other") && kept.contains("$secret"), "{kept}");
    world
        .registry
        .configure("a", object(json!({"password": "another-secret"})), Seen::anything())
        .await
        .unwrap();
    assert_ne!(stored(&world).await, kept);
    let view = world.registry.configure("a", object(json!({"password": null})), Seen::anything()).await;
    assert!(view.is_err(), "null does not fit the schema of this one: absence removes it");
    world.registry.configure("a", object(json!({})), Seen::anything()).await.unwrap();
    assert_eq!(stored(&world).await, "{}");
    world.registry.shutdown().await;
    world.store.close().await.unwrap();
    assert_eq!(on_disk(&world.sources.join("../data"), SECRET), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_gone_is_said_and_tried_again() {
    let world =
        World::running(&[("a/plugin.json", &manifest("a", SCHEMA)), ("a/run.sh", "sleep 1000")]).await;
    world.registry.configure("a", object(json!({"password": SECRET})), Seen::anything()).await.unwrap();
    world.wait_for_state("a", State::Running).await;
    std::fs::write(world.sources.join("../secrets.json"), "{}").unwrap();
    world.registry.restart("a").await.unwrap();
    world.wait_for_state("a", State::BackingOff).await;
    let detail = world.status("a").detail.unwrap();
    assert!(
        detail.contains("A secret of this source is gone.") && detail.contains("Enter it again"),
        "{detail}"
    );
    world
        .registry
        .configure("a", object(json!({"password": "entered again"})), Seen::anything())
        .await
        .unwrap();
    world.wait_for_state("a", State::Running).await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_it_was_called_a_secret_is_moved() {
    let world = World::new(&[("a/plugin.json", &manifest("a", SCHEMA)), ("a/run.sh", "sleep 1000")]).await;
    let plain = object(json!({"password": SECRET, "host": "h"}));
    world.store.write(move |tx| prama_store::sources::set_config(tx, "a", &plain, 0)).await.unwrap();
    let again = world.reopened().await;
    again.run(world.sink.clone()).await;
    assert_eq!(again.view("a").unwrap().config["password"], json!({"$secret": "set"}));
    for _ in 0..1500 {
        if !stored(&world).await.contains(SECRET) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let now = stored(&world).await;
    assert!(!now.contains(SECRET) && now.contains("\"host\":\"h\"") && now.contains("$secret"), "{now}");
    again.shutdown().await;
}
