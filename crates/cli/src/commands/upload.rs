//! `prama upload`: hands files over.

use super::{cause, with};
use crate::client::Part;
use crate::failure::{FAILED, Failure};
use crate::out::{self, items, text};
use clap::Args;
use prama_api::Options;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct Upload {
    /// Files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Who sends them
    #[arg(long)]
    user: Option<String>,
    /// Data folder
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The answers as JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(upload: Upload) -> Result<(), Failure> {
    let dir = upload.data_dir.unwrap_or_else(Options::default_data_dir);
    let (user, cause) = (upload.user, cause());
    let done = with(dir, async |client| {
        let mut done = Vec::new();
        for file in &upload.files {
            let part = Part { name: name(file), content: read(file)? };
            let answer =
                client.upload(part, &[("user_id", user.as_deref()), ("caused_by", cause.as_deref())]).await?;
            if !upload.json {
                items(&answer, "files").iter().for_each(show);
            }
            done.extend(items(&answer, "files").iter().cloned());
        }
        Ok(done)
    })
    .await?;
    if upload.json {
        out::json(&json!({ "files": done }));
    }
    Ok(())
}

fn show(file: &Value) {
    out::line(&format!("{}  event {}", text(file, "filename"), text(file, "event_id")));
    for run in items(file, "runs") {
        let (id, trigger) = (text(run, "execution_id"), text(run, "trigger_name"));
        out::line(&format!("  run {id}  {trigger} → {}", text(run, "workflow_id")));
    }
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|e| {
        Failure::new(FAILED, "CLI-002", format!("{} can't be read: {e}.", file.display()), "Check the path.")
    })
}
