//! `prama catch-up`: what was found after nobody watched for a while.

use super::{data_dir, encode, with};
use crate::args::Of;
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum CatchUpCommand {
    /// Lists the reports, newest first
    List,
    /// Shows a report with its files
    Show {
        /// Report id
        id: String,
    },
    /// Runs what waits in a report
    Run {
        /// Report id
        id: String,
        /// Only the matches of these events
        #[arg(long = "event", value_name = "EVENT")]
        events: Vec<String>,
    },
    /// Skips what waits in a report
    Skip {
        /// Report id
        id: String,
        /// Only the matches of these events
        #[arg(long = "event", value_name = "EVENT")]
        events: Vec<String>,
    },
    /// Removes a report; its events and runs stay
    Dismiss {
        /// Report id
        id: String,
    },
}

pub(super) async fn run(of: Of<CatchUpCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        CatchUpCommand::List => {
            let list = with(dir, async |c| c.get("/api/catch-up").await).await?;
            if as_json { out::json(&list) } else { show_list(&list) }
        }
        CatchUpCommand::Show { id } => {
            let report = with(dir, async |c| c.get(&format!("/api/catch-up/{}", encode(&id))).await).await?;
            if as_json { out::json(&report) } else { show(&report) }
        }
        CatchUpCommand::Run { id, events } => {
            let done = answer(dir, &id, "run", events).await?;
            if as_json { out::json(&done) } else { out::line(&format!("{} started.", text(&done, "count"))) }
        }
        CatchUpCommand::Skip { id, events } => {
            let done = answer(dir, &id, "skip", events).await?;
            if as_json { out::json(&done) } else { out::line(&format!("{} skipped.", text(&done, "count"))) }
        }
        CatchUpCommand::Dismiss { id } => {
            let path = format!("/api/catch-up/{}/dismiss", encode(&id));
            with(dir, async |c| c.post(&path, Value::Null).await).await?;
        }
    }
    Ok(())
}

async fn answer(dir: PathBuf, id: &str, what: &str, events: Vec<String>) -> Result<Value, Failure> {
    let path = format!("/api/catch-up/{}/{what}", encode(id));
    let chosen = if events.is_empty() { json!({}) } else { json!({ "event_ids": events }) };
    with(dir, async |c| c.post(&path, chosen).await).await
}

fn show_list(list: &Value) {
    let reports = items(list, "reports");
    if reports.is_empty() {
        return out::line("Nothing was missed.");
    }
    let row = |r: &Value| {
        [text(r, "id"), text(r, "to"), text(r, "source"), text(r, "state"), text(r, "runs"), text(r, "title")]
    };
    out::table(["ID", "BACK AT", "SOURCE", "STATE", "RUNS", "WHAT"], reports.iter().map(row).collect());
}

fn show(report: &Value) {
    out::line(&visible(&text(report, "title")));
    out::pairs(&[
        ("id", text(report, "id")),
        ("source", text(report, "source")),
        ("from", text(report, "from")),
        ("to", text(report, "to")),
        ("state", text(report, "state")),
        ("runs", text(report, "runs")),
        ("waiting", text(report, "held")),
    ]);
    let row = |i: &Value| [text(i, "kind"), text(i, "event_id"), text(i, "held"), text(i, "path")];
    out::table(["WHAT", "EVENT", "WAITING", "FILE"], items(report, "items").iter().map(row).collect());
}
