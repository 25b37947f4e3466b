//! `prama emit`: sends one event.

use super::{cause, with};
use crate::args::Emit;
use crate::documents::payload;
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use prama_api::Options;
use serde_json::json;

pub(super) async fn run(emit: Emit) -> Result<(), Failure> {
    let data = payload(emit.data.as_deref())?;
    let mut envelope = json!({ "event_type": emit.event_type, "source": emit.source, "data": data });
    if let Some(key) = emit.key {
        envelope["key"] = key.into();
    }
    if let Some(cause) = cause() {
        envelope["caused_by"] = cause.into();
    }
    if let Some(user) = emit.user {
        envelope["metadata"] = json!({ "user_id": user });
    }
    let dir = emit.data_dir.unwrap_or_else(Options::default_data_dir);
    let (answer, running) = with(dir, async |c| {
        let answer = c.post("/api/events/process", envelope).await;
        Ok((answer, c.is_running()))
    })
    .await?;
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            if let (true, Some(problem)) = (emit.json, failure.problem()) {
                out::json(&serde_json::to_value(problem).unwrap_or_default());
                return Err(Failure::shown(failure.exit_code()));
            }
            return Err(failure);
        }
    };
    if emit.json {
        out::json(&answer);
        return Ok(());
    }
    if answer["flag"].is_object() {
        out::line(&visible(&format!(
            "Flagged: {} {}",
            text(&answer, "flag.title"),
            text(&answer, "flag.detail")
        )));
    }
    let again = if answer["duplicate"] == true { " (was there already)" } else { "" };
    out::line(&format!("Event {}{again}", text(&answer, "event_id")));
    for run in items(&answer, "runs") {
        out::line(&format!(
            "Run {}  {} → {}",
            text(run, "execution_id"),
            text(run, "trigger_name"),
            text(run, "workflow_id")
        ));
    }
    if items(&answer, "runs").is_empty() && answer["duplicate"] != true {
        out::line(&format!("No trigger matched. Ask why: prama events why {}", text(&answer, "event_id")));
    } else if !running {
        out::line("No engine runs on this folder; the runs start with it.");
    }
    Ok(())
}
