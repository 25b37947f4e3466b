//! What changed between two revisions of a trigger, each change as a person would say it.

mod conditions;
#[cfg(test)]
mod tests;

use super::{Definition, Options, option_sentences};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether something came, went or became something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It says something else.
    Changed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// JSON pointer into the definition: into the newer one, or into the older one for what was removed.
    pub path: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What stood there.
    pub before: Option<Value>,
    /// What stands there.
    pub after: Option<Value>,
    /// The change in words, e.g. `filename contains "invoice" → "invoices"`.
    pub text: String,
}

/// What has a display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// A source, by id.
    Source(&'a str),
    /// An event type of a source.
    Type(&'a str, &'a str),
    /// A workflow, by id.
    Workflow(&'a str),
}

/// Changes named in a summary.
const IN_SUMMARY: usize = 3;

/// The changes that lead from one definition to the other. Whether it is on is no part of a revision.
pub fn diff(before: &Definition, after: &Definition, name: impl Fn(Named<'_>) -> String) -> Vec<Change> {
    let mut out = Vec::new();
    let mut plain = |path: &str, old: &str, new: &str, text: String| {
        if old != new {
            out.push(changed(path, old.into(), new.into(), text));
        }
    };
    plain("/name", &before.name, &after.name, format!("name \"{}\" → \"{}\"", before.name, after.name));
    let source = |d: &Definition| name(Named::Source(&d.source));
    plain("/source", &before.source, &after.source, format!("source {} → {}", source(before), source(after)));
    let event = |d: &Definition| name(Named::Type(&d.source, &d.event_type));
    plain(
        "/event_type",
        &before.event_type,
        &after.event_type,
        format!("event {} → {}", event(before), event(after)),
    );
    let workflow = |d: &Definition| name(Named::Workflow(&d.workflow_id));
    plain(
        "/workflow_id",
        &before.workflow_id,
        &after.workflow_id,
        format!("runs {} → {}", workflow(before), workflow(after)),
    );
    conditions::compare(before.conditions.as_ref(), after.conditions.as_ref(), &mut out);
    options(before.options.as_deref(), after.options.as_deref(), &mut out);
    out
}

/// The changes in one line.
#[must_use]
pub fn summary(changes: &[Change]) -> String {
    let mut texts: Vec<&str> = changes.iter().take(IN_SUMMARY).map(|c| c.text.as_str()).collect();
    let more = match changes.len().saturating_sub(IN_SUMMARY) {
        0 => String::new(),
        n => format!("{n} more"),
    };
    if !more.is_empty() {
        texts.push(&more);
    }
    texts.join("; ")
}

fn changed(path: &str, before: Value, after: Value, text: String) -> Change {
    Change {
        path: path.to_owned(),
        kind: ChangeKind::Changed,
        before: Some(before),
        after: Some(after),
        text,
    }
}

/// Each option is said as in the trigger's sentence.
fn options(before: Option<&Options>, after: Option<&Options>, out: &mut Vec<Change>) {
    let json =
        |o: Option<&Options>, name: &str| o.and_then(|o| serde_json::to_value(o).ok()?.get(name).cloned());
    let said = |o: Option<&Options>| o.map(option_sentences).unwrap_or_default();
    let (old, new) = (said(before), said(after));
    let names = old.iter().chain(new.iter().filter(|(name, _)| !old.iter().any(|(n, _)| n == name)));
    for (name, _) in names {
        let text = |of: &[(&'static str, String)]| {
            let found = of.iter().find(|(n, _)| n == name);
            found.map(|(_, text)| text.trim_end_matches('.').to_owned())
        };
        let (was, is) = (json(before, name), json(after, name));
        let (kind, text) = match (text(&old), text(&new)) {
            _ if was == is => continue,
            (Some(a), Some(b)) => (ChangeKind::Changed, format!("{a} → {b}")),
            (Some(a), None) => (ChangeKind::Removed, format!("removed: {a}")),
            (None, Some(b)) => (ChangeKind::Added, format!("added: {b}")),
            (None, None) => continue,
        };
        out.push(Change { path: format!("/options/{name}"), kind, before: was, after: is, text });
    }
}
