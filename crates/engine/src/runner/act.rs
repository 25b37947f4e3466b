//! One attempt: the step acts in a task of its own, under its time-out, while its log is written.

use super::children::Children;
use super::exact::ExactNames;
use super::execute::{Attempt, Execution};
use super::plan::PlanStep;
use super::{StepContext, StepError, StepType};
use crate::ingest::effects::Doer;
use prama_model::Problem;
use prama_model::event::Object;
use prama_store::StoreError;
use prama_store::steps::At;
use std::sync::Arc;
use std::time::Duration;

/// How long a step may take to stop when asked.
const GRACE: Duration = Duration::from_secs(5);
/// How often log lines of a step at work are written.
const LOG_EVERY: Duration = Duration::from_millis(50);

impl Execution {
    /// Acts, under the step's time-out, while its log is written.
    pub(super) async fn act(
        &mut self,
        kind: &Arc<dyn StepType>,
        step: &PlanStep,
        at: At,
        input: Object,
    ) -> Result<Attempt, StoreError> {
        let Some(sink) = self.shared.sink.get() else { return Err(StoreError::Closed) };
        let cancel = self.active.cancel.child_token();
        let context = StepContext {
            run: self.task.id,
            step_index: at.step,
            step_id: step.step.id.clone(),
            attempt: at.attempt,
            key: format!("{}-{}", self.task.id, step.step.id),
            depth: self.task.event.depth,
            doer: Doer::of(&self.shared.effects, self.task.id, at.step, self.task.event.depth),
            log: self.log.for_step(at.step, at.attempt),
            cancel: cancel.clone(),
            children: Children::of(self.shared.store.clone(), at),
            sink: Arc::clone(sink),
            store: self.shared.store.clone(),
            names: ExactNames::of(&self.task.event.data),
            worker: Arc::clone(&self.shared.worker),
            data_dir: Arc::clone(&self.shared.data_dir),
        };
        let kind = Arc::clone(kind);
        // Its own task, so that a panic in a step is that step's failure and nothing else.
        let mut work = tokio::spawn(async move { kind.run(&context, input).await });
        let deadline = tokio::time::sleep(Duration::from_millis(step.step.timeout_ms()));
        tokio::pin!(deadline);
        let stopped = loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(match done {
                    Ok(Ok(output)) => Attempt::Output(output),
                    Ok(Err(error)) => if self.active.cancel.is_cancelled() { Attempt::Cancelled } else { Attempt::Failed(error) },
                    Err(error) => Attempt::Failed(StepError::fatal(
                        Problem::new("STEP-003", "The step ended unexpectedly.", error.to_string())
                            .fix("Retry the run; if it stays, report it with the run's log."),
                    )),
                }),
                () = self.active.cancel.cancelled() => break Attempt::Cancelled,
                () = &mut deadline => break Attempt::TimedOut,
                () = tokio::time::sleep(LOG_EVERY) => self.commit().await?,
            }
        };
        cancel.cancel();
        if tokio::time::timeout(GRACE, &mut work).await.is_err() {
            work.abort();
        }
        Ok(stopped)
    }
}
