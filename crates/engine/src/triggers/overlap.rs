//! Triggers that match the same events. All of them run, so it is no error; but it is seldom meant.

use super::{Rules, Triggers};
use crate::error::EngineError;
use prama_model::time::Millis;
use prama_store::views::overlap;
use prama_store::{Connection, StoreError};
use std::collections::{BTreeMap, HashMap};

/// Events that are looked at for the whole list, at most.
const MAX_EVENTS: u32 = 10_000;
/// Other triggers that are named, at most.
const MAX_NAMED: usize = 20;

/// Another trigger that matched the same events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// Its id.
    pub trigger_id: String,
    /// Its display name.
    pub name: String,
    /// How many of them.
    pub count: usize,
}

/// By trigger id, the others that matched the same events.
pub type Overlaps = BTreeMap<String, Vec<Also>>;

impl Triggers {
    /// Which triggers matched the same events since an instant.
    pub async fn overlaps(&self, since_ms: Millis) -> Result<Overlaps, EngineError> {
        let pairs = self.store.read(move |c| overlap::pairs(c, since_ms, MAX_EVENTS)).await?;
        let rules = self.rules.current();
        let known = names(&rules);
        let mut out = Overlaps::new();
        for ((a, b), count) in pairs {
            let (Some((id, _)), Some((other, name))) = (known.get(&a), known.get(&b)) else { continue };
            let also = Also { trigger_id: (*other).to_owned(), name: (*name).to_owned(), count };
            out.entry((*id).to_owned()).or_default().push(also);
        }
        for others in out.values_mut() {
            most_first(others);
        }
        Ok(out)
    }
}

/// The other triggers that matched these events.
pub(super) fn of_draft(
    conn: &Connection,
    rules: &Rules,
    own: &str,
    events: &[i64],
) -> Result<Vec<Also>, StoreError> {
    let counts = overlap::of_events(conn, events)?;
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let known = names(rules);
    let mut out: Vec<Also> = counts
        .into_iter()
        .filter_map(|(n, count)| {
            let (id, name) = known.get(&n).filter(|(id, _)| *id != own)?;
            Some(Also { trigger_id: (*id).to_owned(), name: (*name).to_owned(), count })
        })
        .collect();
    most_first(&mut out);
    Ok(out)
}

fn names(rules: &Rules) -> HashMap<i64, (&str, &str)> {
    rules
        .triggers()
        .map(|t| (t.row.n, (t.row.definition.id.as_str(), t.row.definition.name.as_str())))
        .collect()
}

fn most_first(others: &mut Vec<Also>) {
    others.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    others.truncate(MAX_NAMED);
}
