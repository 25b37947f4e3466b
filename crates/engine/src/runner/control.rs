//! What a person does with runs: start one by hand, cancel, retry from the failed step, run again.

use super::dispatch::Runner;
use super::task::Offer;
use crate::error::EngineError;
use crate::system;
use prama_model::Problem;
use prama_model::event::Object;
use prama_model::ids::{EventId, RunId};
use prama_model::run::{Change, StepStatus};
use prama_store::own_events::OwnEvent;
use prama_store::runs::RunRow;
use prama_store::runs::{self, Details, NewRun};
use prama_store::{Connection, StoreError, events, steps, workflows};
use std::sync::Arc;

/// The verbs on runs.
pub struct Runs {
    runner: Arc<Runner>,
}

impl Runs {
    /// Over a runner.
    #[must_use]
    pub fn new(runner: Arc<Runner>) -> Self {
        Self { runner }
    }

    /// Stops a run. One at work stops its step first; completed steps stay done.
    pub async fn cancel(&self, id: RunId) -> Result<(), EngineError> {
        let store = &self.runner.shared.store;
        let row = store.read(move |c| runs::get(c, id)).await?;
        if row.status.is_terminal() {
            return Err(StoreError::Conflict(format!(
                "This run is {}; it cannot be cancelled.",
                row.status.name()
            ))
            .into());
        }
        let active = self.runner.active().get(&row.n).cloned();
        if let Some(active) = active {
            let _ = active.reason.set("user".to_owned());
            active.cancel.cancel();
            return Ok(());
        }
        Ok(self.runner.cancel_idle(row, "user").await?)
    }

    /// Goes on with a failed or cancelled run at its first unfinished step; finished ones are not run again.
    pub async fn retry(&self, id: RunId) -> Result<(), EngineError> {
        let now = self.runner.shared.clock.now_ms();
        self.runner
            .shared
            .store
            .write(move |tx| {
                let row = runs::get(tx.conn(), id)?;
                runs::change(tx, row.n, id, Change::Retry, &Details::default(), now).map(|_| ())
            })
            .await?;
        self.runner.written();
        Ok(())
    }

    /// Starts a new run with the same event, or with edited data, on the pinned or the latest revision.
    pub async fn rerun(&self, id: RunId, data: Option<Object>, latest: bool) -> Result<RunId, EngineError> {
        let new = self.runner.shared.clock.run_id();
        let now = self.runner.shared.clock.now_ms();
        let input = data.map(|d| serde_json::to_string(&d)).transpose().map_err(StoreError::from)?;
        self.runner
            .shared
            .store
            .write(move |tx| {
                let conn = tx.conn();
                let old = runs::get(conn, id)?;
                let mut workflow = workflows::at_revision(conn, old.workflow_n, old.revision)?;
                if latest {
                    let current = workflow.as_ref().map(|w| w.definition.id.clone());
                    workflow = current.map(|id| workflows::find(conn, &id)).transpose()?.flatten();
                }
                let workflow =
                    workflow.ok_or(StoreError::NotFound { kind: "workflow of run", id: id.to_string() })?;
                let run = NewRun {
                    id: new,
                    event_n: old.event_n,
                    trigger_n: old.trigger_n,
                    workflow_n: workflow.n,
                    revision: workflow.revision,
                    subject: old.subject,
                    depth: old.depth,
                    steps_total: u32::try_from(workflow.definition.steps.len()).unwrap_or(u32::MAX),
                    test: false,
                    rerun_of: Some(old.n),
                    lane: None,
                    not_before_ms: None,
                    input: input.or(old.input),
                };
                runs::insert(tx, &run, now)
            })
            .await?;
        self.runner.written();
        Ok(new)
    }

    /// Runs a workflow by hand on an event that is there.
    pub async fn start(&self, workflow_id: &str, event: EventId) -> Result<RunId, EngineError> {
        let new = self.runner.shared.clock.run_id();
        let now = self.runner.shared.clock.now_ms();
        let workflow_id = workflow_id.to_owned();
        self.runner
            .shared
            .store
            .write(move |tx| {
                let conn = tx.conn();
                let workflow = workflows::find(conn, &workflow_id)?
                    .filter(|w| !w.deleted)
                    .ok_or_else(|| StoreError::NotFound { kind: "workflow", id: workflow_id.clone() })?;
                let (event_n, event) = events::get(conn, event)?;
                let run = NewRun {
                    id: new,
                    event_n,
                    trigger_n: None,
                    workflow_n: workflow.n,
                    revision: workflow.revision,
                    subject: event.subject,
                    depth: event.depth,
                    steps_total: u32::try_from(workflow.definition.steps.len()).unwrap_or(u32::MAX),
                    test: true,
                    rerun_of: None,
                    lane: None,
                    not_before_ms: None,
                    input: None,
                };
                runs::insert(tx, &run, now)
            })
            .await?;
        self.runner.written();
        Ok(new)
    }

    /// Cancelling and retrying is refused with this while the engine only reads.
    #[must_use]
    pub fn not_running() -> Problem {
        Problem::new("RUN-004", "Prama is not running.", "The run will start when it is.")
            .fix("Start it: prama serve, or open the app.")
    }
}

impl Runner {
    /// Cancels a run that no task is at work on; what waits for it goes on.
    pub(super) async fn cancel_idle(&self, row: RunRow, reason: &str) -> Result<(), StoreError> {
        let now = self.shared.clock.now_ms();
        let awaited = self.shared.rules.current().is_awaited(system::SOURCE, "workflow_completed");
        let (lane, reason) = (row.lane.clone(), reason.to_owned());
        let event = self
            .shared
            .store
            .write(move |tx| {
                steps::close_open(tx, row.n, StepStatus::Cancelled, now)?;
                let details = Details { reason: Some(reason), ..Details::default() };
                runs::change(tx, row.n, row.id, Change::Cancel, &details, now)?;
                let event = if awaited { cancelled(tx.conn(), &row, now)? } else { None };
                event.iter().try_for_each(|event| system::record(tx, event))?;
                Ok(event)
            })
            .await?;
        lane.into_iter().for_each(|lane| self.lane(lane));
        if let (Some(event), Some(sink)) = (event, self.shared.sink.get()) {
            system::tell(&**sink, event).await;
        }
        Ok(())
    }
}

/// `workflow_completed` of a run that was cancelled before or between its steps.
fn cancelled(conn: &Connection, row: &RunRow, now_ms: i64) -> Result<Option<OwnEvent>, StoreError> {
    let workflow = workflows::at_revision(conn, row.workflow_n, row.revision)?;
    let (Some(workflow), Some(event)) = (workflow, events::by_number(conn, row.event_n)?) else {
        return Ok(None);
    };
    Ok(Some(system::run_ended(&system::Ended {
        run: row.id,
        workflow_id: &workflow.definition.id,
        workflow_name: &workflow.definition.name,
        event: event.id,
        subject: &row.subject,
        depth: row.depth,
        status: "cancelled",
        failure: None,
        started_ms: row.started_ms,
        now_ms,
    })))
}
