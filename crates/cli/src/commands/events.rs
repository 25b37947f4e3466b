//! `prama events`: list, show, and why each trigger did or did not run.

use super::{data_dir, encode, query, replay, with};
use crate::args::{EventsCommand, Of};
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use serde_json::{Value, json};

pub(super) async fn run(of: Of<EventsCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        EventsCommand::List { source, event_type, outcome, flagged, from, to, limit } => {
            let parameters = [
                ("source", source),
                ("type", event_type),
                ("outcome", outcome),
                ("flagged", flagged.then(|| "true".to_owned())),
                ("from", from),
                ("to", to),
                ("limit", Some(limit.to_string())),
            ];
            let list = with(dir, async |c| c.get(&query("/api/events", &parameters)).await).await?;
            if as_json { out::json(&list) } else { show_list(&list) }
        }
        EventsCommand::Show { id } => {
            let event = with(dir, async |c| c.get(&format!("/api/events/{}", encode(&id))).await).await?;
            if as_json { out::json(&event) } else { show(&event) }
        }
        EventsCommand::Why { id } => {
            let event = with(dir, async |c| c.get(&format!("/api/events/{}", encode(&id))).await).await?;
            if as_json { out::json(&event["decisions"]) } else { why(&event) }
        }
        EventsCommand::Chain { id } => {
            let path = format!("/api/events/{}/chain", encode(&id));
            let chain = with(dir, async |c| c.get(&path).await).await?;
            if as_json { out::json(&chain) } else { replay::chain(&chain) }
        }
        EventsCommand::Replay(args) => replay::run(dir, args, as_json).await?,
        EventsCommand::SendAs { source, other } => {
            let body = json!({ "source": source, "as": other });
            let sent = with(dir, async |c| c.post("/api/events/set-aside/resend", body).await).await?;
            if as_json { out::json(&sent) } else { show_sent(&sent, &other) }
        }
    }
    Ok(())
}

fn show_list(list: &Value) {
    let row = |e: &Value| {
        let runs = text(e, "runs_total");
        [
            text(e, "id"),
            text(e, "received_at"),
            text(e, "source"),
            text(e, "event_type"),
            text(e, "outcome"),
            runs,
            text(e, "subject"),
        ]
    };
    let headings = ["ID", "RECEIVED", "SOURCE", "TYPE", "OUTCOME", "RUNS", "SUBJECT"];
    out::table(headings, items(list, "items").iter().map(row).collect());
}

fn show(event: &Value) {
    out::pairs(&[
        ("id", text(event, "id")),
        ("source", text(event, "source")),
        ("type", text(event, "event_type")),
        ("subject", text(event, "subject")),
        ("time", text(event, "time")),
        ("received", text(event, "received_at")),
        ("user", text(event, "user_id")),
        ("key", text(event, "key")),
        ("repeats", text(event, "replay_of")),
        ("outcome", text(event, "outcome")),
        ("rejected", text(event, "rejection.title")),
        ("", text(event, "rejection.detail")),
        ("fix", text(event, "rejection.fix")),
        ("flagged", text(event, "flag.title")),
        ("", text(event, "flag.detail")),
        ("fix", text(event, "flag.fix")),
    ]);
    out::json(&event["data"]);
}

fn why(event: &Value) {
    out::line(&visible(&format!(
        "{} · {} · {}",
        text(event, "subject"),
        text(event, "event_label"),
        text(event, "source")
    )));
    if event["status"] == "rejected" {
        said_of(event, "Set aside", "rejection");
        ways(event);
        return;
    }
    if event["flag"].is_object() {
        said_of(event, "Flagged", "flag");
    }
    let decisions = items(event, "decisions");
    if decisions.is_empty() {
        out::line("No trigger listens to this type of event.");
    }
    for d in decisions {
        let result = match d["outcome"].as_str() {
            Some("matched") => format!("matched, run {}", text(d, "run_id")),
            Some("off") => "the trigger was off".to_owned(),
            Some("error") if d["reason"].is_object() => text(d, "reason.text"),
            Some("error") => "could not be judged".to_owned(),
            Some("suppressed") => format!("matched, suppressed: {}", text(d, "reason.text")),
            Some("held") => format!("matched, held: {}", text(d, "reason.text")),
            Some("paused" | "loop") => text(d, "reason.text"),
            _ => format!("no match, {} of {} passed", text(d, "passed"), text(d, "total")),
        };
        out::line("");
        out::line(&visible(&format!("{}: {result}", text(d, "trigger_name"))));
        explain(&d["explanation"], 1);
        let kept_from = d["outcome"] == "paused" && d["changed_since"] != true;
        match d["would_match_now"].as_bool() {
            Some(true) if kept_from => out::line("  It would have matched."),
            Some(false) if kept_from => out::line("  It would not have matched."),
            Some(true) => out::line("  The trigger has changed since and would match now."),
            Some(false) => out::line("  The trigger has changed since and would still not match."),
            None => {}
        }
    }
    match event["other_triggers"].as_i64().unwrap_or_default() {
        0 => {}
        1 => out::line("\n1 trigger listens to another source or type."),
        n => out::line(&format!("\n{n} triggers listen to other sources or types.")),
    }
}

/// What is wrong with an event.
fn said_of(event: &Value, what: &str, problem: &str) {
    let problem = &event[problem];
    let said = |path: &str| out::line(&visible(&text(problem, path)));
    out::line(&visible(&format!("{what}: {} [{}]", text(problem, "title"), text(problem, "code"))));
    said("detail");
    said("fix");
    for error in items(problem, "errors") {
        out::line(&visible(&format!("  - {}: {}", text(error, "pointer"), text(error, "message"))));
    }
}

/// How a set-aside event should have been, and what else helps.
fn ways(event: &Value) {
    if event["declaration"].is_object() {
        out::line("To declare it, add to eventTypes in plugin.json:");
        out::json(&event["declaration"]);
    }
    if event["corrected_call"].is_object() {
        out::line("The corrected call:");
        out::json(&event["corrected_call"]);
    }
    if event["rejection"]["code"] == "EVT-003" {
        let source = text(event, "source");
        out::line(&visible(&format!(
            "Accept such events from this source, flagged: prama sources accept-unfit {source}"
        )));
    }
    let suggestion = text(event, "rejection.suggestion");
    match event["set_aside_alike"].as_i64().unwrap_or_default() {
        0 => {}
        n => {
            let these = if n == 1 { "it".to_owned() } else { format!("these {n}") };
            let source = text(event, "source");
            out::line(&visible(&format!(
                "Send {these} again as `{suggestion}`: prama events send-as {source} {suggestion}"
            )));
        }
    }
}

fn show_sent(sent: &Value, other: &str) {
    out::line(&visible(&format!("{} sent again as `{other}`.", text(sent, "accepted"))));
    for (key, said) in [("refused", "set aside again"), ("left", "still to be sent: repeat the command")] {
        if sent[key].as_i64().is_some_and(|n| n > 0) {
            out::line(&format!("{} {said}.", text(sent, key)));
        }
    }
}

pub(super) fn explain(node: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let mark = if node["passed"] == true { "✔" } else { "✖" };
    match node["kind"].as_str() {
        Some("group") => {
            out::line(&format!("{indent}{mark} {} of these", text(node, "op")));
            items(node, "children").iter().for_each(|c| explain(c, depth + 1));
        }
        Some("leaf") => {
            let actual = if node["missing"] == true {
                "the event has no such field".to_owned()
            } else {
                node["actual"].to_string()
            };
            let error = text(node, "error");
            let actual = if error.is_empty() { actual } else { error };
            out::line(&visible(&format!("{indent}{mark} {}: {actual}", text(node, "text"))));
        }
        _ => {}
    }
}
