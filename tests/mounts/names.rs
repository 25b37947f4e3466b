//! Names that are hard to carry: what reaches a step's program is the name on the disk, byte for byte.

use super::World;
use prama_testkit::pdf;
use prama_tests::{eventually, runtime};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

fn odd_names() -> Vec<Vec<u8>> {
    vec![
        b"not \xff\xfe text.pdf".to_vec(),
        b"\xc3\x28 twice \x80.pdf".to_vec(),
        b"two\nlines.pdf".to_vec(),
        b"tab\there \x01 bell\x07.pdf".to_vec(),
        "invoice\u{202e}fdp.pdf".as_bytes().to_vec(),
        b"--help".to_vec(),
        b"-rf .pdf".to_vec(),
        b"$(touch pwned) `id` ${{ event.id }} ' \" \\ *.pdf".to_vec(),
        "e\u{301} not \u{e9}.pdf".as_bytes().to_vec(),
        // A step adds an ending.
        [vec![b'x'; 247], b".pdf".to_vec()].concat(),
    ]
}

/// What the file of this name says.
fn says(name: &[u8]) -> String {
    let number = odd_names().iter().position(|n| n == name).unwrap();
    format!("This is file number {number}.")
}

#[test]
fn a_name_reaches_programs_and_every_step_byte_for_byte() {
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
            {"id": "b", "type": "file.copy", "with": {"from": "${{ event.data.file_path }}", "to": world.path("copied-${{ run.id }}")}},
            {"id": "c", "type": "pdf.text", "with": {"file": "${{ event.data.file_path }}"}},
            {"id": "d", "type": "file.write", "with": {"path": world.path("written/${{ event.data.filename }}.txt"), "text": "${{ steps.c.text }}", "create_folder": true}},
            {"id": "e", "type": "pdf.info", "with": {"file": "${{ event.data.file_path }}"}},
            {"id": "f", "type": "file.copy", "with": {"from": "${{ event.data.file_path }}", "to_folder": world.path("kept"), "create_folder": true}},
            {"id": "g", "type": "file.move", "with": {"from": "${{ steps.f.path }}", "to": world.path("moved/${{ event.data.filename }}"), "create_folder": true}}
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
            std::fs::write(&path, pdf::with_text(&says(&name))).unwrap();
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
        // Each copy has the content of the file that was meant.
        let contents: BTreeSet<_> = odd_names().iter().map(|name| pdf::with_text(&says(name))).collect();
        assert!(read(world.dir.path(), "copied-") == contents);
        let named = |dir: &str| -> BTreeMap<Vec<u8>, Vec<u8>> {
            let entries = std::fs::read_dir(world.path(dir)).unwrap().map(|e| e.unwrap());
            entries.map(|e| (e.file_name().as_bytes().to_vec(), std::fs::read(e.path()).unwrap())).collect()
        };
        let written = named("written").into_iter().map(|(name, text)| {
            (name.escape_ascii().to_string(), String::from_utf8(text).unwrap().trim().to_owned())
        });
        let texts = odd_names().into_iter().map(|name| {
            ([&name, b".txt".as_slice()].concat().escape_ascii().to_string(), says(&name))
        });
        assert_eq!(written.collect::<BTreeMap<_, _>>(), texts.collect());
        let moved = odd_names().into_iter().map(|name| (name.clone(), pdf::with_text(&says(&name))));
        assert!(named("moved") == moved.collect());
        assert!(named("kept").is_empty());
        assert!(!world.path("pwned").exists());
    });
}
