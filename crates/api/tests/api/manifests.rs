//! The shapes of real manifests: each loads, or fails with the exact reason, as the surface shows it.

use crate::common::get;
use prama_api::{App, Options};
use serde_json::{Value, json};

/// An app in which nothing runs, over these files of a source folder.
async fn app(files: &[(&str, &str)]) -> (tempfile::TempDir, App) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join("sources").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let options = Options {
        listen: None,
        ui: false,
        keyring: false,
        sources: vec![dir.path().join("sources")],
        ..Options::for_data_dir(dir.path().join("data"))
    };
    let app = App::open(options).await.unwrap();
    (dir, app)
}

async fn source(app: &App, id: &str) -> Value {
    get(app, &format!("/api/event-sources/{id}")).await
}

fn native(id: &str, more: &str) -> String {
    format!(
        r#"{{"type": "event-source", "id": "{id}", "name": "Mail", "description": "d", "version": "1.2.0", {more}
  "eventTypes": [{{"type": "mail_came", "label": "Mail came", "description": "d", "tags": ["Inbox"]}}]}}"#
    )
}

#[tokio::test]
async fn the_native_form() {
    let more = r#""tags": ["mail"], "author": "Davide", "license": "MIT", "webhookEndpoint": "/hooks/mail",
        "configSchema": {"properties": {"host": {"type": "string", "default": "localhost"}}},"#;
    let (_dir, app) = app(&[
        ("mail/plugin.json", &native("mail", more)),
        ("mail/run.sh", ""),
        ("mail/README.md", "# Mail"),
    ])
    .await;
    let s = source(&app, "mail").await;
    let shown = ["version", "webhookEndpoint", "author", "license", "status", "readme"]
        .map(|f| s[f].as_str().unwrap());
    assert_eq!(shown, ["1.2.0", "/hooks/mail", "Davide", "MIT", "active", "# Mail"]);
    assert_eq!((&s["tags"], &s["config"]), (&json!(["mail"]), &json!({"host": "localhost"})));
    assert_eq!((&s["errors"], &s["warnings"], &s["state"]), (&json!([]), &json!([]), &json!("untrusted")));
    let ids = async |query: &str| {
        let list = get(&app, &format!("/api/event-sources?{query}")).await;
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("tag=MAIL").await, ["mail"]);
    assert_eq!(ids("tag=inbox&state=untrusted,off").await, ["mail"], "a tag of an event type counts too");
    assert!(ids("state=running").await.is_empty());
    let (status, _, problem) = crate::common::ask(&app, "GET", "/api/event-sources?state=runing", None).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["suggestion"]), (400, &json!("running")));
}

#[tokio::test]
async fn the_form_with_outputs() {
    let text = r#"{"type": "event-source", "name": "mail", "display_name": "Mail", "description": "d", "version": "1.0.0",
        "eventTypes": [{"id": "mail_came", "name": "Mail came", "description": "d",
            "outputs": [{"name": "subject", "type": "string", "required": true}]}]}"#;
    let (_dir, app) = app(&[("mail/plugin.json", text)]).await;
    let s = source(&app, "mail").await;
    assert_eq!((&s["name"], &s["errors"]), (&json!("Mail"), &json!([])));
    let kind = &s["eventTypes"][0];
    assert_eq!((&kind["type"], &kind["label"]), (&json!("mail_came"), &json!("Mail came")));
    assert_eq!(
        (&kind["fields"][0]["path"], &kind["fields"][0]["required"]),
        (&json!("subject"), &json!(true))
    );
}

#[tokio::test]
async fn the_form_with_entry_point() {
    let (_dir, app) = app(&[
        ("mail/plugin.json", &native("mail", r#""entryPoint": "src/read.py","#)),
        ("mail/src/read.py", ""),
        ("lost/plugin.json", &native("lost", r#""entryPoint": "src/read.py","#)),
    ])
    .await;
    let command = source(&app, "mail").await["trust"]["command"].to_string();
    assert!(command.contains("prama.host") && command.contains("src/read.py"), "{command}");
    let lost = source(&app, "lost").await;
    assert_eq!((&lost["state"], &lost["errors"][0]["code"]), (&json!("invalid"), &json!("PLG-008")));
    assert_eq!(lost["errors"][0]["message"], "entry \"src/read.py\" is not in the folder");
}

#[tokio::test]
async fn comments_and_trailing_commas() {
    let text =
        native("mail", "// what it is\n \"status\": \"active\", /* all\n of it */").replace("]}]}", "],}],}");
    let (_dir, app) = app(&[("mail/plugin.json", &text)]).await;
    assert_eq!(source(&app, "mail").await["errors"], json!([]));
}

#[tokio::test]
async fn without_an_entry() {
    let (_dir, app) = app(&[
        ("one/plugin.json", &native("one", "")),
        ("one/whatever.sh", ""),
        ("usual/plugin.json", &native("usual", "")),
        ("usual/src/event_source.py", ""),
        ("none/plugin.json", &native("none", "")),
        ("two/plugin.json", &native("two", "")),
        ("two/a.py", ""),
        ("two/b.sh", ""),
    ])
    .await;
    let command = async |id: &str| source(&app, id).await["trust"]["command"].to_string();
    assert!(command("one").await.contains("one/whatever.sh"));
    assert!(command("usual").await.contains("src/event_source.py"));
    assert_eq!(source(&app, "none").await["state"], "builtin", "its events are sent from elsewhere");
    let two = source(&app, "two").await;
    assert_eq!(two["errors"][0]["code"], "PLG-008");
    assert_eq!(two["errors"][0]["message"], "Several scripts could be started: \"a.py\", \"b.sh\"");
}

#[tokio::test]
async fn an_inactive_one() {
    let (_dir, app) = app(&[("mail/plugin.json", &native("mail", "\"status\": \"inactive\","))]).await;
    let s = source(&app, "mail").await;
    assert_eq!((&s["status"], &s["errors"]), (&json!("inactive"), &json!([])));
}

#[tokio::test]
async fn duplicates() {
    let (_dir, app) =
        app(&[("mail/plugin.json", &native("mail", "")), ("copy/plugin.json", &native("mail", ""))]).await;
    assert_eq!(source(&app, "mail").await["errors"], json!([]));
    let copy = source(&app, "copy").await;
    assert_eq!((&copy["state"], &copy["errors"][0]["code"]), (&json!("invalid"), &json!("PLG-004")));
    let message = copy["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("Using the one in \"sources/mail\""), "{message}");
}
