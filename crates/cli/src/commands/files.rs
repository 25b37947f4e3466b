//! `prama files`: what happened to a file, and letting it run again.

use super::{data_dir, query, with};
use crate::args::Of;
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum FilesCommand {
    /// Lists files that were seen lately
    List {
        /// Text in the path
        text: Option<String>,
    },
    /// Says all that happened to a file, and where it is now
    Show {
        /// The file, by any of the names that it had
        path: PathBuf,
    },
    /// Lets a file run again where a trigger takes each file once
    Forget {
        /// The file
        path: PathBuf,
        /// Only for this trigger
        #[arg(long)]
        trigger: Option<String>,
    },
}

pub(super) async fn run(of: Of<FilesCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        FilesCommand::List { text } => {
            let list = with(dir, async |c| c.get(&query("/api/files", &[("q", text)])).await).await?;
            if as_json { out::json(&list) } else { show_list(&list) }
        }
        FilesCommand::Show { path } => {
            let parameters = [("path", Some(whole(path)))];
            let file = with(dir, async |c| c.get(&query("/api/files/biography", &parameters)).await).await?;
            if as_json { out::json(&file) } else { show(&file) }
        }
        FilesCommand::Forget { path, trigger } => {
            let body = json!({ "path": whole(path), "trigger_id": trigger });
            let done = with(dir, async |c| c.post("/api/files/forget", body).await).await?;
            match done["count"].as_i64().unwrap_or(0) {
                _ if as_json => out::json(&done),
                0 => out::line("No trigger remembered it, so it may run already."),
                _ => out::line("Forgotten. It runs again when it comes again."),
            }
        }
    }
    Ok(())
}

/// A name that is typed in a folder means the file there.
fn whole(path: PathBuf) -> String {
    std::path::absolute(&path).unwrap_or(path).to_string_lossy().into_owned()
}

fn show_list(list: &Value) {
    let row = |f: &Value| [text(f, "at"), text(f, "outcome"), text(f, "workflow_name"), text(f, "path")];
    out::table(
        ["SEEN", "WHAT BECAME OF IT", "WORKFLOW", "FILE"],
        items(list, "files").iter().map(row).collect(),
    );
}

fn show(file: &Value) {
    out::pairs(&[
        ("file", text(file, "path")),
        ("state", text(file, "state")),
        ("now at", text(file, "now_at")),
        ("note", text(file, "note")),
        (
            "same content",
            items(file, "duplicates").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        ),
    ]);
    for version in items(file, "versions") {
        let size = text(version, "size");
        out::line(&format!(
            "version {}  {}  {size} bytes  {}",
            text(version, "version"),
            text(version, "at"),
            text(version, "hash")
        ));
    }
    for entry in items(file, "story") {
        out::line(&visible(&format!("{}  {}", text(entry, "at"), text(entry, "text"))));
    }
}
