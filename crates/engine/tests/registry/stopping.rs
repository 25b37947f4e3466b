//! How sources end: in order when they listen, by force when they do not, never leaving anybody behind.

use crate::support::{World, is_alive, manifest};
use prama_engine::registry::status::State;

/// A script that tells its own number and that of a child it started.
const WITH_CHILD: &str = r#"
sleep 1000 &
printf '{"event_type": "row", "data": {"pids": "%s %s"}}\n' $$ $!
wait
"#;

/// The same, with a child that left the group: a session of its own, its parent gone.
const WITH_CHILD_THAT_LEFT: &str = r#"
left=$(sh -c 'setsid sleep 1000 >/dev/null 2>&1 & echo $!')
printf '{"event_type": "row", "data": {"pids": "%s %s"}}\n' $$ $left
sleep 1000
"#;

async fn pids(world: &World, id: &str) -> Vec<String> {
    world.wait_for_events(1, id).await;
    world.values("pids")[0].as_str().unwrap().split(' ').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_source_takes_its_children_with_it() {
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", WITH_CHILD)]).await;
    let pids = pids(&world, "sh").await;
    assert!(pids.iter().all(|p| is_alive(p)));
    world.registry.stop("sh").await.unwrap();
    assert!(!pids.iter().any(|p| is_alive(p)), "{pids:?} are still there");
    assert_eq!(world.status("sh").state, State::Off);
}

#[tokio::test(flavor = "multi_thread")]
async fn children_of_a_crashed_source_go_too() {
    let script = WITH_CHILD.replace("wait\n", "exit 1\n");
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", &script)]).await;
    let pids = pids(&world, "sh").await;
    world.wait_for_state("sh", State::BackingOff).await;
    assert!(!pids.iter().any(|p| is_alive(p)), "{pids:?} are still there");
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_that_left_the_group_goes_too() {
    let crashing = WITH_CHILD_THAT_LEFT.replace("\nsleep 1000\n", "\nexit 1\n");
    for (script, stopped) in [(WITH_CHILD_THAT_LEFT, true), (crashing.as_str(), false)] {
        let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
        let pids = pids(&world, "sh").await;
        if stopped {
            assert!(pids.iter().all(|p| is_alive(p)));
            world.registry.stop("sh").await.unwrap();
        } else {
            world.wait_for_state("sh", State::BackingOff).await;
        }
        assert!(!pids.iter().any(|p| is_alive(p)), "{pids:?} are still there");
        world.registry.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_ignores_the_signal_is_killed() {
    let script = format!("trap '' TERM\n{}", WITH_CHILD.replace("wait\n", "while true; do sleep 1; done\n"));
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", &script)]).await;
    let pids = pids(&world, "sh").await;
    world.registry.shutdown().await;
    assert!(!pids.iter().any(|p| is_alive(p)), "{pids:?} are still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_python_source_is_asked_before_it_is_stopped() {
    let script = r#"
class EventSource:
    async def start(self):
        print("working")

    async def stop(self):
        print("put away")
"#;
    let world = World::running(&[("py/plugin.json", &manifest("py", "")), ("py/source.py", script)]).await;
    world.wait_for_log("py", "info working").await;
    world.registry.stop("py").await.unwrap();
    assert!(world.log("py").contains("info put away"), "{}", world.log("py"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_floods_and_never_reads_can_still_be_stopped() {
    let script = r#"while true; do echo '{"jsonrpc": "2.0", "id": 1, "method": "event", "params": {"event_type": "tick"}}'; done"#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    // Its unread answers fill the pipe; from then on it waits, not we.
    world.wait_for_events(500, "sh").await;
    world.registry.stop("sh").await.unwrap();
    assert_eq!(world.status("sh").state, State::Off);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_of_the_app_left_behind_is_ended_at_the_next_start() {
    let script = WITH_CHILD_THAT_LEFT;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    let left = pids(&world, "sh").await;
    // Another registry on the same store is what the next start is: it knows the programs only from the record.
    let next = world.reopened().await;
    next.run(world.sink.clone()).await;
    world.wait_for_log("sh", "killed by signal 9").await;
    assert!(!left.iter().any(|p| is_alive(p)), "{left:?} are still there");
    next.shutdown().await;
    world.registry.shutdown().await;
    assert_eq!(world.store.read(prama_store::sources::children).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_one_that_takes_its_time_to_end() {
    const DEAF_TO_TERM: &str = "trap '' TERM\nprintf '{\"event_type\": \"row\", \"data\": {\"pids\": \"%s\"}}\\n' $$\nwhile :; do sleep 1000; done\n";
    let world = World::running(&[
        ("slow/plugin.json", &manifest("slow", "")),
        ("slow/run.sh", DEAF_TO_TERM),
        ("other/plugin.json", &manifest("other", "")),
        ("other/run.sh", WITH_CHILD),
    ])
    .await;
    world.wait_for_events(1, "slow").await;
    world.wait_for_events(2, "other").await;
    let registry = world.registry.clone();
    let stopping = tokio::spawn(async move { registry.stop("slow").await });
    let leaving = async || world.registry.view("slow").unwrap().enabled == Some(false);
    while !leaving().await {
        tokio::task::yield_now().await;
    }
    world.registry.stop("other").await.unwrap();
    assert!(!stopping.is_finished(), "it is killed after five seconds");
    // Asked to start meanwhile, it begins when the one before is gone.
    world.registry.start("slow").await.unwrap();
    stopping.await.unwrap().unwrap();
    world.wait_for_events(3, "its second life").await;
    world.wait_for_state("slow", State::Running).await;
    world.registry.shutdown().await;
}
