//! Nothing runs before a person said yes to its content; what was trusted is what is started.

use crate::support::{World, manifest};
use prama_engine::registry::status::State;
use prama_engine::registry::trust::{DiffKind, FileChange, Trust, TrustState};
use std::time::Duration;

const LOOP: &str = "while true; do sleep 1; done";

fn trust(world: &World, id: &str) -> Trust {
    world.registry.view(id).unwrap().trust.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_source_runs_only_after_a_yes_to_its_hash() {
    let declared = r#""permissions": {"folders": ["~/Scans"], "network": ["mail.example.com"]},"#;
    let files = [("a/plugin.json", manifest("a", declared)), ("a/run.sh", "touch ran; sleep 1000".into())];
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let world = World::new(&files).await;
    world.registry.run(world.sink.clone()).await;
    let asked = trust(&world, "a");
    assert_eq!((asked.state, world.status("a").state), (TrustState::New, State::Untrusted));
    assert_eq!(asked.command[0], "bash");
    assert!(asked.command[1].ends_with("a/run.sh"), "{:?}", asked.command);
    assert_eq!((asked.folders, asked.network), (vec!["~/Scans".into()], vec!["mail.example.com".into()]));
    let listed: Vec<&str> = asked.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(listed, ["plugin.json", "run.sh"]);
    for refused in [world.registry.start("a").await, world.registry.restart("a").await] {
        assert_eq!(refused.unwrap_err().problem().code, "SRC-020");
    }
    let wrong = world.registry.trust("a", "0123", false).await.unwrap_err().problem();
    assert_eq!(wrong.code, "SRC-021");
    assert!(!world.sources.join("a/ran").exists(), "it ran before the yes");

    world.registry.trust("a", &asked.hash, false).await.unwrap();
    world.wait_for_state("a", State::Running).await;
    assert_eq!(trust(&world, "a").state, TrustState::Trusted);
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ships_and_its_copies_are_trusted() {
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../event-sources/my-timer");
    let text = |name: &str| std::fs::read_to_string(shipped.join(name)).unwrap();
    let (manifest, script) = (text("plugin.json"), text("timer.py"));
    let world = World::new(&[("my-timer/plugin.json", &manifest), ("my-timer/timer.py", &script)]).await;
    assert_eq!(trust(&world, "my-timer").state, TrustState::Trusted);
    assert_eq!(trust(&world, "system").state, TrustState::Shipped);
    assert_eq!(world.registry.block("system").await.unwrap_err().problem().code, "SRC-023");
    world.write("my-timer/timer.py", &format!("{script}\n"));
    world.registry.rescan().await;
    assert_eq!(trust(&world, "my-timer").state, TrustState::New);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_script_goes_on_as_it_was_loaded_and_waits_for_a_yes_to_start_again() {
    let world =
        World::running(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", LOOP), ("a/old.txt", "old")])
            .await;
    world.wait_for_state("a", State::Running).await;
    let pid = world.status("a").pid;
    let approved = trust(&world, "a").hash;

    world.write("a/plugin.json", &manifest("a", "\"tags\": [\"mine\"],"));
    world.write("a/run.sh", "echo changed >&2; sleep 1000");
    world.write("a/new.txt", "");
    std::fs::remove_file(world.sources.join("a/old.txt")).unwrap();
    world.registry.rescan().await;
    let status = world.status("a");
    assert_eq!((status.state, status.pid), (State::Running, pid));
    assert!(status.detail.unwrap().contains("Its files changed"), "it says that a new start waits");
    let view = world.registry.view("a").unwrap();
    assert!(view.spec.unwrap().manifest.tags.is_empty(), "the version that runs is the one that counts");
    let changed = trust(&world, "a");
    assert_eq!(changed.state, TrustState::Changed);
    let of = |path: &str| changed.files.iter().find(|f| f.path == path).unwrap().change;
    assert_eq!(of("run.sh"), Some(FileChange::Modified));
    assert_eq!((of("new.txt"), of("old.txt")), (Some(FileChange::Added), Some(FileChange::Removed)));
    let diff = changed.manifest_diff.unwrap();
    assert!(diff.iter().any(|l| l.kind == DiffKind::Added && l.text.contains("mine")), "{diff:?}");
    assert_eq!(world.registry.restart("a").await.unwrap_err().problem().code, "SRC-020");
    assert_eq!(world.status("a").pid, pid, "a refused restart stops nothing");

    // Killed from outside: it is not started again from files that nobody trusted.
    let _ = std::process::Command::new("kill").args(["-9", &pid.unwrap().to_string()]).status();
    world.wait_for_state("a", State::Untrusted).await;
    assert!(!world.log("a").contains("info changed"), "{}", world.log("a"));

    // Put back as it was: the old yes counts again, without being asked.
    world.write("a/plugin.json", &manifest("a", ""));
    world.write("a/run.sh", LOOP);
    world.write("a/old.txt", "old");
    std::fs::remove_file(world.sources.join("a/new.txt")).unwrap();
    world.wait_for_view("it runs again", "a", |v| v.status.state == State::Running).await;
    assert_eq!(trust(&world, "a").hash, approved);

    world.write("a/run.sh", "echo changed >&2; sleep 1000");
    world.trust("a").await;
    world.wait_for_log("a", "info changed").await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_between_the_yes_and_the_start_is_not_started() {
    let world =
        World::running(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", "sleep 1; exit 3")]).await;
    world.wait_for_state("a", State::Running).await;
    // Nothing watches a folder further down, so that no scan sees this.
    world.write("a/lib/deep/more.sh", "echo more");
    world.wait_for_state("a", State::Untrusted).await;
    let detail = world.status("a").detail.unwrap();
    assert!(detail.starts_with("The files of Test a changed since you trusted them."), "{detail}");
    world.registry.rescan().await;
    assert_eq!(trust(&world, "a").state, TrustState::Changed);
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_may_let_edits_run_but_only_of_this_folder() {
    let world = World::new(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", LOOP)]).await;
    world.registry.run(world.sink.clone()).await;
    let hash = trust(&world, "a").hash;
    world.registry.trust("a", &hash, true).await.unwrap();
    world.wait_for_state("a", State::Running).await;
    world.write("a/run.sh", "echo edited >&2; sleep 1000");
    world.wait_for_log("a", "info edited").await;
    assert!(trust(&world, "a").follows_edits && trust(&world, "a").state == TrustState::Trusted);

    // The same id in another folder is not this folder.
    std::fs::rename(world.sources.join("a"), world.sources.join("elsewhere")).unwrap();
    world.registry.rescan().await;
    assert_eq!(trust(&world, "a").state, TrustState::Changed);
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_stops_it_at_once_and_is_remembered() {
    let world = World::running(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", LOOP)]).await;
    world.wait_for_state("a", State::Running).await;
    world.registry.block("a").await.unwrap();
    assert_eq!((trust(&world, "a").state, world.status("a").state), (TrustState::Blocked, State::Untrusted));
    assert_eq!(world.status("a").pid, None);
    world.write("a/run.sh", "sleep 999");
    let again = world.reopened().await;
    assert_eq!(again.view("a").unwrap().trust.unwrap().state, TrustState::Blocked);
    world.trust("a").await;
    world.wait_for_state("a", State::Running).await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_remembered_and_a_folder_that_cannot_be_checked_is_not_started() {
    let world = World::running(&[("a/plugin.json", &manifest("a", "")), ("a/run.sh", LOOP)]).await;
    let again = world.reopened().await;
    assert_eq!(again.view("a").unwrap().trust.unwrap().state, TrustState::Trusted);
    let _socket = std::os::unix::net::UnixListener::bind(world.sources.join("a/socket")).unwrap();
    world.registry.rescan().await;
    let shown = trust(&world, "a");
    assert_eq!((shown.state, shown.problem.unwrap().code.as_str()), (TrustState::Changed, "SRC-022"));
    assert_eq!(world.registry.trust("a", "", false).await.unwrap_err().problem().code, "SRC-022");
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_without_a_program_needs_no_trust_until_it_has_one() {
    let world = World::new(&[("a/plugin.json", &manifest("a", ""))]).await;
    world.registry.run(world.sink.clone()).await;
    assert_eq!((trust(&world, "a").state, world.status("a").state), (TrustState::Trusted, State::Builtin));
    world.write("a/run.sh", "touch ran");
    world.wait_for_view("it asks", "a", |v| v.status.state == State::Untrusted).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!world.sources.join("a/ran").exists());
    world.registry.shutdown().await;
}
