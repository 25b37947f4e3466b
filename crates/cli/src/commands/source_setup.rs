//! `prama sources trust|block|start|stop|config|add|remove`: what a person decides about a source.

use super::sources::texts;
use super::{encode, with};
use crate::documents::payload;
use crate::failure::Failure;
use crate::out::{self, items, text};
use http::Method;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Says yes to what is on disk now, and prints what that is.
pub(super) async fn trust(
    dir: PathBuf,
    id: &str,
    hash: Option<String>,
    follow_edits: bool,
    as_json: bool,
) -> Result<(), Failure> {
    let at = path(id);
    let source = with(dir, async |c| {
        let hash = match hash {
            Some(hash) => hash,
            None => text(&c.get(&at).await?, "trust.hash"),
        };
        c.post(&format!("{at}/trust"), json!({ "hash": hash, "follow_edits": follow_edits })).await
    })
    .await?;
    if as_json {
        out::json(&source);
        return Ok(());
    }
    out::line(&format!("{} is trusted and {}.", text(&source, "name"), text(&source, "state")));
    show_trust(&source);
    Ok(())
}

pub(super) async fn block(dir: PathBuf, id: &str, as_json: bool) -> Result<(), Failure> {
    let source = with(dir, async |c| c.post(&format!("{}/block", path(id)), Value::Null).await).await?;
    if as_json {
        out::json(&source);
    } else {
        out::line(&format!("{} is blocked: nothing of it runs until you trust it.", text(&source, "name")));
    }
    Ok(())
}

/// Turns a source on or off: `start` or `stop`.
pub(super) async fn switch(dir: PathBuf, id: &str, verb: &str, as_json: bool) -> Result<(), Failure> {
    let source = with(dir, async |c| c.post(&format!("{}/{verb}", path(id)), Value::Null).await).await?;
    if as_json {
        out::json(&source);
    } else {
        out::line(&format!("{} is {}.", text(&source, "name"), text(&source, "state").replace('_', " ")));
        out::line(&text(&source, "state_detail"));
    }
    Ok(())
}

pub(super) async fn accept_unfit(dir: PathBuf, id: &str, accept: bool, as_json: bool) -> Result<(), Failure> {
    let (at, body) = (format!("{}/accept-unfit", path(id)), json!({ "accept": accept }));
    let source = with(dir, async |c| c.request(Method::PUT, &at, Some(body), &[]).await).await?;
    if as_json {
        out::json(&source);
    } else {
        let what = if accept { "accepted, flagged" } else { "set aside" };
        out::line(&format!(
            "Events of {} that don't fit what it declares are {what}.",
            text(&source, "name")
        ));
    }
    Ok(())
}

pub(super) async fn config(
    dir: PathBuf,
    id: &str,
    set: Option<String>,
    as_json: bool,
) -> Result<(), Failure> {
    let at = path(id);
    let source = match set {
        None => with(dir, async |c| c.get(&at).await).await?,
        Some(set) => {
            let config = payload(Some(&set))?;
            let at = format!("{at}/config");
            with(dir, async |c| c.request(Method::PUT, &at, Some(config), &[]).await).await?
        }
    };
    out::json(if as_json { &source } else { &source["config"] });
    Ok(())
}

pub(super) async fn add(
    dir: PathBuf,
    base: &str,
    id: &str,
    name: Option<String>,
    config: Option<String>,
    as_json: bool,
) -> Result<(), Failure> {
    let mut body = json!({ "id": id, "config": payload(config.as_deref())? });
    if let Some(name) = name {
        body["name"] = name.into();
    }
    let source = with(dir, async |c| c.post(&format!("{}/instances", path(base)), body).await).await?;
    if as_json {
        out::json(&source);
    } else {
        out::line(&format!("{} ({id}) is there and {}.", text(&source, "name"), text(&source, "state")));
    }
    Ok(())
}

pub(super) async fn remove(dir: PathBuf, id: &str) -> Result<(), Failure> {
    with(dir, async |c| c.request(Method::DELETE, &path(id), None, &[]).await).await?;
    out::line(&format!("{id} is removed. Its events stay; triggers that listen to it no longer fire."));
    Ok(())
}

/// What a person is asked to trust, and what changed since they did.
pub(super) fn show_trust(source: &Value) {
    let Some(trust) = source.get("trust") else { return };
    out::pairs(&[
        ("trust", text(trust, "state")),
        ("runs", texts(trust, "command").join(" ")),
        ("hash", text(trust, "hash")),
        ("folders", texts(&trust["permissions"], "folders").join(", ")),
        ("network", texts(&trust["permissions"], "network").join(", ")),
        ("not possible", text(trust, "problem")),
    ]);
    if trust["follows_edits"] == true {
        out::line("Edits of its folder run without being asked.");
    }
    for file in items(trust, "files").iter().filter(|f| f.get("change").is_some()) {
        out::line(&out::visible(&format!("{}: {}", text(file, "change"), text(file, "path"))));
    }
    for line in items(trust, "manifest_diff") {
        let sign = match text(line, "kind").as_str() {
            "added" => "+",
            "removed" => "-",
            _ => " ",
        };
        out::line(&out::visible(&format!("{sign} {}", text(line, "text"))));
    }
}

fn path(id: &str) -> String {
    format!("/api/event-sources/{}", encode(id))
}
