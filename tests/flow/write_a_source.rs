//! docs/write-a-source.md, followed to the letter in each language.

use prama_tests::{eventually, prama, runtime, start};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "../docs/write-a-source.md";

/// The commands of the page, block by block: what stands between fences that name no language.
fn blocks(page: &str) -> Vec<&str> {
    let mut fences = page.split("\n```");
    fences.next();
    let inside = fences.step_by(2);
    inside.filter_map(|block| block.strip_prefix('\n')).collect()
}

/// The row of the table that begins with `first`: its command.
fn own_test<'a>(page: &'a str, first: &str) -> &'a str {
    let row =
        page.lines().find(|line| line.starts_with(&format!("| {first} | `"))).expect("a row of the table");
    row.split('`').nth(1).expect("a command")
}

/// Runs commands as a person would type them, with `prama` on the path and a home folder of their own.
fn typed(home: &Path, folder: &Path, commands: &str) -> String {
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", prama().parent().unwrap().display());
    let mut bash = Command::new("bash");
    bash.args(["-e", "-c", commands]).current_dir(folder).env("HOME", home).env("PATH", path);
    let done = bash.env_remove("XDG_DATA_HOME").env_remove("PRAMA_DATA").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{commands}: {}{}", text(&done.stdout), text(&done.stderr));
    text(&done.stdout)
}

fn follow(language: &str, first: &str) {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).unwrap();
    let steps = blocks(&page);
    let [make, change, check, trust, events, apply] = steps.as_slice() else {
        panic!("the page has {} blocks of commands; this test follows six: {steps:#?}", steps.len())
    };
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join(".local/share/prama");
    std::fs::create_dir_all(&data).unwrap();
    runtime().block_on(async {
        let server = start(&data, &[]).await;
        let line = make.lines().find(|line| line.ends_with(language)).expect("a line for the language");
        let made = typed(home.path(), home.path(), line);
        let folder = data.join("event-sources/file-count");
        assert!(made.contains(&folder.display().to_string()), "{made}");
        assert_eq!(
            change.replace('~', &home.path().display().to_string()),
            format!("cd {}", folder.display())
        );
        typed(home.path(), &folder, own_test(&page, first));
        let checked = typed(home.path(), &folder, check);
        assert!(checked.ends_with("Events seen: count_changed 1\nfile-count is fine.\n"), "{checked}");
        if typed(home.path(), &folder, "prama sources --help").contains("  trust ") {
            typed(home.path(), &folder, trust);
        }
        eventually("the first event, which no trigger listens to", async || {
            let listed = typed(home.path(), &folder, events);
            (listed.contains("count_changed") && listed.contains("no_listener")).then_some(())
        })
        .await;
        typed(home.path(), &folder, apply);
        let done = eventually("a run that told the count", async || {
            let runs = server.client.get("/api/runs").await;
            let run = runs["items"].as_array()?.iter().find(|run| run["status"] == "succeeded")?.clone();
            Some(run)
        })
        .await;
        assert_eq!(done["workflow_id"], Value::from("tell-count"), "{done:#}");
    });
}

#[test]
fn in_python() {
    follow("python", "Python");
}

#[test]
fn in_node() {
    follow("node", "Node");
}

#[test]
fn in_bash() {
    follow("bash", "Bash");
}
