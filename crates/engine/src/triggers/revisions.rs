//! Revisions of a trigger: what each save changed, and going back to one.

use super::Triggers;
use crate::error::EngineError;
use crate::etag::Seen;
use prama_model::time::Millis;
use prama_model::trigger::{Change, Definition, Named, diff, summary};
use prama_store::Tx;
use prama_store::triggers::{self, Trigger};

/// One saved state of a trigger.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Its number, from 1.
    pub revision: i64,
    /// When it was saved.
    pub created_ms: Millis,
    /// The trigger as it was.
    pub definition: Definition,
    /// What changed since the one before, in one line.
    pub summary: String,
    /// What changed since the one before.
    pub changes: Vec<Change>,
}

impl Triggers {
    /// All revisions of a trigger, newest first; of one in the trash too.
    pub async fn revisions(&self, id: &str) -> Result<Vec<Revision>, EngineError> {
        let rows = self.saved(id).await?;
        let mut out: Vec<Revision> = Vec::with_capacity(rows.len());
        for (row, created_ms) in rows {
            let changes =
                out.last().map_or_else(Vec::new, |last| self.changes(&last.definition, &row.definition));
            // Back to what was: said rather than listed only.
            let earlier = out.iter().rev().skip(1).find(|r| same(&r.definition, &row.definition));
            let summary = match earlier {
                _ if out.is_empty() => "made".to_owned(),
                Some(earlier) => format!("back to revision {}: {}", earlier.revision, summary(&changes)),
                None => summary(&changes),
            };
            out.push(Revision {
                revision: row.revision,
                created_ms,
                definition: row.definition,
                summary,
                changes,
            });
        }
        out.reverse();
        Ok(out)
    }

    /// One revision. `against`: what changed since that one instead of the one before.
    pub async fn revision(
        &self,
        id: &str,
        revision: i64,
        against: Option<i64>,
    ) -> Result<Revision, EngineError> {
        let mut all = self.revisions(id).await?;
        let missing = |n: i64| EngineError::not_found("revision", n.to_string());
        let base = match against {
            Some(n) => {
                Some(all.iter().find(|r| r.revision == n).ok_or_else(|| missing(n))?.definition.clone())
            }
            None => None,
        };
        let at = all.iter().position(|r| r.revision == revision).ok_or_else(|| missing(revision))?;
        let mut found = all.swap_remove(at);
        if let Some(base) = base {
            found.changes = self.changes(&base, &found.definition);
            found.summary = summary(&found.changes);
        }
        Ok(found)
    }

    /// Saves an earlier revision as a new one. Whether the trigger is on stays as it is.
    pub async fn go_back(&self, id: &str, revision: i64, seen: Seen) -> Result<i64, EngineError> {
        let earlier = self.revision(id, revision, None).await?.definition;
        self.check(&earlier)?;
        let now = self.clock.now_ms();
        let save = move |tx: &mut Tx<'_>| {
            let Some(live) = triggers::find(tx.conn(), &earlier.id)?.filter(|t| !t.deleted) else {
                return Ok(Err(EngineError::not_found("trigger", earlier.id)));
            };
            let wanted = Definition { active: live.definition.active, ..earlier };
            match seen.check_trigger(&live) {
                Err(by) if live.definition != wanted => Ok(Err(by.into())),
                _ => Ok(Ok(triggers::save(tx, &wanted, now)?.1)),
            }
        };
        self.rules.change(save).await?
    }

    async fn saved(&self, id: &str) -> Result<Vec<(Trigger, Millis)>, EngineError> {
        let wanted = id.to_owned();
        let rows = self
            .store
            .read(move |c| {
                triggers::find(c, &wanted)?.map_or(Ok(Vec::new()), |t| triggers::revisions(c, t.n))
            })
            .await?;
        if rows.is_empty() { Err(EngineError::not_found("trigger", id)) } else { Ok(rows) }
    }

    /// What leads from one definition to the other, with display names where they are known.
    #[must_use]
    pub fn changes(&self, before: &Definition, after: &Definition) -> Vec<Change> {
        let (snapshot, rules) = (self.registry.snapshot(), self.rules.current());
        diff(before, after, |named| {
            let known = match named {
                Named::Source(id) => snapshot.source(id).map(|s| s.manifest.name.clone()),
                Named::Type(source, id) => {
                    snapshot.source(source).and_then(|s| s.types.get(id)).map(|t| t.def.label.clone())
                }
                Named::Workflow(id) => rules.plan(id).map(|p| p.name.clone()),
            };
            known.unwrap_or_else(|| match named {
                Named::Source(id) | Named::Type(_, id) | Named::Workflow(id) => format!("`{id}`"),
            })
        })
    }
}

fn same(a: &Definition, b: &Definition) -> bool {
    Definition { active: a.active, ..b.clone() } == *a
}
