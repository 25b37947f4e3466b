//! `prama runs`: list, show, logs, retry, re-run, cancel.

use super::{data_dir, encode, query, with};
use crate::args::{Of, RunsCommand};
use crate::client::Client;
use crate::failure::Failure;
use crate::out::{self, items, text};
use serde_json::{Value, json};
use std::time::Duration;

/// How often a followed log is asked for.
const POLL: Duration = Duration::from_millis(300);

pub(super) async fn run(of: Of<RunsCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    let path = |id: &str| format!("/api/runs/{}", encode(id));
    match of.command {
        RunsCommand::List { status, workflow, trigger, limit } => {
            let parameters = [
                ("status", status),
                ("workflow", workflow),
                ("trigger", trigger),
                ("limit", Some(limit.to_string())),
            ];
            let list = with(dir, async |c| c.get(&query("/api/runs", &parameters)).await).await?;
            if as_json { out::json(&list) } else { show_list(&list) }
        }
        RunsCommand::Show { id } => {
            let run = with(dir, async |c| c.get(&path(&id)).await).await?;
            if as_json { out::json(&run) } else { show(&run) }
        }
        RunsCommand::Logs { id, follow } => {
            with(dir, async |c| logs(c, &path(&id), follow, as_json).await).await?
        }
        RunsCommand::Retry { id } => {
            let run = with(dir, async |c| c.post(&format!("{}/retry", path(&id)), json!({})).await).await?;
            answer(&run, "status", "Run goes on:", as_json);
        }
        RunsCommand::Cancel { id } => {
            let run = with(dir, async |c| c.post(&format!("{}/cancel", path(&id)), json!({})).await).await?;
            answer(&run, "status", "Run is", as_json);
        }
        RunsCommand::Rerun { id } => {
            let started =
                with(dir, async |c| c.post(&format!("{}/rerun", path(&id)), json!({})).await).await?;
            answer(&started, "run_id", "Run", as_json);
        }
    }
    Ok(())
}

fn answer(value: &Value, field: &str, words: &str, as_json: bool) {
    if as_json { out::json(value) } else { out::line(&format!("{words} {}", text(value, field))) }
}

fn show_list(list: &Value) {
    let row = |r: &Value| {
        let steps = format!("{}/{}", text(r, "steps_done"), text(r, "steps_total"));
        [
            text(r, "id"),
            text(r, "status"),
            steps,
            milliseconds(&r["duration_ms"]),
            text(r, "created_at"),
            text(r, "workflow_id"),
            text(r, "trigger_id"),
            text(r, "subject"),
        ]
    };
    let headings = ["ID", "STATUS", "STEPS", "TIME", "CREATED", "WORKFLOW", "TRIGGER", "SUBJECT"];
    out::table(headings, items(list, "items").iter().map(row).collect());
}

fn milliseconds(value: &Value) -> String {
    match value.as_i64() {
        None => String::new(),
        Some(ms) if ms < 1000 => format!("{ms} ms"),
        Some(ms) => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

fn show(run: &Value) {
    out::pairs(&[
        ("id", text(run, "id")),
        ("subject", text(run, "subject")),
        ("workflow", format!("{} v{}", text(run, "workflow_id"), text(run, "workflow_revision"))),
        ("trigger", text(run, "trigger_id")),
        ("event", text(run, "event_id")),
        ("status", text(run, "status")),
        ("reason", text(run, "reason")),
        ("time", milliseconds(&run["duration_ms"])),
        ("error", text(run, "error.message")),
        ("fix", text(run, "error.fix")),
    ]);
    out::line("");
    let row = |s: &Value| {
        let attempts = items(s, "attempts").len().to_string();
        let number = s["index"].as_i64().unwrap_or_default() + 1;
        [
            number.to_string(),
            text(s, "name"),
            text(s, "type"),
            text(s, "status"),
            milliseconds(&s["duration_ms"]),
            attempts,
            text(s, "error.message"),
        ]
    };
    out::table(
        ["#", "STEP", "TYPE", "STATUS", "TIME", "ATTEMPTS", "ERROR"],
        items(run, "steps").iter().map(row).collect(),
    );
}

async fn logs(client: &Client, path: &str, follow: bool, as_json: bool) -> Result<(), Failure> {
    let mut after = 0;
    loop {
        // Asked before the lines, so that none written in between is missed at the end.
        let ended = !follow || !client.is_running() || is_over(&client.get(path).await?);
        loop {
            let log = client.get(&format!("{path}/log?after={after}&limit=1000")).await?;
            let lines = items(&log, "lines");
            for line in lines {
                print(line, as_json);
                after = line["n"].as_i64().unwrap_or(after);
            }
            if lines.len() < 1000 {
                break;
            }
        }
        if ended {
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
}

fn is_over(run: &Value) -> bool {
    matches!(run["status"].as_str(), Some("succeeded" | "failed" | "cancelled"))
}

fn print(line: &Value, as_json: bool) {
    if as_json {
        out::line(&line.to_string());
        return;
    }
    let step = line["step"].as_i64().map_or_else(|| "  ".to_owned(), |s| format!("{:>2}", s + 1));
    out::line(&format!(
        "{} {step} {:<5} {}",
        text(line, "at"),
        text(line, "level"),
        out::visible(&text(line, "text"))
    ));
}
