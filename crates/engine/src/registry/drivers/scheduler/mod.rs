//! Schedules as events. What is due is `prama_model::schedule`'s to say; here it is sent, and how far each schedule was
//! handled is kept in the transaction of its event. Under the key (schedule, due time) no due time is told twice.

mod marks;

use super::{Context, Driver};
use crate::clock::SharedClock;
use crate::ingest::{Incoming, Origin, Refused};
use async_trait::async_trait;
use marks::Marks;
use prama_model::event::{Envelope, Metadata, Object};
use prama_model::schedule::{Due, MAX_MADE_UP, Schedule, read_all, turn};
use prama_model::time::{Millis, rfc3339};
use prama_model::{FieldProblem, Problem};
use serde_json::json;
use std::time::Duration;

/// The clock is looked at so often at least: timers stand still while the computer sleeps.
const LOOK: Millis = 30_000;
/// The pause before an event that could not be stored is sent again.
const AGAIN: Duration = Duration::from_secs(1);

/// The driver of `scheduler`.
#[derive(Debug, Clone, Copy)]
pub struct Scheduler;

/// How a look at the clock ended.
enum Look {
    /// Everything that was due is stored; the next due time.
    Done(Option<Millis>),
    /// The store does not take events now.
    Held,
}

#[async_trait]
impl Driver for Scheduler {
    async fn run(&self, context: Context) -> Result<(), Box<Problem>> {
        let schedules = read_all(&context.config, context.clock.zone(), context.clock.now_ms())
            .map_err(|errors| Box::new(unusable(errors)))?;
        let mut marks = Marks::load(&context, &schedules).await?;
        context.status.running();
        // What is shown as the next due time: said again only when it changes.
        let mut shown = None;
        loop {
            let looked = look(&context, &schedules, &mut marks).await;
            if let Look::Done(next) = looked
                && shown != Some(next)
            {
                let text =
                    next.map_or("Nothing is due any more.".to_owned(), |at| format!("Next: {}", rfc3339(at)));
                context.status.detail(Some(text));
                shown = Some(next);
            }
            let pause = match looked {
                Look::Done(Some(next)) => {
                    let left = (next - context.clock.now_ms()).clamp(1, LOOK);
                    Duration::from_millis(left.unsigned_abs())
                }
                Look::Done(None) => {
                    context.cancel.cancelled().await;
                    return Ok(());
                }
                Look::Held => {
                    shown = None;
                    AGAIN
                }
            };
            if context.cancel.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                return Ok(());
            }
        }
    }

    fn check(&self, config: &Object, clock: &SharedClock) -> Vec<FieldProblem> {
        read_all(config, clock.zone(), clock.now_ms()).err().unwrap_or_default()
    }

    fn lacks(&self, config: &Object) -> Option<&'static str> {
        let some = config.get("schedules").and_then(|s| s.as_array()).is_some_and(|s| !s.is_empty());
        (!some).then_some("no schedule")
    }
}

fn unusable(errors: Vec<FieldProblem>) -> Problem {
    let first = errors.first().map(|e| e.message.clone()).unwrap_or_default();
    Problem::new("SCH-001", "A schedule can't be used.", first)
        .fix("Correct the schedules on the source's page.")
        .errors(errors)
}

async fn look(context: &Context, schedules: &[Schedule], marks: &mut Marks) -> Look {
    let now = context.clock.now_ms();
    let mut next: Option<Millis> = None;
    for schedule in schedules {
        let handled = marks.of(schedule);
        let turn = turn(schedule, handled, now);
        for due in &turn.due {
            if !tell(context, schedule, *due, marks).await {
                return Look::Held;
            }
        }
        if let Some(until) = turn.handled_ms.filter(|until| *until != marks.of(schedule)) {
            if until < handled {
                context
                    .log
                    .warn(format!("\"{}\": the clock went back; it goes on from here.", schedule.name));
            }
            if !marks.keep(context, schedule, until).await {
                return Look::Held;
            }
        }
        if turn.skipped > 0 {
            let many = if turn.skipped as usize >= MAX_MADE_UP { " or more" } else { "" };
            let n = turn.skipped;
            context.log.info(format!(
                "\"{}\": {n}{many} missed due times are left out, as configured.",
                schedule.name
            ));
        }
        next = [next, turn.next_ms].into_iter().flatten().min();
    }
    Look::Done(next)
}

/// Sends one due time. False: it could not be stored now.
async fn tell(context: &Context, schedule: &Schedule, due: Due, marks: &mut Marks) -> bool {
    let after = marks.with(schedule, due.at_ms);
    let (source, value, now) = (context.source.clone(), after.value(), context.clock.now_ms());
    let incoming = Incoming {
        also: Some(Box::new(move |tx| prama_store::sources::set_checkpoint(tx, &source, &value, now))),
        // Its name and data may have been changed since.
        identity: Some(Object::new()),
        ..Incoming::new(envelope(schedule, due), Origin::Source(context.source.clone()))
    };
    match context.sink.ingest(incoming).await {
        Ok(_) => {}
        Err(Refused::Rejected { problem, .. }) => {
            context.log.error(format!("\"{}\" was set aside: {problem}", schedule.name));
        }
        Err(Refused::Unavailable { problem, .. }) => {
            context.log.warn(format!("\"{}\" waits: {problem}", schedule.name));
            context.status.detail(Some(format!("Waits: {}", problem.title)));
            return false;
        }
    }
    *marks = after;
    true
}

fn envelope(schedule: &Schedule, due: Due) -> Envelope {
    let mut data = Object::new();
    let mut put = |name: &str, value: serde_json::Value| data.insert(name.to_owned(), value);
    put("schedule_id", json!(schedule.id));
    put("name", json!(schedule.name));
    put("due_at", json!(rfc3339(due.at_ms)));
    put("local_time", json!(schedule.local(due.at_ms)));
    put("time_zone", json!(schedule.zone.name()));
    put("kind", json!(schedule.kind()));
    put("missed", json!(due.missed > 0));
    put("missed_count", json!(due.missed));
    if let Some(own) = &schedule.data {
        put("data", json!(own));
    }
    Envelope {
        event_type: "schedule_due".into(),
        data,
        key: Some(format!("{}@{}", schedule.id, due.at_ms)),
        metadata: Some(Metadata { timestamp: Some(rfc3339(due.at_ms)), ..Metadata::default() }),
        ..Envelope::default()
    }
}
