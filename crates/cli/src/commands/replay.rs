//! `prama events replay`: stored events sent again; without `--real` or `--shadow` it only says what would happen.

use crate::args::time;
use crate::client::Client;
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use clap::Args as ClapArgs;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct ReplayArgs {
    /// Event ids
    ids: Vec<String>,
    /// Events of this source instead
    #[arg(long, conflicts_with = "ids", required_unless_present = "ids")]
    source: Option<String>,
    /// Of this type only
    #[arg(long = "type", requires = "source")]
    event_type: Option<String>,
    /// Received at or after, e.g. 2026-01-31T09:00:00Z
    #[arg(long, value_name = "TIME", requires = "source", value_parser = time)]
    from: Option<String>,
    /// Received before
    #[arg(long, value_name = "TIME", requires = "source", value_parser = time)]
    to: Option<String>,
    /// Only this trigger judges them; may be given several times
    #[arg(long = "trigger", value_name = "ID")]
    triggers: Vec<String>,
    /// Send them: new events, which start what they start
    #[arg(long, conflicts_with = "shadow")]
    real: bool,
    /// Judge them and keep the verdicts
    #[arg(long)]
    shadow: bool,
    /// A real replay that would start more runs is refused
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_runs: u32,
    /// An id of your own: repeated under it, nothing is sent twice
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

pub(super) async fn run(dir: PathBuf, args: ReplayArgs, as_json: bool) -> Result<(), Failure> {
    let mode = match (args.real, args.shadow) {
        (true, _) => "real",
        (_, true) => "shadow",
        _ => "dry",
    };
    let mut body = json!({ "mode": mode, "max_runs": args.max_runs });
    let mut put = |name: &str, value: Option<Value>| {
        if let (Some(value), Some(object)) = (value, body.as_object_mut()) {
            object.insert(name.to_owned(), value);
        }
    };
    let some = |list: Vec<String>| Some(json!(list)).filter(|_| !list.is_empty());
    put("event_ids", some(args.ids));
    put("triggers", some(args.triggers));
    put("source", args.source.map(Value::from));
    put("event_type", args.event_type.map(Value::from));
    put("from", args.from.map(Value::from));
    put("to", args.to.map(Value::from));
    put("id", args.id.map(Value::from));
    let done = super::with(dir, async |c| to_the_end(c, body).await).await?;
    if as_json {
        out::json(&done)
    } else {
        show(&done, mode)
    }
    Ok(())
}

/// A large one goes on after its first answer.
async fn to_the_end(client: &Client, body: Value) -> Result<Value, Failure> {
    let mut answer = client.post("/api/events/replay", body).await?;
    while answer["done"] == false {
        let path = format!("/api/events/replays/{}", super::encode(&text(&answer, "id")));
        answer = client.get(&path).await?;
    }
    Ok(answer)
}

fn show(done: &Value, mode: &str) {
    let row = |r: &Value| {
        [
            text(r, "event_id"),
            text(r, "trigger_id"),
            text(r, "outcome"),
            text(r, "replayed_as"),
            text(r, "execution_id"),
        ]
    };
    out::table(
        ["EVENT", "TRIGGER", "OUTCOME", "SENT AS", "RUN"],
        items(done, "results").iter().map(row).collect(),
    );
    let count = |field: &str, one: &str| match text(done, field).as_str() {
        "1" => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    let (events, runs) = (count("events", "event"), count("runs", "run"));
    out::line(&match mode {
        "real" => format!("Replay {}: {events} sent again, {runs} started.", text(done, "id")),
        "shadow" => format!("Replay {}: {events} judged, {runs} would start.", text(done, "id")),
        _ => format!("{events}, {runs} would start. Nothing was sent; --real sends them."),
    });
    if done["truncated"] == true {
        out::line("There is more than is shown or taken: narrow it by type or time.");
    }
}

/// What led to an event, and what it led to.
pub(super) fn chain(found: &Value) {
    for link in items(found, "links") {
        let by = match text(link, "trigger_name").as_str() {
            "" => "run by hand".to_owned(),
            name => format!("\"{name}\""),
        };
        out::line(&visible(&format!(
            "{} · {} · {by} ran {} ({})",
            text(link, "subject"),
            text(link, "event_type"),
            text(link, "workflow_name"),
            text(link, "run_id")
        )));
    }
    out::line(&visible(&format!("{} · {}", text(found, "event.subject"), text(found, "event.event_type"))));
    for event in items(found, "led_to") {
        out::line(&visible(&format!(
            "  led to {} · {} ({})",
            text(event, "subject"),
            text(event, "event_type"),
            text(event, "id")
        )));
    }
}
