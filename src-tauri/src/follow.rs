//! Follows the engine's changes for what lies outside the page: the tray and the notifications.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use http::Method;
use prama_api::ChangeKind;
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tokio::time::{MissedTickBehavior, interval};

use crate::engine::Engine;
use crate::notices::{self, Notices};
use crate::tray;

/// Tray and notifications are brought up to date this often at most.
const ROUND: Duration = Duration::from_secs(1);
const FAILED_RUNS: &str = "/api/runs?status=failed&limit=100";

/// Runs until the engine stops.
pub(crate) async fn follow(app: AppHandle) {
    let engine = Arc::clone(&app.state::<Arc<Engine>>());
    let Some(mut changes) = engine.changes(None).await else { return };
    let mut notices = Notices::default();
    // Failures from before this start are on the Home page; nobody needs to be told of them again.
    let mut known: HashSet<String> = failed_runs(&engine).await.iter().map(ending).collect();
    let (mut runs_changed, mut status_changed) = (false, true);
    let mut round = interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            batch = changes.next() => {
                let Some(batch) = batch else { return };
                status_changed = true;
                runs_changed |= batch.changes.iter().any(|change| change.kind == ChangeKind::Run);
            }
            _ = round.tick() => {
                if std::mem::take(&mut runs_changed) {
                    let failed = failed_runs(&engine).await;
                    let new = failed.iter().filter(|run| !known.contains(&ending(run)));
                    let due: Vec<_> = new.filter_map(|run| notices.take(run, Instant::now())).collect();
                    due.into_iter().for_each(|notice| notices::show(&app, notice));
                    known = failed.iter().map(ending).collect();
                }
                notices.due(Instant::now()).into_iter().for_each(|notice| notices::show(&app, notice));
                if std::mem::take(&mut status_changed)
                    && let Some(status) = engine.ask(Method::GET, "/api/status").await
                {
                    tray::show(&app, &status);
                }
            }
        }
    }
}

async fn failed_runs(engine: &Engine) -> Vec<Value> {
    let list = engine.ask(Method::GET, FAILED_RUNS).await;
    list.and_then(|list| list["items"].as_array().cloned()).unwrap_or_default()
}

/// One failure of one run: a run that is retried may fail again.
fn ending(run: &Value) -> String {
    format!("{} {}", run["id"], run["completed_at"])
}
