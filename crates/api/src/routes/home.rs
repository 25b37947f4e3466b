//! The home page in one answer.

use super::runs::cause;
use crate::present::events::wide;
use crate::present::runs::summary;
use crate::present::{self, MAX_LISTED, event_label};
use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{
    Attention, AttentionKind, Bar, FileOutcome, FolderState, Home, RecentFile, Source, SourceState, Today,
    TrustState,
};
use axum::Json;
use axum::extract::State;
use chrono::{Local, NaiveTime, TimeZone};
use prama_engine::store::views::events::Outcome;
use prama_engine::store::views::home::{self as view, FileRow};
use prama_engine::store::views::runs::{self, Failures, RunFilter};
use prama_engine::store::views::{Page, Timeline, first_since};
use prama_engine::traffic::Minded;
use prama_engine::triggers::Rules;
use prama_model::run::Status;
use prama_model::texts::triggers::named;
use prama_model::time::{Millis, rfc3339};

const HALF_HOUR_MS: i64 = 1_800_000;
const BARS: i64 = 48;
const FILES: usize = 20;
const RUNNING: u32 = 20;
const CAUSES: u32 = 20;
/// Failures older than this need no attention any more.
const ATTENTION_MS: i64 = 7 * 86_400_000;

/// Today's numbers, what needs attention, what runs, what happened to recent files.
#[utoipa::path(get, path = "/api/home", tag = "home", responses((status = 200, body = Home)))]
pub(super) async fn get(State(surface): State<Surface>) -> Result<Json<Home>, ApiError> {
    let now = surface.now_ms();
    let midnight = local_midnight(now);
    let first_bar = (now / HALF_HOUR_MS - BARS + 1) * HALF_HOUR_MS;
    let (today, bars, causes, active, files) = surface
        .read(move |c| {
            let today = view::today(c, midnight)?;
            let bars = view::bars(c, first_bar, HALF_HOUR_MS, usize::try_from(BARS).unwrap_or_default())?;
            let causes =
                runs::causes(c, Failures::Open, first_since(c, Timeline::Runs, now - ATTENTION_MS)?, CAUSES)?;
            let status = vec![Status::Queued, Status::Running, Status::Waiting];
            let active = runs::list(
                c,
                &RunFilter { status, ..RunFilter::default() },
                Page { limit: RUNNING, before: None },
            )?;
            Ok((today, bars, causes, active.items, view::recent_files(c, None, FILES)?))
        })
        .await?;
    let sources: Vec<Source> = surface
        .engine
        .registry()
        .views()
        .into_iter()
        .map(|v| present::sources::source(v, &Default::default()))
        .collect();
    let mut attention: Vec<Attention> = sources.iter().filter_map(stopped).collect();
    attention.extend(causes.into_iter().map(failed));
    attention.extend(sources.iter().filter_map(invalid));
    attention.extend(sources.iter().filter_map(untrusted));
    attention.extend(sources.iter().flat_map(folders));
    let rules = surface.engine.rules().current();
    let minded = surface.engine.traffic().minded(&rules).await?;
    attention.extend(minded.into_iter().map(|m| drifted(&surface, &rules, m)));
    let first_run = rules.totals() == (0, 0) && sources.iter().all(|s| s.folders.is_empty());
    Ok(Json(Home {
        today: Today {
            runs: today.runs,
            succeeded: today.succeeded,
            failed: today.failed,
            active: today.active,
            waiting: today.waiting,
            median_ms: today.median_ms,
            p95_ms: today.p95_ms,
        },
        bars: bars
            .into_iter()
            .map(|b| Bar { start: rfc3339(b.start_ms), succeeded: b.succeeded, failed: b.failed })
            .collect(),
        attention,
        running: active.into_iter().map(|r| summary(r, &surface.engine)).collect(),
        recent_files: files.into_iter().map(|f| file(&surface, f)).collect(),
        first_run,
    }))
}

fn local_midnight(now: Millis) -> Millis {
    let local = Local.timestamp_millis_opt(now).single();
    let midnight = local.and_then(|t| t.with_time(NaiveTime::MIN).earliest());
    midnight.map_or(now - now.rem_euclid(86_400_000), |t| t.timestamp_millis())
}

fn failed(row: runs::CauseRow) -> Attention {
    let fix = row
        .newest
        .error
        .as_deref()
        .and_then(|t| serde_json::from_str::<prama_engine::runner::Failure>(t).ok())
        .map(|f| sentences([Some(f.problem.detail), f.problem.fix]));
    let newest = row.newest.id.to_string();
    let c = cause(row);
    Attention {
        kind: AttentionKind::Failed,
        cause: c.cause,
        title: c.title,
        detail: sentences([c.example, fix]),
        count: c.count,
        run_id: Some(newest),
        run_ids: Some(c.run_ids),
        source_id: None,
        place: None,
        trigger_ids: None,
        last_at: c.last_at,
    }
}

/// One after the other; words from outside, such as the last line of a program, may lack their full stop.
fn sentences(parts: [Option<String>; 2]) -> String {
    let mut out = String::new();
    for part in parts.iter().flatten().map(|p| p.trim()).filter(|p| !p.is_empty()) {
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '!', '?', ':', '…']) { " " } else { ". " });
        }
        out.push_str(part);
    }
    out
}

fn stopped(source: &Source) -> Option<Attention> {
    let what = match source.state {
        SourceState::CrashLoop => "keeps crashing and was stopped",
        SourceState::BackingOff => "crashed and starts again soon",
        _ => return None,
    };
    let title = format!("{} {what}.", source.name);
    let detail = source.state_detail.clone().unwrap_or_else(|| "Its triggers wait until it runs.".to_owned());
    Some(of_source(
        source,
        AttentionKind::Source,
        "crashed",
        title,
        detail,
        i64::from(source.restarts.max(1)),
        None,
    ))
}

fn invalid(source: &Source) -> Option<Attention> {
    let first = source.errors.first()?;
    let title = format!("{} is invalid: {}", source.name, first.message);
    let detail = match source.state {
        SourceState::Invalid => "It can't run until plugin.json is corrected.",
        _ => "The last working version keeps running.",
    };
    let place = format!("{}:{}:{}", source.manifest_path, first.line, first.column);
    let count = wide(source.errors.len());
    Some(of_source(
        source,
        AttentionKind::InvalidSource,
        "invalid",
        title,
        detail.to_owned(),
        count,
        Some(place),
    ))
}

fn untrusted(source: &Source) -> Option<Attention> {
    // A further instance is asked about with its base.
    if source.state != SourceState::Untrusted || source.instance_of.is_some() {
        return None;
    }
    let (title, detail) = match source.trust.as_ref()?.state {
        TrustState::New => (
            format!("{} is new.", source.name),
            "Nothing of it runs until you have looked at it and trust it.",
        ),
        TrustState::Changed => (
            format!("{} changed since you trusted it.", source.name),
            "The changed version does not start until you trust it.",
        ),
        _ => return None,
    };
    Some(of_source(source, AttentionKind::Untrusted, "untrusted", title, detail.to_owned(), 1, None))
}

fn folders(source: &Source) -> Vec<Attention> {
    let troubled = source.folders.iter().filter_map(|f| {
        let troubles = [FolderState::Missing, FolderState::NoPermission, FolderState::NotAnswering];
        if !troubles.contains(&f.state) {
            return None;
        }
        let (title, detail) = (f.title.clone()?, f.detail.clone().unwrap_or_default());
        let cause = format!("folder/{}", f.path);
        Some(of_source(source, AttentionKind::Folder, &cause, title, detail, 1, Some(f.path.clone())))
    });
    troubled.collect()
}

fn drifted(surface: &Surface, rules: &Rules, m: Minded) -> Attention {
    let snapshot = surface.engine.registry().snapshot();
    let label = event_label(&snapshot, &m.source, &m.event_type);
    let name = |id: &String| rules.trigger(id).map_or_else(|| id.clone(), |t| t.row.definition.name.clone());
    let mut ids = m.triggers;
    let count = ids.len();
    let names: Vec<String> = ids.iter().map(name).collect();
    ids.truncate(MAX_LISTED);
    let asks = if count == 1 { "asks" } else { "ask" };
    Attention {
        kind: AttentionKind::Drift,
        cause: format!("{}/{}/{}", m.source, m.event_type, m.drift.path),
        title: format!("{label}: {}", m.drift.text),
        detail: format!("{} {asks} for it and may no longer match.", named(names.iter().map(String::as_str))),
        count: wide(count),
        run_id: None,
        run_ids: None,
        source_id: Some(m.source),
        place: None,
        trigger_ids: Some(ids),
        last_at: rfc3339(m.drift.at_ms),
    }
}

fn of_source(
    source: &Source,
    kind: AttentionKind,
    cause: &str,
    title: String,
    detail: String,
    count: i64,
    place: Option<String>,
) -> Attention {
    Attention {
        kind,
        cause: format!("{}/{cause}", source.id),
        title,
        detail,
        count,
        run_id: None,
        run_ids: None,
        source_id: Some(source.id.clone()),
        place,
        trigger_ids: None,
        last_at: source.state_since.clone(),
    }
}

/// A file that a source told of, and what became of it.
pub(super) fn file(surface: &Surface, f: FileRow) -> RecentFile {
    let outcome = match (&f.run, f.event.outcome()) {
        (Some(run), _) => match run.status {
            Status::Succeeded => FileOutcome::Ran,
            Status::Failed | Status::Cancelled => FileOutcome::Failed,
            Status::Queued => FileOutcome::Queued,
            Status::Running | Status::Waiting => FileOutcome::Running,
        },
        (None, Outcome::NoListener) => FileOutcome::NoListener,
        (None, Outcome::Held) => FileOutcome::Held,
        (None, Outcome::Suppressed) => FileOutcome::Suppressed,
        (None, Outcome::Paused) => FileOutcome::Paused,
        (None, _) => FileOutcome::NothingMatched,
    };
    let snapshot = surface.engine.registry().snapshot();
    RecentFile {
        event_id: f.event.id.to_string(),
        name: f.name,
        path: f.path,
        at: rfc3339(f.event.received_ms),
        event_label: event_label(&snapshot, &f.event.source, &f.event.event_type),
        outcome,
        run_id: f.run.as_ref().map(|r| r.id.to_string()),
        workflow_name: f.run.as_ref().map(|r| r.workflow_name.clone()),
        trigger_name: f.run.and_then(|r| r.trigger_name),
    }
}
