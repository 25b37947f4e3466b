//! Further instances of a source: the same program with an id, a configuration and a checkpoint of its own.

use crate::support::{World, manifest};
use prama_engine::registry::status::State;
use serde_json::{Value, json};

const SCHEMA: &str = r#""configSchema": {"type": "object", "properties": {"table": {"type": "string"}}},"#;
const SCRIPT: &str = r#"
import asyncio
from prama import config, emit_event, load_checkpoint

async def main():
    n = (load_checkpoint() or 0) + 1
    await emit_event("row", "base", {"n": n, "table": config().get("table")}, checkpoint=n)
    await asyncio.sleep(3600)
"#;

fn object(value: Value) -> prama_model::event::Object {
    value.as_object().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_speaks_under_its_own_id_and_is_forgotten_when_removed() {
    let world =
        World::running(&[("base/plugin.json", &manifest("base", SCHEMA)), ("base/rows.py", SCRIPT)]).await;
    world.wait_for_events(1, "base").await;
    let view = world
        .registry
        .add_instance("base", "orders", None, object(json!({"table": "orders"})))
        .await
        .unwrap();
    assert_eq!(view.name, "Test base (orders)");
    assert_eq!(view.spec.unwrap().instance_of.as_deref(), Some("base"));
    world.wait_for_events(2, "orders").await;
    let sources: Vec<_> =
        world.sink.events.lock().unwrap().iter().map(|e| e.source.clone().unwrap()).collect();
    assert_eq!(sources, ["base", "orders"], "the program calls itself \"base\" in both");
    assert_eq!(world.values("table"), [Value::Null, json!("orders")]);
    assert_eq!(world.values("n"), [json!(1), json!(1)], "a checkpoint of its own");

    // It is there after a new start, and cannot be made twice or out of what is none.
    let again = world.reopened().await;
    assert_eq!(again.view("orders").unwrap().config["table"], "orders");
    let code = async |base: &str, id: &str| {
        world.registry.add_instance(base, id, None, object(json!({}))).await.unwrap_err().problem().code
    };
    assert_eq!(code("base", "orders").await, "SRC-027");
    assert_eq!(code("base", "No Id").await, "SRC-027");
    assert_eq!(code("orders", "more").await, "SRC-024");
    assert_eq!(code("system", "more").await, "SRC-024");
    assert_eq!(code("nothing", "more").await, "SRC-001");
    assert_eq!(world.registry.remove_instance("base").await.unwrap_err().problem().code, "SRC-025");

    world.registry.remove_instance("orders").await.unwrap();
    assert!(world.registry.view("orders").is_none());
    let kept = world.store.read(|c| prama_store::sources::checkpoint(c, "orders")).await.unwrap();
    assert_eq!(kept, None);
    // Made anew, it begins anew.
    world.registry.add_instance("base", "orders", Some("South".into()), object(json!({}))).await.unwrap();
    world.wait_for_events(3, "orders").await;
    assert_eq!(world.values("n")[2], json!(1));
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_share_the_trust_and_the_fate_of_their_base() {
    let world =
        World::running(&[("base/plugin.json", &manifest("base", "")), ("base/run.sh", "sleep 1000")]).await;
    world.registry.add_instance("base", "two", None, object(json!({}))).await.unwrap();
    world.wait_for_state("two", State::Running).await;
    world.registry.block("two").await.unwrap();
    assert_eq!((world.status("base").state, world.status("two").state), (State::Untrusted, State::Untrusted));
    world.trust("base").await;
    world.wait_for_state("two", State::Running).await;

    // A folder cannot take an instance's id, and with it its configuration.
    world.write("two/plugin.json", &manifest("two", ""));
    world.registry.rescan().await;
    assert!(world.registry.view("two").unwrap().spec.unwrap().instance_of.is_some());
    std::fs::remove_dir_all(world.sources.join("two")).unwrap();

    std::fs::remove_dir_all(world.sources.join("base")).unwrap();
    world.registry.rescan().await;
    let orphan = world.registry.view("two").unwrap();
    assert_eq!((orphan.status.state, orphan.errors[0].code.as_str()), (State::Invalid, "SRC-026"));
    world.registry.remove_instance("two").await.unwrap();
    assert!(world.registry.view("two").is_none());
    world.registry.shutdown().await;
}
