//! `prama triggers revisions|diff|restore`: what each save changed, and going back.

use super::{encode, with};
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use serde_json::{Value, json};
use std::path::PathBuf;

fn path(id: &str) -> String {
    format!("/api/triggers/{}", encode(id))
}

pub(super) async fn revisions(dir: PathBuf, id: &str, as_json: bool) -> Result<(), Failure> {
    let all = with(dir, async |c| c.get(&format!("{}/revisions", path(id))).await).await?;
    if as_json {
        out::json(&all);
        return Ok(());
    }
    let row = |r: &Value| [text(r, "revision"), text(r, "created_at"), text(r, "summary")];
    out::table(["REVISION", "SAVED", "WHAT CHANGED"], items(&all, "revisions").iter().map(row).collect());
    Ok(())
}

/// Between two revisions; without them, what the newest one changed.
pub(super) async fn diff(
    dir: PathBuf,
    id: &str,
    from: Option<i64>,
    to: Option<i64>,
    as_json: bool,
) -> Result<(), Failure> {
    let found = with(dir, async |c| {
        let to = match to {
            Some(to) => to,
            None => {
                let all = c.get(&format!("{}/revisions", path(id))).await?;
                items(&all, "revisions").first().and_then(|r| r["revision"].as_i64()).unwrap_or_default()
            }
        };
        let against = from.map(|n| format!("?against={n}")).unwrap_or_default();
        c.get(&format!("{}/revisions/{to}{against}", path(id))).await
    })
    .await?;
    if as_json {
        out::json(&found);
        return Ok(());
    }
    let changes = items(&found, "changes");
    if changes.is_empty() {
        out::line("Nothing differs.");
    }
    changes.iter().for_each(|c| out::line(&visible(&text(c, "text"))));
    Ok(())
}

/// To a revision; without one, out of the trash.
pub(super) async fn restore(
    dir: PathBuf,
    id: &str,
    revision: Option<i64>,
    as_json: bool,
) -> Result<(), Failure> {
    let at = revision.map(|n| format!("/revisions/{n}")).unwrap_or_default();
    let done = with(dir, async |c| c.post(&format!("{}{at}/restore", path(id)), json!({})).await).await?;
    if as_json {
        out::json(&done);
        return Ok(());
    }
    out::line(&match revision {
        Some(n) => {
            format!("{id} is at revision {}, which says what revision {n} said.", text(&done, "revision"))
        }
        None => format!("{id} is out of the trash."),
    });
    Ok(())
}

/// What is wrong with a trigger, or worth a look.
pub(super) fn problems(trigger: &Value) {
    for p in items(trigger, "problems") {
        out::line(&visible(&format!(
            "# {}: {} {} {} [{}]",
            text(p, "severity"),
            text(p, "title"),
            text(p, "detail"),
            text(p, "fix"),
            text(p, "code")
        )));
    }
}
