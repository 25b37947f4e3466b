//! Names that are hard to carry: what reaches a step's program is the name on the disk, byte for byte.

use super::World;
use prama_tests::{eventually, runtime};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

fn odd_names() -> Vec<Vec<u8>> {
    vec![
        b"not \xff\xfe text.txt".to_vec(),
        b"\xc3\x28 twice \x80.txt".to_vec(),
        b"two\nlines.txt".to_vec(),
        b"tab\there \x01 bell\x07.txt".to_vec(),
        "invoice\u{202e}fdp.txt".as_bytes().to_vec(),
        b"--help".to_vec(),
        b"-rf .txt".to_vec(),
        b"$(touch pwned) `id` ${{ event.id }} ' \" \\ *.txt".to_vec(),
        "e\u{301} not \u{e9}.txt".as_bytes().to_vec(),
        [vec![b'x'; 251], b".txt".to_vec()].concat(),
    ]
}

#[test]
fn a_name_reaches_the_program_byte_for_byte() {
    runtime().block_on(async {
        let world = World::plain().await;
        let (folder, out) = (b"in \xf0\x28".as_slice(), world.path("out"));
        std::fs::create_dir(&out).unwrap();
        let watched = world.path("watched");
        std::fs::create_dir_all(watched.join(OsStr::from_bytes(folder))).unwrap();
        // Writes its arguments, each ended by a zero, to a file of its own.
        let script = world.path("argv.sh");
        std::fs::write(&script, "#!/bin/sh\nout=$1; shift\nprintf '%s\\0' \"$@\" >\"$out/$PRAMA_RUN_ID\"\n").unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        let argv = json!([&script, &out, "${{ event.data.file_path }}", "in=${{ event.data.filename }}", "${{ event.data.source_folder }}"]);
        let steps = json!([
            {"id": "a", "type": "command.run", "with": {"argv": argv}},
            {"id": "b", "type": "file.copy", "with": {"from": "${{ event.data.file_path }}", "to": world.path("copied-${{ run.id }}")}}
        ]);
        let steps: Value = serde_json::from_str(&steps.to_string()).unwrap();
        world.server.client.post("/api/workflows", json!({"id": "argv", "name": "Argv", "steps": steps})).await;
        let trigger = json!({"id": "t", "name": "T", "source": super::MONITOR, "event_type": "file_added",
            "workflow_id": "argv", "conditions": {"all": []}, "active": true});
        world.server.client.post("/api/triggers", trigger).await;
        world.watch(json!([{"path": "watched", "recursive": true}])).await;
        world.until_state("watched", "watching").await;
        let mut expected = BTreeSet::new();
        for name in odd_names() {
            let path = watched.join(OsStr::from_bytes(folder)).join(OsStr::from_bytes(&name));
            std::fs::write(&path, &name).unwrap();
            let arguments = [
                path.as_os_str().as_bytes(),
                &[b"in=", name.as_slice()].concat(),
                watched.as_os_str().as_bytes(),
            ];
            expected.insert(arguments.iter().flat_map(|a| [*a, b"\0"].concat()).collect::<Vec<u8>>());
        }
        eventually("every run ended", async || {
            let runs = world.server.client.get("/api/runs?limit=500").await;
            let ended = |r: &&Value| ["succeeded", "failed"].contains(&r["status"].as_str().unwrap());
            let runs = runs["items"].as_array()?.clone();
            let failed = runs.iter().find(|r| r["status"] == "failed");
            assert!(failed.is_none(), "{failed:?}");
            (runs.iter().filter(ended).count() == expected.len()).then_some(())
        })
        .await;
        let read = |dir: &std::path::Path, start: &str| -> BTreeSet<Vec<u8>> {
            let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap());
            let named = entries.filter(|e| e.file_name().to_string_lossy().starts_with(start));
            named.map(|e| std::fs::read(e.path()).unwrap()).collect()
        };
        let shown = |set: &BTreeSet<Vec<u8>>| set.iter().map(|a| a.escape_ascii().to_string()).collect::<Vec<_>>();
        assert_eq!(shown(&read(&out, "")), shown(&expected));
        // Each copy has the content of the file that was meant: its own name.
        assert_eq!(shown(&read(world.dir.path(), "copied-")), shown(&odd_names().into_iter().collect()));
        assert!(!world.path("pwned").exists());
    });
}
