//! What a saved trigger refers to and is not there any more: source, event type, workflow, fields.

use super::Triggers;
use crate::error::EngineError;
use crate::registry::EventTypeSpec;
use prama_model::condition::{Compiled, Condition, Facts};
use prama_model::event::Event;
use prama_model::trigger::Definition;
use prama_model::{Problem, suggest};
use prama_store::views::span::{self, Span};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Past events in which a field that is not declared is looked for.
const LOOKED_AT: u32 = 20;
/// Names listed in a text.
const LISTED: usize = 8;

/// What is wrong with a saved trigger.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What, and how to mend it.
    pub problem: Problem,
    /// It can't work; otherwise it is worth a look.
    pub broken: bool,
    /// The id under which its events came instead.
    pub other_id: Option<String>,
}

impl Finding {
    pub(super) fn new(problem: Problem, broken: bool) -> Self {
        Self { problem, broken, other_id: None }
    }
}

impl Triggers {
    /// What is wrong with saved triggers, one list each.
    pub async fn findings(&self, of: Vec<Definition>) -> Result<Vec<Vec<Finding>>, EngineError> {
        let mut out: Vec<Vec<Finding>> = of.iter().map(|d| self.references(d)).collect();
        for (findings, d) in out.iter_mut().zip(&of) {
            findings.extend(self.loops(d));
        }
        for (findings, other) in out.iter_mut().zip(self.other_ids(of.clone()).await?) {
            findings.extend(other);
        }
        let mut asked = Vec::new();
        for (i, d) in of.into_iter().enumerate() {
            let snapshot = self.registry.snapshot();
            let known = snapshot.source(&d.source).and_then(|s| s.types.get(&d.event_type));
            let Some(known) = known else { continue };
            for field in fields(d.conditions.as_ref()) {
                if let Some(declared) = undeclared(known, &field) {
                    asked.push((i, d.clone(), known.def.label.clone(), field, declared));
                }
            }
        }
        if asked.is_empty() {
            return Ok(out);
        }
        // A field that is not declared may come all the same: the traffic decides.
        let found = self
            .store
            .read(move |c| {
                let mut found = Vec::new();
                for (i, d, label, field, declared) in asked {
                    let latest = Span { last: LOOKED_AT, from_ms: None, to_ms: None };
                    let (mut past, mut there) = (0, false);
                    span::each(c, &d.source, &d.event_type, latest, |seen| {
                        past += 1;
                        there = there || has(&seen.event()?, &field);
                        Ok(())
                    })?;
                    if !there {
                        found.push((i, no_field(&label, &field, &declared, past)));
                    }
                }
                Ok(found)
            })
            .await?;
        for (i, problem) in found {
            out[i].push(Finding::new(problem, false));
        }
        Ok(out)
    }

    fn references(&self, d: &Definition) -> Vec<Finding> {
        let mut out = Vec::new();
        let mut broken = |problem: Problem| out.push(Finding::new(problem, true));
        let snapshot = self.registry.snapshot();
        match snapshot.source(&d.source) {
            None => broken(
                Problem::new(
                    "TRG-040",
                    format!("There is no source `{}` any more.", d.source),
                    "No event can reach this trigger.",
                )
                .place("/source")
                .fix("Bring its folder back, or choose another source.")
                .suggestion(suggest::nearest(&d.source, snapshot.ids()).map(ToOwned::to_owned)),
            ),
            Some(source) if !source.types.contains_key(&d.event_type) => broken(
                Problem::new(
                    "TRG-041",
                    format!("`{}` isn't an event type of {} any more.", d.event_type, source.manifest.name),
                    "No event can reach this trigger.",
                )
                .place("/event_type")
                .fix("Choose one of the event types that the source declares.")
                .suggestion(
                    suggest::nearest(&d.event_type, source.types.keys().map(String::as_str))
                        .map(ToOwned::to_owned),
                ),
            ),
            Some(_) => {}
        }
        let rules = self.rules.current();
        if rules.plan(&d.workflow_id).is_none() {
            let ids = rules.workflow_ids();
            broken(
                Problem::new(
                    "TRG-042",
                    format!("There is no workflow `{}` any more.", d.workflow_id),
                    "Events that match start nothing.",
                )
                .place("/workflow_id")
                .fix("Restore the workflow, or choose another one.")
                .suggestion(suggest::nearest(&d.workflow_id, ids.iter().copied()).map(ToOwned::to_owned)),
            );
        }
        out
    }
}

fn no_field(label: &str, field: &str, declared: &[String], looked_at: usize) -> Problem {
    let detail = match looked_at {
        0 => "The source doesn't declare it, and no event has come yet.".to_owned(),
        1 => "The source doesn't declare it, and the one event so far had none.".to_owned(),
        n => format!("The source doesn't declare it, and none of the last {n} events had it."),
    };
    let mut names: Vec<String> = declared.iter().take(LISTED).map(|n| format!("`{n}`")).collect();
    match declared.len().saturating_sub(LISTED) {
        0 => {}
        n => names.push(format!("{n} more")),
    }
    let near = suggest::nearest(field, declared.iter().map(String::as_str)).map(ToOwned::to_owned);
    let title = match &near {
        Some(near) => format!("{label} has no field `{field}`. Did you mean `{near}`?"),
        None => format!("{label} has no field `{field}`."),
    };
    Problem::new("TRG-043", title, detail)
        .place("/conditions")
        .fix(format!("Choose a field that it has: {}.", names.join(", ")))
        .suggestion(near)
}

/// The fields that conditions ask for.
fn fields(condition: Option<&Condition>) -> BTreeSet<String> {
    fn walk(condition: &Condition, out: &mut BTreeSet<String>) {
        match condition.group() {
            Some((_, children)) => children.iter().for_each(|c| walk(c, out)),
            None => {
                let leaf = serde_json::to_value(condition).unwrap_or_default();
                out.extend(leaf.get("field").and_then(Value::as_str).map(ToOwned::to_owned));
            }
        }
    }
    let mut out = BTreeSet::new();
    if let Some(condition) = condition {
        walk(condition, &mut out);
    }
    out
}

/// The declared fields, when `field` is not one of them and the schema says nothing of others.
fn undeclared(known: &EventTypeSpec, field: &str) -> Option<Vec<String>> {
    let mut schema = known.def.schema.as_ref()?;
    let top = schema.get("properties")?.as_object()?;
    if top.contains_key(field) {
        return None;
    }
    for part in field.split('.') {
        let properties = schema.get("properties")?.as_object()?;
        let open = schema.get("additionalProperties").is_some_and(|a| *a != Value::Bool(false))
            || schema.get("patternProperties").is_some();
        match properties.get(part) {
            Some(inner) => schema = inner,
            None if open || properties.is_empty() => return None,
            None => return Some(top.keys().cloned().collect()),
        }
    }
    None
}

fn has(event: &Event, field: &str) -> bool {
    let exists = Condition::from_value(&json!({"field": field, "op": "exists"})).ok().flatten();
    Compiled::new(exists.as_ref()).is_ok_and(|c| c.judge(&Facts::of(event)).is_ok())
}
