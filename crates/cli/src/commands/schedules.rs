//! `prama schedules`: what a schedule means.

use super::{data_dir, with};
use crate::args::Of;
use crate::failure::Failure;
use crate::out::{self, items, text};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(crate) enum SchedulesCommand {
    /// Shows the next due times of a schedule
    #[command(group = clap::ArgGroup::new("when").required(true))]
    Preview {
        /// Cron pattern: minute hour day month weekday
        #[arg(long, value_name = "PATTERN", group = "when")]
        cron: Option<String>,
        /// Every so many seconds
        #[arg(long, value_name = "SECONDS", group = "when")]
        every: Option<u64>,
        /// Once, e.g. 2030-01-31T09:00
        #[arg(long, value_name = "TIME", group = "when")]
        at: Option<String>,
        /// Time zone, e.g. Europe/Rome; this computer's if absent
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
    },
}

pub(super) async fn run(of: Of<SchedulesCommand>) -> Result<(), Failure> {
    let SchedulesCommand::Preview { cron, every, at, time_zone } = of.command;
    let kind = if cron.is_some() {
        "cron"
    } else if every.is_some() {
        "interval"
    } else {
        "once"
    };
    let mut schedule = json!({ "kind": kind });
    let fields = [
        ("cron", cron.map(Value::from)),
        ("every_s", every.map(Value::from)),
        ("at", at.map(Value::from)),
        ("time_zone", time_zone.map(Value::from)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            schedule[name] = value;
        }
    }
    let body = json!({ "schedule": schedule });
    let preview = with(data_dir(&of.folder), async |c| c.post("/api/schedules/preview", body).await).await?;
    if of.show.json {
        out::json(&preview);
        return Ok(());
    }
    out::line(&text(&preview, "description"));
    for at in items(&preview, "next") {
        out::line(&format!("  {}", at.as_str().unwrap_or_default()));
    }
    if items(&preview, "next").is_empty() {
        out::line("  It is never due again.");
    }
    Ok(())
}
