//! `prama triggers` and `prama workflows`: list, show, files in and out, on and off.

use super::{data_dir, encode, history, query, with};
use crate::args::{Apply, HeldOf, Of, TriggersCommand, WorkflowsCommand};
use crate::client::Client;
use crate::documents::{self, Document};
use crate::failure::Failure;
use crate::out::{self, items, text};
use http::Method;
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) async fn triggers(of: Of<TriggersCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        TriggersCommand::List { deleted } => {
            let path = if deleted { "/api/triggers?deleted=true" } else { "/api/triggers" };
            let list = with(dir, async |c| c.get(path).await).await?;
            if as_json {
                out::json(&list);
                return Ok(());
            }
            let row = |t: &Value| [text(t, "id"), on_off(t), counts(t), text(t, "sentence")];
            out::table(
                ["ID", "STATE", "EVENTS→MATCHED→RUNS, 24 H", "WHAT IT DOES"],
                items(&list, "items").iter().map(row).collect(),
            );
            Ok(())
        }
        TriggersCommand::Show { id } => {
            let t = with(dir, async |c| c.get(&path("triggers", &id)).await).await?;
            if as_json {
                out::json(&t);
            } else {
                out::raw(&documents::yaml(&[documents::of_trigger(&t)])?);
                out::pairs(&[
                    ("#", text(&t, "sentence")),
                    ("# last 24 h", counts(&t)),
                    ("# last fired", text(&t, "last_fired_at")),
                ]);
                history::problems(&t);
            }
            Ok(())
        }
        TriggersCommand::Why { id } => super::triggers_why::run(dir, &id, as_json).await,
        TriggersCommand::Test(test) => super::triggers_test::run(dir, test, as_json).await,
        TriggersCommand::Held => {
            let list = with(dir, async |c| c.get("/api/held").await).await?;
            if as_json {
                out::json(&list);
                return Ok(());
            }
            let groups = items(&list, "groups");
            if groups.is_empty() {
                out::line("Nothing waits.");
                return Ok(());
            }
            let row = |g: &Value| {
                [
                    text(g, "trigger_id"),
                    text(g, "count"),
                    text(g, "since"),
                    text(g, "reason.code"),
                    text(g, "reason.text"),
                ]
            };
            out::table(["TRIGGER", "HELD", "SINCE", "REASON", "WHY"], groups.iter().map(row).collect());
            Ok(())
        }
        TriggersCommand::RunHeld(of) => settle(dir, of, "run", "started", as_json).await,
        TriggersCommand::Dismiss(of) => settle(dir, of, "dismiss", "dismissed", as_json).await,
        TriggersCommand::Apply(file) => apply(dir, file, as_json).await,
        TriggersCommand::Export { ids } => export(dir, "triggers", ids, documents::of_trigger, as_json).await,
        TriggersCommand::Enable { ids } => each(dir, ids, async |c, id| switch(c, id, "enable").await).await,
        TriggersCommand::Disable { ids } => {
            each(dir, ids, async |c, id| switch(c, id, "disable").await).await
        }
        TriggersCommand::Delete { ids } => {
            each(dir, ids, async |c, id| delete(c, "triggers", id).await).await
        }
        TriggersCommand::Revisions { id } => history::revisions(dir, &id, as_json).await,
        TriggersCommand::Diff { id, from, to } => history::diff(dir, &id, from, to, as_json).await,
        TriggersCommand::Restore { id, revision } => history::restore(dir, &id, revision, as_json).await,
    }
}

pub(super) async fn workflows(of: Of<WorkflowsCommand>) -> Result<(), Failure> {
    let (dir, as_json) = (data_dir(&of.folder), of.show.json);
    match of.command {
        WorkflowsCommand::List => {
            let list = with(dir, async |c| c.get("/api/workflows").await).await?;
            if as_json {
                out::json(&list);
                return Ok(());
            }
            let row = |w: &Value| {
                let mut users: Vec<_> = items(w, "used_by").iter().map(|t| text(t, "id")).collect();
                let more = w["used_by_total"].as_u64().unwrap_or_default().saturating_sub(users.len() as u64);
                if more > 0 {
                    users.push(format!("and {more} more"));
                }
                let steps = items(w, "steps").len().to_string();
                [
                    text(w, "id"),
                    text(w, "name"),
                    format!("v{}", text(w, "revision")),
                    steps,
                    users.join(", "),
                    text(w, "last_run.status"),
                ]
            };
            out::table(
                ["ID", "NAME", "VERSION", "STEPS", "USED BY", "LAST RUN"],
                items(&list, "items").iter().map(row).collect(),
            );
            Ok(())
        }
        WorkflowsCommand::Show { id } => {
            let w = with(dir, async |c| c.get(&path("workflows", &id)).await).await?;
            if as_json {
                out::json(&w)
            } else {
                out::raw(&documents::yaml(&[documents::of_workflow(&w)])?)
            }
            Ok(())
        }
        WorkflowsCommand::Apply(file) => apply(dir, file, as_json).await,
        WorkflowsCommand::Export { ids } => {
            export(dir, "workflows", ids, documents::of_workflow, as_json).await
        }
        WorkflowsCommand::Enable { id } => switch_users(dir, &id, "enable").await,
        WorkflowsCommand::Disable { id } => switch_users(dir, &id, "disable").await,
        WorkflowsCommand::Delete { ids } => {
            each(dir, ids, async |c, id| delete(c, "workflows", id).await).await
        }
        WorkflowsCommand::Run { id, input } => {
            let data = documents::payload(input.as_deref())?;
            let body = json!({ "data": data });
            let started =
                with(dir, async |c| c.post(&format!("{}/run", path("workflows", &id)), body).await).await?;
            if as_json {
                out::json(&started)
            } else {
                out::line(&format!("Run {}", text(&started, "run_id")))
            }
            Ok(())
        }
    }
}

async fn settle(dir: PathBuf, of: HeldOf, verb: &str, done: &str, as_json: bool) -> Result<(), Failure> {
    let mut body = json!({ "event_ids": of.events });
    if let Some(reason) = &of.reason {
        body["reason"] = json!(reason);
    }
    let path = format!("/api/held/{}/{verb}", encode(&of.id));
    let answer = with(dir, async |c| c.post(&path, body).await).await?;
    if as_json {
        out::json(&answer)
    } else {
        out::line(&format!("{} {done}.", text(&answer, "count")))
    }
    Ok(())
}

fn path(kind: &str, id: &str) -> String {
    format!("/api/{kind}/{}", encode(id))
}

fn on_off(trigger: &Value) -> String {
    match (trigger["active"] == true, trigger["waiting_for_source"] == true) {
        (false, _) => "off",
        (true, true) => "waiting for source",
        (true, false) => "on",
    }
    .to_owned()
}

fn counts(t: &Value) -> String {
    let failed = match text(t, "failed_24h").as_str() {
        "0" => String::new(),
        n => format!(" ({n} failed)"),
    };
    format!("{} → {} → {}{failed}", text(t, "events_24h"), text(t, "matched_24h"), text(t, "runs_24h"))
}

async fn each(
    dir: PathBuf,
    ids: Vec<String>,
    work: impl AsyncFn(&Client, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    with(dir, async |c| {
        for id in &ids {
            work(c, id).await?;
        }
        Ok(())
    })
    .await
}

async fn switch(client: &Client, id: &str, verb: &str) -> Result<(), Failure> {
    let done = client.post(&format!("{}/{verb}", path("triggers", id)), json!({})).await?;
    out::line(&format!("{id} is {}.", on_off(&done)));
    out::said(&done["said"], "  ");
    Ok(())
}

async fn switch_users(dir: PathBuf, id: &str, verb: &str) -> Result<(), Failure> {
    with(dir, async |c| {
        c.get(&path("workflows", id)).await?;
        let users = c.get(&query("/api/triggers", &[("workflow", Some(id.to_owned()))])).await?;
        let users = items(&users, "items");
        if users.is_empty() {
            out::line(&format!("No trigger runs {id}."));
        }
        for user in users {
            switch(c, &text(user, "id"), verb).await?;
        }
        Ok(())
    })
    .await
}

async fn delete(client: &Client, kind: &str, id: &str) -> Result<(), Failure> {
    client.request(Method::DELETE, &path(kind, id), None, &[]).await?;
    out::line(&format!("{id} was deleted."));
    Ok(())
}

async fn apply(dir: PathBuf, apply: Apply, as_json: bool) -> Result<(), Failure> {
    let mut all: Vec<Document> = Vec::new();
    for file in &apply.files {
        all.extend(documents::read(file)?);
    }
    let places: Vec<String> = all.iter().map(|d| d.place.clone()).collect();
    let objects: Vec<Value> = all.into_iter().map(|d| d.object).collect();
    let body = json!({ "documents": objects, "dry_run": apply.dry_run });
    let done = with(dir, async |c| Ok(c.post("/api/apply", body).await.map_err(|f| f.in_documents(&places))))
        .await??;
    if as_json {
        out::json(&done);
        return Ok(());
    }
    for item in items(&done, "items") {
        out::line(&format!("{} {} {}", text(item, "kind"), text(item, "id"), text(item, "change")));
        out::said(&item["said"], "  ");
    }
    if apply.dry_run {
        out::line("Nothing was changed.");
    }
    Ok(())
}

async fn export(
    dir: PathBuf,
    kind: &str,
    ids: Vec<String>,
    form: fn(&Value) -> Value,
    as_json: bool,
) -> Result<(), Failure> {
    let found = with(dir, async |c| {
        if ids.is_empty() {
            let list = c.get(&format!("/api/{kind}")).await?;
            return Ok(items(&list, "items").to_vec());
        }
        let mut found = Vec::with_capacity(ids.len());
        for id in &ids {
            found.push(c.get(&path(kind, id)).await?);
        }
        Ok(found)
    })
    .await?;
    let documents: Vec<Value> = found.iter().map(form).collect();
    if as_json {
        out::json(&Value::Array(documents))
    } else {
        out::raw(&documents::yaml(&documents)?)
    }
    Ok(())
}
