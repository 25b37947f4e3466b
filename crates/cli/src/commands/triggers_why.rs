//! `prama triggers why`: from a trigger's source to its workflow, up to the first thing that is not as it should be.

use super::{encode, with};
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) async fn run(dir: PathBuf, id: &str, as_json: bool) -> Result<(), Failure> {
    let at = format!("/api/triggers/{}", encode(id));
    let (trigger, why, never, held) = with(dir, async |c| {
        let trigger = c.get(&at).await?;
        let why = c.get(&format!("{at}/why")).await?;
        let never = c.get(&format!("{at}/never-matched")).await?;
        Ok((trigger, why, never, c.get("/api/held").await?))
    })
    .await?;
    let held: Vec<&Value> = items(&held, "groups").iter().filter(|g| g["trigger_id"] == id).collect();
    if as_json {
        out::json(&json!({ "links": why["links"], "never_matched": never, "held": held }));
        return Ok(());
    }
    out::line(&visible(&text(&trigger, "sentence")));
    for link in items(&why, "links") {
        let line = match text(link, "state").as_str() {
            "ok" => format!("✔ {} {}", text(link, "question"), text(link, "text")),
            "partly" => format!("⚠ {} {}", text(link, "question"), text(link, "text")),
            "bad" => format!("✖ {} {}", text(link, "question"), text(link, "text")),
            _ => format!("· {}", text(link, "question")),
        };
        out::line(&visible(&line));
    }
    if let Some(other) = why["other_id"].as_str() {
        out::line(&visible(&format!(
            "See those events: prama events list --source {other} --outcome rejected"
        )));
    }
    if never["said"].is_object() {
        out::said(&never["said"], "");
        match text(&never, "blocker.nearest.offer") {
            offer if offer.is_empty() => {}
            offer => out::line(&visible(&offer)),
        }
    }
    for group in held {
        out::line(&visible(&text(group, "reason.text")));
    }
    Ok(())
}
