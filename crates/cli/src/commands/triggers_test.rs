//! `prama triggers test`: what a trigger would have done with past events, or with one that is not stored. Starts nothing.

use super::events::explain;
use super::with;
use crate::args::TestArgs;
use crate::client::Client;
use crate::documents;
use crate::failure::Failure;
use crate::out::{self, items, text, visible};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Near misses that are printed.
const NEAR: usize = 20;

pub(super) async fn run(dir: PathBuf, test: TestArgs, as_json: bool) -> Result<(), Failure> {
    let from_file = read(&test.trigger)?;
    let given = given(&test)?;
    let answers = with(dir, async |c| {
        let drafts = match from_file {
            Some(drafts) => drafts,
            None => vec![of_id(c, &test.trigger).await?],
        };
        let mut answers = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if let Some((key, value)) = &given {
                let body = json!({ "draft": draft, *key: value });
                answers.push(c.post("/api/triggers/judge", body).await?);
                continue;
            }
            let mut body = json!({ "draft": draft, "show": "near_misses", "limit": NEAR });
            let limits = [("last", test.last.map(Value::from)), ("from", test.from.clone().map(Value::from))];
            for (key, value) in limits.into_iter().chain([("to", test.to.clone().map(Value::from))]) {
                if let Some(value) = value {
                    body[key] = value;
                }
            }
            answers.push(c.post("/api/triggers/evaluate", body).await?);
        }
        Ok(answers)
    })
    .await?;
    for (i, answer) in answers.iter().enumerate() {
        if as_json {
            out::json(answer);
        } else {
            if i > 0 {
                out::line("");
            }
            if given.is_some() { judged(answer) } else { show(answer) }
        }
    }
    Ok(())
}

/// The event that is not stored, under the name that the API has for it.
fn given(test: &TestArgs) -> Result<Option<(&'static str, Value)>, Failure> {
    if let Some(file) = &test.file {
        let unread = |e| Failure::usage(format!("{} can't be read: {e}.", file.display()), "Check the path.");
        let whole = std::path::absolute(file).map_err(unread)?;
        return Ok(Some(("file", whole.to_string_lossy().into_owned().into())));
    }
    let Some(given) = test.event.as_deref() else { return Ok(None) };
    Ok(Some(("text", documents::given(given)?.into())))
}

fn judged(answer: &Value) {
    let subject = text(answer, "subject");
    let verdict = if answer["matched"] == true { "would match" } else { "would not match" };
    let head = if subject.is_empty() { verdict.to_owned() } else { format!("{subject}: {verdict}") };
    out::line(&visible(&head));
    if answer["problem"].is_object() {
        let said = ["title", "detail", "fix"].map(|key| text(&answer["problem"], key));
        let said: Vec<_> = said.into_iter().filter(|part| !part.is_empty()).collect();
        out::line(&visible(&format!("! {} ({})", said.join(" "), text(answer, "problem.code"))));
    }
    explain(&answer["explanation"], 1);
}

/// The triggers of a file; `None`: it names none that is there, and nothing but an id is meant.
fn read(given: &str) -> Result<Option<Vec<Value>>, Failure> {
    let path = Path::new(given);
    let is_path = given == "-" || path.is_file() || given.contains(['/', '\\']);
    if !is_path {
        return Ok(None);
    }
    let mut drafts = Vec::new();
    for document in documents::read(path)? {
        if document.object["kind"] == "trigger" {
            drafts.push(documents::draft(&document.object));
        }
    }
    if drafts.is_empty() {
        return Err(Failure::usage(
            format!("{given} holds no trigger."),
            "A trigger's document begins with kind: trigger.",
        ));
    }
    Ok(Some(drafts))
}

async fn of_id(client: &Client, id: &str) -> Result<Value, Failure> {
    let trigger = client.get(&format!("/api/triggers/{}", super::encode(id))).await?;
    Ok(documents::draft(&documents::of_trigger(&trigger)))
}

fn show(answer: &Value) {
    let n = |path: &str| text(answer, path);
    out::line(&visible(&n("sentence")));
    out::said(&answer["every_event"], "");
    for problem in items(answer, "problems") {
        out::line(&visible(&format!("! {} {}", text(problem, "pointer"), text(problem, "message"))));
    }
    for warning in items(answer, "warnings") {
        out::said(warning, "! ");
    }
    let unknown = match n("unknown").as_str() {
        "0" => String::new(),
        n => format!(", {n} with a condition that can't be judged"),
    };
    let runs = if n("runs") == n("matched") { String::new() } else { format!(" → {} runs", n("runs")) };
    out::line(&format!(
        "Would match {} of {}{runs}; {} near misses{unknown}.",
        n("matched"),
        n("total"),
        n("near_misses")
    ));
    for held in items(answer, "suppressed") {
        out::line(&visible(&format!("  {} not run: {}", text(held, "count"), text(held, "code"))));
    }
    let leaves = items(answer, "leaves");
    if !leaves.is_empty() {
        let row = |l: &Value| ["text", "passed", "unknown", "only_blocker"].map(|key| text(l, key));
        out::table(["CONDITION", "PASSED", "UNKNOWN", "STOPPED ALONE"], leaves.iter().map(row).collect());
    }
    let near = items(answer, "events");
    if !near.is_empty() {
        let row = |e: &Value| {
            let fix = match text(e, "fix.text") {
                text if text.is_empty() => text,
                fix => format!("{fix}: {} matches", text(e, "fix.new_matched")),
            };
            [text(e, "time"), text(e, "subject"), fix]
        };
        out::table(["NEAR MISS", "", "WOULD MATCH WITH"], near.iter().map(row).collect());
    }
}
