//! The sentences about events and triggers, word for word, from the real API and on the real command line. Moments and counts
//! are live; what they must read is worked out here by the same rule.

use prama_tests::{Server, eventually, runtime, start};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// A source as its author writes it: one type of its clock, one of its files.
const MANIFEST: &str = r#"{"type": "event-source", "id": "my-timer", "name": "My Timer", "description": "d", "version": "1.0.0", "eventTypes": [
  {"type": "timer_fired", "label": "Timer Fired", "description": "d", "schema": {"type": "object", "required": ["fired_at"],
    "properties": {"fired_at": {"type": "string", "format": "date-time"}, "timer_id": {"type": "string"}}}}]}"#;
const FILES: &str = r#"{"type": "event-source", "id": "pdfs", "name": "PDFs", "description": "d", "version": "1.0.0", "eventTypes": [
  {"type": "pdf_added", "label": "PDF added", "description": "d", "schema": {"type": "object",
    "properties": {"filename": {"type": "string"}, "file_path": {"type": "string"}, "file_hash": {"type": "string"},
      "file_size": {"type": "number"}}}}]}"#;

async fn with_sources(data: &Path) -> Server {
    for (id, manifest) in [("my-timer", MANIFEST), ("pdfs", FILES)] {
        let folder = data.join("event-sources").join(id);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("plugin.json"), manifest).unwrap();
    }
    start(data, &[]).await
}

fn event(source: &str, event_type: &str, data: Value) -> Value {
    json!({"source": source, "event_type": event_type, "data": data})
}

fn pdf(name: &str, content: u32) -> Value {
    let hash = format!("{content:064x}");
    let data =
        json!({"filename": name, "file_path": format!("/in/{name}"), "file_hash": hash, "file_size": 1});
    event("pdfs", "pdf_added", data)
}

/// Sends what is refused; its id with what was answered.
async fn refused(server: &Server, envelope: &Value) -> (String, Value) {
    let (status, answer) = server.client.send("POST", "/api/events/process", Some(envelope)).await.unwrap();
    assert_eq!(status, 422, "{answer}");
    (answer["event_id"].as_str().unwrap().to_owned(), answer)
}

async fn accepted(server: &Server, envelopes: Vec<Value>) -> Vec<String> {
    let mut ids = Vec::new();
    for some in envelopes.chunks(200) {
        let answer = server.client.post("/api/events/process", json!({"events": some})).await;
        let results = answer["results"].as_array().unwrap().clone();
        ids.extend(
            results.iter().map(|r| r["event_id"].as_str().unwrap_or_else(|| panic!("{r}")).to_owned()),
        );
    }
    ids
}

async fn trigger(server: &Server, id: &str, source: &str, event_type: &str, more: Value) -> Value {
    let mut body =
        json!({"id": id, "name": id, "source": source, "event_type": event_type, "workflow_id": "quick"});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    server.client.post("/api/triggers", body).await
}

/// What a command prints; each line of `said` must be among it.
fn prints(server: &Server, arguments: &[&str], said: &[&str]) -> String {
    let (_, out, err) = server.cli(arguments);
    let all = format!("{out}{err}");
    for words in said {
        assert!(all.contains(words), "{arguments:?} does not say: {words}\n{all}");
    }
    all
}

/// A moment as `date` writes it on this computer.
fn date(at: &str, format: &str) -> String {
    let out = Command::new("date").args(["-d", at, format]).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// "since 10:02", or with the day when that was another one.
fn since(at: &str) -> String {
    let today = date(at, "+%F") == date("now", "+%F");
    date(at, if today { "+since %H:%M" } else { "+since %-d %b at %H:%M" })
}

#[test]
fn an_event_that_is_set_aside_says_why_in_the_same_words_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = with_sources(&dir.path().join("data")).await;
        let mut ids = Vec::new();
        for n in 0..14 {
            let tick = json!({"fired_at": "2026-05-03T10:00:00Z", "timer_id": n.to_string()});
            ids.push(refused(&server, &event("my-Timer", "timer_fired", tick)).await.0);
        }
        let first = server.client.get(&format!("/api/events/{}", ids[0])).await;
        let set_aside = since(first["received_at"].as_str().unwrap());
        let sources = server.client.get("/api/event-sources").await;
        let mut known: Vec<&str> =
            sources["items"].as_array().unwrap().iter().filter_map(|s| s["id"].as_str()).collect();
        known.sort_unstable();
        let tick = |timer: &str| json!({"timer_id": timer});
        let rows = [
            (
                event("my-timer", "random_event", json!({})),
                "\"random_event\" isn't an event type of My Timer.".to_owned(),
                "The event was kept but can't start anything. My Timer declares: `timer_fired`.".to_owned(),
            ),
            (
                event("my-timer", "timer_fire", json!({})),
                "\"timer_fire\" isn't an event type of My Timer. Did you mean `timer_fired`?".to_owned(),
                "The event was kept but can't start anything. My Timer declares: `timer_fired`.".to_owned(),
            ),
            (
                event("my-Timer", "timer_fired", tick("15")),
                "No source has the id `my-Timer`. Did you mean `my-timer`?".to_owned(),
                format!("Ids must match exactly, including capitals. 15 events were set aside {set_aside}."),
            ),
            (
                event("billing", "timer_fired", json!({})),
                "No source has the id `billing`.".to_owned(),
                format!("Known ids: {}, {}, {} more.", known[0], known[1], known.len() - 2),
            ),
            (
                event("my-timer", "timer_fired", tick("123")),
                "Timer Fired needs `fired_at` (date and time), and this event has none.".to_owned(),
                "It has: `timer_id`. Nothing was run.".to_owned(),
            ),
            (
                event("pdfs", "pdf_added", json!({"file_size": "102400"})),
                "`file_size` should be a number; got the text \"102400\".".to_owned(),
                "PDF added declares other types in plugin.json. Nothing was run.".to_owned(),
            ),
        ];
        for (envelope, title, detail) in &rows {
            let (id, answer) = refused(&server, envelope).await;
            assert_eq!((&answer["title"], &answer["detail"]), (&json!(title), &json!(detail)));
            let kept = server.client.get(&format!("/api/events/{id}")).await;
            assert_eq!(
                (&kept["rejection"]["title"], &kept["rejection"]["detail"]),
                (&json!(title), &json!(detail))
            );
            prints(&server, &["events", "show", &id], &[title, detail]);
            prints(&server, &["events", "why", &id], &[title, detail]);
        }
        let data = rows[4].0["data"].to_string();
        prints(&server, &["emit", "my-timer", "timer_fired", "--data", &data], &[&rows[4].1, &rows[4].2]);

        // How each should have been sent.
        let call = async |envelope: &Value| {
            let (id, _) = refused(&server, envelope).await;
            server.client.get(&format!("/api/events/{id}")).await["corrected_call"].clone()
        };
        let mended = call(&rows[0].0).await;
        assert_eq!(
            (&mended["event_type"], mended["data"]["fired_at"].is_string()),
            (&json!("timer_fired"), true)
        );
        let mended = call(&rows[4].0).await;
        assert_eq!(mended["data"]["timer_id"], "123", "{mended}");
        server.client.post("/api/events/process", mended).await;
        assert_eq!(call(&rows[5].0).await["data"], json!({"file_size": 102_400}));
        let (id, _) = refused(&server, &rows[0].0).await;
        let declared = &server.client.get(&format!("/api/events/{id}")).await["declaration"];
        assert_eq!((&declared["type"], &declared["label"]), (&json!("random_event"), &json!("Random event")));
    });
}

#[test]
fn a_trigger_whose_events_come_under_another_id_says_so_until_they_are_sent_to_the_right_one() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = with_sources(&dir.path().join("data")).await;
        server.client.post("/api/workflows", quick()).await;
        trigger(&server, "waits", "my-timer", "timer_fired", json!({})).await;
        for n in 0..14 {
            let tick = json!({"fired_at": "2026-05-03T10:00:00Z", "timer_id": n.to_string()});
            refused(&server, &event("my-Timer", "timer_fired", tick)).await;
        }
        let (title, detail) = (
            "Waiting for `timer_fired` from `my-timer`.",
            "14 events came from `my-Timer` instead, which counts as a different source.",
        );
        let shown = server.client.get("/api/triggers/waits").await;
        let problem = &shown["problems"][0];
        assert_eq!((&problem["title"], &problem["detail"]), (&json!(title), &json!(detail)), "{shown}");
        let why = server.client.get("/api/triggers/waits/why").await;
        assert!(
            why["links"].as_array().unwrap().iter().any(|l| l["text"] == format!("{title} {detail}")),
            "{why}"
        );
        prints(&server, &["triggers", "show", "waits"], &[title, detail]);
        prints(
            &server,
            &["triggers", "why", "waits"],
            &[&format!("✖ Has such an event come in? {title} {detail}")],
        );

        prints(&server, &["events", "send-as", "my-Timer", "my-timer"], &["14 sent again as `my-timer`."]);
        let again = server
            .client
            .post("/api/events/set-aside/resend", json!({"source": "my-Timer", "as": "my-timer"}))
            .await;
        assert_eq!(again, json!({"accepted": 0, "refused": 0, "left": 0}), "none is sent twice");
        let runs = server.client.get("/api/runs?trigger=waits").await;
        assert_eq!(runs["total"], 14);
        assert_eq!(server.client.get("/api/triggers/waits").await["problems"], json!([]));
        let wrong = json!({"source": "my-Timer", "as": "my-Timer"});
        let (status, said) =
            server.client.send("POST", "/api/events/set-aside/resend", Some(&wrong)).await.unwrap();
        assert_eq!((status, &said["errors"][0]["suggestion"]), (422, &json!("my-timer")), "{said}");
    });
}

fn quick() -> Value {
    json!({"id": "quick", "name": "quick", "steps": [{"id": "it", "type": "data.set", "with": {"values": {"x": 1}}}]})
}

#[test]
fn what_a_trigger_would_do_and_why_it_does_not_is_said_in_the_same_words_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let server = with_sources(&dir.path().join("data")).await;
        server.client.post("/api/workflows", quick()).await;
        let files = |from: u32, to: u32, invoices: u32| -> Vec<Value> {
            let name = |n: u32| if n < from + invoices { format!("invoice-{n}.pdf") } else { format!("notes-{n}.pdf") };
            (from..to).map(|n| pdf(&name(n), n)).collect()
        };
        accepted(&server, files(0, 96, 12)).await;
        let draft = json!({"name": "", "source": "pdfs", "event_type": "pdf_added", "workflow_id": "", "active": true});
        let tried = server.client.post("/api/triggers/evaluate", json!({"draft": draft})).await;
        let every = "This runs for every PDF added: about 96 a day.";
        assert_eq!(tried["every_event"]["title"], every);
        let file = dir.path().join("draft.yaml");
        let document = json!({"kind": "trigger", "id": "all", "name": "All", "source": "pdfs", "event_type": "pdf_added", "workflow_id": "quick", "active": true});
        std::fs::write(&file, document.to_string()).unwrap();
        prints(&server, &["triggers", "test", file.to_str().unwrap()], &[every]);

        accepted(&server, files(96, 100, 0)).await;
        let contains = |word: &str| json!({"all": [{"field": "filename", "op": "contains", "value": word}]});
        let on = "On. 12 of the last 100 events would have matched.";
        let conditions = json!({"conditions": contains("invoice"), "options": {"once": {"per": "file"}}});
        let saved = trigger(&server, "invoices", "pdfs", "pdf_added", conditions).await;
        assert_eq!(saved["said"]["title"], on);
        server.client.post("/api/triggers/invoices/disable", json!({})).await;
        prints(&server, &["triggers", "enable", "invoices"], &[on]);

        trigger(&server, "misspelt", "pdfs", "pdf_added", json!({"conditions": contains("invioce")})).await;
        let sent = accepted(&server, files(100, 512, 29)).await;
        let never = server.client.get("/api/triggers/misspelt/never-matched").await;
        let title = "On for less than an hour, 412 events, 0 matches.";
        let detail = "Every one failed \"filename contains invioce\". Nearest past value: \"invoice\".";
        assert_eq!((&never["said"]["title"], &never["said"]["detail"]), (&json!(title), &json!(detail)), "{never}");
        assert_eq!(never["blocker"]["nearest"]["offer"], "Use \"invoice\": 41 matches");
        prints(&server, &["triggers", "why", "misspelt"], &[title, detail, "Use \"invoice\": 41 matches"]);

        // The same content once more.
        let again = accepted(&server, vec![pdf("invoice-100.pdf", 100)]).await;
        let first = server.client.get(&format!("/api/events/{}", sent[0])).await;
        let at = first["received_at"].as_str().unwrap();
        let today = date(at, "+%F") == date("now", "+%F");
        let at = date(at, if today { "+at %H:%M" } else { "+on %-d %b at %H:%M" });
        let handled = format!("Already handled {at} (same content).");
        let twin = server.client.get(&format!("/api/events/{}/decisions?trigger=invoices", again[0])).await;
        assert_eq!(twin["items"][0]["reason"]["text"], handled);
        prints(&server, &["events", "why", &again[0]], &[&handled]);

        let limit = json!({"conditions": contains("flood"), "options": {"flood": {"limit": 2, "per_s": 3600}}});
        trigger(&server, "floods", "pdfs", "pdf_added", limit).await;
        server.client.post("/api/status/pause", json!({})).await;
        accepted(&server, (0..5).map(|n| pdf(&format!("flood-{n}.pdf"), 9_000 + n)).collect()).await;
        let held = server.client.get("/api/held").await;
        let text = held["groups"][0]["reason"]["text"].as_str().unwrap();
        let (start, end) = ("5 files arrived in ", ", more than your limit of 2. None has run yet.");
        let long = text.strip_prefix(start).and_then(|t| t.strip_suffix(end)).unwrap_or_else(|| panic!("{held}"));
        let seconds: f64 = long.trim_end_matches('s').strip_suffix(" second").unwrap().parse().unwrap();
        assert!((0.1..120.0).contains(&seconds), "{text}");
        prints(&server, &["triggers", "held"], &[text]);
        prints(&server, &["triggers", "why", "floods"], &[text]);
    });
}

#[test]
fn a_file_that_grows_and_a_folder_that_is_gone_are_told_in_the_same_words() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = dir.path().join("Inbox");
    std::fs::create_dir(&inbox).unwrap();
    runtime().block_on(async {
        let server = start(&dir.path().join("data"), &[]).await;
        let monitor = "/api/event-sources/file-monitor";
        let config = json!({"folders": [{"path": inbox}], "settle_ms": 60_000});
        server.client.put(&format!("{monitor}/config"), config).await;
        server.client.post(&format!("{monitor}/start"), json!({})).await;
        let health = async || server.client.get(monitor).await["folders"][0].clone();
        eventually("the folder is watched", async || (health().await["state"] == "watching").then_some(()))
            .await;
        let file = inbox.join("scan-88.pdf");
        std::fs::write(&file, vec![b'x'; 12_000_000]).unwrap();
        let grow = || {
            let mut end = std::fs::File::options().append(true).open(&file).unwrap();
            std::io::Write::write_all(&mut end, b"more").unwrap();
        };
        let growing = "Waiting for scan-88.pdf to finish copying (12 MB, growing).";
        eventually("it is seen to grow", async || {
            grow();
            (health().await["pending"][0]["reason"].as_str()? == growing).then_some(())
        })
        .await;
        grow();
        // The line ends there: that a PDF's end is missing goes without saying.
        let line = format!("{growing}\n");
        prints(&server, &["sources", "show", "file-monitor"], &[&line]);
        prints(&server, &["files", "show", file.to_str().unwrap()], &[&line]);

        std::fs::remove_dir_all(&inbox).unwrap();
        let title = format!("{} can't be found.", inbox.display());
        let detail = "Drive unplugged or folder renamed? Watching resumes when it is back.";
        let gone = eventually("it is missed", async || {
            let health = health().await;
            (health["state"] == "missing").then_some(health)
        })
        .await;
        assert_eq!((&gone["title"], &gone["detail"]), (&json!(title), &json!(detail)));
        prints(&server, &["sources", "show", "file-monitor"], &[&title, detail]);
    });
}
