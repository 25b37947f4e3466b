//! Further instances of a source: the same folder and manifest under an id of their own, with their own configuration.

use super::snapshot::{Broken, Snapshot, SourceSpec};
use super::{BUILTIN, Registry, SourceError, View};
use crate::etag::Seen;
use prama_model::event::Object;
use prama_model::manifest::{ManifestError, is_source_id};
use prama_model::{FieldProblem, Problem};
use prama_store::instances::{self, Instance};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// Lists an instance: with what its base is now, or as broken while there is no such base.
pub(super) fn add(snapshot: &mut Snapshot, instance: &Instance) {
    if let Some(base) = snapshot.sources.get(&instance.base) {
        let mut spec = SourceSpec::clone(base);
        spec.manifest.id.clone_from(&instance.id);
        spec.manifest.name.clone_from(&instance.name);
        spec.instance_of = Some(instance.base.clone());
        snapshot.sources.insert(instance.id.clone(), Arc::new(spec));
        return;
    }
    let error = ManifestError {
        code: "SRC-026".into(),
        message: format!("The source \"{}\" that this is an instance of cannot be loaded", instance.base),
        file: format!("{}/plugin.json", instance.base),
        line: 1,
        column: 1,
        pointer: String::new(),
        expected: Some(format!("mend or bring back \"{}\", or remove this instance", instance.base)),
        suggestion: None,
        excerpt: Vec::new(),
    };
    let broken = Broken {
        key: instance.id.clone(),
        id: Some(instance.id.clone()),
        name: instance.name.clone(),
        shipped: false,
        dir: PathBuf::new(),
        readme: None,
        errors: vec![error],
        warnings: Vec::new(),
    };
    snapshot.broken.insert(instance.id.clone(), Arc::new(broken));
}

impl Registry {
    pub(super) fn instances(&self) -> Vec<Instance> {
        self.inner.instances.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The ids of a source and of its further instances.
    pub(super) fn family(&self, base: &str) -> Vec<String> {
        let others = self.instances().into_iter().filter(|i| i.base == base).map(|i| i.id);
        std::iter::once(base.to_owned()).chain(others).collect()
    }

    /// Whether a program of a source or of one of its instances runs.
    pub(super) fn is_family_working(&self, base: &str) -> bool {
        let family = self.family(base);
        let units = self.inner.units();
        family.iter().any(|id| units.get(id).is_some_and(|unit| unit.is_working()))
    }

    /// Adds an instance of `base` under an id of its own, with its configuration.
    ///
    /// # Errors
    /// When there is no such base, the id is taken or wrong, or the configuration does not fit.
    pub async fn add_instance(
        &self,
        base: &str,
        id: &str,
        name: Option<String>,
        config: Object,
    ) -> Result<View, SourceError> {
        let _one = self.inner.configuring.lock().await;
        let spec = self.spec(base)?;
        if BUILTIN.contains(&base) || spec.instance_of.is_some() {
            let (detail, fix) = match &spec.instance_of {
                Some(of) => ("It is an instance itself.", format!("Make an instance of \"{of}\".")),
                None => ("It is part of Prama itself.", "Use the one that is there.".to_owned()),
            };
            let title = format!("There can be no further instance of {}.", spec.manifest.name);
            return Err(SourceError::conflict("SRC-024", title, detail, &fix));
        }
        self.free_id(id)?;
        let name = name.filter(|n| !n.trim().is_empty());
        let instance = Instance {
            id: id.to_owned(),
            base: base.to_owned(),
            name: name.unwrap_or_else(|| format!("{} ({id})", spec.manifest.name)),
        };
        let config = self.keep_secrets(self.accept_config(&spec, config, &Object::new())?).await?;
        let _one = self.inner.control.lock().await;
        let (kept, now) = (instance.clone(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| instances::insert(tx, &kept, now)).await?;
        self.inner.instances.lock().unwrap_or_else(PoisonError::into_inner).push(instance);
        self.forget_settings(id);
        self.keep_config(id, config, Seen::anything()).await?;
        self.scan().await;
        let spec = self.spec(id)?;
        self.reconcile(&spec, true).await;
        self.seen(id)
    }

    /// Removes an instance: it stops, and its settings, checkpoint and index of files are forgotten. Its events stay.
    ///
    /// # Errors
    /// When there is no such source, or it is not an instance.
    pub async fn remove_instance(&self, id: &str) -> Result<(), SourceError> {
        let _one = self.inner.configuring.lock().await;
        let _one = self.inner.control.lock().await;
        if !self.instances().iter().any(|i| i.id == id) {
            let spec = self.spec(id)?;
            return Err(SourceError::conflict(
                "SRC-025",
                format!("{} is not an instance.", spec.manifest.name),
                "Only a further instance can be removed here; this one comes from a folder.",
                "Move its folder out of your source folders, or stop it.",
            ));
        }
        self.halt(id).await;
        let key = id.to_owned();
        self.inner.store.write(move |tx| instances::remove(tx, &key)).await?;
        self.inner.instances.lock().unwrap_or_else(PoisonError::into_inner).retain(|i| i.id != id);
        self.forget_secrets(&self.settings(id).config, &Object::new());
        self.forget_settings(id);
        self.inner.units().remove(id);
        self.scan().await;
        Ok(())
    }

    fn free_id(&self, id: &str) -> Result<(), SourceError> {
        let wrong = |title: String, message: &str, fix: &str| {
            let problem = Problem::new("SRC-027", title, "Nothing was changed.");
            let problem = problem.fix(fix).errors(vec![FieldProblem::at("/id", message)]);
            Err(SourceError::Invalid(Box::new(problem)))
        };
        if !is_source_id(id) {
            return wrong(
                format!("\"{id}\" can't be the id of an instance."),
                "It must be lower-case letters, digits and single hyphens, at most 64.",
                "Write it like \"orders-south\".",
            );
        }
        let snapshot = self.snapshot();
        if snapshot.source(id).is_some() || snapshot.broken_one(id).is_some() || BUILTIN.contains(&id) {
            return wrong(
                format!("There is a source with the id \"{id}\" already."),
                "It is taken.",
                "Choose another id.",
            );
        }
        Ok(())
    }
}
