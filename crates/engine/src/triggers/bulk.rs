//! One verb on many triggers, in one transaction: what can be done is done, what cannot is named.

use super::Triggers;
use crate::error::EngineError;
use prama_model::Problem;
use prama_model::ids::SLUG_MAX_BYTES;
use prama_model::time::Millis;
use prama_model::trigger::Definition;
use prama_store::{StoreError, Tx, triggers};
use std::collections::HashSet;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Turns it on.
    Enable,
    /// Turns it off.
    Disable,
    /// Puts it in the trash.
    Delete,
    /// Takes it out again.
    Restore,
    /// Makes a second one like it, which is off.
    Duplicate,
}

/// What became of each.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Those it was done to; of a duplicate, the new one's id.
    pub done: Vec<String>,
    /// Those it could not be done to, with why.
    pub failed: Vec<(String, Problem)>,
}

impl Triggers {
    /// Does the same to many triggers.
    pub async fn bulk(&self, ids: Vec<String>, action: Action) -> Result<Done, EngineError> {
        let now = self.clock.now_ms();
        let done = self
            .rules
            .change(move |tx| {
                let (mut out, mut seen) = (Done::default(), HashSet::new());
                for id in ids.into_iter().filter(|id| seen.insert(id.clone())) {
                    match one(tx, &id, action, now) {
                        Ok(made) => out.done.push(made),
                        Err(e @ StoreError::NotFound { .. }) => {
                            out.failed.push((id, EngineError::Store(e).problem()))
                        }
                        Err(e) => return Err(e),
                    }
                }
                Ok(out)
            })
            .await?;
        Ok(done)
    }
}

fn one(tx: &mut Tx<'_>, id: &str, action: Action, now: Millis) -> Result<String, StoreError> {
    match action {
        Action::Enable => triggers::set_active(tx, id, true, now)?,
        Action::Disable => triggers::set_active(tx, id, false, now)?,
        Action::Delete => triggers::set_deleted(tx, id, true, now)?,
        Action::Restore => triggers::set_deleted(tx, id, false, now)?,
        Action::Duplicate => return duplicate(tx, id, now),
    }
    Ok(id.to_owned())
}

/// A second one under a free id, off: two alike would run everything twice.
fn duplicate(tx: &mut Tx<'_>, id: &str, now: Millis) -> Result<String, StoreError> {
    let missing = || StoreError::NotFound { kind: "trigger", id: id.to_owned() };
    let of = triggers::find(tx.conn(), id)?.filter(|t| !t.deleted).ok_or_else(missing)?.definition;
    for number in 1_u32.. {
        let (ending, words) = match number {
            1 => ("-copy".to_owned(), "copy".to_owned()),
            n => (format!("-copy-{n}"), format!("copy {n}")),
        };
        let cut = of.id.floor_char_boundary(SLUG_MAX_BYTES - ending.len());
        let free = format!("{}{ending}", &of.id[..cut]);
        if triggers::find(tx.conn(), &free)?.is_some() {
            continue;
        }
        let name = format!("{} ({words})", of.name);
        triggers::save(tx, &Definition { id: free.clone(), name, active: false, ..of }, now)?;
        return Ok(free);
    }
    Err(missing())
}
