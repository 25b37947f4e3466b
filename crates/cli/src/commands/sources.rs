//! `prama sources`: list and show; check and new have files of their own.

use super::{data_dir, encode, query, source_setup as setup, sources_check, sources_new, with};
use crate::args::{Of, SourcesCommand};
use crate::failure::Failure;
use crate::out::{self, items, text};
use serde_json::Value;

pub(super) async fn run(of: Of<SourcesCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        SourcesCommand::List { tag, state } => {
            let path = query("/api/event-sources", &[("tag", tag), ("state", state)]);
            let list = with(dir, async |c| c.get(&path).await).await?;
            if as_json {
                out::json(&list);
                return Ok(());
            }
            let row = |s: &Value| {
                let types: Vec<_> = items(s, "eventTypes").iter().map(|t| text(t, "type")).collect();
                let (id, tags) = (text(s, "id"), texts(s, "tags").join(", "));
                [id, text(s, "name"), text(s, "version"), text(s, "state"), tags, types.join(", ")]
            };
            out::table(
                ["ID", "NAME", "VERSION", "STATE", "TAGS", "EVENT TYPES"],
                items(&list, "items").iter().map(row).collect(),
            );
        }
        SourcesCommand::Show { id } => {
            let source =
                with(dir, async |c| c.get(&format!("/api/event-sources/{}", encode(&id))).await).await?;
            if as_json { out::json(&source) } else { show(&source) }
        }
        SourcesCommand::Trust { id, hash, follow_edits } => {
            setup::trust(dir, &id, hash, follow_edits, as_json).await?;
        }
        SourcesCommand::Block { id } => setup::block(dir, &id, as_json).await?,
        SourcesCommand::Start { id } => setup::switch(dir, &id, "start", as_json).await?,
        SourcesCommand::Stop { id } => setup::switch(dir, &id, "stop", as_json).await?,
        SourcesCommand::AcceptUnfit { id, accept } => {
            setup::accept_unfit(dir, &id, accept, as_json).await?;
        }
        SourcesCommand::Config { id, set } => setup::config(dir, &id, set, as_json).await?,
        SourcesCommand::Add { base, id, name, config } => {
            setup::add(dir, &base, &id, name, config, as_json).await?;
        }
        SourcesCommand::Remove { id } => setup::remove(dir, &id).await?,
        SourcesCommand::Check(args) => sources_check::run(args, as_json).await?,
        SourcesCommand::New(args) => sources_new::run(&args, &of.folder)?,
    }
    Ok(())
}

fn show(source: &Value) {
    let unfit = if source["accept_unfit"] == true { "accepted, flagged" } else { "set aside" };
    out::pairs(&[
        ("id", text(source, "id")),
        ("name", text(source, "name")),
        ("description", text(source, "description")),
        ("version", text(source, "version")),
        ("state", text(source, "state")),
        ("detail", text(source, "state_detail")),
        ("folder", text(source, "path")),
        ("events", text(source, "events_total")),
        ("set aside", text(source, "rejected_total")),
        ("unfit events", unfit.to_owned()),
        ("config", text(source, "config")),
        ("tags", texts(source, "tags").join(", ")),
        ("status", text(source, "status")),
        ("instance of", text(source, "instance_of")),
    ]);
    setup::show_trust(source);
    for folder in items(source, "folders") {
        show_folder(folder);
    }
    for hook in items(source, "webhooks") {
        let signed = if hook["signed"] == true { text(hook, "scheme") } else { "unsigned".to_owned() };
        out::line(&format!("takes calls at {} ({signed})", text(hook, "url")));
    }
    for error in items(source, "errors").iter().chain(items(source, "warnings")) {
        let place = format!("{}:{}:{}", text(error, "file"), text(error, "line"), text(error, "column"));
        out::line(&format!("{place}: {} [{}]", text(error, "message"), text(error, "code")));
    }
    for t in items(source, "eventTypes") {
        out::line(&format!("\n{}  {}", text(t, "type"), text(t, "label")));
        let row = |f: &Value| {
            let required = if f["required"] == true { "required" } else { "" };
            [format!("  {}", text(f, "path")), text(f, "type"), required.to_owned(), text(f, "sample")]
        };
        let rows: Vec<_> = items(t, "fields").iter().map(row).collect();
        if !rows.is_empty() {
            out::table(["  FIELD", "TYPE", "", "SAMPLE"], rows);
        }
    }
}

/// A watched folder in the words of its health.
fn show_folder(folder: &Value) {
    let every = folder["poll_ms"].as_i64().map(|ms| format!(" every {} s", ms / 1000)).unwrap_or_default();
    let (path, state, files) = (text(folder, "path"), text(folder, "state"), text(folder, "files"));
    out::line(&format!("watches {path} ({state} by {}{every}, {files} files)", text(folder, "backend")));
    for key in ["title", "detail", "fix", "command"] {
        if let Some(said) = folder[key].as_str() {
            out::line(&format!("  {said}"));
        }
    }
    for file in items(folder, "pending") {
        out::line(&format!("  {}", text(file, "reason")));
    }
}

/// The texts in a field that holds a list of them.
pub(super) fn texts(value: &Value, field: &str) -> Vec<String> {
    items(value, field).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
