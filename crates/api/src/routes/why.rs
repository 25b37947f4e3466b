//! Why a trigger does not fire, as a chain of questions.

use super::triggers::DAY_MS;
use crate::extract::Path;
use crate::present::event_label;
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{TriggerWhy, WhyLink, WhyState};
use axum::Json;
use axum::extract::State;
use prama_engine::registry::View;
use prama_engine::registry::status::{FolderHealth, FolderState};
use prama_engine::store::triggers as table;
use prama_engine::store::views::triggers::{Since, activity};
use prama_engine::store::views::{Timeline, events, first_since};
use prama_model::texts::Said;
use prama_model::texts::chain::{self, Answer, Facts, Link};
use prama_model::time::rfc3339;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Surface> {
    OpenApiRouter::new().routes(routes!(why))
}

/// Why a trigger does not fire: from its source to its workflow, up to the first thing that is not as it should be.
#[utoipa::path(get, path = "/api/triggers/{id}/why", tag = "triggers", responses((status = 200, body = TriggerWhy)))]
pub(super) async fn why(
    State(surface): State<Surface>,
    Path(id): Path<String>,
) -> Result<Json<TriggerWhy>, ApiError> {
    let day_ago = surface.now_ms() - DAY_MS;
    let wanted = id.clone();
    let found = surface
        .read(move |c| {
            let Some(row) = table::find(c, &wanted)?.filter(|t| !t.deleted) else { return Ok(None) };
            let lately = activity(c, row.n, Since::at(c, day_ago)?)?;
            let since = first_since(c, Timeline::Events, day_ago)?;
            let of_type =
                events::type_activity(c, &row.definition.source, &row.definition.event_type, since)?;
            Ok(Some((row, lately, of_type)))
        })
        .await?;
    let (row, lately, of_type) = found.ok_or_else(|| ApiError::not_found("trigger", &id))?;
    let d = row.definition.clone();
    let view = surface.engine.registry().view(&d.source);
    let declared = view.as_ref().and_then(|v| v.spec.as_ref()?.manifest.event_type(&d.event_type)).is_some();
    let label = event_label(&surface.engine.registry().snapshot(), &d.source, &d.event_type);
    let findings = surface.engine.triggers().findings(vec![d.clone()]).await?.pop().unwrap_or_default();
    let other = findings.into_iter().find(|f| f.other_id.is_some());
    let groups = surface.engine.held().groups().await?;
    let facts = Facts {
        active: d.active,
        changed_ms: row.updated_ms,
        found: view.map(source),
        label: declared.then_some(label),
        type_events: of_type.events,
        type_last_ms: of_type.last_ms,
        other_id: other
            .as_ref()
            .map(|f| Said { title: f.problem.title.clone(), detail: f.problem.detail.clone() }),
        events: (lately.events, row.events_ever),
        matched: (lately.matched, row.matched_ever),
        never: surface.engine.triggers().never_said(&row, None),
        runs: (lately.runs, lately.failed),
        fired_ms: row.last_fired_ms,
        held: groups.iter().filter(|g| g.trigger_id == id).map(|g| g.count).sum(),
        options: d.options.is_some(),
        source: d.source,
        event_type: d.event_type,
    };
    let links = chain::chain(&facts).into_iter().map(link).collect();
    Ok(Json(TriggerWhy { links, other_id: other.and_then(|f| f.other_id) }))
}

fn source(view: View) -> chain::Source {
    let name = view.spec.as_ref().map_or_else(|| view.id.clone(), |s| s.manifest.name.clone());
    let folders = view.status.folders;
    let unseen = |f: &&FolderHealth| {
        matches!(f.state, FolderState::Missing | FolderState::NoPermission | FolderState::NotAnswering)
    };
    let unreadable = folders.iter().filter(unseen);
    chain::Source {
        name,
        state: view.status.state.name().to_owned(),
        detail: view.status.detail,
        since_ms: view.status.since_ms,
        folders: folders.len(),
        unreadable: unreadable.map(said).collect(),
    }
}

fn said(folder: &FolderHealth) -> Said {
    match &folder.note {
        Some(note) => Said {
            title: note.title.clone(),
            detail: [Some(note.detail.as_str()), note.fix.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        },
        None => Said { title: format!("{} can't be read.", folder.path), detail: String::new() },
    }
}

fn link(of: Link) -> WhyLink {
    WhyLink {
        key: of.key.to_owned(),
        question: of.question.to_owned(),
        state: match of.answer {
            Answer::Yes => WhyState::Ok,
            Answer::Partly => WhyState::Partly,
            Answer::No => WhyState::Bad,
            Answer::Later => WhyState::Later,
        },
        text: of.text,
        at: of.at_ms.map(rfc3339),
    }
}
