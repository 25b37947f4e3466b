//! What led to an event: the run that caused it, that run's event, and so on, back to what came from outside.

use super::events::EventRow;
use crate::StoreError;
use prama_model::event::Cause;
use prama_model::ids::{EventId, RunId};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

/// Links followed at most; a chain has no more by the ingest's own rule.
const LONGEST: usize = 64;

/// A run that led to the next event, and the event that started it.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The event.
    pub event: EventRow,
    /// The run.
    pub run: RunId,
    /// Position of the step that led on; `None`: the run as a whole.
    pub step: Option<u32>,
    /// Row number, id and name of the trigger; `None`: started by hand.
    pub trigger: Option<(i64, String, String)>,
    /// Id and name of the workflow.
    pub workflow: (String, String),
}

/// The links behind a cause, first cause first.
pub fn behind(conn: &Connection, cause: Cause) -> Result<Vec<Link>, StoreError> {
    let mut links = Vec::new();
    let mut next = Some(cause);
    while let Some(cause) = next.filter(|_| links.len() < LONGEST) {
        let found = conn
            .prepare_cached(
                "SELECT r.event_n, r.trigger_n, t.id, tr.name, w.id, wr.name FROM runs r
                 JOIN workflows w ON w.n = r.workflow_n
                 JOIN workflow_revisions wr ON wr.workflow_n = r.workflow_n AND wr.revision = r.revision
                 LEFT JOIN triggers t ON t.n = r.trigger_n
                 LEFT JOIN trigger_revisions tr ON tr.trigger_n = t.n AND tr.revision = t.revision
                 WHERE r.uid = ?1",
            )?
            .query_row([cause.run.as_bytes()], |r| {
                let trigger: (Option<i64>, Option<String>, Option<String>) =
                    (r.get(1)?, r.get(2)?, r.get(3)?);
                let workflow: (String, String) = (r.get(4)?, r.get(5)?);
                Ok((r.get::<_, i64>(0)?, trigger, workflow))
            })
            .optional()?;
        let Some((event_n, trigger, workflow)) = found else { break };
        let Some(event) = super::events::by_number(conn, event_n)? else { break };
        let trigger = match trigger {
            (Some(n), Some(id), Some(name)) => Some((n, id, name)),
            _ => None,
        };
        next = cause_of(conn, event.id)?;
        links.push(Link { event, run: cause.run, step: cause.step, trigger, workflow });
    }
    links.reverse();
    Ok(links)
}

/// What caused an event.
pub fn cause_of(conn: &Connection, event: EventId) -> Result<Option<Cause>, StoreError> {
    let found = conn
        .prepare_cached("SELECT caused_by, caused_step FROM events WHERE uid = ?1")?
        .query_row([event.as_bytes()], |r| Ok((r.get::<_, Option<[u8; 16]>>(0)?, r.get(1)?)))
        .optional()?;
    let cause = |(run, step): (Option<[u8; 16]>, Option<u32>)| {
        run.map(|run| Cause { run: RunId(Uuid::from_bytes(run)), step })
    };
    Ok(found.and_then(cause))
}

/// The events that runs of an event led to, oldest first, `limit` at most.
pub fn ahead(conn: &Connection, event: EventId, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT c.n FROM events e JOIN runs r ON r.event_n = e.n JOIN events c ON c.caused_by = r.uid
         WHERE e.uid = ?1 ORDER BY c.n LIMIT ?2",
    )?;
    let numbers = statement.query_map((event.as_bytes(), limit), |r| r.get::<_, i64>(0))?;
    let mut out = Vec::new();
    for n in numbers {
        out.extend(super::events::by_number(conn, n?)?);
    }
    Ok(out)
}
