//! Applying documents: every one is checked first, then workflows and triggers are made or changed.

use crate::extract::Json as Body;
use crate::present;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    Applied, AppliedChange, ApplyInput, ApplyResult, DocumentKind, TriggerInput, WorkflowInput,
};
use axum::Json;
use axum::extract::State;
use prama_engine::SaveMode;
use prama_engine::store::{triggers, workflows};
use prama_model::event::Object;
use prama_model::{FieldProblem, trigger, workflow};
use serde_json::Value;
use std::collections::HashSet;

/// Documents in one request.
const MAX_DOCUMENTS: usize = 1_000;

#[allow(clippy::large_enum_variant)] // A handful at a time.
enum Document {
    Workflow(workflow::Definition),
    Trigger(trigger::Definition),
}

impl Document {
    fn key(&self) -> (DocumentKind, &str) {
        match self {
            Self::Workflow(d) => (DocumentKind::Workflow, &d.id),
            Self::Trigger(d) => (DocumentKind::Trigger, &d.id),
        }
    }
}

/// Makes or changes workflows and triggers from documents; nothing is changed when one of them is wrong.
#[utoipa::path(post, path = "/api/apply", tag = "workflows", request_body = ApplyInput, responses((status = 200, body = ApplyResult)))]
pub(super) async fn apply(
    State(surface): State<Surface>,
    Body(input): Body<ApplyInput>,
) -> Result<Json<ApplyResult>, ApiError> {
    if input.documents.len() > MAX_DOCUMENTS {
        let message = format!("At most {MAX_DOCUMENTS} documents can be applied at once.");
        return Err(ApiError::invalid(message.clone(), vec![FieldProblem::at("/documents", message)]));
    }
    let (documents, mut problems) = read(input.documents);
    problems.extend(check(&surface, &documents));
    if !problems.is_empty() {
        let title = match problems.len() {
            1 => "A document can't be applied.".to_owned(),
            n => format!("{n} fields of the documents are wrong."),
        };
        return Err(ApiError::invalid(title, problems));
    }
    let mut items = Vec::with_capacity(documents.len());
    for (_, document) in &documents {
        let (kind, id) = document.key();
        items.push(Applied {
            kind,
            id: id.to_owned(),
            change: change(&surface, document).await?,
            said: None,
        });
    }
    if !input.dry_run {
        save(&surface, documents, &items).await?;
        let saved =
            |a: &&mut Applied| a.kind == DocumentKind::Trigger && a.change != AppliedChange::Unchanged;
        for item in items.iter_mut().filter(saved) {
            item.said = super::triggers::said(&surface, &item.id).await;
        }
    }
    Ok(Json(ApplyResult { items }))
}

/// Documents with their positions, and what could not be read.
fn read(objects: Vec<Object>) -> (Vec<(usize, Document)>, Vec<FieldProblem>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for (i, mut object) in objects.into_iter().enumerate() {
        let at = |pointer: &str| format!("/documents/{i}{pointer}");
        let kind = object.shift_remove("kind");
        let value = Value::Object(object);
        let read = match kind.as_ref().and_then(Value::as_str) {
            Some("workflow") => serde_json::from_value::<WorkflowInput>(value)
                .map(|w| Document::Workflow(present::workflows::definition(w)))
                .map_err(|e| FieldProblem::at(at(""), format!("This is not a workflow: {e}."))),
            Some("trigger") => match serde_json::from_value::<TriggerInput>(value) {
                Err(e) => Err(FieldProblem::at(at(""), format!("This is not a trigger: {e}."))),
                Ok(input) => present::triggers::definition(input).map(Document::Trigger).map_err(|e| {
                    let body = e.into_body();
                    FieldProblem::at(at(body.place.as_deref().unwrap_or_default()), body.title)
                }),
            },
            _ => Err(FieldProblem {
                expected: Some("workflow or trigger".to_owned()),
                ..FieldProblem::at(
                    at("/kind"),
                    "A document says what it is: kind: workflow, or kind: trigger.",
                )
            }),
        };
        match read {
            Ok(document) => documents.push((i, document)),
            Err(problem) => problems.push(problem),
        }
    }
    (documents, problems)
}

fn check(surface: &Surface, documents: &[(usize, Document)]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    let defined: HashSet<&str> = documents
        .iter()
        .filter_map(|(_, d)| match d {
            Document::Workflow(w) => Some(w.id.as_str()),
            Document::Trigger(_) => None,
        })
        .collect();
    for (i, document) in documents {
        let (kind, id) = document.key();
        if !seen.insert((kind as u8, id)) {
            let message = format!("Two documents have the id \"{id}\".");
            problems.push(FieldProblem::at(format!("/documents/{i}/id"), message));
        }
        let found = match document {
            Document::Workflow(d) => surface.engine.workflows().problems(d),
            Document::Trigger(d) => {
                let mut found = surface.engine.triggers().problems(d);
                // A workflow of the same documents is there when the trigger is saved.
                found.retain(|p| p.pointer != "/workflow_id" || !defined.contains(d.workflow_id.as_str()));
                found
            }
        };
        problems.extend(
            found.into_iter().map(|p| FieldProblem { pointer: format!("/documents/{i}{}", p.pointer), ..p }),
        );
    }
    problems
}

async fn change(surface: &Surface, document: &Document) -> Result<AppliedChange, ApiError> {
    let id = document.key().1.to_owned();
    let same = match document {
        Document::Workflow(d) => {
            let old = surface.read(move |c| workflows::find(c, &id)).await?.filter(|w| !w.deleted);
            old.map(|w| w.definition == *d)
        }
        Document::Trigger(d) => {
            let old = surface.read(move |c| triggers::find(c, &id)).await?.filter(|t| !t.deleted);
            old.map(|t| t.definition == *d)
        }
    };
    Ok(match same {
        None => AppliedChange::Created,
        Some(true) => AppliedChange::Unchanged,
        Some(false) => AppliedChange::Changed,
    })
}

/// Workflows first, so that triggers find them.
async fn save(
    surface: &Surface,
    documents: Vec<(usize, Document)>,
    items: &[Applied],
) -> Result<(), ApiError> {
    let mut changed: Vec<Document> = documents
        .into_iter()
        .zip(items)
        .filter(|(_, applied)| applied.change != AppliedChange::Unchanged)
        .map(|((_, document), _)| document)
        .collect();
    changed.sort_by_key(|d| d.key().0 as u8);
    for document in changed {
        match document {
            Document::Workflow(d) => surface.engine.workflows().save(d, SaveMode::Upsert).await?,
            Document::Trigger(d) => surface.engine.triggers().save(d, SaveMode::Upsert).await?,
        };
    }
    Ok(())
}
