//! The configuration of a source: checked against its schema, its secrets kept apart, and put together again for its program.

use super::drivers::Context;
use super::snapshot::SourceSpec;
use super::{Registry, SourceError, View};
use crate::etag::Seen;
use crate::secrets::{Reference, Split, Vault, mark_kept, references, split, with_secrets};
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use prama_store::{Tx, sources};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Registry {
    /// Replaces a source's configuration; a running one starts again with it.
    ///
    /// # Errors
    /// When there is no such source, its configuration is not one that was seen, the new one does not fit its schema, or a
    /// secret cannot be kept.
    pub async fn configure(&self, id: &str, config: Object, seen: Seen) -> Result<View, SourceError> {
        let configuring = self.inner.configuring.lock().await;
        let spec = self.spec(id)?;
        let before = self.settings(id);
        // Asked first, so that no secret is kept for nothing; it counts where it is written.
        seen.check_config(&spec.manifest.name, &before.config, before.config_ms)
            .map_err(SourceError::Overtaken)?;
        let split = self.accept_config(&spec, config, &before.config)?;
        let config = self.keep_secrets(split).await?;
        let control = self.inner.control.lock().await;
        if let Err(error) = self.keep_config(id, config.clone(), seen).await {
            self.forget_secrets(&config, &before.config);
            return Err(error);
        }
        let spec = self.spec(id)?;
        // A version that may not be started again goes on as it is.
        if self.is_trusted(&spec) {
            self.dismiss(id);
            self.reconcile(&spec, true).await;
        }
        drop((configuring, control));
        self.left(id).await;
        self.seen(id)
    }

    /// Checks a configuration that is to follow `before`.
    pub(super) fn accept_config(
        &self,
        spec: &SourceSpec,
        config: Object,
        before: &Object,
    ) -> Result<Split, SourceError> {
        let split =
            split(spec.manifest.config_schema.as_ref(), config, before).map_err(|e| unfit(spec, e))?;
        let redactor = split.redactor();
        let mut errors = spec.config_errors(&split.checked);
        if let (true, Some(driver)) = (errors.is_empty(), self.driver(spec)) {
            errors = driver.check(&spec.with_defaults(split.checked.clone()), &self.inner.clock);
        }
        // A kept secret was checked when it came; its value is not looked up for this.
        errors.retain(|e| !split.kept.contains(&e.pointer));
        for error in &mut errors {
            error.message = redactor.redact(std::mem::take(&mut error.message));
        }
        if errors.is_empty() { Ok(split) } else { Err(unfit(spec, errors)) }
    }

    /// Keeps the new secrets; gives the configuration with references to them. The keyring may take its time: nothing but
    /// another change of a configuration waits for it.
    pub(super) async fn keep_secrets(&self, split: Split) -> Result<Object, SourceError> {
        let vault = &self.inner.options.vault;
        let mut kept = BTreeMap::new();
        for (at, value) in &split.new {
            match vault.put(value).await {
                Ok(reference) => drop(kept.insert(at.clone(), reference)),
                Err(problem) => {
                    forget(vault.clone(), kept.into_values().collect());
                    return Err(SourceError::Unavailable(problem));
                }
            }
        }
        Ok(split.finish(&kept))
    }

    /// Keeps the configuration, then forgets the secrets that it no longer has.
    pub(super) async fn keep_config(&self, id: &str, config: Object, seen: Seen) -> Result<(), SourceError> {
        let (key, stored, now) = (id.to_owned(), config.clone(), self.inner.clock.now_ms());
        let name = self.snapshot().source(id).map_or_else(|| id.to_owned(), |s| s.manifest.name.clone());
        let keep = move |tx: &mut Tx<'_>| {
            let (there, since) = sources::config(tx.conn(), &key)?;
            if let Err(by) = seen.check_config(&name, &there, since) {
                return Ok(Err(SourceError::Overtaken(by)));
            }
            sources::set_config(tx, &key, &stored, now).map(Ok)
        };
        self.inner.store.write(keep).await??;
        self.forget_secrets(&self.settings(id).config, &config);
        self.change_settings(id, |s| (s.config, s.config_ms) = (config, Some(now)));
        Ok(())
    }

    /// Forgets the secrets of a configuration that the one after it does not refer to.
    pub(super) fn forget_secrets(&self, before: &Object, after: &Object) {
        let still = references(after);
        let gone = references(before).into_iter().filter(|b| !still.iter().any(|(_, r)| *r == b.1));
        forget(self.inner.options.vault.clone(), gone.map(|(_, reference)| reference).collect());
    }

    /// Secrets that stand in the database as they are, from a time when the schema did not call them so, are moved.
    pub(super) async fn move_plain_secrets(self) {
        let _one = self.inner.configuring.lock().await;
        for spec in self.snapshot().sources() {
            let stored = self.settings(spec.id()).config;
            let schema = spec.manifest.config_schema.as_ref();
            let Ok(found) = split(schema, mark_kept(stored.clone()), &stored) else { continue };
            if found.new.is_empty() {
                continue;
            }
            let moved = match self.keep_secrets(found).await {
                Ok(config) => self.keep_config(spec.id(), config, Seen::anything()).await,
                Err(error) => Err(error),
            };
            match moved {
                Ok(()) => tracing::info!(source = spec.id(), "its secrets were moved out of the database"),
                Err(error) => {
                    tracing::warn!(source = spec.id(), %error, "its secrets are still in the database")
                }
            }
        }
    }
}

/// Forgets secrets that nothing refers to any more, without anybody waiting for it.
fn forget(vault: Vault, references: Vec<Reference>) {
    if references.is_empty() {
        return;
    }
    tokio::spawn(async move {
        for reference in references {
            if let Err(problem) = vault.remove(&reference).await {
                tracing::warn!(%problem, "a secret that nothing refers to could not be removed");
            }
        }
    });
}

fn unfit(spec: &SourceSpec, errors: Vec<FieldProblem>) -> SourceError {
    let title = format!("The configuration of {} does not fit its schema.", spec.manifest.name);
    let problem = Problem::new("SRC-002", title, "Nothing was changed.").errors(errors);
    SourceError::Invalid(Box::new(problem.fix("Correct the fields named here.")))
}

/// What a source's configuration is put together from, each time its program starts.
pub(super) struct Opening {
    pub vault: Vault,
    pub spec: Arc<SourceSpec>,
    pub stored: Object,
}

impl Opening {
    /// The driver's context with the whole configuration; the log no longer shows the secrets in it.
    pub(super) async fn open(&self, context: &Context) -> Result<Context, Box<Problem>> {
        let (config, redactor) = with_secrets(&self.vault, self.stored.clone()).await?;
        context.log.redact(redactor.unwrap_or_default());
        Ok(Context { config: self.spec.with_defaults(config), ..context.clone() })
    }
}
