//! Sources with a program: what they say, what they are told, how they crash.

use crate::support::{World, manifest};
use prama_engine::etag::Seen;
use prama_engine::registry::View;
use prama_engine::registry::status::State;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn bare_lines_of_a_shell_script_are_events() {
    let script = r#"
echo '{"event_type": "tick", "data": {"n": 1}}'
echo 'just talking'
echo '{"event_type": "tick", "data": {"n": 2}, "key": "k"}'
echo '{"event_type": "wrong", "data": {}}'
echo '{"event_type": '
head -c 300000 /dev/zero | tr '\0' x; echo
printf '\xff\xfe\n'
echo 'to the log' >&2
printf '{"event_type": "tick", "data": {"n": 3}}'
"#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_events(4, "sh").await;
    world.wait_for_state("sh", State::Off).await;
    assert_eq!(world.values("n"), [json!(1), json!(2), json!(3)]);
    assert_eq!(world.sink.events.lock().unwrap()[1].key.as_deref(), Some("k"));
    assert_eq!(world.status("sh").detail.as_deref(), Some("Ended by itself."));
    let log = world.log("sh");
    for text in [
        "info just talking",
        "warn wrong was set aside: Not declared. It was set aside. [EVT-002]",
        "This line begins like JSON but is not",
        "A line was left out: max line length exceeded",
        "info to the log",
    ] {
        assert!(log.contains(text), "{text} is not in:\n{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_python_source_gets_its_configuration_and_checkpoint() {
    let schema = r#""configSchema": {"type": "object", "properties": {
        "table": {"type": "string", "default": "orders"}, "limit": {"type": "integer"}}},"#;
    let script = r#"
import asyncio
from prama import config, emit_event, load_checkpoint

async def main():
    first = (load_checkpoint() or 0) + 1
    for n in range(first, first + 3):
        await emit_event("row", "py", {"n": n, "table": config()["table"], "limit": config().get("limit")}, checkpoint=n)
    print("done with", n)
    await asyncio.sleep(3600)
"#;
    let world = World::running(&[("py/plugin.json", &manifest("py", schema)), ("py/rows.py", script)]).await;
    world.wait_for_events(3, "py").await;
    world.wait_for_log("py", "info done with 3").await;
    assert_eq!(world.values("n"), [json!(1), json!(2), json!(3)]);
    assert_eq!(world.values("table"), vec![json!("orders"); 3]);

    let wrong = json!({"limit": "many"}).as_object().unwrap().clone();
    let problem = world.registry.configure("py", wrong, Seen::anything()).await.unwrap_err().problem();
    assert_eq!((problem.code.as_str(), problem.errors[0].pointer.as_str()), ("SRC-002", "/limit"));
    assert_eq!(world.sink.events.lock().unwrap().len(), 3, "a refused configuration restarts nothing");

    let right = json!({"table": "bills", "limit": 7}).as_object().unwrap().clone();
    world.registry.configure("py", right, Seen::anything()).await.unwrap();
    world.wait_for_events(6, "py").await;
    assert_eq!(world.values("n")[3..], [json!(4), json!(5), json!(6)]);
    assert_eq!(world.values("limit")[5], json!(7));
    assert_eq!(world.status("py").restarts, 0);
    world.registry.shutdown().await;
    let kept = world.store.read(|conn| prama_store::sources::checkpoint(conn, "py")).await.unwrap();
    assert_eq!(kept, Some(json!(6)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_event_crashes_a_careless_python_source_with_its_traceback() {
    let script =
        "from prama import emit_event\n\nasync def start_it():\n    await emit_event('wrong', 'py', {})\n";
    let world = World::running(&[("py/plugin.json", &manifest("py", "")), ("py/it.py", script)]).await;
    world.wait_for_state("py", State::BackingOff).await;
    let log = world.log("py");
    assert!(log.contains("it.py\", line 4, in start_it"), "{log}");
    let status = world.status("py");
    let detail = status.detail.unwrap();
    assert!(detail.starts_with("Test py crashed (exit code 1)."), "{detail}");
    assert!(detail.ends_with("EventRejected: Not declared. It was set aside. [EVT-002]"), "{detail}");
    assert!(status.next_restart_ms.is_some() && status.pid.is_none() && status.restarts == 1);
    world.registry.shutdown().await;
    assert_eq!(world.status("py").state, State::Off);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crashing_source_is_started_again() {
    let script = r#"
echo '{"event_type": "tick", "data": {"n": 1}}'
sleep 0.1
echo "out of paper" >&2
exit 3
"#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_events(2, "sh").await;
    world.wait_for_log("sh", "error Test sh crashed (exit code 3). out of paper").await;
    assert!(world.status("sh").restarts >= 1);
    // A person's restart does not wait for the pause.
    world.registry.restart("sh").await.unwrap();
    world.wait_for_events(3, "sh").await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_started_says_so_and_is_not_tried_again() {
    let world = World::running(&[
        ("gone/plugin.json", &manifest("gone", r#""entry": {"command": ["prama-no-such-program"]},"#)),
        ("closed/plugin.json", &manifest("closed", r#""entry": "watch","#)),
        ("closed/watch", "#!/bin/sh\nexit 0\n"),
        ("bang/plugin.json", &manifest("bang", r#""entry": "watch","#)),
        ("bang/watch", "#!/no/such/interpreter\n"),
    ])
    .await;
    world.chmod("bang/watch", 0o755);
    world.trust("bang").await;
    for (id, text) in [
        ("gone", "Test gone needs \"prama-no-such-program\", which is not installed."),
        (
            "closed",
            "Test closed can't start: \"watch\" may not be executed. Make it executable: chmod +x watch",
        ),
    ] {
        world.wait_for_state(id, State::CrashLoop).await;
        let detail = world.status(id).detail.unwrap();
        assert!(detail.starts_with(text), "{detail}");
        assert_eq!(world.status(id).restarts, 0);
    }
    world.wait_for_state("bang", State::CrashLoop).await;
    assert!(world.status("bang").detail.unwrap().contains("the interpreter in its first line is missing"));
    // Mended: a person says yes to the version that may be executed.
    world.chmod("closed/watch", 0o755);
    world.trust("closed").await;
    world.wait_for_log("closed", "info Ended by itself.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_is_cleared() {
    let script = r#"printf '{"event_type": "row", "data": {"names": "%s"}}\n' "$(env | cut -d= -f1 | sort | tr '\n' ' ')""#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_events(1, "sh").await;
    let names = world.values("names").remove(0);
    let allowed = [
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "TMPDIR",
        "USER",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "PRAMA_SOURCE_ID",
        "PRAMA_PROTOCOL",
        "PRAMA_CONFIG",
        "PRAMA_DATA",
        "PRAMA_STARTED_BY",
        "PWD",
        "SHLVL",
        "_",
        "OLDPWD",
    ];
    for name in names.as_str().unwrap().split_whitespace() {
        assert!(allowed.contains(&name), "{name} was inherited");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_source_from_its_work_stands_beside_its_state() {
    let script = r#"
echo '{"method": "status", "params": {"detail": "The server is away."}}'
until [ -e mended ]; do sleep 0.05; done
echo '{"method": "status", "params": {"detail": null}}'
exec sleep 3600
"#;
    let world = World::running(&[("st/plugin.json", &manifest("st", "")), ("st/run.sh", script)]).await;
    let shows = |wanted: Option<&'static str>| {
        move |view: &View| view.status.state == State::Running && view.status.detail.as_deref() == wanted
    };
    world.wait_for_view("the trouble", "st", shows(Some("The server is away."))).await;
    world.write("st/mended", "");
    world.wait_for_view("no trouble", "st", shows(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_never_gets_ahead_of_an_event_that_is_not_stored() {
    let script = r#"
echo '{"event_type": "held", "data": {"n": 1}, "checkpoint": 1}'
echo '{"event_type": "tick", "data": {"n": 2}, "checkpoint": 2}'
echo '{"jsonrpc": "2.0", "method": "checkpoint", "params": {"value": 3}}'
echo '{"event_type": "tick", "data": {"n": 4}}'
sleep 1000
"#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_events(2, "sh").await;
    let kept = async || world.store.read(|conn| prama_store::sources::checkpoint(conn, "sh")).await.unwrap();
    assert_eq!(kept().await, None, "the first event is still on its way");
    world.sink.release.add_permits(1);
    world.wait_for_events(3, "sh").await;
    world.wait_for_checkpoint("sh", json!(3)).await;
    world.registry.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_writes_while_it_is_stopped_is_stored() {
    let script = r#"
trap 'for n in 2 3 4; do echo "{\"event_type\": \"tick\", \"data\": {\"n\": $n}}"; done; exit 0' TERM
echo '{"event_type": "tick", "data": {"n": 1}}'
while true; do sleep 0.05; done
"#;
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_events(1, "sh").await;
    world.registry.stop("sh").await.unwrap();
    assert_eq!(world.values("n"), [1, 2, 3, 4].map(|n| json!(n)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_closes_its_output_and_goes_on_is_ended_with_the_reason() {
    let script = "exec >&-\nsleep 1000\n";
    let world = World::running(&[("sh/plugin.json", &manifest("sh", "")), ("sh/run.sh", script)]).await;
    world.wait_for_log("sh", "Test sh closed its output and went on without it, so it was ended.").await;
    world.registry.shutdown().await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn one_that_floods_or_crashed_lets_the_others_first() {
    let world = World::running(&[
        ("quiet/plugin.json", &manifest("quiet", "")),
        ("quiet/run.sh", "echo '{\"event_type\": \"tick\", \"data\": {\"n\": 1}}'\nsleep 1000\n"),
        ("flood/plugin.json", &manifest("flood", "")),
        ("flood/run.sh", "exec yes 'just talking'\n"),
        ("crash/plugin.json", &manifest("crash", "")),
        (
            "crash/run.sh",
            "seen=$PRAMA_DATA/crashed\n[ -e \"$seen\" ] && exec sleep 1000\ntouch \"$seen\"\nexit 3\n",
        ),
    ])
    .await;
    // Niceness and policy, the 19th and the 41st field of the process's line; the name before them may hold spaces.
    let of_process = |pid: u32| -> Option<(i32, i32)> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        Some((fields.get(16)?.parse().ok()?, fields.get(38)?.parse().ok()?))
    };
    const IDLE: i32 = 5;
    let standing = |id: &str| of_process(world.status(id).pid?);
    let own = of_process(std::process::id());
    for id in ["flood", "crash"] {
        world.until(&format!("{id} lets others first"), || standing(id) == Some((10, IDLE)), id).await;
    }
    world.wait_for_state("quiet", State::Running).await;
    assert_eq!(standing("quiet"), own, "{:?}", world.status("quiet"));
    world.registry.shutdown().await;
}
