//! What a scan finds: good, broken, twice, older, inactive; and what a rescan changes.

use crate::support::{World, manifest};
use prama_engine::registry::status::State;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_ships_is_registered() {
    let world = World::new(&[]).await;
    let snapshot = world.registry.snapshot();
    let ids: Vec<&str> = snapshot.ids().collect();
    for id in ["api-webhook", "my-timer", "system", "web-client-upload"] {
        assert!(ids.contains(&id), "{id} is missing: {ids:?}");
    }
    assert_eq!(snapshot.broken().count(), 0, "{:?}", snapshot.broken().collect::<Vec<_>>());
    assert_eq!(world.status("system").state, State::Builtin);
    assert_eq!(world.status("my-timer").state, State::Off);
    let timer = snapshot.source("my-timer").unwrap();
    assert!(timer.shipped && timer.errors.is_empty() && timer.warnings.is_empty());
    let fired = timer.types["timer_fired"].validator.as_ref().unwrap();
    assert!(fired.is_valid(&json!({"fired_at": "2025-11-19T10:30:00.123456", "timer_id": "default"})));
    assert!(!fired.is_valid(&json!({"fired_at": "soon"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_ones_are_listed_with_their_errors() {
    let world = World::new(&[
        ("good/plugin.json", &manifest("good", "")),
        ("comma/plugin.json", "{\n  \"id\": \"comma\"\n  \"name\": \"x\"\n}"),
        ("binary/plugin.json", "\u{0}\u{1}"),
        ("empty/README.md", "no manifest here"),
        ("several/plugin.json", &manifest("several", "")),
        ("several/a.py", ""),
        ("several/b.sh", ""),
        ("several/test_a.py", ""),
        ("nowhere/plugin.json", &manifest("nowhere", "\"entry\": \"main.py\",")),
    ])
    .await;
    let first = |id: &str| world.registry.view(id).unwrap().errors.remove(0);
    assert_eq!((first("comma").code.as_str(), first("comma").line), ("PLG-001", 2));
    assert_eq!(first("comma").file, "event-sources/comma/plugin.json");
    assert_eq!(first("binary").code, "PLG-001");
    let several = first("several");
    assert_eq!(several.code, "PLG-008");
    assert_eq!(several.message, "Several scripts could be started: \"a.py\", \"b.sh\"");
    assert_eq!((first("nowhere").code.as_str(), first("nowhere").pointer.as_str()), ("PLG-008", "/entry"));
    assert_eq!(world.status("comma").state, State::Invalid);
    assert!(world.registry.view("empty").is_none());
    assert!(world.registry.snapshot().source("good").is_some());
    assert!(world.registry.start("comma").await.is_err_and(|e| e.problem().code == "SRC-003"));
    let unknown = world.registry.start("Good").await.unwrap_err().problem();
    assert_eq!((unknown.code.as_str(), unknown.suggestion.as_deref()), ("SRC-001", Some("good")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_with_one_id_the_folder_of_that_name_is_used() {
    let world = World::new(&[
        ("backup/plugin.json", &manifest("twice", "")),
        ("twice/plugin.json", &manifest("twice", "")),
        ("system/plugin.json", &manifest("system", "")),
        ("my-timer/plugin.json", &manifest("my-timer", "")),
    ])
    .await;
    let snapshot = world.registry.snapshot();
    assert!(snapshot.source("twice").unwrap().dir.ends_with("twice"));
    let copy = world.registry.view("backup").unwrap();
    assert_eq!(copy.errors[0].code, "PLG-004");
    assert_eq!(
        copy.errors[0].message,
        "Two plugins use the id \"twice\". Using the one in \"event-sources/twice\"; the copy in \"event-sources/backup\" is ignored"
    );
    // A person's copy takes the place of what ships, but not of what is part of the engine.
    assert!(!snapshot.source("my-timer").unwrap().shipped);
    assert!(snapshot.source("system").unwrap().shipped);
    let refused = snapshot.broken().find(|b| b.id.as_deref() == Some("system")).unwrap();
    assert_eq!(refused.errors[0].code, "PLG-004");
    assert_eq!(snapshot.broken().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_dialect_and_inactive_ones_are_registered() {
    let older = r#"{"type": "event-source", "name": "older", "display_name": "Older", "description": "d", "version": "0.1.0",
        "eventTypes": [{"id": "seen", "name": "Seen", "outputs": [{"name": "n", "type": "integer", "required": true}]}]}"#;
    let world = World::running(&[
        ("older/plugin.json", older),
        ("asleep/plugin.json", &manifest("asleep", "\"status\": \"inactive\",")),
        ("asleep/run.sh", "sleep 1000"),
    ])
    .await;
    let snapshot = world.registry.snapshot();
    let seen = &snapshot.source("older").unwrap().types["seen"];
    assert!(!seen.validator.as_ref().unwrap().is_valid(&json!({})));
    // No program: its events are sent from elsewhere.
    assert_eq!(world.status("older").state, State::Builtin);
    assert!(world.registry.restart("older").await.is_err_and(|e| e.problem().code == "SRC-005"));
    assert_eq!(world.status("asleep").state, State::Off);
    world.registry.start("asleep").await.unwrap();
    world.wait_for_state("asleep", State::Running).await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rescan_keeps_the_last_good_version_and_follows_changes() {
    let run = "while true; do sleep 1; done";
    let world = World::running(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", run)]).await;
    world.wait_for_state("a", State::Running).await;
    let pid = world.status("a").pid;

    world.write("a/plugin.json", "{ broken");
    world.write("b/plugin.json", &manifest("b", ""));
    world.registry.rescan().await;
    let view = world.registry.view("a").unwrap();
    assert_eq!(view.errors[0].code, "PLG-001");
    assert_eq!((view.status.state, view.status.pid), (State::Running, pid));
    assert!(view.spec.is_some() && world.registry.view("b").is_some());

    world.write("a/plugin.json", &manifest("a", "\"tags\": [\"new\"],"));
    world.trust("a").await;
    world.wait_for_state("a", State::Running).await;
    let view = world.registry.view("a").unwrap();
    assert!(view.errors.is_empty());
    assert_eq!(view.spec.unwrap().manifest.tags, ["new"]);
    assert_ne!(world.status("a").pid, pid, "the changed version runs in a new process");

    std::fs::remove_dir_all(world.sources.join("a")).unwrap();
    world.registry.rescan().await;
    assert!(world.registry.view("a").is_none());
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shipped_program_runs_only_while_it_is_listened_to() {
    let world = World::running(&[]).await;
    assert_eq!(world.status("my-timer").state, State::Off);
    world.registry.listening(["my-timer".to_owned()].into()).await;
    world.wait_for_state("my-timer", State::Running).await;
    world.registry.listening([].into()).await;
    assert_eq!(world.status("my-timer").state, State::Off);
    // What a person says counts more, and is remembered.
    world.registry.start("my-timer").await.unwrap();
    world.registry.listening([].into()).await;
    assert_ne!(world.status("my-timer").state, State::Off);
    world.registry.stop("my-timer").await.unwrap();
    world.registry.listening(["my-timer".to_owned()].into()).await;
    assert_eq!(world.status("my-timer").state, State::Off);
    let kept = world.store.read(prama_store::sources::all).await.unwrap();
    assert_eq!(kept[0].1.enabled, Some(false));
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_dropped_in_takes_effect_by_itself() {
    let world = World::running(&[]).await;
    world.write("new/plugin.json", &manifest("new", ""));
    world.write("new/run.sh", "while true; do sleep 1; done");
    world.wait_for_view("it asks", "new", |v| v.status.state == State::Untrusted).await;
    world.trust("new").await;
    world.wait_for_view("it runs", "new", |v| v.status.state == State::Running).await;

    world.write("new/plugin.json", "{");
    world.wait_for_view("it is broken", "new", |v| !v.errors.is_empty()).await;
    assert_eq!(world.status("new").state, State::Running, "the last good version goes on");

    std::fs::remove_dir_all(world.sources.join("new")).unwrap();
    world.write("new/plugin.json", &manifest("new", ""));
    world.wait_for_view("it is mended", "new", |v| v.errors.is_empty()).await;
    world.registry.shutdown().await;
}

/// A manifest with a few places changed: bytes replaced, removed, doubled. The same for the same number.
fn mutated(text: &str, n: u32) -> Vec<u8> {
    let mut state = u64::from(n) * 2 + 1;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=draw(4) {
        let at = draw(bytes.len());
        if bytes.is_empty() {
            break;
        }
        match draw(4) {
            0 => bytes[at] = b"{}[]\",:0x\\\n\xff\0"[draw(13)],
            1 => bytes.truncate(at.max(1)),
            2 => drop(bytes.drain(at..(at + draw(20)).min(bytes.len()))),
            _ => {
                let piece = bytes[at..(at + draw(60)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mutated_manifests_never_vanish_from_the_list() {
    let world = World::new(&[]).await;
    let folder = |n: u32| world.sources.join(format!("m-{n}"));
    let write = |n: u32, seed: u32| {
        let whole = manifest(&format!("m-{n}"), "\"tags\": [\"x\"], \"entry\": {\"command\": [\"true\"]},");
        std::fs::create_dir_all(folder(n)).unwrap();
        std::fs::write(folder(n).join("plugin.json"), mutated(&whole, seed)).unwrap();
    };
    let mut broken = 0;
    for round in 0..2 {
        (0..1000).for_each(|n| write(n, n + round * 1000));
        world.registry.rescan().await;
        let views = world.registry.views();
        let ids: std::collections::BTreeSet<_> = views.iter().map(|v| &v.id).collect();
        assert_eq!(ids.len(), views.len(), "each is listed under a name of its own");
        for n in 0..1000 {
            let listed: Vec<_> = views.iter().filter(|v| v.dir == folder(n)).collect();
            assert_eq!(listed.len(), 1, "m-{n} in round {round}");
            let view = listed[0];
            assert!(view.spec.is_some() || !view.errors.is_empty(), "m-{n}: neither loaded nor explained");
            broken += usize::from(!view.errors.is_empty());
        }
    }
    assert!((500..2000).contains(&broken), "{broken} of 2000 are broken");
}
