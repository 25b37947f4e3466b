//! Entity tags of what a person edits, and writing only over the state that was seen.

use prama_model::Problem;
use prama_model::event::Object;
use prama_model::time::{Millis, rfc3339};
use prama_store::triggers::Trigger;
use prama_store::workflows::Workflow;
use sha2::{Digest, Sha256};

/// Tag of a trigger's state: its revision, and whether it is on, which makes no revision.
#[must_use]
pub fn of_trigger(row: &Trigger) -> String {
    format!("{}-{}", row.revision, if row.definition.active { "on" } else { "off" })
}

/// Tag of a workflow's state.
#[must_use]
pub fn of_workflow(row: &Workflow) -> String {
    row.revision.to_string()
}

/// Tag of a source's configuration as it is stored: a secret that was replaced has another reference in it.
#[must_use]
pub fn of_config(stored: &Object) -> String {
    let text = serde_json::to_vec(stored).unwrap_or_default();
    hex::encode(&Sha256::digest(text)[..8])
}

/// The states that a writer has seen and may write over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(Option<Vec<String>>);

impl Seen {
    /// Whatever stands there.
    #[must_use]
    pub fn anything() -> Self {
        Self(None)
    }

    /// One of the states with these tags.
    #[must_use]
    pub fn one_of(tags: Vec<String>) -> Self {
        Self(Some(tags))
    }

    /// Whether the state with this tag may be written over.
    #[must_use]
    pub fn covers(&self, tag: &str) -> bool {
        self.0.as_ref().is_none_or(|tags| tags.iter().any(|seen| seen == tag))
    }

    /// The revision that was seen, where the tag says one.
    fn revision(&self) -> Option<i64> {
        let [tag] = self.0.as_deref()? else { return None };
        tag.split('-').next()?.parse().ok()
    }

    pub(crate) fn check_trigger(&self, row: &Trigger) -> Result<(), Box<Overtaken>> {
        self.check(of_trigger(row), |etag| Overtaken {
            name: row.definition.name.clone(),
            etag,
            revision: Some(row.revision),
            seen: self.revision(),
            active: Some(row.definition.active),
            changed_ms: Some(row.updated_ms),
        })
    }

    pub(crate) fn check_workflow(&self, row: &Workflow) -> Result<(), Box<Overtaken>> {
        self.check(of_workflow(row), |etag| Overtaken {
            name: row.definition.name.clone(),
            etag,
            revision: Some(row.revision),
            seen: self.revision(),
            active: None,
            changed_ms: Some(row.updated_ms),
        })
    }

    /// `name` is the source's; `changed_ms` when its configuration was last stored.
    pub(crate) fn check_config(
        &self,
        name: &str,
        stored: &Object,
        changed_ms: Option<Millis>,
    ) -> Result<(), Box<Overtaken>> {
        let name = format!("The configuration of {name}");
        self.check(of_config(stored), |etag| Overtaken {
            name,
            etag,
            revision: None,
            seen: None,
            active: None,
            changed_ms,
        })
    }

    fn check(&self, tag: String, by: impl FnOnce(String) -> Overtaken) -> Result<(), Box<Overtaken>> {
        if self.covers(&tag) { Ok(()) } else { Err(Box::new(by(tag))) }
    }
}

/// Somebody else wrote first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// What was to be written.
    pub name: String,
    /// Tag of its state now.
    pub etag: String,
    /// Its revision now.
    pub revision: Option<i64>,
    /// The revision that the writer had seen.
    pub seen: Option<i64>,
    /// Whether it is on now, if it can be on or off.
    pub active: Option<bool>,
    /// When it was last changed.
    pub changed_ms: Option<Millis>,
}

impl Overtaken {
    /// As a problem with code and fix.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let what = match self.revision {
            Some(_) => format!("\"{}\"", self.name),
            None => self.name.clone(),
        };
        let at = self.changed_ms.map(|ms| format!(" at {}", rfc3339(ms))).unwrap_or_default();
        let now = match (self.revision, self.seen, self.active) {
            (Some(now), Some(seen), Some(active)) if now == seen => {
                format!("It was turned {}{at}.", if active { "on" } else { "off" })
            }
            (Some(now), Some(seen), _) => {
                format!("It was changed{at} and is at revision {now}; you edited revision {seen}.")
            }
            (Some(now), ..) => format!("It was changed{at} and is at revision {now}."),
            (None, ..) => format!("It was changed{at}."),
        };
        let title = format!("{what} was changed after you opened it.");
        Problem::new("API-412", title, format!("{now} Nothing of yours was saved."))
            .fix("Look at what it is now, then save over it with its ETag in If-Match, or leave it as it is.")
    }
}
